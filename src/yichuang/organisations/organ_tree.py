"""Reads for the pages of organs: one level of divisions with the organs that stand there, search, one organ.

Organs come from the reading kept per process (`powers.current`); divisions are read for the level shown only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yichuang.organisations import powers
from yichuang.organisations.divisions import DivisionRow, division_path, divisions_below, rows
from yichuang.organisations.domain import path_of
from yichuang.organisations.domain.finding import found
from yichuang.organisations.models import Division, Organ
from yichuang.organisations.powers import OrganRow

NODES, NESTED = 300, 100
FOUND = 50


@dataclass(frozen=True, slots=True)
class Node:
    """An organ in the drawing, with those below it that stand in the same division: at most 100, `more` counts the
    rest; `elsewhere` counts those of other divisions."""

    organ: OrganRow
    children: tuple[Node, ...]
    more: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Level:
    """One division of the tree: the way to it, what lies below (with the number of organs there and further down), its organs."""

    path: tuple[DivisionRow, ...]
    below: tuple[tuple[DivisionRow, int], ...]
    empty: tuple[DivisionRow, ...]
    nodes: tuple[Node, ...]
    more: int


@dataclass(frozen=True, slots=True)
class FoundOrgan:
    organ: OrganRow
    place: str


def place_of(organ: OrganRow, organs: dict[UUID, OrganRow]) -> str:
    """The twelve digits an organ stands at: its own division, else that of the nearest above; empty when none says."""
    at: OrganRow | None = organ
    while at is not None:
        if at.division and at.kind != Organ.Kind.OFFICE:
            return at.division.ljust(12, "0")
        at = organs.get(at.parent_id) if at.parent_id else None
    return ""


def stands_at(organ_id: UUID) -> str:
    """The twelve digits of the division an organ stands at; empty when neither it nor one above says. No query. NotFound."""
    return place_of(powers.organ(organ_id), dict(powers.current().organs))


def level(code: str, *, on: date) -> Level:
    """The level at a division code, or the provinces at the empty one; two queries."""
    organs = {organ_id: row for organ_id, row in powers.current().organs.items() if row.is_in_force(on)}
    places = {organ_id: place_of(row, organs) for organ_id, row in organs.items()}
    at = code.ljust(12, "0") if code else ""
    path = division_path(code) if code else ()
    held: Counter[str] = Counter()
    for place in places.values():
        held.update(path_of(place) if place else ())
    below = [(row, held[row.code]) for row in divisions_below(code)]
    here = {organ_id for organ_id, place in places.items() if place == at}
    children = defaultdict(list)
    for organ_id, row in organs.items():
        if row.parent_id in organs:
            children[row.parent_id].append(organ_id)
    tops = sorted((i for i in here if organs[i].parent_id not in here), key=lambda i: order(organs[i]))

    def node(organ_id: UUID) -> Node:
        beside = sorted((i for i in children[organ_id] if i in here), key=lambda i: order(organs[i]))
        shown = tuple(node(i) for i in beside[:NESTED])
        return Node(organs[organ_id], shown, len(beside) - len(shown), len(children[organ_id]) - len(beside))

    return Level(
        path, tuple((row, n) for row, n in below if n), tuple(row for row, n in below if not n),
        tuple(node(i) for i in tops[:NODES]), max(0, len(tops) - NODES),
    )  # fmt: skip


KINDS = list(Organ.Kind.values)


def order(organ: OrganRow) -> tuple[int, str]:
    """The government before its organs, offices after them."""
    return KINDS.index(organ.kind), organ.name


def find_organs(text: str, *, on: date) -> tuple[FoundOrgan, ...]:
    """Organs in force that are meant by these words or this code, or that stand at a place of this name: fifty at most, those named so before
    those that stand there, each with where it stands; one query."""
    organs = dict(powers.current().organs)
    standing = [row for row in organs.values() if row.is_in_force(on)]
    places = {row.id: place_of(row, organs) for row in standing}
    names = place_names(set(places.values()))
    said = {row.id: names.get(places[row.id], "") for row in standing}
    meant = found(text, ((row, row.name, (row.short_name, row.uscc, row.name_en, said[row.id])) for row in standing), FOUND)
    return tuple(FoundOrgan(row, said[row.id]) for row in meant)


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """Code → 四川省广安市广安区, for many codes in one query."""
    wanted = {code: path_of(code) for code in codes if code}
    known = {row.code: row for row in rows(Division.objects.filter(valid_to__isnull=True, code__in={one for path in wanted.values() for one in path}))}
    return {code: "".join(known[one].name for one in path if one in known and known[one].is_said) for code, path in wanted.items()}


@dataclass(frozen=True, slots=True)
class OrganPage:
    """An organ, the chain above it from the top, those directly below, and the divisions it stands in."""

    organ: OrganRow
    above: tuple[OrganRow, ...]
    below: tuple[OrganRow, ...]
    path: tuple[DivisionRow, ...]
    place: str

    @property
    def parent(self) -> OrganRow | None:
        return self.above[-1] if self.above else None


def organ_page(organ_id: UUID, *, on: date) -> OrganPage:
    """One query (its divisions); NotFound when there is no such organ."""
    organ, organs = powers.organ(organ_id), dict(powers.current().organs)
    above: list[OrganRow] = []
    at = organs.get(organ.parent_id) if organ.parent_id else None
    while at is not None:
        above.insert(0, at)
        at = organs.get(at.parent_id) if at.parent_id else None
    below = sorted((row for row in organs.values() if row.parent_id == organ_id and row.is_in_force(on)), key=order)
    place = place_of(organ, organs)
    path = tuple(row for row in division_path(place) if row.is_said) if place else ()
    return OrganPage(organ, tuple(above), tuple(below[:NODES]), path, "".join(row.name for row in path))
