"""Reads of blank certificates: the balance, who has what, the register, the day's book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q, Sum

from yichuang.licences import domain
from yichuang.licences.domain import Blank
from yichuang.licences.models import BlankCount, BlankMove, BlankSheet
from yichuang.licences.queries import BOUND, LicenceRow, current, row

PAGE = 50


@dataclass(frozen=True, slots=True)
class Held:
    """A run of sheets in somebody's hands: the lowest and the highest number, and how many of them there are."""

    account_id: UUID
    name: str
    first: str
    last: str
    count: int


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of blank of an organ: what is in stock and where, who has how many, what was used and spoilt."""

    name: str
    stock: int
    first: str
    last: str
    issued: int
    used: int
    spoilt: int
    held: tuple[Held, ...]

    @property
    def balance(self) -> int:
        return self.stock + self.issued


def series_of(organ_id: UUID) -> tuple[Series, ...]:
    """Every series of an organ with its balance; three queries."""
    states: dict[str, dict[str, int]] = defaultdict(dict)
    sheets = BlankSheet.objects.filter(batch__organ_id=organ_id).order_by()
    for name, state, n in sheets.values_list("batch__series", "state").annotate(n=Count("id")):
        states[name][state] = n
    stock = {name: (low, high) for name, low, high in
             sheets.filter(state=Blank.STOCK).values_list("batch__series").annotate(Min("code"), Max("code"))}  # fmt: skip
    held: dict[str, list[Held]] = defaultdict(list)
    hands = sheets.filter(state=Blank.ISSUED).values_list("batch__series", "holder_id", "holder__display_name")
    for name, holder, who, low, high, n in hands.annotate(Min("code"), Max("code"), Count("id")):
        held[name].append(Held(holder, who, low, high, n))
    return tuple(
        Series(
            name, by.get(Blank.STOCK, 0), *stock.get(name, ("", "")), by.get(Blank.ISSUED, 0), by.get(Blank.USED, 0),
            by.get(Blank.SPOILT, 0), tuple(sorted(held[name], key=lambda h: h.name)),
        )
        for name, by in sorted(states.items())
    )  # fmt: skip


def in_hand(account_id: UUID, series: str, limit: int = 50) -> tuple[str, ...]:
    """The numbers of a series in somebody's hands, lowest first."""
    rows = BlankSheet.objects.filter(holder_id=account_id, state=Blank.ISSUED, batch__series=series)
    return tuple(rows.order_by("number", "code").values_list("code", flat=True)[:limit])


def to_print(organ_ids: Iterable[UUID]) -> tuple[LicenceRow, ...]:
    """Made, to be printed on a blank and not printed yet: the list behind 套打(B)."""
    rows = current().filter(state=domain.EditionState.READY, licence__organ_id__in=tuple(organ_ids), blank__isnull=True)
    return tuple(row(e) for e in rows.exclude(licence__blank_series="").order_by("ready_at", "id")[:BOUND])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register; `kind_name` is a msgid."""

    id: UUID
    on: date
    at: datetime
    series: str
    kind: str
    kind_name: str
    first: str
    last: str
    count: int
    by: str
    holder: str
    licence: str
    case_id: UUID | None
    reason: str


def register(organ_id: UUID, *, series: str = "", page: int = 1) -> tuple[list[Line], bool]:
    """领用登记簿: one page, the newest line first, and whether there is more."""
    rows = BlankMove.objects.filter(batch__organ_id=organ_id)
    rows = rows.filter(batch__series=series) if series else rows
    rows = rows.select_related("batch", "by", "holder", "edition__licence").order_by("-at", "-id")
    start = (max(page, 1) - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    return [line_of(m) for m in found[:PAGE]], len(found) > PAGE


def line_of(m: BlankMove) -> Line:
    licence = m.edition.licence if m.edition else None
    return Line(
        m.id, m.on, m.at, m.batch.series, m.kind, domain.MOVE_NAMES[domain.Move(m.kind)],
        domain.code(m.batch.prefix, m.first, m.batch.width), domain.code(m.batch.prefix, m.last, m.batch.width), m.count,
        m.by.display_name if m.by else "", m.holder.display_name if m.holder else "", licence.number if licence else "",
        licence.case_id if licence else None, m.reason,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """One series on one day: what the register says, and the count where it was taken."""

    series: str
    day: domain.Day
    counted: int | None
    note: str
    counted_by: str


def day_book(organ_id: UUID, on: date) -> tuple[Book, ...]:
    """The day's book of every series, from the register alone; three queries."""
    moves = BlankMove.objects.filter(batch__organ_id=organ_id).order_by()
    sums = moves.filter(on__lte=on).values_list("batch__series", "kind").annotate(
        before=Sum("count", filter=Q(on__lt=on), default=0), day=Sum("count", filter=Q(on=on), default=0)
    )
    before: dict[str, dict[str, int]] = defaultdict(dict)
    day: dict[str, dict[str, int]] = defaultdict(dict)
    for name, kind, earlier, today in sums:
        before[name][kind], day[name][kind] = earlier, today
    counts = {c.series: c for c in BlankCount.objects.filter(organ_id=organ_id, on=on).select_related("by")}
    return tuple(
        Book(
            name, domain.reckon(before[name], day[name]), counts[name].counted if name in counts else None,
            counts[name].note if name in counts else "", counts[name].by.display_name if name in counts else "",
        )
        for name in sorted(before)
    )  # fmt: skip
