"""作废草稿: a draft that nobody wants any more leaves the lists, with the reason and who; nothing that was in force changes.

The request in drafting for it is withdrawn with it, and an item that has nothing but the draft gives its entry of the basic list free again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import life
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.life import OPEN, Stage, check_text
from yichuang.catalogue.drafts import DraftMoved, editable, name_of
from yichuang.catalogue.models import ChangePart, ChangeRequest, Claim, DiscardedDraft, Item, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import DraftDiscarded
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class Discarding:
    """What goes with a draft: the request in drafting for it, and the entry that its item alone stands on. `edition` is the draft's."""

    edition: int
    change: str
    entry: str


@dataclass(frozen=True, slots=True)
class Discarded:
    reason: str
    by: str
    at: datetime


def asked_for(version_id: UUID) -> ChangeRequest | None:
    return ChangeRequest.objects.filter(version=version_id, stage__in=OPEN).first()


def claim_of(version: ItemVersion) -> Claim | None:
    """The claim of an item that has nothing but this draft."""
    others = ItemVersion.objects.filter(item=version.item_id).exclude(id=version.id).exclude(discarded__isnull=False)
    return None if others.exists() else Claim.objects.filter(item=version.item_id).select_related("entry").first()


def would_go(version_id: UUID, *, now: datetime, actor: Actor) -> Discarding:
    """What `discard` would take with it, for the page that asks. Raises what it would."""
    with transaction.atomic():
        version = discardable(version_id, now=now, actor=actor)
    request, claim = asked_for(version_id), claim_of(version)
    return Discarding(version.edition, request.change if request else "", f"{claim.entry.name}（{claim.entry.code}）" if claim else "")


def discardable(version_id: UUID, *, now: datetime, actor: Actor) -> ItemVersion:
    """The draft, locked. One that a split or merge is to end in stays as long as that request is open."""
    version = editable(version_id, now=now, actor=actor)
    if ChangePart.objects.filter(version=version_id, request__stage__in=OPEN).exists():
        raise life.UnderReview()
    return version


@transaction.atomic
def discard(version_id: UUID, *, reason: str, edition: int | None, now: datetime, actor: Actor) -> None:
    """Raises WrongStatus (no draft), UnderReview, Forbidden, DraftMoved, Invalid at `reason`."""
    version = discardable(version_id, now=now, actor=actor)
    said = check_text("reason", reason, "请写明为什么作废")
    if edition is not None and version.edition != edition:
        raise DraftMoved(
            "%(by)s刚才改过这份草稿，还没有作废", remedy="请看过改动以后再决定", by=name_of(version.edited_by) if version.edited_by else ""
        )
    request = asked_for(version_id)
    if request and request.stage == Stage.DRAFTING:
        life.withdraw(request.id, revision=None, now=now, actor=actor)
    claim = claim_of(version)
    entry_id = claim.entry_id if claim else None
    if claim:
        claim.delete()
    salt = os.urandom(16)
    kept = DiscardedDraft.objects.create(
        version=version, reason=said, by=actor.ref, at=now, salt=salt, sha256=sha256(salt + said.encode()).hexdigest()
    )
    ItemVersion.objects.filter(id=version.id).update(status=Status.ENDED, status_at=now)
    item = Item.objects.select_for_update().get(id=version.item_id)
    fact = DraftDiscarded(version_id=version.id, number=version.number, reason_hash=kept.sha256, entry_id=entry_id)
    record(item, fact, actor=actor.ref, at=now)


def discarded(version_id: UUID) -> Discarded | None:
    """Why a draft was discarded; None for what was not."""
    row = DiscardedDraft.objects.filter(version=version_id).first()
    return Discarded(row.reason, name_of(row.by), row.at) if row else None
