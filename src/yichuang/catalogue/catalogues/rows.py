"""The rows of each catalogue as of a day. In force on a day: came into force by then and had not ended by its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Case, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, TruncDate

from yichuang.catalogue import boundaries, content, guide_pages, outsourcing, queries
from yichuang.catalogue.domain import TASK_TYPES, FeeTerm, MaterialTerm, Status
from yichuang.catalogue.domain.assessment import EVALUATED_NAMES, UNDECIDED_NAMES, Evaluated
from yichuang.catalogue.domain.boundary import INTERACTION_NAMES, STEP_NAMES, Interaction
from yichuang.catalogue.domain.delegation import FORM_NAMES
from yichuang.catalogue.domain.life import CHANGE_NAMES, KEPT, Change, Stage
from yichuang.catalogue.domain.outsourcing import FINDING_NAMES, Finding, Way
from yichuang.catalogue.domain.standards import BY_KEY as RULES
from yichuang.catalogue.domain.standards import KIND_NAMES, RULE_WORDS, SCOPE_NAMES, StandardKind
from yichuang.catalogue.domain.terms import PrerequisiteTerm
from yichuang.catalogue.models import (
    Boundary,
    ChangeDelegation,
    ChangeNote,
    ChangeRequest,
    ContractorCheck,
    Delegation,
    Item,
    ItemSuccessor,
    ItemVersion,
    Outsourced,
    Power,
    Standard,
    Suspension,
)
from yichuang.kernel.values import ZONE
from yichuang.organisations import api as organisations

NONE = "—"
SIZE, BATCH = 100, 500
"""Entries of one page; entries read at once for a file."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the item (or power) and the cells of its catalogue's columns. `version_id` is "" where there is no guide."""

    code: str
    name: str
    version_id: str
    cells: tuple[str, ...]
    visits: int | None = None
    suspended: bool = False
    item_id: str = ""
    name_en: str = ""


def end_of(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time(), ZONE)


def in_force(on: date) -> QuerySet[ItemVersion]:
    """Versions in force on a day, by name; one that was suspended on that day stays on the list and is marked."""
    rows = ItemVersion.objects.filter(published_at__isnull=False, effective_on__lte=on)
    rows = rows.exclude(status=Status.ENDED, status_at__lt=end_of(on))
    paused = Suspension.objects.filter(Q(until__isnull=True) | Q(until__gt=on), version=OuterRef("pk"), from_on__lte=on)
    rows = rows.annotate(paused=Exists(paused))
    return rows.select_related("item", "deciding_organ").order_by("name", "id")


def row(version: ItemVersion, *cells: str) -> Row:
    return Row(
        version.item.code, version.name, str(version.id), cells, version.visits, version.paused, str(version.item_id), version.name_en,  # type: ignore[attr-defined]
    )


def organ(version: ItemVersion) -> str:
    return version.deciding_organ.name if version.deciding_organ else version.department


def adjusted(on: date) -> QuerySet[ChangeRequest]:
    rows = ChangeRequest.objects.filter(stage=Stage.IN_FORCE, effective_on__lte=on).exclude(change__in=KEPT).select_related("version__item")
    return rows.order_by("-effective_on", "id")


def adjusted_lines(found: Sequence[ChangeRequest]) -> Iterable[Row]:
    reasons = dict(ChangeNote.objects.filter(request__in=found, kind="reason").order_by("at").values_list("request_id", "text"))
    new: dict[object, list[str]] = {}
    for request_id, name in ItemSuccessor.objects.filter(request__in=found).order_by("id").values_list("request_id", "new__name"):
        new.setdefault(request_id, []).append(name)
    powers = ChangeDelegation.objects.filter(request__in=found).select_related("to_organ")
    new |= {power.request_id: [power.to_organ.name] for power in powers}
    for one in found:
        version = one.version
        day = one.effective_on.isoformat() if one.effective_on else ""
        names = "、".join(dict.fromkeys(new.get(one.id, ())))
        yield Row(version.item.code, version.name, str(version.id), (day, CHANGE_NAMES[Change(one.change)], names, reasons.get(one.id, "")), name_en=version.name_en)


EVALUATING = (Change.CANCEL, Change.RETAIN)
SHOWN = (Stage.NOTICE, Stage.DECISION, Stage.APPROVED, Stage.IN_FORCE)


