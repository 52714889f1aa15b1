"""Verbs over organs, staff, posts and powers. Each writes its event beside the new state (design §2.2).

The caller owns the transaction. Members of staff need the power `manage_staff` of the organ; system actors set up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from yichuang.facts import organisations as facts
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.kernel.events import Head, emit
from yichuang.kernel.values import Fact, local_date, new_id
from yichuang.organisations import domain, models, powers, tree
from yichuang.organisations.domain import Act, Actor, Post, Span
from yichuang.organisations.models import Account, Organ, Party


def record(row: Organ | Party | Account, *happened: Fact, actor: Actor, now: datetime) -> None:
    """Write facts behind the row's stream; the row must be new or locked. Saves only the stream's end."""
    stream = type(row).__name__.lower()
    head = emit(Head(stream, row.pk, row.head_seq, bytes(row.head_hash)), happened, actor=actor.ref, at=now)
    row.head_seq, row.head_hash = head.seq, head.hash
    row.save(update_fields=["head_seq", "head_hash"])


def lock_organ(organ_id: UUID) -> Organ:
    row = Organ.objects.select_for_update().filter(pk=organ_id).first()
    if row is None:
        raise NotFound("没有这个机关。", code="organisations.no_organ")
    return row


def lock_account(account_id: UUID) -> Account:
    row = Account.objects.select_for_update().filter(pk=account_id).first()
    if row is None:
        raise NotFound("没有这个账号。", code="organisations.no_account")
    return row


def check_manager(actor: Actor, organ_id: UUID, *, now: datetime) -> None:
    """Posts and powers of an organ are managed by staff with `manage_staff` there, or at set-up by the system."""
    if actor.kind != "system":
        powers.authorise(actor, Act.MANAGE_STAFF, organ_id=organ_id, on=local_date(now))


def check_tree_manager(actor: Actor, organ_id: UUID, *, now: datetime) -> None:
    """The tree is managed by staff with `manage_staff` of the organ or of one above it: a new organ has no powers of its own yet."""
    if actor.kind != "system" and not any(
        powers.may(actor, Act.MANAGE_STAFF, organ_id=one, on=local_date(now)) for one in powers.current().above.get(organ_id, ())
    ):
        powers.authorise(actor, Act.MANAGE_STAFF, organ_id=organ_id, on=local_date(now))


def check_authoriser(actor: Actor, organ_id: UUID, rows: Iterable[domain.Authorisable], *, now: datetime) -> None:
    """授权, 收回授权: by the head who holds that power, the power to authorise itself excepted; or by who manages staff."""
    rows, on = list(rows), local_date(now)
    if actor.kind != "system" and any(row.act == Act.DECIDE_AUTOMATICALLY for row in rows):
        powers.check_head(actor, organ_id, on=on)
        rows = [row for row in rows if row.act != Act.DECIDE_AUTOMATICALLY]
        if not rows:
            return
    if actor.kind == "system" or powers.may(actor, Act.MANAGE_STAFF, organ_id=organ_id, on=on):
        return
    powers.authorise(actor, Act.AUTHORISE, organ_id=organ_id, on=on)
    domain.check_passed_on(rows)


def check_span(from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise Invalid(
            "截止日期早于起始日期。", code="organisations.span_backwards",
            errors=(FieldError("to_on", "organisations.span_backwards", "截止日期早于起始日期。"),),
        )


def check_known(field: str, value: str, known: type[Act | Post]) -> None:
    if value not in known._value2member_map_:
        raise Invalid(
            "没有这个代码：%(value)s。", code="organisations.unknown_code", value=value,
            errors=(FieldError(field, "organisations.unknown_code", "没有这个代码。"),),
        )


def add_organ(
    *, name: str, actor: Actor, now: datetime, parent_id: UUID | None = None, kind: str = Organ.Kind.ORGAN,
    id: UUID | None = None, **details: str | date | None,
) -> Organ:
    """Establish an organ or an office below `parent_id`, and keep the closure of the tree.

    `details` are the columns of Organ: short_name, name_en, uscc, division, address, phone, review_organ, review_url,
    court, valid_from, valid_to.
    """
    if actor.kind != "system" and parent_id is None:
        raise domain.NoAuthority(act="设立机关", posts=domain.POST_NAMES[Post.IT])
    if parent_id is not None:
        check_tree_manager(actor, parent_id, now=now)
    tree.hold()
    organ = Organ.objects.create(id=id or new_id(), parent_id=parent_id, name=name, kind=kind, **details)
    tree.plant([(organ.id, parent_id)])
    happened = facts.OrganEstablished(organ_id=organ.id, parent_id=parent_id, uscc=organ.uscc, division=organ.division)
    record(organ, happened, actor=actor, now=now)
    powers.forget()
    return organ


def set_office_hours(
    organ_id: UUID, *, from_on: date, spans: tuple[tuple[time, time], ...], actor: Actor, now: datetime
) -> None:
    """The opening spans of a working day from `from_on` on; earlier rows stay for earlier days."""
    check_manager(actor, organ_id, now=now)
    ends = [moment for span in spans for moment in span]
    if not spans or ends != sorted(set(ends)):
        raise Invalid("办公时间应当依次排列、互不重叠。", code="organisations.hours_overlap")
    organ = lock_organ(organ_id)
    if models.OfficeHours.objects.filter(organ=organ, from_on=from_on).exists():
        raise Refusal("该日起的办公时间已经登记，请另定起始日期。", code="organisations.hours_set")
    rows = [models.OfficeHours(organ=organ, from_on=from_on, opens_at=a, closes_at=b) for a, b in spans]
    models.OfficeHours.objects.bulk_create(rows)
    texts = tuple((a.isoformat("minutes"), b.isoformat("minutes")) for a, b in spans)
    record(organ, facts.OfficeHoursSet(organ_id=organ.id, from_on=from_on, spans=texts), actor=actor, now=now)


def create_staff(
    *, username: str, name: str, organ_id: UUID, password: str | None, actor: Actor, now: datetime, phone: str = "",
    id: UUID | None = None,
) -> Account:
    """A member of staff of an organ; `password=None` makes an account that cannot sign in by password yet."""
    check_manager(actor, organ_id, now=now)
    if Account.objects.filter(username=username).exists():
        raise Invalid(
            "用户名已被使用。", code="organisations.username_taken",
            errors=(FieldError("username", "organisations.username_taken", "用户名已被使用。"),),
        )
    account = Account.objects.create_user(
        username, password, id=id or new_id(), display_name=name, organ_id=organ_id, phone=phone, is_staff=True
    )
    record(account, facts.StaffCreated(account_id=account.id, organ_id=organ_id), actor=actor, now=now)
    return account


def close_account(account_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The person leaves: no sign-in, no powers; history keeps the name."""
    account = lock_account(account_id)
    if account.organ_id is not None:
        check_manager(actor, account.organ_id, now=now)
    account.is_active = False
    account.save(update_fields=["is_active"])
    record(account, facts.AccountClosed(account_id=account.id), actor=actor, now=now)
    powers.changed()


