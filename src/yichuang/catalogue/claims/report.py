"""应领尽领: what of a list an organ claimed, what it did not and why, what nobody spoke for. And who has claimed what, by department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.life import OPEN
from yichuang.catalogue.models import BasicEntry, BasicList, ChangeRequest, Claim, ItemVersion

STANDS = (Status.PUBLISHED, Status.SUSPENDED, Status.IMPORTED)
"""A claim counts while a version of the item stands: in force, suspended, or in force elsewhere and known here as a reference."""


@dataclass(frozen=True, slots=True)
class ListLine:
    list_id: UUID
    code: str
    title: str
    level: str
    source: str
    dated_on: date | None
    historic: bool
    demo: bool
    entries: int
    licences: int
    division: str

    def nearness(self, place: str) -> tuple[bool, bool, int]:
        """Sorts what one of this place claims from: lists of the day before historic ones, lists for it before others', the nearest first."""
        return self.historic, not place.startswith(self.division), -len(self.division)


@dataclass(frozen=True, slots=True)
class EntryLine:
    entry_id: UUID
    code: str
    name: str
    authority: str
    levels: tuple[str, ...]
    bases: tuple[str, ...]
    state: str
    items: tuple[tuple[str, str], ...]
    """(code, name) of the organs' items that stand on it."""
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """One page of entries, with the counts of the whole list."""

    list: ListLine
    counts: dict[str, int]
    lines: tuple[EntryLine, ...]
    page: int
    more: bool


def lists() -> tuple[ListLine, ...]:
    live = Q(entries__ended_on__isnull=True)
    rows = BasicList.objects.annotate(
        n=Count("entries", filter=live), licences=Count("entries", filter=live & Q(entries__task_type="01"))
    )
    return tuple(map(list_line, rows.order_by("historic", "demo", "code")))


def list_line(row: BasicList) -> ListLine:
    return ListLine(
        row.id, row.code, row.title, row.level, row.source, row.dated_on, row.historic, row.demo, getattr(row, "n", 0), getattr(row, "licences", 0),
        row.division,
    )


def report(code: str, organ_ids: frozenset[UUID], *, state: str = "", text: str = "", page: int = 1, size: int = 50) -> Report | None:
    """The licences of one list for one organ and those below it, narrowed by words of name or code; None when there is no such list. Five
    statements.

    Claimed is what an item of theirs stands on that is in force: not what other regions have, not what is drafted, came to nothing or was
    cancelled. What a draft or an open request asks for is 认领中.
    """
    listed = BasicList.objects.filter(code=code).first()
    if listed is None:
        return None
    rows = BasicEntry.objects.filter(list=listed, ended_on__isnull=True, task_type="01")
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(code__startswith=word) | Q(authority__icontains=word))
    held, drafted = (ours(organ_ids, statuses).filter(entry=OuterRef("pk")) for statuses in (STANDS, (Status.DRAFT,)))
    asking = ChangeRequest.objects.filter(entry=OuterRef("pk"), stage__in=OPEN).filter(
        Q(version__accepting_organ__in=organ_ids) | Q(version__deciding_organ__in=organ_ids)
    )
    refused = Claim.objects.filter(entry=OuterRef("pk"), item__isnull=True, organ_id__in=organ_ids)
    rows = rows.annotate(held=Exists(held), wanted=Exists(drafted) | Exists(asking), refused=Exists(refused))
    loose = Q(held=False, wanted=False)
    which = {"claimed": Q(held=True), "asked": Q(held=False, wanted=True), "declined": loose & Q(refused=True), "unclaimed": loose & Q(refused=False)}
    counts = rows.aggregate(**{key: Count("pk", filter=where) for key, where in which.items()})
    shown = rows.filter(which[state]) if state in which else rows
    start = (max(page, 1) - 1) * size
    found = list(shown.order_by("held", "code")[start : start + size + 1])
    shown_ids = [row.id for row in found[:size]]
    items: dict[UUID, list[tuple[str, str]]] = {}
    for entry_id, *item in ours(organ_ids, STANDS).filter(entry__in=shown_ids).order_by("id").values_list("entry_id", "item__code", "item__name"):
        items.setdefault(entry_id, []).append((item[0], item[1]))
    reasons = dict(Claim.objects.filter(entry__in=shown_ids, item__isnull=True, organ_id__in=organ_ids).order_by("id").values_list("entry_id", "reason"))
    lines = tuple(
        EntryLine(
            row.id, row.code, row.name, row.authority, tuple(row.levels), tuple(row.bases),
            "claimed" if row.held else "asked" if row.wanted else "declined" if row.refused else "unclaimed", tuple(items.get(row.id, [])[:20]), reasons.get(row.id, ""),
        )
        for row in found[:size]
    )
    return Report(list_line(listed), counts, lines, max(page, 1), len(found) > size)


def ours(organ_ids: frozenset[UUID], statuses: tuple[Status, ...]) -> QuerySet[Claim]:
    """Claims of these organs on items with a version of these statuses: they claimed it, or such a version names one of them as the organ that
    accepts or decides."""
    versions = ItemVersion.objects.filter(item=OuterRef("item_id"), status__in=statuses)
    theirs = versions.filter(Q(accepting_organ__in=organ_ids) | Q(deciding_organ__in=organ_ids))
    return Claim.objects.filter(Q(organ__in=organ_ids) & Exists(versions) | Exists(theirs), item__isnull=False)


@dataclass(frozen=True, slots=True)
class OnEntry:
    """One item on an entry, by its newest version; `rule` is empty where a person claimed it, `counts` tells whether a version stands."""

    version_id: UUID
    code: str
    name: str
    rule: str
    counts: bool


def standing_on(entry_id: UUID, most: int = 100) -> tuple[OnEntry, ...]:
    """Items on an entry, by code, `most` at most; two statements."""
    stands = ItemVersion.objects.filter(item=OuterRef("item_id"), status__in=STANDS)
    claims = list(Claim.objects.filter(entry_id=entry_id, item__isnull=False).annotate(counts=Exists(stands)).select_related("item").order_by("item__code")[:most])
    rows = ItemVersion.objects.filter(item__in=[claim.item_id for claim in claims]).order_by("item_id", "-number").distinct("item_id")
    newest = dict(rows.values_list("item_id", "id"))
    return tuple(
        OnEntry(newest[claim.item_id], claim.item.code, claim.item.name, claim.rule, claim.counts)
        for claim in claims if claim.item and claim.item_id in newest
    )
