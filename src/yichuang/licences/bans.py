"""The register of 不得再次申请 (78, 79): opened by the verb that finds it, read when an application comes in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from yichuang.catalogue import api as catalogue
from yichuang.credit import api as credit
from yichuang.credit.domain import Found
from yichuang.documents.api import ActorRef, ref
from yichuang.facts import licences as facts
from yichuang.kernel import events
from yichuang.kernel.errors import NotFound
from yichuang.kernel.prepared import load
from yichuang.kernel.values import local_date, new_id
from yichuang.licences.domain import bans as law
from yichuang.licences.domain.bans import Ban, Finding
from yichuang.licences.models import ApplicationBan, Licence
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

STREAM = "ban"
BOUND = 50
BAN_OF = """where party_id = %s and item_id = %s and opened_at <= %s and to_on >= %s and lifted_at is null
  order by to_on desc, id desc limit 1"""
"""Asked by every acceptance and every decision: prepared."""


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
    if organ_id := organ_of(row):
        credit.note(
            party_id, Found.BANNED, ground=f"{law.FINDING_NAMES[finding]}（{law.ARTICLES[finding]}）", organ_id=organ_id, by=ref(actor), at=at,
            case_id=case_id, licence_id=licence_id, source_id=row.id, to_on=row.to_on,
        )
    return value(row)


@transaction.atomic
def lift_ban(ban_id: UUID, *, ground: str, reason: str, actor: Actor, at: datetime) -> None:
    """解除 by whoever may revoke a licence of the item, because the finding the ban stood on fell. It is then as if it had never run:
    an application made meanwhile and not decided is no longer barred."""
    row = ApplicationBan.objects.select_for_update().filter(id=ban_id).first()
    organ_id = organ_of(row) if row else None
    if row is None or organ_id is None:
        raise NotFound("没有这项不得再次申请的登记。", code="licences.no_ban")
    organisations.authority(actor, Act.REVOKE, organ_id=organ_id, item_id=row.item_id, on=local_date(at))
    law.check_lift(ground=ground, reason=reason, is_lifted=row.lifted_at is not None, to_on=row.to_on, on=local_date(at))
    row.lifted_at, row.lifted_ground, row.lifted_reason, row.salt = at, ground, reason.strip(), os.urandom(16)
    lifted = facts.BanLifted(ground=ground, reason_hash=reason_hash(row))
    end = events.emit(events.Head(STREAM, row.id, row.head_seq, bytes(row.head_hash)), [lifted], actor=ref(actor), at=at)
    row.head_seq, row.head_hash = end.seq, end.hash
    row.save()
    credit.void(row.id, by=actor.ref, at=at)


def reason_hash(row: ApplicationBan) -> str:
    return sha256(bytes(row.salt) + row.lifted_reason.encode()).hexdigest()


def organ_of(row: ApplicationBan) -> UUID | None:
    """The organ that found it: of the licence (79), else the one that decides on the item (78)."""
    if row.licence_id:
        return Licence.objects.filter(id=row.licence_id).values_list("organ_id", flat=True).first()
    terms = catalogue.latest_terms(row.item_id)
    return terms.deciding_organ_id if terms else None


def standing(at: datetime) -> QuerySet[ApplicationBan]:
    """The bans that run at a moment and were not lifted."""
    return ApplicationBan.objects.filter(opened_at__lte=at, to_on__gte=local_date(at), lifted_at__isnull=True)


def opened_in(case_id: UUID, *, at: datetime) -> tuple[Ban, ...]:
    """The bans this case opened that still run."""
    return tuple(value(row) for row in standing(at).filter(case_id=case_id).order_by("to_on", "id")[:BOUND])


def value(row: ApplicationBan) -> Ban:
    return Ban(row.id, row.party_id, row.item_id, row.finding, row.opened_at, row.to_on)


def ban_of(party_id: UUID, item_id: UUID, *, at: datetime) -> Ban | None:
    """The ban an application handed in at that moment falls into; of several the one that ends last."""
    rows = load(ApplicationBan, BAN_OF, party_id, item_id, at, local_date(at))
    return value(rows[0]) if rows else None


def bans_of(party_ids: Iterable[UUID], *, at: datetime) -> tuple[Ban, ...]:
    """Every ban of these parties that runs at that moment."""
    rows = standing(at).filter(party_id__in=tuple(party_ids))
    return tuple(value(row) for row in rows.order_by("to_on", "id")[:BOUND])
