"""The power to decide moves by a change request: 下放 (委托, 下放, 划转, 授权) and 收回. What is asked for is checked against the law when it is
written, when it is submitted and when it is approved. The approval enters the dated rows, its day makes them hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms.models import model_to_dict

from yichuang.catalogue import memos, publishing
from yichuang.catalogue.delegating import verbs as delegating
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.delegation import LegalForm
from yichuang.catalogue.domain.life import Change, Stage, check_after_notice
from yichuang.catalogue.life.desk import Desk, OpenAlready, UnderReview, authority, givers, take
from yichuang.catalogue.life.notice import earliest_last
from yichuang.catalogue.life.opening import hold, opened, waiting_on
from yichuang.catalogue.models import ChangeDelegation, ChangePart, ChangeRequest, ChangeRevocation, Delegation, ItemVersion
from yichuang.catalogue.queries import NotPublished
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import canonical, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

MOST_ITEMS = 300


class NotAsked(Refusal):
    code = "catalogue.power_not_asked"
    message = "这份申请没有写明由谁给谁、哪一天起"
    remedy = "请在“委托下放”页填写，或者撤回"


class Fixed(Refusal):
    code = "catalogue.power_other_item"
    message = "这份申请是为另一个事项办的，不能换掉它"
    remedy = "请保留原来的事项，或者撤回以后另行申请"


# ---- begun by the editor ------------------------------------------------------------------------


@transaction.atomic
def begin_delegation(
    item_ids: Sequence[UUID], columns: Mapping[str, Any], *, now: datetime, actor: Actor, request_id: UUID | None = None, revision: int | None = None
) -> UUID:
    """Begin a request of kind 下放 for one or more items, or with `request_id` write anew what a request still in drafting asks for.

    Raises Forbidden, NotTheirPower, OpenAlready, UnderReview, RequestMoved, and what `domain.delegation` refuses, at its field.
    """
    check_begins(columns, now=now, actor=actor)
    versions = in_force(item_ids, Status.PUBLISHED)
    check_giving([version.item_id for version in versions], columns, now=now)
    kept = rewritten(request_id, Change.DELEGATE, revision, now=now, actor=actor) if request_id else None
    ref = free(versions, columns, but=request_id, now=now, actor=actor)
    row = kept or opened(versions[0], Change.DELEGATE, ref, now=now, actor=actor)
    if row.item_id not in {version.item_id for version in versions}:
        raise Fixed()
    ChangeDelegation.objects.update_or_create(request=row, defaults=dict(columns))
    row.parts.filter(role="also").delete()
    others = [version for version in versions if version.item_id != row.item_id]
    ChangePart.objects.bulk_create([ChangePart(request=row, item=version.item, version=version, role="also") for version in others])
    return row.id


@transaction.atomic
def begin_revocation(
    delegation_id: UUID, *, back_on: date, document: str, document_on: date | None, now: datetime, actor: Actor, request_id: UUID | None = None,
    revision: int | None = None,
) -> UUID:
    """Begin a request of kind 收回 for a delegation, of a suspended item too, or write one in drafting anew. Raises Forbidden, NotTheirPower,
    OpenAlready, RequestMoved, Invalid."""
    given = delegating.locked(delegation_id)
    whose = {name: getattr(given, name) for name in ("form", "from_organ_id", "to_organ_id")}
    check_begins(whose, now=now, actor=actor)
    check_taking(given, back_on, document, document_on, now)
    if request_id:
        row = rewritten(request_id, Change.REVOKE, revision, now=now, actor=actor)
    else:
        versions = in_force([given.item_id], Status.PUBLISHED, Status.SUSPENDED)
        row = opened(versions[0], Change.REVOKE, free(versions, whose, now=now, actor=actor), now=now, actor=actor)
    if row.item_id != given.item_id:
        raise Fixed()
    said = {"delegation": given, "back_on": back_on, "document": document.strip(), "document_on": document_on}
    ChangeRevocation.objects.update_or_create(request=row, defaults=said)
    return row.id


def check_begins(columns: Mapping[str, Any], *, now: datetime, actor: Actor) -> None:
    """The editor of the organ that gives. A 划转 may also be begun by the one that receives: both sign its memo."""
    giver = columns["from_organ_id"]
    if columns["form"] == LegalForm.TRANSFER and columns["to_organ_id"] in organisations.mine(actor):
        giver = columns["to_organ_id"]
    delegating.check_delegator(actor, giver, now)


def in_force(item_ids: Sequence[UUID], *statuses: Status) -> list[ItemVersion]:
    """The versions in force of these items, in their order. Raises NotPublished, Invalid (too many)."""
    wanted = list(dict.fromkeys(item_ids))
    if not wanted or len(wanted) > MOST_ITEMS:
        raise Invalid("一次最多300项", code="catalogue.nothing_chosen", errors=(FieldError("item", "catalogue.nothing_chosen", "请选事项，一次最多300项"),))
    found = {row.item_id: row for row in publishing.loaded().filter(item_id__in=wanted, status__in=statuses)}
    if len(found) < len(wanted):
        raise NotPublished()
    return [found[item_id] for item_id in wanted]


def free(versions: Sequence[ItemVersion], whose: Mapping[str, Any], *, but: UUID | None = None, now: datetime, actor: Actor) -> str:
    """The editor's power over the first item, when it is there for each and none stands in another open request than `but`."""
    organs = givers(whose["form"], whose["from_organ_id"], whose["to_organ_id"])
    hold(version.item_id for version in versions)
    refs = [authority(actor, Act.EDIT_ITEM, organs, version.item_id, now) for version in versions]
    for version in versions:
        if (waiting := waiting_on(version.item_id)) and waiting.id != but:
            raise OpenAlready(request_id=str(waiting.id))
    return refs[0]


