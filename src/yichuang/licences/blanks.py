"""Verbs of blank certificates: 入库, 领用, 退回, 作废, 套打, 日结. Each writes events, sheets and the register together."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from yichuang.facts import licences as facts
from yichuang.kernel import events
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.kernel.values import Fact, local_date, new_id
from yichuang.licences import actions, domain
from yichuang.licences.blank_queries import day_book
from yichuang.licences.domain import Blank, Move
from yichuang.licences.models import BlankBatch, BlankCount, BlankMove, BlankSheet, Edition
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor, Post


def keeper(actor: Actor, now: datetime) -> UUID:
    """The organ whose blanks this officer keeps; Forbidden without the power to make certificates there."""
    organ_id = organisations.own_organ(actor)
    organisations.authorise(actor, Act.MAKE_LICENCE, organ_id=organ_id, on=local_date(now))
    return organ_id


def record(batch: BlankBatch, fact: Fact, *, actor: actions.ActorRef, now: datetime) -> None:
    """One fact behind the batch, which is new or locked."""
    end = events.emit(events.Head("blank_batch", batch.id, batch.head_seq, bytes(batch.head_hash)), [fact], actor=actions.ref(actor), at=now)
    batch.head_seq, batch.head_hash = end.seq, end.hash
    batch.save()


def enter(batch: BlankBatch, kind: Move, first: int, last: int, *, actor: Actor, now: datetime, **more: object) -> None:
    """One line of the register."""
    BlankMove.objects.create(
        batch=batch, kind=kind, first=first, last=last, count=last - first + 1, on=local_date(now), at=now, by_id=actor.account_id, **more
    )


def run_of(first: str, last: str) -> tuple[str, int, int, int]:
    """(prefix, width, first, last) of two printed numbers; Invalid at its field."""
    found = []
    for field, text in (("first", first), ("last", last or first)):
        try:
            found.append(domain.read_code(text))
        except ValueError:
            raise domain.wrong(field, "请照证件上的号码填，末尾是数字，例如WS0000123。", "licences.blank_code") from None
    (prefix, low, width), (other, high, other_width) = found
    if (prefix, width) != (other, other_width):
        raise domain.wrong("last", "首号和末号的字头、位数应当一致。", "licences.blank_span")
    domain.check_span(low, high)
    return prefix, width, low, high


@transaction.atomic
def receive_blanks(*, series: str, first: str, last: str, source: str, actor: Actor, now: datetime) -> UUID:
    """入库: a run of numbers that the organ does not have yet."""
    organ_id = keeper(actor, now)
    prefix, width, low, high = run_of(first, last)
    series = series.strip()
    if not series:
        raise domain.wrong("series", "请填空白证件的名称。", "licences.blank_series")
    organisations.lock_organ(organ_id)  # two receipts at once see each other
    if overlapping(organ_id, series, prefix, low, high).exists():
        raise domain.wrong("first", "这一段号码里有已经入库的。", "licences.blank_received")
    batch = BlankBatch(
        id=new_id(), organ_id=organ_id, series=series, prefix=prefix, first=low, last=high, width=width, source=source.strip(),
        received_on=local_date(now),
    )
    fact = facts.BlanksReceived(organ_id=organ_id, series=series, prefix=prefix, first=low, last=high, width=width)
    record(batch, fact, actor=actor, now=now)
    numbers = range(low, high + 1)
    BlankSheet.objects.bulk_create(BlankSheet(batch=batch, number=n, code=domain.code(prefix, n, width)) for n in numbers)
    enter(batch, Move.RECEIVED, low, high, actor=actor, now=now)
    return batch.id


def overlapping(organ_id: UUID, series: str, prefix: str, low: int, high: int):  # noqa: ANN201
    return BlankBatch.objects.filter(organ_id=organ_id, series=series, prefix=prefix, first__lte=high, last__gte=low)


Change = Callable[[BlankBatch, int, int], Fact]


def move(
    organ_id: UUID, series: str, first: str, last: str, *, to: Blank, kind: Move, change: Change, actor: Actor, now: datetime,
    holder_id: UUID | None = None, held_by: UUID | None = None, **more: object,
) -> int:
    """Take a run of sheets to another state: all or none, batch by batch. Returns how many. `held_by` = only from that hand."""
    prefix, width, low, high = run_of(first, last)
    batches = list(overlapping(organ_id, series, prefix, low, high).filter(width=width).select_for_update().order_by("id"))
    sheets = BlankSheet.objects.filter(batch__in=batches, number__gte=low, number__lte=high)
    sheets = sheets.filter(holder_id=held_by) if held_by else sheets
    known = list(sheets.values_list("batch_id", "state"))
    fact = f"licences.{FACT_OF[kind].__name__}"
    domain.check_moves((Blank(state) for _, state in known), high - low + 1, fact, to)
    for batch in batches:
        start, end = max(low, batch.first), min(high, batch.last)
        record(batch, change(batch, start, end), actor=actor, now=now)
        enter(batch, kind, start, end, actor=actor, now=now, holder_id=holder_id or held_by, **more)
    sheets.update(state=to, holder_id=holder_id if to is Blank.ISSUED else None)
    return high - low + 1


FACT_OF = {Move.ISSUED: facts.BlanksIssued, Move.RETURNED: facts.BlanksReturned, Move.SPOILT: facts.BlanksSpoilt,
           Move.RUINED: facts.BlanksSpoilt}  # fmt: skip


@transaction.atomic
def issue_blanks(*, series: str, first: str, last: str, to_id: UUID, actor: Actor, now: datetime) -> int:
    """领用: to somebody who makes certificates for the organ and answers for the sheets from then on."""
    organ_id = keeper(actor, now)
    makers = organisations.in_posts(
        organisations.posts_for(Act.MAKE_LICENCE, organ_id=organ_id, on=local_date(now)) or (Post.CERTIFICATE,), [organ_id],
        on=local_date(now),
    )
    if to_id not in {p.account_id for p in makers}:
        raise domain.wrong("to_id", "只能由制证出证员领用。", "licences.blank_holder")
    return move(
        organ_id, series, first, last, to=Blank.ISSUED, kind=Move.ISSUED, actor=actor, now=now, holder_id=to_id,
        change=lambda batch, low, high: facts.BlanksIssued(first=low, last=high, to=to_id),
    )


@transaction.atomic
def return_blanks(*, series: str, first: str, last: str, actor: Actor, now: datetime) -> int:
    """退回: the actor's own unused sheets, back into stock."""
    assert actor.account_id is not None
    return move(
        keeper(actor, now), series, first, last, to=Blank.STOCK, kind=Move.RETURNED, actor=actor, now=now, held_by=actor.account_id,
        change=lambda batch, low, high: facts.BlanksReturned(first=low, last=high),
    )


