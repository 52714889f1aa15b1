"""Joint acts 联合审图、联合踏勘、联合验收、联席会议: one sitting for the cases of several organs. Pure.

Whoever relies on what was seen at the site has two officers of its own there (行政许可法 34(3)); one organ leads (26(2)). None of
these stops a clock (45 names none of them).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID

from yichuang.joint.domain.themes import LAW
from yichuang.kernel.codes.reasons import Reason, Several
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Post

MOST = 50
"""So many cases in one sitting at most: one transaction records it in each."""


class ActKind(StrEnum):
    REVIEW = "review"
    VISIT = "visit"
    ACCEPTANCE = "acceptance"
    MEETING = "meeting"


KIND_NAMES: Mapping[ActKind, str] = {
    ActKind.VISIT: "联合踏勘", ActKind.REVIEW: "联合审图", ActKind.ACCEPTANCE: "联合验收", ActKind.MEETING: "联席会议",
}
ON_SITE = frozenset({ActKind.VISIT, ActKind.ACCEPTANCE})
"""Verified on the spot: two officers of each organ, a 现场核查笔录 in each case (34(3))."""


TABLE_POSTS = (Post.UNDERTAKER, Post.SECTION_CHIEF, Post.CHIEF_REPRESENTATIVE, Post.VISITOR, Post.CO_ORGAN_LIAISON)
"""Who may sit for an organ where nothing is verified on the spot."""


def posts_for(kind: ActKind) -> tuple[Post, ...]:
    """The posts whose holders an organ can send."""
    return (Post.VISITOR,) if kind in ON_SITE else TABLE_POSTS


class ActState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


STATE_NAMES: Mapping[ActState, str] = {ActState.PLANNED: "已安排", ActState.HELD: "已完成", ActState.CANCELLED: "已取消"}
MOVES: Mapping[ActState, frozenset[ActState]] = {
    ActState.PLANNED: frozenset({ActState.HELD, ActState.CANCELLED}), ActState.HELD: frozenset(), ActState.CANCELLED: frozenset(),
}


class Silence(StrEnum):
    """What the question says silence means; stated when it is put, never afterwards."""

    CONSENT = "consent"
    NONE = "none"


SILENCE_NAMES: Mapping[Silence, str] = {
    Silence.CONSENT: "逾期不复，视为无不同意见", Silence.NONE: "逾期不复，由牵头机关催办，不视为同意",
}


class NoAct(NotFound):
    code = "joint.no_act"
    message = "没有这次联合办理。"
    remedy = "请从联办件里打开。"


class ActOver(Refusal):
    code = "joint.act_over"
    message = "这次联合办理%(state)s，不能再这样办。"
    remedy = "需要再办的，另行安排一次。"


class TooFew(Refusal):
    code = "joint.two_of_each"
    message = "%(organs)s没有两名核查人员参加。"
    article = f"{LAW}第三十四条第三款"
    remedy = "依据这次核查作决定的每个机关都要指派两名以上工作人员；派不出的机关不列入，另行核查。"


class NobodyThere(Refusal):
    code = "joint.nobody_there"
    message = "%(organs)s没有人参加。"
    article = f"{LAW}第二十六条第二款"
    remedy = "每个机关至少一人参加，或者不把它列入。"


class NothingToDo(Refusal):
    code = "joint.nothing_to_visit"
    message = "列入的事项都不需要现场核查：%(items)s。"
    remedy = "符合免勘规则的事项按规则免勘，不用安排。"


class NotYetHeld(Refusal):
    code = "joint.act_not_yet"
    message = "安排在%(day)s，还不能登记。"
    remedy = "办完以后再登记；提前了的，先取消再按实际时间安排。"


class NoPhoto(Refusal):
    """The city's own rule [J]: 34(3) asks for two officers, not for photos."""

    code = "joint.no_photo"
    message = "现场核查没有照片。"
    remedy = "上传带时间和位置的现场照片；照片里没有位置的，填写经纬度。"


class NoPhotoOfTheDay(NoPhoto):
    code = "joint.no_photo_of_the_day"
    message = "没有%(day)s核查当天的照片。"
    remedy = "上传核查当天拍的现场照片，或者填实际核查的日期；别的日子拍的标明日期留在记录里，不算当天的。"


class OtherDay(Invalid):
    code = "joint.photo_of_another_day"
    message = "照片是%(taken)s拍的，核查安排在%(day)s，不是这次核查的照片。"
    remedy = "请上传核查当天拍的照片；以前拍的可以写进核查情况。"


class OpinionMissing(Refusal):
    code = "joint.opinion_missing"
    message = "会议没有记下这些事项的意见：%(names)s。"
    article = f"{LAW}第二十六条第二款"
    remedy = "每个办件都要附一份意见：同意、附条件同意，或者不同意并写明依据。"


class VisitFirst(Refusal):
    code = "joint.visit_first"
    message = "现场核查还没有登记，不能先回复意见。"
    article = f"{LAW}第三十四条第三款"
    remedy = "请先由到场的人登记核查情况，各机关再按看到的回复意见。"


