"""Reads of the power and duty list: pages of it as of a day, everything for a file, and the report of orphans and conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.powers import POWER_KINDS, POWER_LEVELS, Clause, Fault, Finding, Period, Surroundings, report
from yichuang.catalogue.domain.powers import Power as PowerValue
from yichuang.catalogue.finding.folding import every_pair
from yichuang.catalogue.models import ItemVersion, MandateClause, Power
from yichuang.catalogue.powers.keeping import NoSuchPower
from yichuang.organisations import api as organisations

LINES = 50
COMPARED = 60_000
"""Powers the report looks at; the list of a large city has some ten thousand."""


EVERY = Q()


@dataclass(frozen=True, slots=True)
class Duty:
    duty: str
    blame: str
    article: str


@dataclass(frozen=True, slots=True)
class PowerRow:
    """One power as the list shows it; "" and None = 未载明."""

    id: UUID
    code: str
    name: str
    kind: str
    kind_name: str
    levels: tuple[str, ...]
    place: str
    organ: str
    office: str
    clause: str
    clause_text: str
    item_code: str
    bases: tuple[str, ...]
    duties: tuple[Duty, ...]
    valid_from: date | None
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class ClauseRow:
    id: UUID
    organ: str
    label: str
    text: str
    powers: int


@dataclass(frozen=True, slots=True)
class FaultRow:
    fault: Fault
    powers: tuple[PowerRow, ...]
    clause: str


def in_force(on: date) -> Q:
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=on)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def label(clause: MandateClause) -> str:
    number = f"（{clause.number}）" if clause.number else ""
    return f"{clause.title}{number}{clause.clause}"


def row_of(power: Power) -> PowerRow:
    return PowerRow(
        power.id, power.code, power.name, power.kind, POWER_KINDS.get(power.kind, power.kind), tuple(POWER_LEVELS.get(level, level) for level in power.levels),
        power.place, power.organ.name if power.organ else power.organ_name, power.office.name if power.office else power.office_name,
        label(power.clause) if power.clause else "", power.clause.text if power.clause else "", power.item.code if power.item else "",
        tuple(power.bases), tuple(Duty(row["duty"], row.get("blame", ""), row.get("article", "")) for row in power.duties),
        power.valid_from, power.valid_to, power.source,
    )  # fmt: skip


WHOSE = ("ours", "others")
"""Powers of organs of this place, or of lists published elsewhere; "" for both."""


def among() -> dict[str, Q]:
    """What tells them apart: an organ of this place stands in a division where what is published here is decided. One statement."""
    divisions = ItemVersion.objects.filter(status=Status.PUBLISHED, deciding_organ__isnull=False).values_list("deciding_organ__division", flat=True)
    here = Q(pk__in=[])
    for place in {division.rstrip("0") for division in divisions.order_by().distinct()}:
        here |= Q(organ__division__startswith=place)
    return {"ours": here, "others": Q(organ__isnull=True) | ~here, "": Q()}


def whose_counts(on: date, groups: dict[str, Q]) -> dict[str, int]:
    """How many powers of each a day has."""
    found = Power.objects.filter(in_force(on)).aggregate(**{whose: Count("id", filter=groups[whose]) for whose in WHOSE})
    return {whose: int(found[whose]) for whose in WHOSE}


def asked(*, on: date, text: str = "", organ: str = "", kind: str = "", group: Q = EVERY) -> QuerySet[Power]:
    rows = Power.objects.filter(in_force(on)).filter(group).select_related("organ", "office", "clause", "item")
    rows = rows.filter(Q(organ_name=organ) | Q(organ__name=organ)) if organ else rows
    rows = rows.filter(kind=kind) if kind else rows
    if text and (query := every_pair(text)):
        rows = rows.extra(where=["power.words @@ %s::tsquery"], params=[query])  # noqa: S610 - the query is a parameter
    return rows.order_by("organ_name", "code", "id")


def powers(*, on: date, text: str = "", organ: str = "", kind: str = "", group: Q = EVERY, page: int = 1) -> tuple[tuple[PowerRow, ...], bool]:
    """A page of the list as it stood on a day, and whether there is another."""
    start = (page - 1) * LINES
    found = [row_of(power) for power in asked(on=on, text=text, organ=organ, kind=kind, group=group)[start : start + LINES + 1]]
    return tuple(found[:LINES]), len(found) > LINES


def all_powers(*, on: date, text: str = "", organ: str = "", kind: str = "", group: Q = EVERY) -> Iterator[PowerRow]:
    """Everything asked for, streamed; for files."""
    return map(row_of, asked(on=on, text=text, organ=organ, kind=kind, group=group).iterator(chunk_size=500))


def power(power_id: UUID) -> PowerRow:
    """Raises NoSuchPower."""
    found = Power.objects.select_related("organ", "office", "clause", "item").filter(id=power_id).first()
    if found is None:
        raise NoSuchPower(power_id=str(power_id))
    return row_of(found)


@dataclass(frozen=True, slots=True)
class Ids:
    organ_id: UUID | None
    office_id: UUID | None
    clause_id: UUID | None


def ids_of(power_id: UUID) -> Ids:
    return Ids(*Power.objects.values_list("organ_id", "office_id", "clause_id").get(id=power_id))


def power_organs(on: date, group: Q = EVERY) -> tuple[tuple[str, int], ...]:
    """(organ as listed, how many powers) of a day, by name; five hundred at most."""
    rows = Power.objects.filter(in_force(on)).filter(group).values_list("organ_name", "organ__name").annotate(n=Count("id")).order_by("organ_name")[:500]
    counted: Counter[str] = Counter()
    for written, name, n in rows:
        counted[name or written] += n
    return tuple(sorted(counted.items()))


def clauses(organ_id: UUID | None = None, *, text: str = "", held: UUID | None = None) -> tuple[tuple[ClauseRow, ...], bool]:
    """Clauses of an organ that have these words, fifty at most, with the number of powers that rest on each; `held`, the one a power is linked to,
    stands first and always."""
    rows = MandateClause.objects.select_related("organ").annotate(n=Count("powers", filter=Q(powers__valid_to__isnull=True)))
    linked = list(rows.filter(id=held)) if held else []
    rows = rows.exclude(id=held) if held else rows
    rows = rows.filter(organ_id=organ_id) if organ_id else rows
    for word in text.split()[:5]:
        rows = rows.filter(Q(title__icontains=word) | Q(number__icontains=word) | Q(clause__icontains=word) | Q(text__icontains=word))
    found = list(rows.order_by("organ__name", "number", "id")[: LINES + 1])
    shown = tuple(ClauseRow(row.id, row.organ.name, label(row), row.text, row.n) for row in (*linked, *found[:LINES]))
    return shown, len(found) > LINES


def found_on(on: date, group: Q = EVERY) -> tuple[Finding, ...]:
    """The report of a day over everything listed, or over the powers of one group."""
    columns = ("id", "code", "name", "levels", "place", "organ_id", "office_id", "clause_id", "duties", "valid_from", "valid_to")
    rows = Power.objects.filter(in_force(on)).filter(group).order_by("organ_name", "code", "id").values_list(*columns)[:COMPARED]
    values = (PowerValue(*row[:3], tuple(row[3]), *row[4:8], len(row[8]), Period(row[9], row[10])) for row in rows.iterator(chunk_size=2000))
    kept = {
        row.id: Clause(row.id, row.organ_id, label(row), Period(row.valid_from, row.valid_to))
        for row in MandateClause.objects.order_by("organ_id", "id")[:COMPARED]
    }  # fmt: skip
    organs = organisations.organs()
    owners = {row.id: row.parent_id for row in organs if row.kind == "office" and row.parent_id}
    around = Surroundings(kept, owners, {row.id: Period(row.valid_from, row.valid_to) for row in organs})
    return report(values, around, on=on)


def faults(on: date, *, fault: str = "", group: Q = EVERY, page: int = 1) -> tuple[dict[Fault, int], tuple[FaultRow, ...], bool]:
    """How many there are of each fault, and a page of those asked for with their rows."""
    found = found_on(on, group)
    counted = Counter(finding.fault for finding in found)
    chosen = [finding for finding in found if not fault or finding.fault == fault]
    shown = chosen[(page - 1) * LINES : page * LINES]
    ids = {power_id for finding in shown for power_id in finding.power_ids}
    rows = {row.id: row_of(row) for row in Power.objects.filter(id__in=ids).select_related("organ", "office", "clause", "item")}
    unused = MandateClause.objects.filter(id__in={finding.clause_id for finding in shown if finding.clause_id}).select_related("organ")
    names = {row.id: f"{row.organ.name}：{label(row)}" for row in unused}
    lines = tuple(
        FaultRow(finding.fault, tuple(rows[one] for one in finding.power_ids), names.get(finding.clause_id, "") if finding.clause_id else "") for finding in shown
    )
    return {kind: counted[kind] for kind in Fault if counted[kind]}, lines, len(chosen) > page * LINES
