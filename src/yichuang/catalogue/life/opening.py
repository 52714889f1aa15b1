"""A request begins: one open request an item, whether as its own or as a part of another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.catalogue.domain.life import OPEN, Stage
from yichuang.catalogue.life.desk import Desk, OpenAlready
from yichuang.catalogue.models import ChangeRequest, Item, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import ChangeRequested
from yichuang.kernel.values import new_id
from yichuang.organisations.domain import Actor


def hold(item_ids: Iterable[UUID]) -> None:
    """Lock items, in one order for everybody, before asking whether they are free: two requests that begin at the same instant would each
    see none, and no constraint spans the item of a request and the further ones. In the caller's transaction."""
    list(Item.objects.select_for_update().filter(id__in=list(item_ids)).order_by("id").values_list("id", flat=True))


def waiting_on(item_id: UUID) -> ChangeRequest | None:
    """The open request that this item stands in, as its own or as a part of another: split, merged, given on together."""
    rows = ChangeRequest.objects.filter(stage__in=OPEN)
    return rows.filter(item=item_id).first() or rows.filter(parts__item=item_id).first()


def opened(version: ItemVersion, change: str, ref: str, *, now: datetime, actor: Actor) -> ChangeRequest:
    row = ChangeRequest(
        id=new_id(), item=version.item, version=version, change=change, stage=Stage.DRAFTING, drafter=actor.ref, created_at=now, moved_at=now
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise OpenAlready() from error
    desk = Desk(row, actor, now)
    fact = ChangeRequested(request_id=row.id, change=change, version_id=version.id, authority_ref=ref)
    record(desk.item, fact, actor=actor.ref, at=now)
    return row
