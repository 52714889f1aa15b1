"""The register of 不得再次申请 (78, 79): opened by the verb that finds it, read when an application comes in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from yichuang.documents.api import ActorRef, ref
from yichuang.facts import licences as facts
from yichuang.kernel import events
from yichuang.kernel.values import local_date, new_id
from yichuang.licences.domain import bans as law
from yichuang.licences.domain.bans import Ban, Finding
from yichuang.licences.models import ApplicationBan

STREAM = "ban"
BOUND = 50


def open_ban(
    finding: Finding, *, party_id: UUID, item_id: UUID, concerns_safety: bool, actor: ActorRef, at: datetime,
    case_id: UUID | None = None, licence_id: UUID | None = None,
) -> Ban | None:
    """Bar the party from this item, inside the transaction of the decision that found it; None where the law bars nobody."""
    if not law.bars_again(concerns_safety=concerns_safety):
        return None
    row = ApplicationBan(
        id=new_id(), party_id=party_id, item_id=item_id, finding=finding, opened_at=at,
        to_on=law.last_day(finding, local_date(at)), case_id=case_id, licence_id=licence_id,
    )
    opened = facts.ApplicationBanned(
        party_id=party_id, item_id=item_id, article=finding, to_on=row.to_on, case_id=case_id, licence_id=licence_id
    )
    end = events.emit(events.Head.new(STREAM, row.id), [opened], actor=ref(actor), at=at)
    row.head_seq, row.head_hash = end.seq, end.hash
    row.save(force_insert=True)
    return value(row)


def value(row: ApplicationBan) -> Ban:
    return Ban(row.id, row.party_id, row.item_id, row.finding, row.opened_at, row.to_on)


def ban_of(party_id: UUID, item_id: UUID, *, at: datetime) -> Ban | None:
    """The ban an application handed in at that moment falls into; of several the one that ends last."""
    rows = ApplicationBan.objects.filter(party_id=party_id, item_id=item_id, opened_at__lte=at, to_on__gte=local_date(at))
    row = rows.order_by("-to_on", "-id").first()
    return value(row) if row else None


def bans_of(party_ids: Iterable[UUID], *, at: datetime) -> tuple[Ban, ...]:
    """Every ban of these parties that runs at that moment."""
    rows = ApplicationBan.objects.filter(party_id__in=tuple(party_ids), opened_at__lte=at, to_on__gte=local_date(at))
    return tuple(value(row) for row in rows.order_by("to_on", "id")[:BOUND])
