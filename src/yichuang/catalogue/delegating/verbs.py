"""A power given on: its row as an approved change request writes it (`life.power`), its end, the follow-up; and what time does to it at 00:00."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from yichuang.catalogue import register
from yichuang.catalogue.delegating.deciding import asks_place, origin_of, rows_of
from yichuang.catalogue.domain import delegation as law
from yichuang.catalogue.domain.powers import Period
from yichuang.catalogue.models import Delegation, Item
from yichuang.catalogue.publishing import may
from yichuang.catalogue.queries import NotPublished, latest_terms
from yichuang.catalogue.recording import record
from yichuang.facts import catalogue as facts
from yichuang.kernel.codes import Reason
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.kernel.values import canonical, local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor, read_code

BATCH = 100


class NoSuchDelegation(NotFound):
    code = "catalogue.no_such_delegation"
    message = "没有这项委托、下放或者划转"
    remedy = "请从清单里选一项"


class MemoNeeded(Refusal):
    code = "catalogue.memo_needed"
    message = "划转要由双方签订《事项划转交接备忘录》，签订以后才能批准；“%(item)s”还没有同一天生效的备忘录。"
    article = f"{law.LAW}第二十五条"
    remedy = "请起草备忘录，写同一个生效日，五个部分填好，双方负责人签字，再批准划转。"


BEGINS = Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
"""One taken back before its first day never begins."""
TEXTS = ("scope", "document", "basis", "announcement", "capacity")


def check_delegator(actor: Actor, organ_id: UUID, now: datetime) -> None:
    """The editor of the organ that gives the power on, or of one above it."""
    may(actor, Act.EDIT_ITEM, organ_id=organ_id if organ_id in organisations.mine(actor) else actor.organ_id, item_id=None, on=local_date(now))
    if actor.kind != "system" and organ_id not in organisations.mine(actor):
        raise law.NotTheirPower(organ=organisations.organ(organ_id).name)


def wanted(item_id: UUID, columns: dict[str, Any]) -> law.Wanted:
    """The rows and facts of organs the law looks at."""
    giver, taker = organisations.organ(columns["from_organ_id"]), organisations.organ(columns["to_organ_id"])
    value = law.Delegation(
        columns.get("id") or new_id(), item_id, law.LegalForm(columns["form"]), giver.id, taker.id, Period(columns["from_on"], columns.get("to_on")),
        columns.get("place", ""),
    )  # fmt: skip
    keys = ("document", "document_on", "basis", "announcement", "announced_on", "capacity", "capacity_on", "follow_up_on")
    said = {key: columns[key] for key in keys if columns.get(key) is not None}
    known = register.knowledge().instruments
    laws = tuple((known[title].rank, known[title].repealed_on) for title in law.TITLE.findall(columns.get("basis", "")) if title in known)
    return law.Wanted(value, columns["from_level"], columns["to_level"], taker.kind, giver.kind, **said, laws=laws)


def base_of(item_id: UUID, rows: tuple[law.Delegation, ...]) -> UUID:
    """The organ the power of the item comes from, by its version in force. Raises NotPublished."""
    terms = latest_terms(item_id)
    if terms is None or terms.deciding_organ_id is None:
        raise NotPublished()
    return origin_of(rows, terms.version_id, terms.deciding_organ_id)


def holder_on(item_id: UUID, on: date) -> UUID:
    """Who holds the power over the whole of the item on a day. Raises NotPublished."""
    rows = rows_of(item_id)
    return law.decider(rows, item_id=item_id, organ_id=base_of(item_id, rows), on=on).organ_id


class PlaceNotAsked(Invalid):
    """A part of the area can only be given on where every case says in which part it lies."""

    code = "catalogue.place_not_asked"
    message = "申请表没有必填的“场所所在区划代码”，办件分不出归哪个机关，不能只给一个区划。"
    article = f"{law.LAW}第二十二条"
    remedy = "先在新版的申请表里加上这一项并设为必填，发布以后再登记；或者不填区划，全部给出去。"


def check_place(item_id: UUID, place: str) -> None:
    """The area is a division, and the form in force asks where the premises are. Raises Invalid at the field."""
    if isinstance(read_code(place), Reason):
        raise Invalid("还不能登记", errors=(FieldError("place", "catalogue.bad_place", "请填行政区划代码，6、9或者12位"),))
    terms = latest_terms(item_id)
    if terms is None or not asks_place(terms.form_id):
        raise PlaceNotAsked(errors=(FieldError("place", PlaceNotAsked.code, PlaceNotAsked.message),))


def check(item_id: UUID, columns: dict[str, Any], *, now: datetime) -> law.Wanted:
    """What is asked for, when the law lets it stand beside what the item has. Raises the refusals of `domain.delegation`."""
    if columns.get("place"):
        check_place(item_id, columns["place"])
    asked = wanted(item_id, columns)
    held = rows_of(item_id)
    documents = dict(Delegation.objects.filter(item_id=item_id).values_list("id", "document"))
    names = {organ_id: organisations.organ(organ_id).name for organ_id in (columns["from_organ_id"], columns["to_organ_id"])}
    law.check_delegation(asked, held, base_organ_id=base_of(item_id, held), today=local_date(now), names=names, documents=documents)
    return asked


def keep(item_id: UUID, columns: dict[str, Any], *, request_id: UUID, now: datetime, actor: Actor) -> UUID:
    """Check and write what a request that was just approved asks for; the item's row is locked, so that two rows cannot overlap. In the
    caller's transaction."""
    Item.objects.select_for_update().get(id=item_id)
    asked = check(item_id, columns, now=now)
    row = Delegation.objects.create(item_id=item_id, request_id=request_id, created_at=now, created_by=actor.ref, **{**columns, "id": asked.row.id})
    content = hashlib.sha256(canonical({key: getattr(row, key) for key in TEXTS})).hexdigest()
    made = facts.DelegationMade(
        item_id=item_id, form=row.form, from_organ_id=row.from_organ_id, to_organ_id=row.to_organ_id, place=row.place, from_on=row.from_on,
        to_on=row.to_on, content_hash=content,
    )  # fmt: skip
    record(row, made, actor=actor.ref, at=now)
    return row.id


