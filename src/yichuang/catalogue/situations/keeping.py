"""Verbs of a situation: edit its draft, keep it as a set that never changes, give it to a draft version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import publishing
from yichuang.catalogue.domain import Status
from yichuang.catalogue.models import ItemVersion, SituationSet
from yichuang.catalogue.rights import organ_of
from yichuang.catalogue.situations import plain, reading
from yichuang.kernel.values import canonical, local_date
from yichuang.organisations.domain import Act, Actor


def keep(code: str, content: Mapping[str, Any], *, now: datetime, actor: Actor) -> SituationSet:
    """The newest set of an item when it says the same, else its next number. Raises KeyError, ValueError when unreadable."""
    known = reading.elements_of()
    written = plain.plain_of(plain.situation_of(content, known))
    digest = sha256(canonical(written)).hexdigest()
    last = SituationSet.objects.filter(code=code).order_by("-number").first()
    if last and last.sha256 == digest:
        return last
    return SituationSet.objects.create(
        code=code, number=last.number + 1 if last else 1, content=written, sha256=digest, created_at=now, created_by=actor.ref
    )


@transaction.atomic
def attach(version_id: UUID, situation_id: UUID | None, *, now: datetime, actor: Actor) -> None:
    """Give a draft version its situation, or none. Raises WrongStatus, Forbidden."""
    version = publishing.load(version_id, lock=True)
    publishing.may(actor, Act.EDIT_ITEM, organ_id=organ_of(version), item_id=version.item_id, on=local_date(now))
    if version.status != Status.DRAFT:
        raise publishing.WrongStatus("只有草稿可以换情形")
    ItemVersion.objects.filter(id=version.id).update(situation_id=situation_id)