def rewritten(request_id: UUID, change: Change, revision: int | None, *, now: datetime, actor: Actor) -> ChangeRequest:
    desk = take(request_id, actor=actor, now=now, revision=revision)
    desk.authority(Act.EDIT_ITEM)
    if desk.change is not change or desk.stage is not Stage.DRAFTING:
        raise UnderReview()
    desk.row.revision += 1
    desk.row.save(update_fields=["revision"])
    return desk.row


# ---- what it asks for, against the law ----------------------------------------------------------


def check_giving(item_ids: Iterable[UUID], columns: Mapping[str, Any], *, now: datetime) -> None:
    """Every item may be given on so from that day, which comes after the notice. Raises the refusals of `domain.delegation`."""
    for item_id in item_ids:
        delegating.check(item_id, dict(columns), now=now)
    check_after_notice("from_on", columns["from_on"], earliest_last(local_date(now)))


def check_taking(given: Delegation, back_on: date, document: str, document_on: date | None, now: datetime) -> None:
    delegating.check_end(given, back_on=back_on, document=document, document_on=document_on, today=local_date(now))
    check_after_notice("back_on", back_on, earliest_last(local_date(now)))


COLUMNS = tuple(f.attname for f in ChangeDelegation._meta.concrete_fields if f.name != "request")


def columns_of(giving: ChangeDelegation) -> dict[str, Any]:
    return {name: getattr(giving, name) for name in COLUMNS}


def asked(row: ChangeRequest) -> ChangeDelegation | ChangeRevocation:
    """What the request asks for. Raises NotAsked."""
    found = (ChangeDelegation if row.change == Change.DELEGATE else ChangeRevocation).objects.filter(request=row).first()
    if found is None:
        raise NotAsked()
    return found


def items_of(row: ChangeRequest) -> list[UUID]:
    return [row.item_id, *row.parts.filter(role="also").order_by("id").values_list("item_id", flat=True)]


def submitted(row: ChangeRequest, now: datetime) -> tuple[date, dict[str, str]]:
    """The day asked for and the hash the review covers; refused as it was when written. Raises NotAsked, Invalid and others."""
    wanted = asked(row)
    if isinstance(wanted, ChangeDelegation):
        check_giving(items_of(row), columns_of(wanted), now=now)
        return wanted.from_on, contents(row)
    check_taking(wanted.delegation, wanted.back_on, wanted.document, wanted.document_on, now)
    return wanted.back_on, contents(row)


def contents(row: ChangeRequest) -> dict[str, str]:
    """Request → SHA-256 over what it asks for and its items."""
    held = {"asked": {k: str(v) for k, v in model_to_dict(asked(row)).items()}, "items": [str(item_id) for item_id in items_of(row)]}
    return {str(row.id): hashlib.sha256(canonical(held)).hexdigest()}


# ---- approved, and its day ----------------------------------------------------------------------


def enter(desk: Desk, on: date) -> None:
    """With the approval: the rows of every item from that day on, or the last day of the one that is taken back. Raises MemoNeeded where a
    划转 has no memo signed by both for that day, and whatever changed since it was submitted."""
    wanted = asked(desk.row)
    if isinstance(wanted, ChangeRevocation):
        said = {"back_on": on, "document": wanted.document, "document_on": wanted.document_on}
        wanted.was_to_on = delegating.locked(wanted.delegation_id).to_on
        wanted.save(update_fields=["was_to_on"])
        delegating.end(wanted.delegation_id, **said, now=desk.now, actor=desk.actor)
        return
    columns = {**columns_of(wanted), "from_on": on}
    for item_id in items_of(desk.row):
        row_id = delegating.keep(item_id, columns, request_id=desk.row.id, now=desk.now, actor=desk.actor)
        if wanted.form == LegalForm.TRANSFER:
            memos.entered(item_id, row_id, now=desk.now, actor=desk.actor)


def undo(desk: Desk, reason: str) -> None:
    """The approval is taken back: its rows hold no day, or the one that was to end goes on. Raises GivenOn, Overlapping."""
    wanted = asked(desk.row)
    if isinstance(wanted, ChangeRevocation):
        delegating.goes_on(wanted.delegation_id, to_on=wanted.was_to_on, now=desk.now, actor=desk.actor)
        return
    for row_id in Delegation.objects.filter(request=desk.row).order_by("id").values_list("id", flat=True):
        delegating.never_begins(row_id, now=desk.now, actor=desk.actor)
        memos.let_go(row_id, reason=reason, now=desk.now, actor=desk.actor)


def begin_rows(row: ChangeRequest, now: datetime) -> None:
    """The day has come: the rows hold, or the power is back. What the due loop did a moment before is not done again."""
    wanted = asked(row)
    if isinstance(wanted, ChangeRevocation):
        delegating.over(wanted.delegation_id, now)
        return
    for row_id in Delegation.objects.filter(request=row).order_by("id").values_list("id", flat=True):
        delegating.begin(row_id, now)