def locked(delegation_id: UUID) -> Delegation:
    row = Delegation.objects.select_for_update().filter(id=delegation_id).first()
    if row is None:
        raise NoSuchDelegation(delegation_id=str(delegation_id))
    return row


def check_end(row: Delegation, *, back_on: date, document: str, document_on: date | None, today: date) -> None:
    """收回: the power is back on that day. Never back-dated, never later than registered (another row may follow on it). Raises Invalid."""
    errors = []
    if row.expired_at or (row.to_on and row.to_on < today):
        raise Refusal("这一项已经结束。", code="catalogue.delegation_over")
    if back_on <= today:
        errors.append(FieldError("back_on", "catalogue.back_dated", "收回从明天起：零点切换"))
    if row.to_on and back_on > row.to_on:
        errors.append(FieldError("back_on", "catalogue.prolonged", "不能晚于登记的止日；要续的，另行申请"))
    if not document.strip():
        errors.append(FieldError("end_document", "catalogue.delegation_field", "请写收回依据的文件名称和文号"))
    if document_on is None or document_on > back_on:
        errors.append(FieldError("end_document_on", "catalogue.delegation_field", "请写文件的日期，不晚于收回的日期"))
    if errors:
        raise Invalid("还不能收回", code="catalogue.bad_end", errors=tuple(errors))


def end(delegation_id: UUID, *, back_on: date, document: str, document_on: date, now: datetime, actor: Actor) -> None:
    """Set the last day, as a request of kind 收回 that was just approved asks for. In the caller's transaction."""
    row = locked(delegation_id)
    check_end(row, back_on=back_on, document=document, document_on=document_on, today=local_date(now))
    to_on = date.fromordinal(back_on.toordinal() - 1)
    row.to_on, row.end_document = to_on, document.strip()
    row.save(update_fields=["to_on", "end_document"])
    record(row, facts.DelegationEnded(item_id=row.item_id, to_on=to_on), actor=actor.ref, at=now)