def evaluated(on: date) -> QuerySet[ChangeRequest]:
    """Requests to cancel or to keep an item whose notice had begun by a day, by class; one sent back or ended otherwise stays until it was."""
    rows = ChangeRequest.objects.filter(change__in=EVALUATING, notice_from__lte=on).filter(Q(stage__in=SHOWN) | Q(moved_at__gte=end_of(on)))
    settled = Q(stage=Stage.IN_FORCE, effective_on__lte=on)
    classes = Case(
        When(settled & Q(change=Change.CANCEL), then=Value(Evaluated.CANCELLED.value)), When(change=Change.CANCEL, then=Value(Evaluated.TO_CANCEL.value)),
        When(settled, then=Value(Evaluated.KEPT.value)), default=Value(Evaluated.TO_KEEP.value),
    )  # fmt: skip
    order = Case(*(When(found=one.value, then=Value(place)) for place, one in enumerate(Evaluated)), default=Value(len(Evaluated)))
    return rows.annotate(found=classes).select_related("version__item").order_by(order, "-notice_from", "id")


def evaluated_lines(found: Sequence[ChangeRequest]) -> Iterable[Row]:
    reasons = dict(ChangeNote.objects.filter(request__in=found, kind="reason").order_by("at").values_list("request_id", "text"))
    for one in found:
        state = Evaluated(one.found)  # type: ignore[attr-defined]
        day = one.effective_on.isoformat() if one.effective_on and one.stage in (Stage.APPROVED, Stage.IN_FORCE) else UNDECIDED_NAMES["effective_on"]
        version = one.version
        yield Row(version.item.code, version.name, str(version.id), (EVALUATED_NAMES[state], noticed(one), day, reasons.get(one.id, "")), name_en=version.name_en)


def pre_approval_lines(found: Sequence[ItemVersion]) -> Iterable[Row]:
    needs = [(version, need) for version in found for need in content.values_of(PrerequisiteTerm, version.prerequisites)]
    names = dict(Item.objects.filter(code__in={need.item_code for _version, need in needs}).values_list("code", "name"))
    for version, need in needs:
        yield row(version, need.name, names.get(need.item_code, need.item_code), need.article)


def delegated(on: date) -> QuerySet[Delegation]:
    rows = Delegation.objects.filter(from_on__lte=on).filter(Q(to_on__isnull=True) | Q(to_on__gte=on))
    return rows.select_related("item", "from_organ", "to_organ", "request").order_by("-from_on", "id")


def delegated_lines(found: Sequence[Delegation]) -> Iterable[Row]:
    for one in found:
        until = one.to_on.isoformat() if one.to_on else ""
        dated = f"{one.document}（{one.document_on.isoformat()}）" if one.document_on else one.document
        cells = (FORM_NAMES[one.form], one.from_organ.name, one.to_organ.name, one.from_on.isoformat(), until, dated, noticed(one.request))
        yield Row(one.item.code, one.item.name, "", cells)


def noticed(request: ChangeRequest | None) -> str:
    """When the public was asked; empty for what came before 下放 was a request."""
    return f"{request.notice_from.isoformat()}—{request.notice_to.isoformat()}" if request and request.notice_from and request.notice_to else ""


ENFORCING = ("02", "03", "04", "06")


def enforcement(on: date) -> QuerySet[Power]:
    rows = Power.objects.filter(kind__in=ENFORCING).filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).select_related("organ", "office")
    return rows.order_by("code", "id")


def enforcement_lines(found: Sequence[Power]) -> Iterable[Row]:
    for one in found:
        named = one.organ.name if one.organ else one.organ_name
        office = one.office.name if one.office else one.office_name
        yield Row(one.code, one.name, "", (TASK_TYPES[one.kind][0], named, office, "；".join(map(str, one.bases))))


def boundary(on: date) -> QuerySet[Boundary]:
    return Boundary.objects.filter(boundaries.holds_on(on)).select_related("item", "regulate_organ").order_by("item__code", "step", "id")


def boundary_lines(found: Sequence[Boundary]) -> Iterable[Row]:
    for one in found:
        way = INTERACTION_NAMES[Interaction(one.interaction)]
        cells = (STEP_NAMES.get(one.step, one.step), one.approve_office, one.regulate_organ.name, one.regulate_office, way, str(one.days), one.basis)
        yield Row(one.item.code, one.item.name, "", cells)


def duty_lines(found: Sequence[ItemVersion]) -> Iterable[Row]:
    on = found[0].on if found else None  # type: ignore[attr-defined]
    held = boundaries.regulators([version.item_id for version in found], on) if on else {}
    for version in found:
        one = held.get(version.item_id)
        office = one.approve_office if one else version.undertaking_office
        yield row(version, organ(version), office, one.regulate_organ.name if one else "", one.regulate_office if one else "")


def outsourced(way: Way) -> Source:
    """Services handed to others that run on a day, each with the last check up to it."""
    return Source(
        lambda on: outsourcing.with_last_check(Outsourced.objects.filter(way=way, from_on__lte=on, to_on__gte=on), on).order_by("name", "id"),
        outsourced_lines,
        lambda: (*spans(Outsourced, "from_on", "to_on", way=way)(), began(ContractorCheck.objects.filter(outsourced__way=way), "on")),
    )  # fmt: skip


