"""The value of an element in words, in the language of the page: what version page, difference and editor show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.implementing import BY_KEY, Element, Kind, saying
from yichuang.clock.domain import Limit, Unit
from yichuang.kernel.errors import Refusal
from yichuang.look.templatetags.look import day_full, english, money
from yichuang.organisations import api as organisations

LEADING = ("name", "title", "text", "question", "ground")
UNITS = frozenset(element.unit for element in BY_KEY.values() if element.unit)
"""Elements that stand beside their amount, not in a line of their own."""


AT_ONCE = (Unit.ON_THE_SPOT, Unit.SAME_DAY)
"""Units that say all; without an amount the others say nothing."""


def label(element: Element) -> str:
    return saying.name_of(element, english=english())


def option_name(element: Element, value: str) -> str:
    return saying.option_name(element, value, english=english())


def limit_said(amount: int | None, unit: str) -> str:
    return catalogue.limit_said(Limit(amount or 0, Unit(unit))) if unit else str(amount or "")


def organ_name(organ_id: str) -> str:
    try:
        return organisations.organ(UUID(organ_id)).name
    except Refusal:
        return ""


def single(element: Element, value: Any) -> str:
    """One value that is neither a list nor a mapping."""
    said = {
        Kind.FLAG: lambda: gettext("是") if value else gettext("否"),
        Kind.MONEY: lambda: money(value),
        Kind.DATE: lambda: day_full(date.fromisoformat(value)),
        Kind.CHOICE: lambda: option_name(element, value),
        Kind.CHOICES: lambda: gettext("、").join(option_name(element, word) for word in value),
        Kind.LIMIT: lambda: limit_said(value.get("amount"), value.get("unit", "")),
        Kind.ORGAN: lambda: organ_name(value),
        Kind.PROCEDURE: lambda: catalogue.procedure_words(UUID(value))[1],
    }.get(element.kind)
    return said() if said else str(value)


def joined(*parts: str) -> str:
    return "　".join(part for part in parts if part)


def labelled(element: Element, value: Any) -> str:
    return gettext("%(label)s：%(value)s") % {"label": label(element), "value": single(element, value)}


def row_line(element: Element, row: Mapping[str, Any], *, only: tuple[Element, ...] = ()) -> str:
    """A row in one line: what it goes by, then its other fields with their labels. `only` those fields, if given."""
    shown = only or element.parts
    leading = next((part for part in element.parts if part.key in LEADING and row.get(part.key)), None)
    first = single(leading, row[leading.key]) if leading else ""
    rest = [
        labelled(part, row[part.key]) for part in shown
        if part is not leading and part.kind is not Kind.FILE and (part.key != "code" or only) and row.get(part.key) not in (None, "")
    ]
    return joined(first, *rest)


def lines(element: Element, value: Any, whole: Mapping[str, Any]) -> tuple[str, ...] | None:
    """A value in lines: None is 未载明, an empty tuple none. `whole` is the content it stands in, for the unit of an amount."""
    if value is None and not (element.unit and whole.get(element.unit) in AT_ONCE):
        return None
    if element.unit:
        return (limit_said(value, whole.get(element.unit) or ""),)
    if element.kind is Kind.ROWS:
        return tuple(row_line(element, row) for row in value)
    if element.kind in (Kind.CHOICES, Kind.TEXTS):
        return saying.words_of(element, value, english=english())
    if element.kind is Kind.RECORD:
        return (row_line(element, value),)
    if element.kind in (Kind.CODES, Kind.EXTRA):
        return tuple(mapping_line(element, key, held) for key, held in value.items())
    if element.kind is Kind.FORM:
        return form_lines(UUID(value))
    return (single(element, value),)


def mapping_line(element: Element, key: str, value: Any) -> str:
    part = next((part for part in element.parts if part.key == key), None)
    text = value if isinstance(value, str) else "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return gettext("%(label)s：%(value)s") % {"label": label(part) if part else key, "value": text}


def form_lines(form_id: UUID) -> tuple[str, ...]:
    """What the item asks for beside the base form of the applicant's kind."""
    sections = [section for section in catalogue.form(form_id, "legal").sections if section.own]
    return tuple(joined(section.title, "、".join(field.label for field in section.fields)) for section in sections)