class OpinionGiven(Refusal):
    code = "joint.opinion_given"
    message = "这一项的意见已经回复。"
    remedy = "意见有变化的，由本机关在办件里说明。"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where and when a photo was taken; `source` exif (the camera said so) or typed."""

    taken_at: datetime
    lat: str
    lon: str
    source: str


def check_seen(kind: str, state: str) -> None:
    """On the site an opinion rests on what was seen there: recorded first."""
    if ActKind(kind) in ON_SITE and state == ActState.PLANNED:
        raise VisitFirst()


def check_going(state: str) -> None:
    if not MOVES[ActState(state)]:
        raise ActOver(state=STATE_NAMES[ActState(state)])


def check_people(kind: ActKind, people: Mapping[UUID, Collection[UUID]], names: Mapping[UUID, str]) -> None:
    """34(3): each organ that relies on what is seen has two officers of its own; elsewhere somebody of each. Names those that lack."""
    need = 2 if kind in ON_SITE else 1
    short = [names[organ_id] for organ_id, officers in people.items() if len(set(officers)) < need]
    if short:
        said: type[Refusal] = TooFew if kind in ON_SITE else NobodyThere
        organs = Several(short)
        raise said(organs=organs, errors=(FieldError("officers", said.code, Reason(said.message, organs=organs)),))


def check_plan(kind: ActKind, *, place: str, agenda: str, planned_at: datetime, due_on: date | None, now: datetime, today: date) -> None:
    """A place and a time to come; what is not on the site also a question and the day by which it is answered."""
    errors = []
    if not place.strip():
        errors.append(FieldError("place", "required", "请填地点。"))
    if planned_at < now:
        errors.append(FieldError("planned_at", "joint.in_the_past", "请填以后的时间。"))
    if kind not in ON_SITE and not agenda.strip():
        errors.append(FieldError("agenda", "required", "请写议程，以及请各机关回答的问题。"))
    if due_on is not None and due_on < today:
        errors.append(FieldError("due_on", "joint.in_the_past", "请填今天或者以后的日期。"))
    elif due_on is not None and kind in ON_SITE and due_on < local_date(planned_at):
        errors.append(FieldError("due_on", "joint.before_visit", "请填核查当天或者以后的日期。"))
    if kind is ActKind.REVIEW and due_on is None:
        errors.append(FieldError("due_on", "required", "请填各机关最晚哪天回复意见。"))
    if errors:
        raise Invalid("安排还有内容要改。", code="joint.bad_act", errors=tuple(errors))


def check_held(planned_at: datetime, held_at: datetime, now: datetime) -> None:
    """Recorded once it was held, never before; on another hour of the planned day, as the city counts days, it may have begun earlier."""
    planned_on = local_date(planned_at)
    if held_at > now or local_date(held_at) < planned_on:
        wrong = (FieldError("held_at", NotYetHeld.code, "请填实际办理的时间。"),)
        raise NotYetHeld(day=planned_on.isoformat(), errors=wrong)


def check_taken(planned_at: datetime, stamp: Stamp) -> None:
    """A photo of a visit is not older than the visit; it may be of a later day, when that is put off. Raises OtherDay at the field."""
    taken, planned = local_date(stamp.taken_at), local_date(planned_at)
    if taken < planned:
        field = "photo" if stamp.source == "exif" else "taken_at"
        days = {"taken": taken.isoformat(), "day": planned.isoformat()}
        raise OtherDay(**days, errors=(FieldError(field, OtherDay.code, Reason(OtherDay.message, **days)),))


def check_photos(taken: Iterable[datetime], held_at: datetime) -> None:
    """A visit is recorded with at least one photo of its day."""
    days = {local_date(at) for at in taken}
    if not days:
        raise NoPhoto()
    if (day := local_date(held_at)) not in days:
        wrong = FieldError("held_at", NoPhotoOfTheDay.code, Reason(NoPhotoOfTheDay.message, day=day.isoformat()))
        raise NoPhotoOfTheDay(day=day.isoformat(), errors=(wrong,))


def answer_by(due_on: date, *, planned_on: date, recorded_on: date) -> date:
    """By when an opinion on a visit is given: who may not answer before the record keeps, behind a late one, the days it was left."""
    return due_on + max(recorded_on - planned_on, timedelta(0))


def check_stamp(lat: str, lon: str) -> tuple[str, str]:
    """Degrees as decimals with six places (about ten centimetres), north and east positive. Raises Invalid naming the field."""
    found, errors = [], []
    for name, raw, most in (("lat", lat, 90), ("lon", lon, 180)):
        try:
            value = Decimal(raw.strip())
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) > most:
            errors.append(FieldError(name, "joint.bad_place", "请填十进制的度数，例如纬度 36.0671、经度 120.3826。"))
        else:
            found.append(f"{value:.6f}")
    if errors:
        raise Invalid("照片的位置没有填对。", code="joint.bad_place", errors=tuple(errors))
    return found[0], found[1]

