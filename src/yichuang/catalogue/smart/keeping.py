"""Verbs of 智能审批 in the catalogue: keep a set of rules that never changes, switch an item off at once, and on again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain import Status
from yichuang.catalogue.models import Item, ItemVersion, SmartSet, SmartSwitch
from yichuang.catalogue.recording import record
from yichuang.catalogue.smart import plain
from yichuang.facts.catalogue import SmartSwitchedOff, SmartSwitchedOn
from yichuang.kernel.crypto import salted
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.kernel.values import canonical, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


class SwitchedAlready(Refusal):
    code = "catalogue.smart_switched_already"
    message = "这个事项的智能审批已经是这个状态。"
    remedy = "请刷新页面。"


def keep(code: str, content: Mapping[str, Any], *, now: datetime, actor: Actor) -> SmartSet:
    """The newest set of an item when it says the same, else its next number. Raises KeyError, ValueError when unreadable."""
    written = plain.plain_of(plain.rules_of(content))
    digest = sha256(canonical(written)).hexdigest()
    last = SmartSet.objects.filter(code=code).order_by("-number").first()
    if last and last.sha256 == digest:
        return last
    number = last.number + 1 if last else 1
    return SmartSet.objects.create(code=code, number=number, content=written, sha256=digest, created_at=now, created_by=actor.ref)


MAY_STOP = (Act.AUTHORISE, Act.GRANT, Act.SPOT_CHECK, Act.EDIT_ITEM)
"""Who may stop it: whoever answers for decisions of the organ, looks at samples, or keeps its items. Starting again is the
head's, as giving the power is."""


def may_switch(actor: Actor, organ_id: UUID, item_id: UUID, *, off: bool, now: datetime) -> bool:
    on = local_date(now)
    if off:
        return any(organisations.may(actor, act, organ_id=organ_id, item_id=item_id, on=on) for act in MAY_STOP)
    return organisations.is_head(actor, organ_id, on=on)


@transaction.atomic
def switch(item_id: UUID, *, off: bool, reason: str, actor: Actor, now: datetime) -> None:
    """停用, 恢复: from the commit on. A decision that is being written is finished before; none begins after."""
    ruled = ItemVersion.objects.filter(item_id=item_id, smart__isnull=False).exclude(status=Status.DRAFT)  # a draft decides nothing
    organ_id = ruled.order_by("-number").values_list("deciding_organ_id", flat=True).first()
    if organ_id is None:
        raise NotFound("这个事项没有智能审批规则。", code="catalogue.no_smart")
    if not may_switch(actor, organ_id, item_id, off=off, now=now):
        if off:
            organisations.authority(actor, Act.AUTHORISE, organ_id=organ_id, item_id=item_id, on=local_date(now))
        organisations.check_head(actor, organ_id, on=local_date(now))
    if len(reason.strip()) < 4:
        raise Invalid("没有写理由。", errors=(FieldError("reason", "required", "请写明为什么停用或者恢复。"),))
    item = Item.objects.select_for_update().get(id=item_id)
    row = SmartSwitch.objects.select_for_update().filter(item_id=item_id).first()
    if (row is not None and row.is_off) is off:
        raise SwitchedAlready()
    salt, digest = salted(reason.strip())
    values = {"is_off": off, "reason": reason.strip(), "salt": salt, "by": actor.ref, "at": now}
    SmartSwitch.objects.update_or_create(item_id=item_id, defaults=values)
    fact = SmartSwitchedOff(reason_hash=digest) if off else SmartSwitchedOn(reason_hash=digest)
    record(item, fact, actor=actor.ref, at=now)