@transaction.atomic
def spoil_blanks(*, series: str, first: str, last: str, reason: str, actor: Actor, now: datetime) -> int:
    """作废: spoilt sheets are kept and counted out. A used one frees its paper, which is then printed on another."""
    organ_id = keeper(actor, now)
    organisations.authorise(actor, Act.VOID, organ_id=organ_id, on=local_date(now))
    if len(reason.strip()) < 2:
        raise domain.wrong("reason", "请写明为什么作废，例如：卡纸、打印偏位。", "licences.no_reason")
    prefix, _, low, high = run_of(first, last)
    used = Edition.objects.filter(
        blank__batch__organ_id=organ_id, blank__batch__series=series, blank__batch__prefix=prefix, blank__number__gte=low,
        blank__number__lte=high,
    )
    kind = Move.SPOILT
    for edition in used.select_for_update(of=("self",)).order_by("id"):
        domain.check_spoil_used(alone=low == high, handed_over=edition.state == domain.EditionState.HANDED_OVER)
        edition.blank, kind = None, Move.RUINED
        edition.save(update_fields=["blank"])
    salt = secrets.token_bytes(16)
    digest = sha256(salt + reason.strip().encode()).hexdigest()
    return move(
        organ_id, series, first, last, to=Blank.SPOILT, kind=kind, actor=actor, now=now, reason=reason.strip(), salt=salt,
        change=lambda batch, low, high: facts.BlanksSpoilt(first=low, last=high, reason_hash=digest),
    )


