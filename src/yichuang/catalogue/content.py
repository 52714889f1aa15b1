"""The JSON columns of a version ↔ the frozen values of `domain`. Pure; unknown keys are refused, missing ones take their default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from yichuang.catalogue.domain import Medium, Rank, ResultTerm
from yichuang.catalogue.domain.implementing import ROWS
from yichuang.catalogue.domain.prerequisites import Hold
from yichuang.clock.domain import Limit, Unit

T = TypeVar("T")
Plain = Mapping[str, Any]


def limit_of(value: Plain | None) -> Limit | None:
    """`{"amount": 30, "unit": "working_day"}` → Limit."""
    return None if value is None else Limit(value["amount"], Unit(value["unit"]))


def plain_limit(limit: Limit | None) -> dict[str, Any] | None:
    return None if limit is None else {"amount": limit.amount, "unit": limit.unit.value}


CONVERT: dict[str, Any] = {
    "limit": limit_of,
    "renew_before": limit_of,
    "only_for": tuple,
    "medium": lambda v: Medium(v) if v else None,
    "rank": lambda v: Rank(v) if v else None,
    "hold": Hold,
    "in_force_from": lambda v: date.fromisoformat(v) if v else None,
    "repealed_on": lambda v: date.fromisoformat(v) if v else None,
}


def value_of(kind: type[T], data: Plain) -> T:
    """One dataclass of `domain` from its plain form; raises ValueError that names the unknown key."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    unknown = set(data) - known
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}")
    return kind(**{key: CONVERT[key](item) if key in CONVERT else item for key, item in data.items()})


def values_of(kind: type[T], data: Sequence[Plain] | None) -> tuple[T, ...]:
    return tuple(value_of(kind, item) for item in data or ())


def plain_of(value: Any) -> dict[str, Any]:
    """The plain form of a dataclass of `domain`, without what is at its default."""
    plain: dict[str, Any] = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if item == field.default:
            continue
        if isinstance(item, Limit):
            item = plain_limit(item)
        elif isinstance(item, date):
            item = item.isoformat()
        plain[field.name] = item
    return plain


KINDS: dict[str, type] = {key: element.row for key, element in ROWS.items() if element.row}
"""JSON list columns of a version and what each element is."""


def result_of(data: Plain | None) -> ResultTerm:
    return ResultTerm() if data is None else value_of(ResultTerm, data)
