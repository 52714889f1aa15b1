"""Which items several regions hold, and their versions side by side (三级十同); the comparing itself is `domain.sameness`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, CharField, Count, F, When

from yichuang.catalogue import columns
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.sameness import Aspect, Implementation, Line, compare, deviations, name_key, read
from yichuang.catalogue.models import ItemVersion
from yichuang.catalogue.models.sameness import NameKey
from yichuang.organisations import api as organisations

HELD = (Status.PUBLISHED, Status.SUSPENDED, Status.IMPORTED)
PAGE, BESIDE = 30, 24


@dataclass(frozen=True, slots=True)
class Group:
    """One item that several regions hold; `aspects` are those in which they deviate."""

    key: str
    places: int
    versions: int
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    key: str
    versions: tuple[Implementation, ...]
    lines: tuple[Line, ...]
    more: int


PLACE = Case(When(region="", then=F("division")), default=F("region"), output_field=CharField())


def groups(*, text: str = "", page: int = 1) -> tuple[list[Group], bool]:
    """Items of two places or more, those of most places first; two statements and one for the names of places."""
    rows = ItemVersion.objects.filter(status__in=HELD).annotate(key=NameKey("name"))
    rows = rows.filter(key__contains=name_key(text)) if text else rows
    counted = rows.values("key").annotate(places=Count(PLACE, distinct=True), n=Count("id")).filter(places__gte=2)
    start = (max(page, 1) - 1) * PAGE
    found = list(counted.order_by("-places", "key")[start : start + PAGE + 1])
    held = versions_of([row["key"] for row in found[:PAGE]])
    return [
        Group(row["key"], row["places"], row["n"], deviations(held[row["key"]][:BESIDE])) for row in found[:PAGE]
    ], len(found) > PAGE  # fmt: skip


def matrix(key: str) -> Matrix | None:
    """The versions of one name side by side, 24 at most; None when there are not two. One of another name is not found by its code."""
    held = versions_of([key])[key]
    if len(held) < 2:
        return None
    shown = tuple(held[:BESIDE])
    return Matrix(key, shown, compare(shown), len(held) - len(shown))


def versions_of(keys: Iterable[str]) -> dict[str, list[Implementation]]:
    """Versions by the key of their name, in the order of their places."""
    wanted = list(keys)
    found: dict[str, list[ItemVersion]] = defaultdict(list)
    rows = ItemVersion.objects.filter(status__in=HELD).annotate(key=NameKey("name")).filter(key__in=wanted)
    for row in rows.order_by("region", "division", "id")[: PAGE * BESIDE]:
        found[row.key].append(row)  # type: ignore[attr-defined]
    names = organisations.place_names({padded(row) for rows in found.values() for row in rows if row.division and not row.region})
    return {
        key: [read(columns.plain_of(row), id=row.id, place=row.region or names.get(padded(row)) or row.division) for row in found[key]]
        for key in wanted
    }


def padded(row: ItemVersion) -> str:
    return row.division.ljust(12, "0")


@dataclass(frozen=True, slots=True)
class Peers:
    key: str
    places: int


def peers(version_id: UUID) -> Peers:
    """In how many places the item of a version is held; for the link on its page."""
    name = ItemVersion.objects.filter(pk=version_id).values_list("name", flat=True).first() or ""
    rows = ItemVersion.objects.filter(status__in=HELD).annotate(key=NameKey("name")).filter(key=name_key(name))
    return Peers(name_key(name), rows.aggregate(n=Count(PLACE, distinct=True))["n"])
