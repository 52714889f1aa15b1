"""AB岗·请假代理: appointing a stand-in, ending one early, and who stands in for whom in an organ.

The caller owns the transaction. The two accounts are locked in one order, so that two appointments at once see each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.facts import organisations as facts
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import actions, domain, models, powers
from yichuang.organisations.domain import Actor, Span

PAGE = 50


def appoint_stand_in(
    *, account_id: UUID, instead_of: UUID, organ_id: UUID, post: str, from_on: date, to_on: date, actor: Actor,
    now: datetime, reason: str = "",
) -> models.StandIn:
    """`account_id` acts in the post of `instead_of` on these days, never without an end (`domain.check_stand_in`).

    The holder may appoint their own stand-in; else `manage_staff` is needed.
    """
    if actor.account_id != instead_of:
        actions.check_manager(actor, organ_id, now=now)
    actions.check_span(from_on, to_on)
    both = {row.id: row for row in models.Account.objects.select_for_update().filter(id__in={account_id, instead_of}).order_by("id")}
    account = both.get(account_id)
    if account is None or not account.is_staff or not account.is_active:
        raise domain.at_field("account_id", "代理人应当是在职工作人员。", "organisations.not_staff")
    names = {i: a.display_name for i, a in both.items()}
    powers_now, ids = powers.current(check=True), tuple(both)
    known = [s for s in powers_now.all_stand_ins if {s.account_id, s.instead_of} & set(ids)]
    names |= dict(models.Account.objects.filter(id__in={s.account_id for s in known}).values_list("id", "display_name"))
    wanted = domain.StandIn(new_id(), account_id, instead_of, organ_id, str(post), Span(from_on, to_on))
    held = [h for i in ids for h in powers_now.holdings.get(i, ())]
    domain.check_stand_in(wanted, today=local_date(now), holdings=held, stand_ins=known, names=names)
    row = models.StandIn.objects.create(
        id=wanted.id, account=account, instead_of_id=instead_of, organ_id=organ_id, post=str(post), from_on=from_on, to_on=to_on,
        reason=reason, appointed_by_id=actor.account_id,
    )
    happened = facts.StandInAppointed(
        stand_in_id=row.id, account_id=account_id, instead_of=instead_of, organ_id=organ_id, post=str(post),
        from_on=from_on, to_on=to_on,
    )
    actions.record(account, happened, actor=actor, now=now)
    powers.changed()
    return row


def end_stand_in(stand_in_id: UUID, *, actor: Actor, now: datetime, reason: str) -> None:
    """End a stand-in early, from this moment on; one that has not begun never begins. What was done stays done under it."""
    row = models.StandIn.objects.select_for_update().filter(pk=stand_in_id).first()
    if row is None:
        raise NotFound("没有这项代理。", code="organisations.no_stand_in")
    if actor.account_id != row.instead_of_id:
        actions.check_manager(actor, row.organ_id, now=now)
    if row.withdrawn_on is not None or (row.to_on is not None and row.to_on < local_date(now)):
        raise Refusal("这项代理已经结束。", code="organisations.ended")
    if not reason.strip():
        raise Invalid("要写明理由。", code="organisations.no_reason", errors=(FieldError("reason", "required", "请写明为什么提前结束。"),))
    row.withdrawn_on, row.ended_by_id, row.end_reason = local_date(now), actor.account_id, reason.strip()
    row.save(update_fields=["withdrawn_on", "ended_by", "end_reason"])
    happened = facts.StandInEnded(stand_in_id=row.id, withdrawn_on=row.withdrawn_on)
    actions.record(actions.lock_account(row.account_id), happened, actor=actor, now=now)
    powers.changed()


def stood_in_for(account_id: UUID, posts: tuple[str, ...], *, on: date) -> frozenset[UUID]:
    """In whose stead this person could act in one of the posts at some moment of that day, also one that ended on it."""
    rows = powers.current().stand_ins.get(account_id, ())
    return frozenset(s.instead_of for s in rows if s.post in posts and s.span.touched(on))


@dataclass(frozen=True, slots=True)
class StandInRow:
    """A stand-in as a page lists it."""

    id: UUID
    organ_id: UUID
    organ: str
    post: str
    account_id: UUID
    name: str
    instead_of: UUID
    instead_name: str
    from_on: date
    to_on: date
    reason: str
    appointed_by: str
    ended_on: date | None
    ended_by: str
    end_reason: str


WHEN = ("current", "coming", "past")


def stand_ins(organ_ids: frozenset[UUID], when: str, *, on: date, page: int = 1) -> tuple[list[StandInRow], bool]:
    """One page of the stand-ins of these organs that hold on that day, are coming, or are past, and whether there is more."""
    rows = of_time(models.StandIn.objects.filter(organ_id__in=organ_ids), when, on)
    rows = rows.select_related("account", "instead_of", "organ", "appointed_by", "ended_by")
    order = ("-to_on", "-id") if when == "past" else ("from_on", "id")
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by(*order)[start : start + PAGE + 1])
    return [row_of(s) for s in found[:PAGE]], len(found) > PAGE


def of_time(rows: QuerySet[models.StandIn], when: str, on: date) -> QuerySet[models.StandIn]:
    live = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on)
    if when == "coming":
        return rows.filter(live, from_on__gt=on)
    if when == "current":
        return rows.filter(live, from_on__lte=on, to_on__gte=on)
    return rows.filter(Q(to_on__lt=on) | Q(withdrawn_on__lte=on))


def stand_in(stand_in_id: UUID, organ_ids: frozenset[UUID]) -> StandInRow:
    """One stand-in of these organs; NotFound elsewhere."""
    rows = models.StandIn.objects.filter(id=stand_in_id, organ_id__in=organ_ids)
    found = rows.select_related("account", "instead_of", "organ", "appointed_by", "ended_by").first()
    if found is None:
        raise NotFound("没有这项代理。", code="organisations.no_stand_in")
    return row_of(found)


def row_of(s: models.StandIn) -> StandInRow:
    assert s.to_on is not None, "a stand-in always has an end"
    return StandInRow(
        s.id, s.organ_id, s.organ.name, s.post, s.account_id, s.account.display_name, s.instead_of_id, s.instead_of.display_name,
        s.from_on, s.to_on, s.reason, s.appointed_by.display_name if s.appointed_by else "", s.withdrawn_on,
        s.ended_by.display_name if s.ended_by else "", s.end_reason,
    )  # fmt: skip
