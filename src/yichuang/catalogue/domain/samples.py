"""Samples of a material 样本: what one looks like, and by what it is judged."""

from __future__ import annotations

from enum import StrEnum

from yichuang.kernel.errors import FieldError, NotFound, Refusal

LARGEST = 5 * 1024 * 1024
TYPES = ("application/pdf", "image/png", "image/jpeg")
OFFICE = (
    "application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
"""What a blank form may be beside: people fill it in on their own machine."""


class SampleKind(StrEnum):
    BLANK = "blank"
    """The form to fill in 空表."""
    EXAMPLE = "example"
    """A form as it is filled in 样表."""
    GOOD = "good"
    """As it should be 合格样本."""
    BAD = "bad"
    """As it is sent back 不合格样本."""


KIND_NAMES = {SampleKind.BLANK: "空表", SampleKind.EXAMPLE: "样表", SampleKind.GOOD: "合格样本", SampleKind.BAD: "不合格样本"}


class BadSample(Refusal):
    code, status = "catalogue.bad_sample", 422
    message = "这个样本还不能保存"
    remedy = "请按每一栏的提示改正后再保存"


class NoSuchSample(NotFound):
    code = "catalogue.no_such_sample"
    message = "没有这个样本，或者它已经停用"


def check(*, material: str, kind: str, title: str, criteria: str, alt: str, media_type: str, item_known: bool = True) -> None:
    """Raises BadSample with every wrong field. A picture needs its text: what is judged must be readable without seeing it."""
    errors = []
    if not 1 <= len(material) <= 80:
        errors.append(FieldError("material", "missing", "请选这是哪种材料的样本"))
    if kind not in set(SampleKind):
        errors.append(FieldError("kind", "unknown", "请选一种样本"))
    if not 1 <= len(title) <= 80:
        errors.append(FieldError("title", "length", "请填1至80个字的名称"))
    if kind in (SampleKind.GOOD, SampleKind.BAD) and not criteria:
        errors.append(FieldError("criteria", "missing", "请写明看哪几点、为什么合格或者不合格"))
    if media_type.startswith("image/") and not alt:
        errors.append(FieldError("alt", "missing", "请用文字说明图上有什么，看不见图的人靠它"))
    if not item_known:
        errors.append(FieldError("item_code", "unknown", "没有这个编码的事项"))
    if media_type not in TYPES and not (kind == SampleKind.BLANK and media_type in OFFICE):
        errors.append(FieldError("file", "type", "只收PDF、PNG、JPG；空表还可以是Word、Excel"))
    if errors:
        raise BadSample(errors=tuple(errors))
