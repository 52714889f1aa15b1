"""The rows of each catalogue as of a day. In force on a day: came into force by then and had not ended by its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from yichuang.catalogue import content, guide_pages, queries
from yichuang.catalogue.domain import TASK_TYPES, FeeTerm, MaterialTerm, Status
from yichuang.catalogue.domain.delegation import FORM_NAMES
from yichuang.catalogue.domain.life import CHANGE_NAMES, Change, Stage
from yichuang.catalogue.domain.terms import PrerequisiteTerm
from yichuang.catalogue.models import ChangeNote, ChangeRequest, Delegation, ItemSuccessor, ItemVersion, Power
from yichuang.kernel.values import ZONE

MOST = 5000
"""Rows of one catalogue; a file that would be longer says so."""


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


def end_of(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time(), ZONE)


def in_force(on: date) -> QuerySet[ItemVersion]:
    """Versions in force on a day, by name; a suspended one stays on the list and is marked."""
    rows = ItemVersion.objects.filter(published_at__isnull=False, effective_on__lte=on)
    rows = rows.exclude(status=Status.ENDED, status_at__lt=end_of(on))
    return rows.select_related("item", "deciding_organ").order_by("name", "id")


def row(version: ItemVersion, *cells: str) -> Row:
    return Row(
        version.item.code, version.name, str(version.id), cells, version.visits, version.status == Status.SUSPENDED, str(version.item_id)
    )


def organ(version: ItemVersion) -> str:
    return version.deciding_organ.name if version.deciding_organ else version.department


def adjusted(on: date) -> Iterable[Row]:
    rows = ChangeRequest.objects.filter(stage=Stage.IN_FORCE, effective_on__lte=on).select_related("item", "version")
    found = list(rows.order_by("-effective_on", "id")[:MOST])
    reasons = dict(ChangeNote.objects.filter(request__in=found, kind="reason").order_by("at").values_list("request_id", "text"))
    new: dict[object, list[str]] = {}
    for request_id, name in ItemSuccessor.objects.filter(request__in=found).order_by("id").values_list("request_id", "new__name"):
        new.setdefault(request_id, []).append(name)
    for one in found:
        version = one.version
        day = one.effective_on.isoformat() if one.effective_on else ""
        names = "、".join(dict.fromkeys(new.get(one.id, ())))
        yield Row(version.item.code, version.name, str(version.id), (day, CHANGE_NAMES[Change(one.change)], names, reasons.get(one.id, "")))


def pre_approval(on: date) -> Iterable[Row]:
    for version in in_force(on)[:MOST]:
        for need in content.values_of(PrerequisiteTerm, version.prerequisites):
            yield row(version, need.name, need.item_code, need.article)


def delegated(on: date) -> Iterable[Row]:
    rows = Delegation.objects.filter(from_on__lte=on).filter(Q(to_on__isnull=True) | Q(to_on__gte=on))
    for one in rows.select_related("item", "from_organ", "to_organ").order_by("-from_on", "id")[:MOST]:
        until = one.to_on.isoformat() if one.to_on else ""
        cells = (FORM_NAMES[one.form], one.from_organ.name, one.to_organ.name, one.from_on.isoformat(), until, one.document)
        yield Row(one.item.code, one.item.name, "", cells)


ENFORCING = ("02", "03", "04", "06")


def enforcement(on: date) -> Iterable[Row]:
    rows = Power.objects.filter(kind__in=ENFORCING).filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).select_related("organ", "office")
    for one in rows.order_by("code", "id")[:MOST]:
        named = one.organ.name if one.organ else one.organ_name
        office = one.office.name if one.office else one.office_name
        yield Row(one.code, one.name, "", (TASK_TYPES[one.kind][0], named, office, "；".join(map(str, one.bases))))


def openness(on: date) -> Iterable[Row]:
    for version in in_force(on)[:MOST]:
        promised = version.promised_text or guide_pages.limit_words(queries.limit(version.promised_amount, version.promised_unit))
        yield row(version, organ(version), promised, version.withheld or "公开")


def one_visit(on: date) -> Iterable[Row]:
    for version in in_force(on).filter(visits__lte=1)[:MOST]:
        yield row(version, organ(version), str(version.visits))


def more_visits(on: date) -> Iterable[Row]:
    for version in in_force(on).filter(Q(visits__isnull=True) | Q(visits__gt=1))[:MOST]:
        yield row(version, organ(version), "" if version.visits is None else str(version.visits), version.visits_reason)


def by_promise(on: date) -> Iterable[Row]:
    for version in in_force(on).filter(by_promise=True)[:MOST]:
        yield row(version, organ(version))


def tolerated(on: date) -> Iterable[Row]:
    for version in in_force(on).filter(tolerates_absence=True)[:MOST]:
        names = [material.name for material in content.values_of(MaterialTerm, version.materials) if material.tolerable]
        yield row(version, organ(version), "、".join(names))


def fees(on: date) -> Iterable[Row]:
    for version in in_force(on).exclude(fees__isnull=True)[:MOST]:
        for fee in content.values_of(FeeTerm, version.fees):
            price = f"{fee.fen // 100}.{fee.fen % 100:02d}元" if fee.fen is not None else ""
            yield row(version, fee.name, "　".join(filter(None, (fee.standard, f"{price}/{fee.unit}" if price and fee.unit else price))), fee.basis)


READERS: dict[str, Callable[[date], Iterable[Row]]] = {
    "adjusted": adjusted, "pre_approval": pre_approval, "delegated": delegated, "enforcement": enforcement, "open": openness,
    "one_visit": one_visit, "more_visits": more_visits, "by_promise": by_promise, "tolerated": tolerated, "fees": fees,
}


def rows_of(key: str, on: date) -> tuple[Row, ...]:
    """The rows of a catalogue as of the end of a day."""
    return tuple(READERS[key](on))


def days_of_change(on: date, most: int = 30) -> tuple[date, ...]:
    """Days up to `on` on which a version came into force, newest first: where the lists of items may differ."""
    days = ItemVersion.objects.filter(published_at__isnull=False, effective_on__lte=on).values_list("effective_on", flat=True)
    return tuple(days.order_by("-effective_on").distinct()[:most])