def give_post(
    account_id: UUID, *, organ_id: UUID, post: str, from_on: date, actor: Actor, now: datetime,
    to_on: date | None = None, officer_number: str = "",
) -> models.PostHolding:
    """Give a member of staff a post of an organ or office. Refused beside a post it must stay apart from."""
    check_manager(actor, organ_id, now=now)
    check_known("post", post, Post)
    check_span(from_on, to_on)
    account, wanted = lock_account(account_id), Span(from_on, to_on)
    others = [
        h for h in models.PostHolding.objects.filter(account=account)
        if Span(h.from_on, h.to_on, h.withdrawn_on).overlaps(wanted)
    ]
    if any(h.post == post and h.organ_id == organ_id for h in others):
        raise Refusal("该人员在此期间已担任这一岗位。", code="organisations.post_held")
    domain.check_post(post, [h.post for h in others])
    holding = models.PostHolding.objects.create(
        account=account, organ_id=organ_id, post=str(post), from_on=from_on, to_on=to_on, officer_number=officer_number
    )
    happened = facts.PostGiven(
        holding_id=holding.id, account_id=account.id, organ_id=organ_id, post=str(post), from_on=from_on, to_on=to_on
    )
    record(account, happened, actor=actor, now=now)
    powers.changed()
    return holding


