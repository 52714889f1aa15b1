"""What the verification page asks, checked by field."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.errors import FieldError, Invalid

LONGEST = 120
LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    number: str
    name: str


def asked(data: QueryDict) -> Asked:
    """Raises Invalid naming the field."""
    number, name = data.get("number", "").strip(), data.get("name", "").strip()
    if not number:
        raise Invalid(errors=(FieldError("number", "required", _("请填写编号或者电子证照标识。")),))
    if len(number) > LONGEST or len(name) > LONGEST:
        raise Invalid(errors=(FieldError("number", "too_long", _("编号太长，请核对。")),))
    if "\x00" in number or "\x00" in name:
        raise Invalid(errors=(FieldError("number", "unreadable", _("编号里有无法识别的字符。")),))
    return Asked(number, name)


def file_error(size: int | None) -> Invalid | None:
    """What is wrong with an uploaded file before it is read; None when nothing is."""
    if not size:
        return Invalid(errors=(FieldError("file", "required", _("请选择一个PDF文件。")),))
    if size > LARGEST:
        return Invalid(errors=(FieldError("file", "too_large", _("文件超过20 MB，不能核验。")),))
    return None
