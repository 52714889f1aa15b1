"""Approval 批准 by a third hand, and the day a change takes effect. What comes into force is what was reviewed, byte for byte."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import publishing
from yichuang.catalogue.claims import claimable, place_of, stand
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.life import (
    DRAFTED,
    KEPT,
    POWER,
    RESHAPED,
    Change,
    Stage,
    check_approval,
    check_as_announced,
    check_before_its_day,
    check_effective,
    check_move,
    check_publisher,
    check_text,
)
from yichuang.catalogue.life import power
from yichuang.catalogue.life.desk import Desk, take
from yichuang.catalogue.life.notice import BATCH, unanswered
from yichuang.catalogue.life.opening import hold
from yichuang.catalogue.life.requests import drafts_of
from yichuang.catalogue.life.reshaping import reshape
from yichuang.catalogue.models import ChangeRequest, ItemVersion
from yichuang.facts.catalogue import (
    ChangeApproved,
    ChangeHeldUp,
    ChangeRejected,
    ChangeReturned,
    ChangeTakenBack,
    ChangeTookEffect,
)
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations.api import system_actor
from yichuang.organisations.domain import Act, Actor

IN_FORCE = (Status.PUBLISHED, Status.SUSPENDED)
STATUS_AFTER = {Change.SUSPEND: Status.SUSPENDED, Change.RESUME: Status.PUBLISHED, Change.CANCEL: Status.ENDED}


class ChangedSinceReview(Refusal):
    code = "catalogue.changed_since_review"
    message = "草稿的内容与提交审查时不一样，不能发布"
    remedy = "请退回起草，重新提交审查"


@transaction.atomic
def approve(request_id: UUID, *, effective_on: date | None, revision: int | None, now: datetime, actor: Actor) -> bool:
    """Approve a change; True when it took effect at once, False when its day is still to come. 下放 and 收回 are entered with the approval
    for their day, so that from 00:00 on the day itself decides, whenever the due loop comes round.

    Raises what `power.enter` refuses, Forbidden, OwnChange, WrongStage, NoticeRunning, Unanswered, NotPublishable.
    """
    desk = take(request_id, actor=actor, now=now, revision=revision)
    ref = desk.authority(Act.PUBLISH_ITEM)
    check_publisher(desk.hands, actor.ref)
    check_approval(desk.change, desk.stage, notice_to=desk.row.notice_to, unanswered=unanswered(request_id))
    today = local_date(now)
    on = effective_on or (desk.row.effective_on if desk.change in POWER else None) or today
    check_effective(on, today)
    if desk.change in POWER:
        check_as_announced(on, desk.row.effective_on)
        if power.contents(desk.row) != desk.row.contents:
            raise ChangedSinceReview()
        hold(power.items_of(desk.row))
    desk.move(ChangeApproved(request_id=request_id, effective_on=on, authority_ref=ref), effective_on=on, publisher=actor.ref, held_up=[])
    if desk.change in POWER:
        power.enter(desk, on)
    if on > today:
        return False
    take_effect(desk)
    return True


@transaction.atomic
def send_back(request_id: UUID, *, reason: str, revision: int | None, now: datetime, actor: Actor) -> None:
    """Back to the drafter, by the editor's side before the approval or by whoever approves. Raises Forbidden, Invalid."""
    desk = take(request_id, actor=actor, now=now, revision=revision)
    desk.authority(Act.PUBLISH_ITEM if desk.stage is Stage.DECISION else Act.EDIT_ITEM)
    check_move(desk.stage, ChangeReturned.kind)
    note = desk.note("returned", check_text("reason", reason, "请写明退回的理由"))
    desk.move(ChangeReturned(request_id=request_id, note_id=note.id, note_hash=note.sha256))


@transaction.atomic
def reject(request_id: UUID, *, reason: str, revision: int | None, now: datetime, actor: Actor) -> None:
    """驳回: the request ends; the draft stays a draft. Raises Forbidden, OwnChange, Invalid."""
    desk = take(request_id, actor=actor, now=now, revision=revision)
    ref = desk.authority(Act.PUBLISH_ITEM)
    check_publisher(desk.hands, actor.ref)
    check_move(desk.stage, ChangeRejected.kind)
    note = desk.note("rejected", check_text("reason", reason, "请写明驳回的理由"))
    fact = ChangeRejected(request_id=request_id, note_id=note.id, note_hash=note.sha256, authority_ref=ref)
    desk.move(fact, publisher=actor.ref)


