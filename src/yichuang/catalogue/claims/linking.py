"""Imported items find their entry by the stated rule (`domain.entries`); what found none is kept with the reason, for the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.entries import Held, Index, Listed, Rule, Why
from yichuang.catalogue.models import BasicEntry, BasicList, Claim, ItemVersion, Unlinked
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import ItemsLinked
from yichuang.kernel.values import chunks
from yichuang.organisations.domain import Actor

BATCH = 500


@dataclass(frozen=True, slots=True)
class UnlinkedLine:
    """One imported item that stands on no entry."""

    version_id: UUID
    code: str
    name: str
    department: str
    region: str
    why: Why


@dataclass(frozen=True, slots=True)
class Unlinkeds:
    """One page, and how many items each reason keeps off the lists."""

    counts: dict[Why, int]
    lines: tuple[UnlinkedLine, ...]
    page: int
    more: bool


def index() -> Index:
    """Every entry one may claim from, real lists before those of a demonstration; one statement."""
    rows = BasicEntry.objects.filter(ended_on__isnull=True, list__historic=False).order_by("list__demo", "list__code", "code")
    fields = ("id", "code", "name", "task_type", "list__division", "list__region")
    return Index(Listed(*row) for row in rows.values_list(*fields).iterator(2000))


def loose() -> Iterator[tuple[UUID, UUID, Held]]:
    """(item, version, what is known of it) of imported items without an entry."""
    rows = ItemVersion.objects.filter(status=Status.IMPORTED, item__claim__isnull=True).order_by("id")
    fields = ("item_id", "id", "name", "task_type", "codes", "division", "region")
    for item_id, version_id, *known in rows.values_list(*fields).iterator(BATCH):
        yield item_id, version_id, Held(*known)


@transaction.atomic
def link_imported(*, now: datetime, actor: Actor) -> int:
    """Let imported items stand on the entries the rule gives them, and keep why the others stand on none; returns how many were
    linked. A claim that stands is left alone. The lists are locked, so that two imports link one after the other."""
    list(BasicList.objects.select_for_update().order_by("id").values_list("id"))
    known, found, left = index(), dict[UUID, tuple[UUID, Rule]](), list[Unlinked]()
    for item_id, version_id, held in loose():
        linked = known.link(held)
        if isinstance(linked, Why):
            left.append(Unlinked(version_id=version_id, name=held.name, why=linked.value))
        else:
            found[item_id] = (linked[0].id, linked[1])
    Unlinked.objects.all().delete()
    Unlinked.objects.bulk_create(left, batch_size=BATCH)
    if found:
        keep(found, now=now, actor=actor)
    return len(found)


def keep(found: Mapping[UUID, tuple[UUID, Rule]], *, now: datetime, actor: Actor) -> None:
    """Claims of items by the rule: item → entry and rule; one fact a list."""
    made = [Claim(entry_id=entry_id, item_id=item_id, rule=rule.value, by=actor.ref, at=now) for item_id, (entry_id, rule) in found.items()]
    for part in chunks(made, BATCH):
        Claim.objects.bulk_create(part)
    lists = dict(BasicEntry.objects.filter(id__in={entry_id for entry_id, _rule in found.values()}).values_list("id", "list_id"))
    counts: dict[UUID, Counter[Rule]] = {}
    for entry_id, rule in found.values():
        counts.setdefault(lists[entry_id], Counter())[rule] += 1
    for listed in BasicList.objects.filter(id__in=counts).order_by("id"):
        by = counts[listed.id]
        record(listed, ItemsLinked(by_code=by[Rule.CODE], by_name=by[Rule.NAME]), actor=actor.ref, at=now)


def unlinked(*, why: str = "", page: int = 1, size: int = 50) -> Unlinkeds:
    """What the rule could not link, and why, by name; two statements."""
    counts = dict(Unlinked.objects.order_by().values_list("why").annotate(n=Count("pk")))
    rows = Unlinked.objects.filter(why=why) if why else Unlinked.objects.all()
    start = (max(page, 1) - 1) * size
    found = list(rows.select_related("version__item").order_by("name", "version")[start : start + size + 1])
    lines = tuple(line_of(row) for row in found[:size])
    return Unlinkeds({reason: counts.get(reason.value, 0) for reason in Why}, lines, max(page, 1), len(found) > size)


def line_of(row: Unlinked) -> UnlinkedLine:
    version = row.version
    return UnlinkedLine(version.id, version.item.code, row.name, version.department, version.region or version.division, Why(row.why))
