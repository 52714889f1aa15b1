"""The drafter's verbs: begin a request, submit it to the legality review, withdraw it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import publishing
from yichuang.catalogue.claims import claimable, place_of
from yichuang.catalogue.domain import Regime, Status
from yichuang.catalogue.domain.life import (
    POWER,
    Change,
    Stage,
    at_field,
    changes_for,
    check_effective,
    check_move,
    check_running,
    check_text,
)
from yichuang.catalogue.life import power
from yichuang.catalogue.life.desk import Desk, OpenAlready, take
from yichuang.catalogue.life.opening import hold, opened, waiting_on
from yichuang.catalogue.lints import Severity
from yichuang.catalogue.models import ChangeRequest, Claim, ItemVersion
from yichuang.facts.catalogue import ChangeSubmitted, ChangeWithdrawn
from yichuang.kernel.errors import FieldError
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Act, Actor


def offered(version_id: UUID) -> tuple[Change, ...]:
    """What may be asked of this version now. Raises NoSuchItem."""
    version = publishing.load(version_id)
    in_force = ItemVersion.objects.filter(item=version.item_id, status__in=(Status.PUBLISHED, Status.SUSPENDED)).exists()
    is_licence = version.regime == Regime.LICENCE
    return changes_for(is_draft=version.status == Status.DRAFT, was_published=in_force, status=version.status, is_licence=is_licence)


@transaction.atomic
def begin(version_id: UUID, change: str, *, now: datetime, actor: Actor) -> UUID:
    """Begin a request on a draft, or on the version in force; the open one of the item when it asks the same.

    Raises Forbidden, OpenAlready, Invalid (not offered for this version).
    """
    version = publishing.load(version_id)
    ref = publishing.may(actor, Act.EDIT_ITEM, organ_id=version.accepting_organ_id, item_id=version.item_id, on=local_date(now))
    hold([version.item_id])
    waiting = waiting_on(version.item_id)
    if waiting:
        if (waiting.version_id, waiting.change, waiting.stage) == (version_id, change, Stage.DRAFTING):
            return waiting.id
        raise OpenAlready(request_id=str(waiting.id))
    if change not in offered(version_id) or change in POWER:  # which says more than a kind: `power.begin_delegation`
        raise at_field("change", "catalogue.change_not_offered", "请选变更类型")
    return opened(version, change, ref, now=now, actor=actor).id


@transaction.atomic
def submit(
    request_id: UUID, *, reason: str, running: str, effective_on: date | None, revision: int | None, now: datetime, actor: Actor, entry: str = ""
) -> None:
    """Send a request to the legality review. The drafts are frozen as they stand, and must be free of errors.

    `entry` is the basic code a claim is to stand on from the day the request takes effect; until then the list counts nothing. For 下放 and
    收回 the day is the one the request asks for.

    Raises Invalid per field, NotPublishable with one error per finding, WrongStage, Forbidden.
    """
    desk = take(request_id, actor=actor, now=now, revision=revision)
    desk.authority(Act.EDIT_ITEM)
    check_move(desk.stage, ChangeSubmitted.kind)
    rule = check_running(desk.change, running)
    said = check_text("reason", reason, "请写明为什么这样变更")
    if effective_on:
        check_effective(effective_on, local_date(now))
    on = effective_on or local_date(now)
    if desk.change in POWER:
        effective_on, contents = power.submitted(desk.row, now)
    else:
        ask_for(desk, entry)
        contents = {str(version_id): checked(version_id, on) for version_id in drafts_of(desk.row)}
    note = desk.note("reason", said)
    fact = ChangeSubmitted(
        request_id=request_id, running=rule.value, contents=contents, note_id=note.id, note_hash=note.sha256, entry_id=desk.row.entry_id
    )
    desk.move(
        fact, running=rule.value, contents=contents, effective_on=effective_on, drafter=actor.ref, reviewer="", publisher="",
        notice_from=None, notice_to=None, held_up=[],
    )


def ask_for(desk: Desk, code: str) -> None:
    """Keep on the request which entry it claims; a code left empty leaves what was asked before. Raises Invalid at `entry`."""
    row = desk.row
    if code.strip():
        row.entry = claimable(code, place_of(desk.version.accepting_organ_id, desk.version, desk.actor))
        row.save(update_fields=["entry"])  # the lints look at it
    elif desk.change is Change.CLAIM and row.entry_id is None and not Claim.objects.filter(item=row.item_id).exists():
        raise at_field("entry", "catalogue.no_entry", "请填认领的基本编码")


def drafts_of(row: ChangeRequest) -> tuple[UUID, ...]:
    """The drafts that are to come into force with this request."""
    ids = [row.version_id] if row.version.status == Status.DRAFT else []
    return (*ids, *row.parts.filter(role="into").order_by("id").values_list("version_id", flat=True))


def checked(version_id: UUID, on: date) -> str:
    """The hash of a draft without errors. Raises NotPublishable."""
    version = publishing.load(version_id)
    digest = publishing.content_hash(version)
    errors = [finding for finding in publishing.check(version_id, on=on) if finding.severity is Severity.ERROR]
    if errors:
        raise publishing.NotPublishable(
            "这个版本还不能提交：有%(count)s处错误", remedy="请逐项改正后再提交", count=len(errors), article=errors[0].article or None,
            errors=tuple(FieldError(f.field, f.code, f.text) for f in errors),
        )
    return digest


@transaction.atomic
def withdraw(request_id: UUID, *, revision: int | None, now: datetime, actor: Actor) -> None:
    """The drafting side takes a request back before its notice. The draft stays."""
    desk = take(request_id, actor=actor, now=now, revision=revision)
    desk.authority(Act.EDIT_ITEM)
    desk.move(ChangeWithdrawn(request_id=request_id))
