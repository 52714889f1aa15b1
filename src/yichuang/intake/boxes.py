"""The questions of a page as the field component shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language, gettext

from yichuang.catalogue.api import FieldRow, FormRow, Question, SectionRow
from yichuang.catalogue.domain.delegation import PLACE
from yichuang.intake import answers as checking
from yichuang.intake import repeating
from yichuang.intake.prefill import EARLIER, ORIGIN_WORDS
from yichuang.kernel.errors import FieldError
from yichuang.organisations import api as organisations

TYPES = {
    "text": "text", "textarea": "textarea", "identifier": "text", "phone": "tel", "integer": "number", "decimal": "number",
    "date": "date", "boolean": "radio", "choice": "radio", checking.CHOICES: "checkboxes",
}
WIDTHS = {"integer": "s", "decimal": "s", "date": "s", "phone": "m", "text": "l", "identifier": "l", "textarea": "l"}
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


@dataclass(frozen=True, slots=True)
class RowBox:
    """One row of a group that repeats: its place from 1, its address on the page, its questions."""

    place: int
    id: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class GroupBox:
    """A group that is filled several times. `add` and `remove` are what its buttons ask for."""

    name: str
    label: str
    error: str
    hint: str
    rows: tuple[RowBox, ...]
    can_add: bool
    next_id: str
    """Where the page stands after one more row."""

    @property
    def is_group(self) -> bool:
        return True


COUNTER = "个"
"""Counts things; English has no such word, and the clock reads it as working days."""


def label_with_unit(field: FieldRow) -> str:
    if field.question:
        return field.question_en if is_english() and field.question_en else field.question
    unit = "" if field.unit == COUNTER and is_english() else gettext(field.unit) if field.unit else ""
    return f"{checking.label_of(field)}（{unit}）" if unit else checking.label_of(field)


def options_of(field: FieldRow) -> tuple[tuple[str, ...], ...]:
    if field.type == "boolean":
        return ((checking.TRUE, gettext("是")), (checking.FALSE, gettext("否")))
    return tuple((o, gettext(o), gettext(OPTION_HINTS[o]) if o in OPTION_HINTS else "") for o in field.options)


def places() -> tuple[tuple[str, ...], ...]:
    """The districts, towns and streets served here, to choose from instead of typing a code; a town behind its district."""
    found = organisations.divisions_served()
    names = {row.code: row.name for row in found}
    return tuple((row.code, f"{names.get(row.parent, '')}{row.name}") for row in found)


def box(
    field: FieldRow, answers: Mapping[str, Any], typed: Mapping[str, Any] | None, errors: Sequence[FieldError],
    origins: Mapping[str, str], *, heading: bool = False,
) -> Box:
    """`typed` is what came with the page that was refused; without it the kept answer stands in the field."""
    value = (checking.sent(field, typed) or "") if typed is not None else checking.raw(field, answers.get(field.element))
    error = next((str(e.message) for e in errors if e.field == field.element), "")
    hint = gettext(field.hint) if field.hint else ""
    if origins.get(field.element) == EARLIER and value and typed is None:
        hint = "；".join(part for part in (hint, gettext(ORIGIN_WORDS[EARLIER])) if part)
    if field.recommended and not field.required:
        hint = "；".join(part for part in (hint, gettext("建议填，不填也能提交")) if part)
    if field.type == checking.CHOICES:
        hint = "；".join(part for part in (hint, gettext("可以选几项")) if part)
    consent = field.element == checking.CONSENT
    if field.element == PLACE and (offered := places()):
        known = () if not value or value in dict(offered) else ((value, value),)
        return Box(
            field.element, label_with_unit(field), "select", value, error, gettext("选到乡镇、街道最好"), (("", gettext("请选择")), *offered, *known),
            optional=not field.required, heading=heading,
        )  # fmt: skip
    return Box(
        name=field.element, type="checkbox" if consent else TYPES[field.type], value=value, error=error,
        label=label_with_unit(field), options=options_of(field), heading=heading, width=WIDTHS.get(field.type, ""),
        hint=gettext("文书到达您的账号即为送达，可以随时改回其他方式") if consent else hint,
        optional=not field.required and not consent,
    )


def boxes_of(
    form: FormRow, asked: Sequence[Question], answers: Mapping[str, Any], typed: Mapping[str, str] | None, errors: Sequence[FieldError],
    origins: Mapping[str, str], *, heading: bool = False,
) -> list[Box | GroupBox]:
    """The questions of a page, a group with all its rows."""
    return [
        group_box(form, question, answers, typed, errors, origins) if isinstance(question, SectionRow)
        else box(question, answers, typed, errors, origins, heading=heading)
        for question in asked
    ]  # fmt: skip


def group_box(
    form: FormRow, group: SectionRow, answers: Mapping[str, Any], typed: Mapping[str, str] | None, errors: Sequence[FieldError],
    origins: Mapping[str, str],
) -> GroupBox:
    """The rows as typed or as kept; at least one stands there to be filled in."""
    assert group.repeat is not None
    kept = answers.get(group.code) or []
    texts = repeating.rows_of(group, typed) if typed is not None else [
        {f.element: checking.raw(f, row.get(f.element)) for f in group.fields} for row in kept
    ]  # fmt: skip
    texts = texts or [{}]
    rows = []
    for place, row in enumerate(texts, 1):
        read = {f.element: value for f in group.fields if (value := checking.typed(f, row.get(f.element))) is not None}
        fields = repeating.row_fields(form, group, read, answers)
        made = [box(f, {}, row, errors_of(group, place, errors), {}) for f in fields]
        named = tuple(replace(one, name=repeating.name(group, place, one.name)) for one in made)
        rows.append(RowBox(place, f"{group.code}-{place}", named))
    least, most = group.repeat.least, group.repeat.most
    hint = gettext("至少填%(least)s份，最多填%(most)s份") if least else gettext("有几份填几份，最多%(most)s份；没有的不填")
    if origins.get(group.code) == EARLIER and typed is None:
        hint += "；" + gettext(ORIGIN_WORDS[EARLIER])
    return GroupBox(
        name=group.code, label=checking.label_of(group), error=next((str(e.message) for e in errors if e.field == group.code), ""),
        hint=hint % {"least": least, "most": most}, rows=tuple(rows), can_add=len(rows) < most, next_id=f"{group.code}-{len(rows) + 1}",
    )  # fmt: skip


def errors_of(group: SectionRow, place: int, errors: Sequence[FieldError]) -> list[FieldError]:
    """The errors of one row under the names of its questions."""
    prefix = repeating.name(group, place, "")
    return [replace(error, field=error.field[len(prefix) :]) for error in errors if error.field.startswith(prefix)]


def is_english() -> bool:
    return (get_language() or "").startswith("en")