def end_post(holding_id: UUID, *, actor: Actor, now: datetime) -> None:
    """End a post from today on."""
    holding = models.PostHolding.objects.select_for_update().filter(pk=holding_id).first()
    if holding is None:
        raise NotFound("没有这项任职。", code="organisations.no_holding")
    check_manager(actor, holding.organ_id, now=now)
    if holding.withdrawn_on is not None:
        raise Refusal("这项任职已经结束。", code="organisations.ended")
    holding.withdrawn_on = local_date(now)
    holding.save(update_fields=["withdrawn_on"])
    account = lock_account(holding.account_id)
    record(account, facts.PostEnded(holding_id=holding.id, account_id=account.id), actor=actor, now=now)
    powers.changed()


def grant_authorisation(
    *, organ_id: UUID, act: str, post: str, from_on: date, actor: Actor, now: datetime, item_id: UUID | None = None,
    to_on: date | None = None, post_organ_id: UUID | None = None, document: str = "",
) -> models.Authorisation:
    """授权: the holder of `post` (of `post_organ_id`, else of the organ itself) may do `act` of the organ.

    With `item_id` the row is for that item and displaces the rows for all items (`domain.authorisations_for`).
    """
    wanted = Wanted(act, post, from_on, to_on, item_id, post_organ_id, document)
    return grant_authorisations(organ_id, [wanted], actor=actor, now=now)[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row of powers to be granted."""

    act: str
    post: str
    from_on: date
    to_on: date | None = None
    item_id: UUID | None = None
    post_organ_id: UUID | None = None
    document: str = ""


def grant_authorisations(
    organ_id: UUID, wanted: Sequence[Wanted], *, actor: Actor, now: datetime
) -> list[models.Authorisation]:
    """Grant many powers of one organ at once: all or none, one event for each."""
    check_authoriser(actor, organ_id, wanted, now=now)
    for one in wanted:
        check_known("act", one.act, Act)
        check_known("post", one.post, Post)
        check_span(one.from_on, one.to_on)
        domain.check_rank(one.act, one.post, own=one.post_organ_id in (None, organ_id))
        domain.check_authorisation(one.act, one.post)
        domain.check_named(one.act, one.item_id)
    organ = lock_organ(organ_id)
    rows = models.Authorisation.objects.bulk_create(
        models.Authorisation(
            organ=organ, item_id=one.item_id, act=str(one.act), post=str(one.post), post_organ_id=one.post_organ_id,
            from_on=one.from_on, to_on=one.to_on, document=one.document,
        )
        for one in wanted
    )
    happened = [
        facts.AuthorisationGranted(
            authorisation_id=row.id, organ_id=organ.id, item_id=row.item_id, act=row.act, post=row.post,
            post_organ_id=row.post_organ_id, from_on=row.from_on, to_on=row.to_on,
        )
        for row in rows
    ]
    record(organ, *happened, actor=actor, now=now)
    powers.changed()
    return rows


def withdraw_authorisation(authorisation_id: UUID, *, actor: Actor, now: datetime) -> None:
    """收回授权 from today on; what was done under it stays done under it."""
    row = models.Authorisation.objects.select_for_update().filter(pk=authorisation_id).first()
    if row is None:
        raise NotFound("没有这项授权。", code="organisations.no_authorisation")
    check_authoriser(actor, row.organ_id, [row], now=now)
    if row.withdrawn_on is not None:
        raise Refusal("这项授权已经收回。", code="organisations.ended")
    row.withdrawn_on = local_date(now)
    row.save(update_fields=["withdrawn_on"])
    happened = facts.AuthorisationWithdrawn(authorisation_id=row.id, withdrawn_on=row.withdrawn_on)
    record(lock_organ(row.organ_id), happened, actor=actor, now=now)
    powers.changed()