def never_begins(delegation_id: UUID, *, now: datetime, actor: Actor) -> None:
    """The approval that wrote the row is taken back before its first day: it holds no day at all. In the caller's transaction.

    Raises GivenOn.
    """
    Item.objects.select_for_update().get(id=Delegation.objects.values_list("item_id", flat=True).get(id=delegation_id))
    row, held, documents = standing(delegation_id)
    law.check_not_built_on(held[row.id], held.values(), documents)
    row.to_on = row.from_on - timedelta(days=1)
    row.save(update_fields=["to_on"])
    record(row, facts.DelegationTakenBack(item_id=row.item_id, from_on=row.from_on), actor=actor.ref, at=now)


def goes_on(delegation_id: UUID, *, to_on: date | None, now: datetime, actor: Actor) -> None:
    """The approval of its end is taken back before that day: its last day is the one it had. In the caller's transaction.

    Raises Overlapping, where somebody else was given the power meanwhile.
    """
    Item.objects.select_for_update().get(id=Delegation.objects.values_list("item_id", flat=True).get(id=delegation_id))
    row, held, documents = standing(delegation_id)
    again = replace(held[row.id], period=Period(row.from_on, to_on))
    law.check_apart(again, [other for other in held.values() if other.id != row.id], documents)
    row.to_on, row.end_document = to_on, ""
    row.save(update_fields=["to_on", "end_document"])
    record(row, facts.DelegationGoesOn(item_id=row.item_id, to_on=to_on), actor=actor.ref, at=now)


def standing(delegation_id: UUID) -> tuple[Delegation, dict[UUID, law.Delegation], dict[UUID, str]]:
    """A row, locked, with all rows of its item and their documents."""
    row = locked(delegation_id)
    documents = dict(Delegation.objects.filter(item_id=row.item_id).values_list("id", "document"))
    return row, {held.id: held for held in rows_of(row.item_id)}, documents


@transaction.atomic
def follow_up(delegation_id: UUID, *, finding: str, now: datetime, actor: Actor) -> None:
    """后续检查: how the organ carries what was given down to it (24(2))."""
    row = locked(delegation_id)
    check_delegator(actor, row.from_organ_id, now)
    if not finding.strip():
        raise Invalid("请写检查的结论", errors=(FieldError("finding", "required", "请写检查的结论"),))
    row.followed_up_on, row.follow_up = local_date(now), finding.strip()
    row.save(update_fields=["followed_up_on", "follow_up"])
    digest = hashlib.sha256(row.follow_up.encode()).hexdigest()
    record(row, facts.DelegationFollowedUp(on=row.followed_up_on, finding_hash=digest), actor=actor.ref, at=now)


# ---- time ---------------------------------------------------------------------------------------


def take_effect(now: datetime) -> int:
    """Delegations whose first day has come, each in its own transaction; how many."""
    rows = Delegation.objects.filter(BEGINS, from_on__lte=local_date(now), took_effect_at__isnull=True)
    return sum(begin(row_id, now) for row_id in rows.order_by("from_on", "id").values_list("id", flat=True)[:BATCH])


@transaction.atomic
def begin(delegation_id: UUID, now: datetime) -> bool:
    row = Delegation.objects.select_for_update(skip_locked=True).filter(BEGINS, id=delegation_id, took_effect_at__isnull=True).first()
    if row is None:
        return False
    row.took_effect_at = now
    row.save(update_fields=["took_effect_at"])
    fact = facts.DelegationTookEffect(
        item_id=row.item_id, form=row.form, from_organ_id=row.from_organ_id, to_organ_id=row.to_organ_id, from_on=row.from_on
    )
    record(row, fact, actor=organisations.system_actor("due").ref, at=now)
    return True


def expire(now: datetime) -> int:
    """Delegations whose last day went by; how many."""
    rows = Delegation.objects.filter(to_on__lt=local_date(now), expired_at__isnull=True, took_effect_at__isnull=False)
    return sum(over(row_id, now) for row_id in rows.order_by("to_on", "id").values_list("id", flat=True)[:BATCH])


@transaction.atomic
def over(delegation_id: UUID, now: datetime) -> bool:
    row = Delegation.objects.select_for_update(skip_locked=True).filter(id=delegation_id, expired_at__isnull=True).first()
    if row is None or row.to_on is None:
        return False
    row.expired_at = now
    row.save(update_fields=["expired_at"])
    record(row, facts.DelegationExpired(item_id=row.item_id, to_on=row.to_on), actor=organisations.system_actor("due").ref, at=now)
    return True
