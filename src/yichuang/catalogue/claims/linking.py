"""Imported items find their entry by the stated rule (`domain.entries`); what found none is reported with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.entries import Held, Index, Listed, Rule, Why
from yichuang.catalogue.models import BasicEntry, BasicList, Claim, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import ItemsLinked
from yichuang.kernel.values import chunks
from yichuang.organisations.domain import Actor

BATCH = 500


@dataclass(frozen=True, slots=True)
class Unlinked:
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
    lines: tuple[Unlinked, ...]
    page: int
    more: bool


def index() -> Index:
    """Every entry one may claim from, real lists before those of a demonstration; one statement."""
    rows = BasicEntry.objects.filter(ended_on__isnull=True, list__historic=False).order_by("list__demo", "list__code", "code")
    fields = ("id", "code", "name", "task_type", "list__division", "list__region")
    return Index(Listed(*row) for row in rows.values_list(*fields).iterator(2000))


def loose() -> Iterator[tuple[UUID, UUID, str, str, Held]]:
    """(item, version, item code, department, what is known of it) of imported items without an entry, by name."""
    rows = ItemVersion.objects.filter(status=Status.IMPORTED, item__claim__isnull=True).order_by("name", "id")
    fields = ("item_id", "id", "item__code", "department", "name", "task_type", "codes", "division", "region")
    for item_id, version_id, code, department, *known in rows.values_list(*fields).iterator(BATCH):
        yield item_id, version_id, code, department, Held(*known)


@transaction.atomic
def link_imported(*, now: datetime, actor: Actor) -> int:
    """Let imported items stand on the entries the rule gives them; returns how many were linked. A claim that stands is left alone."""
    known, found = index(), dict[UUID, tuple[UUID, Rule]]()
    for item_id, _version, _code, _department, held in loose():
        linked = known.link(held)
        if not isinstance(linked, Why):
            found[item_id] = (linked[0].id, linked[1])
    if not found:
        return 0
    made = [Claim(entry_id=entry_id, item_id=item_id, rule=rule.value, by=actor.ref, at=now) for item_id, (entry_id, rule) in found.items()]
    for part in chunks(made, BATCH):
        Claim.objects.bulk_create(part)
    lists = dict(BasicEntry.objects.filter(id__in={entry_id for entry_id, _rule in found.values()}).values_list("id", "list_id"))
    counts: dict[UUID, Counter[Rule]] = {}
    for entry_id, rule in found.values():
        counts.setdefault(lists[entry_id], Counter())[rule] += 1
    for listed in BasicList.objects.select_for_update().filter(id__in=counts).order_by("id"):
        by = counts[listed.id]
        record(listed, ItemsLinked(by_code=by[Rule.CODE], by_name=by[Rule.NAME]), actor=actor.ref, at=now)
    return len(found)


def unlinked(*, why: str = "", page: int = 1, size: int = 50) -> Unlinkeds:
    """What the rule could not link, and why. Two statements; every loose item is judged, one page of them is kept."""
    known, counts, lines = index(), Counter[Why](), list[Unlinked]()
    start, place = (max(page, 1) - 1) * size, 0
    for _item, version_id, code, department, held in loose():
        found = known.link(held)
        if not isinstance(found, Why):
            continue
        counts[found] += 1
        if why in ("", found):
            if start <= place <= start + size:
                lines.append(Unlinked(version_id, code, held.name, department, held.region or held.division, found))
            place += 1
    return Unlinkeds({reason: counts[reason] for reason in Why}, tuple(lines[:size]), max(page, 1), len(lines) > size)
