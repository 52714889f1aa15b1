"""The row of a version ↔ its plain content by the keys of the registry: what editor, exchange and difference speak.

Plain values are JSON: dates as text, organs, procedure and form as the text of their id. `None` is 未载明, whatever the column
stores for it; an empty list says none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from yichuang.catalogue import content
from yichuang.catalogue.domain.implementing import BY_KEY, ELEMENTS, Element, Kind
from yichuang.catalogue.models import ItemVersion

POINTERS = {Kind.ORGAN, Kind.PROCEDURE, Kind.FORM}
ALWAYS_LISTS = ("aliases", "keywords")
"""Columns that are never NULL: empty says nothing."""


def plain_of(version: ItemVersion) -> dict[str, Any]:
    """Every element of a version."""
    return {element.key: _plain(version, element) for element in ELEMENTS}


def _plain(version: ItemVersion, element: Element) -> Any:
    if element.kind in POINTERS:
        held = getattr(version, f"{element.key}_id")
        return str(held) if held else None
    held = getattr(version, element.key)
    if isinstance(held, date):
        return held.isoformat()
    if element.key in ALWAYS_LISTS or element.kind in (Kind.CODES, Kind.EXTRA):
        return held or None
    return None if held == "" else held


def column_values(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Column (attribute of ItemVersion) → value, for some elements. Raises ValueError for a row with an unknown field."""
    values: dict[str, Any] = {}
    for key, value in plain.items():
        element = BY_KEY[key]
        if element.kind in POINTERS:
            values[f"{key}_id"] = UUID(value) if value else None
        elif element.kind is Kind.DATE:
            values[key] = date.fromisoformat(value) if value else None
        else:
            values[key] = _column(element, value)
    return values


def _column(element: Element, value: Any) -> Any:
    if element.kind is Kind.ROWS and element.row and value is not None:
        content.values_of(element.row, value)
    if element.kind is Kind.RECORD and element.row and value is not None:
        content.value_of(element.row, value)
    if value is not None:
        return value
    if element.kind in (Kind.CODES, Kind.EXTRA):
        return {}
    if element.key in ALWAYS_LISTS:
        return []
    return "" if element.kind in (Kind.TEXT, Kind.LONG, Kind.CHOICE) else None