def outsourced_lines(found: Sequence[Outsourced]) -> Iterable[Row]:
    for one in found:
        day, finding = one.checked_on, one.finding  # type: ignore[attr-defined]
        checked = f"{day.isoformat()} {FINDING_NAMES[Finding(finding)]}" if day else ""
        cells = (one.organ.name, one.contractor, one.document, one.from_on.isoformat(), one.to_on.isoformat(), checked)
        yield Row(one.number, one.name, "", cells)


def standards_of(on: date) -> QuerySet[Standard]:
    rows = Standard.objects.filter(from_on__lte=on).filter(Q(to_on__isnull=True) | Q(to_on__gte=on))
    return rows.annotate(on=Value(on, output_field=DateField())).order_by("kind", "-from_on", "id")


def standard_lines(found: Sequence[Standard]) -> Iterable[Row]:
    """A line for each thing a standard asks for; who is held to it, on the day asked for."""
    names = organisations.organ_names(UUID(organ_id) for one in found for organ_id in one.pilots)
    for one in found:
        day = one.on  # type: ignore[attr-defined]
        tried = one.pilots and (one.general_on is None or day < one.general_on)
        who = "、".join(names.get(UUID(organ_id), "") for organ_id in one.pilots) if tried else SCOPE_NAMES["all"]
        since, until = one.from_on if tried or not one.general_on else one.general_on, one.to_on.isoformat() if one.to_on else NONE
        for asked in one.requirements:
            number = str(asked["number"]) if RULES[asked["rule"]].number else NONE
            cells = (KIND_NAMES[StandardKind(one.kind)], RULE_WORDS[asked["rule"]], number, who, since.isoformat(), until, one.document)
            yield Row("", one.title, "", cells)


def open_line(version: ItemVersion) -> Row:
    promised = version.promised_text or guide_pages.limit_words(queries.limit(version.promised_amount, version.promised_unit))
    return row(version, organ(version), promised, version.withheld or "公开")


def more_visits_line(version: ItemVersion) -> Row:
    return row(version, organ(version), "" if version.visits is None else str(version.visits), version.visits_reason)


def tolerated_line(version: ItemVersion) -> Row:
    names = [material.name for material in content.values_of(MaterialTerm, version.materials) if material.tolerable]
    return row(version, organ(version), "、".join(names))


def fee_lines(found: Sequence[ItemVersion]) -> Iterable[Row]:
    for version in found:
        for fee in content.values_of(FeeTerm, version.fees):
            price = f"{fee.fen // 100}.{fee.fen % 100:02d}元" if fee.fen is not None else ""
            yield row(version, fee.name, "　".join(filter(None, (fee.standard, f"{price}/{fee.unit}" if price and fee.unit else price))), fee.basis)


def each(line: Callable[[ItemVersion], Row]) -> Callable[[Sequence[ItemVersion]], Iterable[Row]]:
    return lambda found: map(line, found)


Days = Iterable[QuerySet[Any]]
"""Querysets with one column `day`: when something of a list began or stopped to be on it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a catalogue come from as of the end of a day, the lines one batch of them makes, and the days it changed on."""

    of: Callable[[date], QuerySet[Any]]
    lines: Callable[[Any], Iterable[Row]]
    days: Callable[[], Days]


