"""批量提交: many drafts go to the legality review at once, each by the checks of one and in its own transaction, each with its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yichuang.catalogue import publishing
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.life import OPEN, Change, Running, Stage, at_field, check_effective, check_running, check_text
from yichuang.catalogue.life.repeal import Outcome
from yichuang.catalogue.life.requests import begin, offered, submit
from yichuang.catalogue.models import ChangePart, ChangeRequest, Claim, ItemVersion
from yichuang.catalogue.rights import organ_of
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Act, Actor

MOST = 300
"""Drafts sent at once."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that nobody reviews yet."""

    version_id: UUID
    code: str
    name: str
    number: int
    department: str


def waiting(actor: Actor, *, text: str = "", department: str = "", on: date) -> tuple[tuple[Waiting, ...], bool]:
    """Drafts of this editor's organs that may be sent, by name, and whether there are more than MOST."""
    busy = ChangeRequest.objects.filter(stage__in=[stage for stage in OPEN if stage is not Stage.DRAFTING])
    rows = ItemVersion.objects.filter(status=Status.DRAFT).exclude(item__in=busy.values("item")).select_related("item")
    rows = rows.exclude(id__in=ChangePart.objects.filter(request__stage__in=OPEN).values("version"))
    if text.strip():
        rows = rows.filter(Q(name__icontains=text.strip()) | Q(item__code__istartswith=text.strip()))
    if department:
        rows = rows.filter(department=department)
    lawful: dict[UUID | None, bool] = {}
    found: list[Waiting] = []
    for row in rows.only("item__code", "name", "number", "department", "accepting_organ_id", "deciding_organ_id").order_by("name", "id").iterator(chunk_size=200):
        organ_id = organ_of(row)
        if organ_id not in lawful:
            lawful[organ_id] = may_edit(actor, organ_id, on)
        if lawful[organ_id]:
            found.append(Waiting(row.id, row.item.code, row.name, row.number, row.department))
        if len(found) > MOST:
            break
    return tuple(found[:MOST]), len(found) > MOST


def may_edit(actor: Actor, organ_id: UUID | None, on: date) -> bool:
    try:
        publishing.may(actor, Act.EDIT_ITEM, organ_id=organ_id, item_id=None, on=on)
    except Refusal:
        return False
    return True


def submit_many(
    version_ids: Sequence[UUID], *, reason: str, running: str, effective_on: date | None, now: datetime, actor: Actor
) -> tuple[Outcome, ...]:
    """Begin and submit a request for each draft: 变更 of what was in force, 认领 of a licence or of what stands on an entry, else 新增. `running`
    is asked of changes only. One that is refused stops no other. Raises Invalid at the field where all of them would be refused."""
    said = check_text("reason", reason, "请写明为什么这样变更")
    check_running(Change.CHANGE, running)
    if effective_on:
        check_effective(effective_on, local_date(now))
    wanted = list(dict.fromkeys(version_ids))
    if not wanted or len(wanted) > MOST:
        raise at_field("version", "catalogue.nothing_chosen", "请选要提交的草稿，一次最多300份")
    return tuple(alone(version_id, said, running, effective_on, now=now, actor=actor) for version_id in wanted)


def alone(version_id: UUID, reason: str, running: str, effective_on: date | None, *, now: datetime, actor: Actor) -> Outcome:
    row = ItemVersion.objects.filter(id=version_id).values_list("name", "item_id").first()
    try:
        with transaction.atomic():
            change = change_of(version_id, row[1] if row else None)
            request_id = begin(version_id, change, now=now, actor=actor)
            rule = running if change is Change.CHANGE else Running.KEEP
            submit(request_id, reason=reason, running=rule, effective_on=effective_on, revision=None, now=now, actor=actor)
    except Refusal as refusal:
        return Outcome(row[0] if row else str(version_id), None, refusal)
    return Outcome(row[0] if row else "", request_id, None)


def change_of(version_id: UUID, item_id: UUID | None) -> Change:
    """What is asked of a draft. Raises NoSuchItem, WrongStatus."""
    kinds = [kind for kind in offered(version_id) if kind in (Change.CHANGE, Change.ADD, Change.CLAIM)]
    if not kinds:
        raise publishing.WrongStatus("只有草稿可以提交")
    return Change.CLAIM if Change.CLAIM in kinds and Claim.objects.filter(item=item_id).exists() else kinds[0]