@transaction.atomic
def take_back(request_id: UUID, *, reason: str, revision: int | None, now: datetime, actor: Actor) -> None:
    """撤回批准, before the first day: what was approved never takes effect, and the reason is public where the notice was. By whoever may
    approve and neither drafted nor reviewed it; nothing changes for anybody, so it needs no notice of its own.

    Raises Forbidden, OwnChange, WrongStage, DayHasCome, Invalid, and for a power GivenOn, Overlapping.
    """
    desk = take(request_id, actor=actor, now=now, revision=revision)
    ref = desk.authority(Act.PUBLISH_ITEM)
    check_publisher(desk.hands, actor.ref)
    check_move(desk.stage, ChangeTakenBack.kind)
    check_before_its_day(desk.row.effective_on, local_date(now))
    said = check_text("reason", reason, "请写明撤回批准的理由")
    note = desk.note("taken_back", said)
    if desk.change in POWER:
        hold(power.items_of(desk.row))
        power.undo(desk, said)
    desk.move(ChangeTakenBack(request_id=request_id, note_id=note.id, note_hash=note.sha256, authority_ref=ref))


def take_effect(desk: Desk) -> None:
    """Put an approved change in force today. Raises NotPublishable, ChangedSinceReview, WrongStatus."""
    row, on = desk.row, local_date(desk.now)
    for version_id, digest in row.contents.items() if desk.change not in POWER else ():
        if publishing.content_hash(publishing.load(UUID(version_id))) != digest:
            raise ChangedSinceReview(version_id=version_id)
    claim_now(desk)
    moves = effect(desk, on)
    desk.__dict__.pop("item", None)  # its head moved with the facts of the versions
    desk.move(ChangeTookEffect(request_id=row.id, change=row.change, running=row.running, effective_on=on, moves=moves))


def claim_now(desk: Desk) -> None:
    """认领 counts from the day the request takes effect, if the list still has the entry. Raises Invalid."""
    row = desk.row
    if row.entry is not None:
        organ_id = desk.version.accepting_organ_id
        entry = claimable(row.entry.code, place_of(organ_id, desk.version, desk.actor))
        stand(row.item_id, entry, organ_id=organ_id, now=desk.now, actor=desk.actor)


def effect(desk: Desk, on: date) -> tuple[tuple[UUID, UUID], ...]:
    """Do what was approved; (ended, new) versions of items that went on under a new version."""
    row = desk.row
    if desk.change in STATUS_AFTER:
        publishing.set_status(row.version_id, STATUS_AFTER[desk.change], now=desk.now, actor=desk.actor)
        return ()
    if desk.change in KEPT:
        return ()
    if desk.change in POWER:
        power.begin_rows(row, desk.now)
        return ()
    if desk.change in RESHAPED:
        return reshape(row, now=desk.now, actor=desk.actor)
    assert desk.change in DRAFTED
    return tuple(pair for version_id in drafts_of(row) for pair in into_force(version_id, desk, on))


def into_force(version_id: UUID, desk: Desk, on: date) -> tuple[tuple[UUID, UUID], ...]:
    item_id = ItemVersion.objects.values_list("item_id", flat=True).get(id=version_id)
    old = ItemVersion.objects.filter(item_id=item_id, status__in=IN_FORCE).values_list("id", flat=True).first()
    publishing.put_in_force(version_id, now=desk.now, actor=desk.actor, effective_on=on)
    return ((old, version_id),) if old else ()


def put_in_force_today(now: datetime) -> int:
    """Approved changes whose day has come take effect; how many. One that meets an error goes back to whoever approved."""
    rows = ChangeRequest.objects.filter(stage=Stage.APPROVED, effective_on__lte=local_date(now)).order_by("moved_at")
    return sum(one(request_id, now) for request_id in list(rows.values_list("id", flat=True)[:BATCH]))


def one(request_id: UUID, now: datetime) -> bool:
    actor = system_actor("due")
    try:
        with transaction.atomic():
            free = ChangeRequest.objects.select_for_update(skip_locked=True).filter(id=request_id, stage=Stage.APPROVED)
            if not free.exists():
                return False
            take_effect(take(request_id, actor=actor, now=now))
            return True
    except Refusal as refusal:
        codes = tuple(dict.fromkeys(error.code for error in refusal.errors)) or (refusal.code,)
        with transaction.atomic():
            desk = take(request_id, actor=actor, now=now)
            desk.move(ChangeHeldUp(request_id=request_id, codes=codes), held_up=held(refusal))
        return True


def held(refusal: Refusal) -> list[str]:
    """What the page says about a change that was stopped on its day."""
    errors = refusal.errors if isinstance(refusal, Invalid) else ()
    return [str(error.message) for error in errors if isinstance(error, FieldError)] or [str(refusal.message) % refusal.details]