@transaction.atomic
def print_on_blank(licence_id: UUID, *, code: str, actor: Actor, now: datetime) -> None:
    """套打: the current edition goes onto a numbered blank in the actor's hands; one number serves one paper."""
    licence, edition = actions.locked(licence_id)
    if not licence.blank_series:
        raise Refusal("这种证件不用空白证件，直接打印。", code="licences.no_blank_needed")
    if edition.state != domain.EditionState.READY:
        raise Refusal(
            "该证件%(state)s，不能套打。", code="licences.edition_state", state=domain.EDITION_NAMES[domain.EditionState(edition.state)]
        )
    if edition.blank_id is not None:
        raise Refusal("已经套打在空白证件上；打坏了的，先作废那一张。", code="licences.blank_there")
    sheet = in_hand(licence.blank_series, code, actor)
    sheet.state, sheet.holder_id, edition.blank = Blank.USED, None, sheet
    sheet.save(update_fields=["state", "holder"])
    edition.save(update_fields=["blank"])
    used = facts.BlankUsed(number=sheet.number, licence_id=licence.id, edition=edition.edition)
    record(sheet.batch, used, actor=actor, now=now)
    enter(sheet.batch, Move.USED, sheet.number, sheet.number, actor=actor, now=now, holder_id=actor.account_id, edition=edition)
    printed = facts.LicencePrintedOnBlank(case_id=licence.case_id, number=licence.number, edition=edition.edition, blank=sheet.code)
    actions.record(licence, printed, actor=actor, at=now)


def in_hand(series: str, code: str, actor: Actor) -> BlankSheet:
    """The sheet of this number in the actor's hands, its batch locked."""
    mine = BlankSheet.objects.filter(code=code.strip().upper(), batch__series=series, holder_id=actor.account_id, state=Blank.ISSUED)
    found = mine.values_list("id", "batch_id").first()
    if found is None:
        raise domain.wrong("code", "%(sheet)s不在您领用的“%(series)s”空白证件里。", "licences.blank_not_in_hand", sheet=code, series=series)
    batch = BlankBatch.objects.select_for_update().get(id=found[1])
    sheet = mine.filter(id=found[0]).first()
    if sheet is None:
        raise domain.wrong("code", "%(sheet)s不在您领用的“%(series)s”空白证件里。", "licences.blank_not_in_hand", sheet=code, series=series)
    sheet.batch = batch
    return sheet


def spoil_with(edition: Edition, reason: str, *, actor: actions.ActorRef, at: datetime) -> None:
    """作废重办 of a paper on a blank spoils the sheet with it; in the transaction of the voiding verb."""
    if edition.blank_id is None:
        return
    sheet = BlankSheet.objects.get(id=edition.blank_id)
    batch = BlankBatch.objects.select_for_update().get(id=sheet.batch_id)
    salt, number = secrets.token_bytes(16), sheet.number
    digest = sha256(salt + reason.strip().encode()).hexdigest()
    record(batch, facts.BlanksSpoilt(first=number, last=number, reason_hash=digest), actor=actor, now=at)
    BlankMove.objects.create(
        batch=batch, kind=Move.RUINED, first=number, last=number, count=1, on=local_date(at), at=at, by_id=account_of(actor),
        edition=edition, reason=reason.strip(), salt=salt,
    )
    BlankSheet.objects.filter(id=sheet.id).update(state=Blank.SPOILT)
    edition.blank = None
    edition.save(update_fields=["blank"])


def account_of(actor: actions.ActorRef) -> UUID | None:
    kind, _, ident = actions.ref(actor).partition(":")
    return UUID(ident) if kind == "account" else None


@transaction.atomic
def count_blanks(*, series: str, on: date, counted: int, note: str, actor: Actor, now: datetime) -> domain.Day:
    """日结 of one series: count what lies there beside the book of that day; once a day."""
    organ_id = keeper(actor, now)
    if on > local_date(now):
        raise domain.wrong("on", "不能结以后的日子。", "licences.blank_future")
    organisations.lock_organ(organ_id)
    known = {book.series: book.day for book in day_book(organ_id, on)}
    if series not in known:
        raise NotFound("没有这种空白证件。", code="licences.no_series")
    day = known[series]
    if BlankCount.objects.filter(organ_id=organ_id, series=series, on=on).exists():
        raise Refusal("这一天已经日结。", code="licences.blank_counted_before", article=domain.KEPT)
    domain.check_count(booked=day.closing, counted=counted, note=note)
    salt = secrets.token_bytes(16)
    row = BlankCount(
        id=new_id(), organ_id=organ_id, series=series, on=on, booked=day.closing, counted=counted, note=note.strip(), salt=salt,
        by_id=actor.account_id, at=now,
    )
    fact = facts.BlanksCounted(
        organ_id=organ_id, series=series, counted_on=on, booked=day.closing, counted=counted,
        note_hash=sha256(salt + row.note.encode()).hexdigest() if row.note else "",
    )
    end = events.emit(events.Head.new("blank_count", row.id), [fact], actor=actor.ref, at=now)
    row.head_seq, row.head_hash = end.seq, end.hash
    row.save(force_insert=True)
    return day
