"""The questions of a page as the field component shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from yichuang.catalogue.api import FieldRow
from yichuang.intake import answers as checking
from yichuang.intake.prefill import EARLIER, ORIGIN_WORDS
from yichuang.kernel.errors import FieldError

TYPES = {
    "text": "text", "textarea": "textarea", "identifier": "text", "phone": "tel", "integer": "number", "decimal": "number",
    "date": "date", "boolean": "radio", "choice": "radio",
}
WIDTHS = {"integer": "s", "decimal": "s", "date": "s", "phone": "m", "text": "l", "identifier": "m", "textarea": "l"}
OPTION_HINTS = {
    checking.ELECTRONIC: "文书一作出就到您的账号，马上可以看，不花钱", checking.AT_WINDOW: "凭身份证件到综合窗口领取",
    checking.BY_POST: "邮政EMS，不向您收费",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One question: names, current value, what was wrong with it."""

    name: str
    label: str
    type: str
    value: Any
    error: str = ""
    hint: str = ""
    options: tuple[tuple[str, ...], ...] = ()
    optional: bool = False
    heading: bool = False
    width: str = ""


def label_with_unit(field: FieldRow) -> str:
    if field.question:
        return field.question_en if is_english() and field.question_en else field.question
    return f"{checking.label_of(field)}（{gettext(field.unit)}）" if field.unit else checking.label_of(field)


def options_of(field: FieldRow) -> tuple[tuple[str, ...], ...]:
    if field.type == "boolean":
        return ((checking.TRUE, gettext("是")), (checking.FALSE, gettext("否")))
    return tuple((o, gettext(o), gettext(OPTION_HINTS[o]) if o in OPTION_HINTS else "") for o in field.options)


def box(
    field: FieldRow, answers: Mapping[str, Any], typed: Mapping[str, str] | None, errors: Sequence[FieldError],
    origins: Mapping[str, str], *, heading: bool = False,
) -> Box:
    """`typed` is what came with the page that was refused; without it the kept answer stands in the field."""
    value = typed.get(field.element, "") if typed is not None else checking.raw(field, answers.get(field.element))
    error = next((str(e.message) for e in errors if e.field == field.element), "")
    hint = gettext(field.hint) if field.hint else ""
    if origins.get(field.element) == EARLIER and value and typed is None:
        hint = "；".join(part for part in (hint, gettext(ORIGIN_WORDS[EARLIER])) if part)
    consent = field.element == checking.CONSENT
    return Box(
        name=field.element, type="checkbox" if consent else TYPES[field.type], value=value, error=error,
        label=label_with_unit(field), options=options_of(field), heading=heading, width=WIDTHS.get(field.type, ""),
        hint=gettext("文书到达您的账号即为送达，可以随时改回其他方式") if consent else hint,
        optional=not field.required and not consent,
    )


def is_english() -> bool:
    return (get_language() or "").startswith("en")