def began(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    return rows.annotate(day=F(column)).values("day")


def over(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """The day after a last day."""
    return rows.annotate(day=Cast(ExpressionWrapper(F(column) + timedelta(days=1), output_field=DateField()), DateField())).values("day")


def of_items(which: Q, lines: Callable[[Sequence[ItemVersion]], Iterable[Row]]) -> Source:
    """A list of the versions in force that `which` chooses. It changes when one comes into force, ends, is suspended or goes on."""

    def days() -> Days:
        versions = ItemVersion.objects.filter(which, published_at__isnull=False)
        paused = Suspension.objects.filter(version__in=versions)
        ended = versions.filter(status=Status.ENDED).annotate(day=TruncDate("status_at", tzinfo=ZONE)).values("day")
        return began(versions, "effective_on"), ended, began(paused, "from_on"), began(paused, "until")

    return Source(lambda on: in_force(on).filter(which), lines, days)


def spans(model: Any, begin: str, end: str, **only: Any) -> Callable[[], Days]:
    """Days of rows that hold from one day to another, both included; one that ended before it began held none."""
    rows = model.objects.filter(Q(**{f"{end}__isnull": True}) | Q(**{f"{begin}__isnull": True}) | Q(**{f"{end}__gte": F(begin)}), **only)
    return lambda: (began(rows.all(), begin), over(rows.all(), end))


ONE_VISIT = Q(visits__lte=1)
WORDED = Q(by_promise=True, review_points__contains=[{"promisable": True}], promise_check__gt=0, promise_mend__gt=0) & ~Q(promise_text="") & ~Q(promise_effect="")
"""What one may really choose 告知承诺 for (queries.promise_of): what only declares it is on no list."""
SOURCES: dict[str, Source] = {
    "adjusted": Source(adjusted, adjusted_lines, lambda: (began(ChangeRequest.objects.filter(stage=Stage.IN_FORCE).exclude(change__in=KEPT), "effective_on"),)),
    "evaluated": Source(
        evaluated, evaluated_lines,
        lambda: (
            began(ChangeRequest.objects.filter(change__in=EVALUATING, notice_from__isnull=False), "notice_from"),
            began(ChangeRequest.objects.filter(change__in=EVALUATING, notice_from__isnull=False, stage=Stage.IN_FORCE), "effective_on"),
        ),
    ),
    "pre_approval": of_items(Q(prerequisites__isnull=False) & ~Q(prerequisites=[]), pre_approval_lines),
    "delegated": Source(delegated, delegated_lines, spans(Delegation, "from_on", "to_on")),
    "enforcement": Source(enforcement, enforcement_lines, spans(Power, "valid_from", "valid_to", kind__in=ENFORCING)),
    "open": of_items(Q(), each(open_line)),
    "boundary": Source(boundary, boundary_lines, spans(Boundary, "valid_from", "valid_to")),
    "duty": Source(
        lambda on: in_force(on).annotate(on=Value(on, output_field=DateField())), duty_lines,
        lambda: (*of_items(Q(), duty_lines).days(), *spans(Boundary, "valid_from", "valid_to")()),
    ),
    "standards": Source(
        standards_of, standard_lines,
        lambda: (*spans(Standard, "from_on", "to_on")(), began(Standard.objects.filter(general_on__isnull=False), "general_on")),
    ),
    "one_visit": of_items(ONE_VISIT, each(lambda version: row(version, organ(version), str(version.visits)))),
    "more_visits": of_items(Q(visits__isnull=True) | Q(visits__gt=1), each(more_visits_line)),
    "transferred": outsourced(Way.TRANSFERRED), "purchased": outsourced(Way.PURCHASED),
    "by_promise": of_items(WORDED, each(lambda version: row(version, organ(version)))),
    "tolerated": of_items(Q(tolerates_absence=True), each(tolerated_line)),
    "fees": of_items(Q(fees__isnull=False) & ~Q(fees=[]), fee_lines),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a catalogue. `total` counts items (or powers, delegations, changes), of which each may make several lines."""

    lines: tuple[Row, ...]
    number: int
    total: int
    more: bool


def page_of(key: str, on: date, number: int = 1) -> Page:
    """The lines of a hundred entries; one statement and one for the count, and two more for the changes."""
    source, start = SOURCES[key], (max(number, 1) - 1) * SIZE
    rows = source.of(on)
    found = list(rows[start : start + SIZE + 1])
    return Page(tuple(source.lines(found[:SIZE])), max(number, 1), rows.count(), len(found) > SIZE)


def stream(key: str, on: date) -> Iterator[Row]:
    """Every line, read a batch at a time: what a file holds, however long it is."""
    source = SOURCES[key]
    for found in batches(source.of(on).iterator(BATCH), BATCH):
        yield from source.lines(found)


def batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(rows)
    while found := list(islice(rest, size)):
        yield found


def over_promise(on: date, most: Mapping[UUID, int]) -> int:
    """Items of the list of one visit of which a case took more visits than promised; `most` is item → visits of its longest case."""
    promised = in_force(on).filter(ONE_VISIT, item_id__in=most).order_by().values_list("item_id", "visits")
    return sum(most[item_id] > visits for item_id, visits in promised)


@dataclass(frozen=True, slots=True)
class History:
    """Days on which a list changed, newest first, and whether there are earlier ones."""

    days: tuple[date, ...]
    more: bool


def days_of_change(key: str, on: date, most: int = 30) -> History:
    """Days up to `on` on which this list changed; each kind of change is asked for its newest days only. One statement."""
    parts = [rows.filter(day__lte=on).order_by("-day").distinct()[: most + 1] for rows in SOURCES[key].days()]
    found = parts[0].union(*parts[1:]).order_by("-day") if len(parts) > 1 else parts[0]
    days = [line["day"] for line in found[: most + 1]]
    return History(tuple(days[:most]), len(days) > most)
