"""The public notice 公示: opened with its days, commented on by anybody, answered comment by comment, closed by time itself."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain.life import NOTICE_MIN_DAYS, OPEN, Stage, at_field, check_move, check_notice, check_text
from yichuang.catalogue.life.desk import NoSuchRequest, take, write
from yichuang.catalogue.models import ChangeNote, ChangeRequest
from yichuang.clock import api as clock
from yichuang.clock.domain import Limit, Unit
from yichuang.facts.catalogue import NoticeAnswered, NoticeClosed, NoticeCommented, NoticeOpened
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations.api import system_actor
from yichuang.organisations.domain import Act, Actor

MOST_COMMENT = 1000
MOST_COMMENTS = 2000
BATCH = 100


class NoticeOver(Refusal):
    code = "catalogue.notice_over"
    message = "公示已经结束，不再收意见"
    remedy = "可以通过“意见与投诉”反映"


def earliest_last(first_on: date) -> date:
    """The last day a notice that begins on this day may end at the earliest: its first day is not counted."""
    return clock.last_day(clock.calendar(), first_on, Limit(NOTICE_MIN_DAYS, Unit.WORKING_DAY))


@transaction.atomic
def open_notice(request_id: UUID, *, to_on: date, revision: int | None, now: datetime, actor: Actor) -> None:
    """Show the change to the public from today to the end of `to_on`. Raises Forbidden, WrongStage, Invalid."""
    desk = take(request_id, actor=actor, now=now, revision=revision)
    desk.authority(Act.EDIT_ITEM)
    check_move(desk.stage, NoticeOpened.kind)
    today = local_date(now)
    check_notice(today, to_on, today=today, earliest_last=earliest_last(today))
    desk.move(NoticeOpened(request_id=request_id, from_on=today, to_on=to_on), notice_from=today, notice_to=to_on)


@transaction.atomic
def comment(request_id: UUID, *, text: str, name: str, token: UUID, now: datetime, actor: Actor) -> UUID:
    """Anybody says something about a notice; the same token twice is one comment. Raises NoticeOver, Invalid."""
    known = ChangeNote.objects.filter(id=token, request_id=request_id, kind="comment").first()
    if known:
        return known.id
    row = ChangeRequest.objects.filter(id=request_id, notice_to__isnull=False).first()
    if row is None:
        raise NoSuchRequest(asked=str(request_id))
    desk = take(request_id, actor=actor, now=now)
    if desk.stage is not Stage.NOTICE or row.notice_to is None or local_date(now) > row.notice_to:
        raise NoticeOver()
    said = check_text("text", text, "请写您的意见")
    if len(said) > MOST_COMMENT or len(name) > 60:
        raise at_field("text" if len(said) > MOST_COMMENT else "name", "catalogue.too_long", "意见最多1000个字，署名最多60个字")
    if ChangeNote.objects.filter(request_id=request_id, kind="comment").count() >= MOST_COMMENTS:
        raise NoticeOver("这次公示收到的意见已经很多，请到窗口当面提出")
    note = write(request_id, "comment", said, author="", name=name.strip(), at=now, note_id=token)
    desk.move(NoticeCommented(request_id=request_id, comment_id=note.id, note_hash=note.sha256))
    return note.id


@transaction.atomic
def answer(request_id: UUID, comment_id: UUID, *, text: str, adopted: bool | None, now: datetime, actor: Actor) -> None:
    """Answer one comment, adopted or not, with the reason; the answer is public. Raises Forbidden, Invalid, WrongStage."""
    desk = take(request_id, actor=actor, now=now)
    desk.authority(Act.EDIT_ITEM)
    check_move(desk.stage, NoticeAnswered.kind)
    said = ChangeNote.objects.filter(id=comment_id, request_id=request_id, kind="comment", answer__isnull=True).first()
    if said is None:
        raise NoSuchRequest("没有这条意见，或者已经答复", asked=str(comment_id))
    if adopted is None:
        raise at_field("adopted", "catalogue.no_answer", "请选是否采纳")
    note = desk.note("answer", check_text("text", text, "请写明采纳或者不采纳的理由"), answers=said, adopted=adopted)
    desk.move(NoticeAnswered(request_id=request_id, comment_id=comment_id, adopted=adopted, note_hash=note.sha256))


def unanswered(request_id: UUID) -> int:
    return ChangeNote.objects.filter(request_id=request_id, kind="comment", answer__isnull=True).count()


def comments_of(row: ChangeRequest) -> int:
    return ChangeNote.objects.filter(request=row, kind="comment").count()


def close_notices(now: datetime) -> int:
    """Notices whose last day has gone by go to the decision; how many. One transaction each."""
    assert Stage.NOTICE in OPEN
    rows = ChangeRequest.objects.filter(stage=Stage.NOTICE, notice_to__lt=local_date(now)).order_by("moved_at")
    return sum(close(request_id, now) for request_id in list(rows.values_list("id", flat=True)[:BATCH]))


@transaction.atomic
def close(request_id: UUID, now: datetime) -> bool:
    row = ChangeRequest.objects.select_for_update(skip_locked=True).filter(id=request_id, stage=Stage.NOTICE).first()
    if row is None:
        return False
    desk = take(request_id, actor=system_actor("due"), now=now)
    desk.move(NoticeClosed(request_id=request_id, comments=comments_of(row)))
    return True
