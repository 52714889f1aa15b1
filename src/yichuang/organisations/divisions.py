"""Reads of administrative divisions; rows in force, or as they stood on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db.models import Q, QuerySet

from yichuang.organisations.division_import import import_divisions
from yichuang.organisations.domain import Actor, DivisionKind, Level, path_of
from yichuang.organisations.models import Division, DivisionImport
from yichuang.organisations.powers import organs

DATA = Path(__file__).parent / "data" / "divisions"
AS_OF = date(2023, 6, 30)
ORIGIN = "国家统计局2023年统计用区划代码（截至2023年6月30日），china-division 2.7.0"
SHOWN = 500


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One division as pages and search need it; `code` has twelve digits."""

    code: str
    name: str
    level: int
    parent: str
    kind: str

    @property
    def is_said(self) -> bool:
        """市辖区 and its like gather counties for statistics; nobody says them in an address."""
        return self.kind != DivisionKind.PLACEHOLDER


def rows(found: QuerySet[Division]) -> tuple[DivisionRow, ...]:
    return tuple(DivisionRow(*values) for values in found.values_list("code", "name", "level", "parent", "kind"))


def in_force(on: date | None) -> Q:
    """Open rows, or those that held on a day."""
    return Q(valid_to__isnull=True) if on is None else Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def division_path(code: str, *, on: date | None = None) -> tuple[DivisionRow, ...]:
    """The divisions from the province down to this code, as far as they are registered; 2 to 12 digits; one query."""
    if not code.isascii() or not code.isdigit() or len(code) > 12:
        return ()
    return rows(Division.objects.filter(in_force(on), code__in=path_of(code)).order_by("level"))


def divisions_below(code: str = "", *, on: date | None = None) -> tuple[DivisionRow, ...]:
    """The divisions directly below a code (the provinces without one), by code, 500 at most."""
    parent = code.ljust(12, "0") if code else ""
    return rows(Division.objects.filter(in_force(on), parent=parent).order_by("code")[:SHOWN])


def divisions_served(*, on: date | None = None) -> tuple[DivisionRow, ...]:
    """Counties and towns of the governments that work here, by code, 500 at most; two queries. Empty where none are registered."""
    served = {row.division.ljust(12, "0") for row in organs(on=on) if row.kind == "government" and row.division}
    known = Division.objects.filter(in_force(on), level__lte=Level.TOWNSHIP)
    below = rows(known.filter(parent__in=served).order_by("code")[:SHOWN])
    towns = rows(known.filter(parent__in=[row.code for row in below]).order_by("code")[:SHOWN])
    return tuple(sorted({row.code: row for row in (*below, *towns)}.values(), key=lambda row: row.code)[:SHOWN])


def division_name(code: str, *, on: date | None = None) -> str:
    """山东省济宁市任城区…: the whole name without the placeholders of the statistics; empty when nobody knows the code."""
    return "".join(row.name for row in division_path(code, on=on) if row.is_said)


def load_divisions(*, now: datetime, actor: Actor) -> None:
    """The shipped divisions, where none are held yet: the nation to the county, six places to the village."""
    if not DivisionImport.objects.filter(source=ORIGIN).exists():
        import_divisions(DATA, now=now, actor=actor, as_of=AS_OF, origin=ORIGIN, write=True)
