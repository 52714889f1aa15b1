"""The clock in words: the sentence above the ruler, the reason below it, and the day-by-day account.

A sentence is a row of phrases, each a Chinese msgid with its parameters; the page translates phrase by phrase and sets
`%(n)s` of an emphasised phrase large. `text` is the plain Chinese, for labels, notices and tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yichuang.clock.calendars import Calendar
from yichuang.clock.counting import (
    DAY,
    SAME_DAY_UNITS,
    TIME_UNITS,
    Limit,
    Stop,
    Unit,
    elapsed,
    last_day,
    remaining,
    suspended_days,
)
from yichuang.clock.refusals import N_, NN_, ClockRefusal

UNIT_WORDS: dict[Unit, str] = {
    Unit.WORKING_DAY: NN_("个工作日"), Unit.CALENDAR_DAY: NN_("天"), Unit.MONTH: NN_("个月"), Unit.HOUR: NN_("小时"),
    Unit.MINUTE: NN_("分钟"), Unit.ON_THE_SPOT: N_("当场"), Unit.SAME_DAY: N_("当日"),
}


class Tone(StrEnum):
    """Who reads it: the public in whole sentences, the desk in one dense line."""

    PUBLIC = "public"
    DESK = "desk"


class ClockState(StrEnum):
    """What the sentence says; pages choose tags and colours by it."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    OVER_PROMISE = "over_promise"
    OVER_LAW = "over_law"
    DECIDED = "decided"
    DECIDED_LATE = "decided_late"
    NO_LIMIT = "no_limit"


Param = str | int | date | tuple[date, date]
"""A word, a number, a day, or a span from the first day to the last."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """`emphasis`: "" plain, "big" large, "red" large and vermilion; it is for the parameter `n`.

    Words among the parameters are msgids too: `unit` names one thing (the seventh working day), `units` so many of them.
    """

    msgid: str
    params: tuple[tuple[str, Param], ...] = ()
    emphasis: str = ""

    @property
    def text(self) -> str:
        """The plain Chinese."""
        return self.msgid % {name: _plain(value) for name, value in self.params}


@dataclass(frozen=True, slots=True)
class Sentence:
    """`say` stands above the ruler, `why` below it. `day` is the number of today, or of the decision."""

    state: ClockState
    say: tuple[Phrase, ...]
    why: tuple[Phrase, ...]
    day: int
    promised_due: date | None
    statutory_due: date | None
    provisional: bool

    @property
    def text(self) -> str:
        return "".join(phrase.text for phrase in self.say)

    @property
    def why_text(self) -> str:
        return "".join(phrase.text for phrase in self.why)


def phrase(msgid: str, emphasis: str = "", **params: Param) -> Phrase:
    return Phrase(msgid, tuple(params.items()), emphasis)


def _plain(value: Param) -> str | int:
    if isinstance(value, tuple):
        return span_text(*value)
    return day_text(value) if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class _Reading:
    """One clock read on one day."""

    calendar: Calendar
    accepted_on: date
    on: date
    promised: Limit | None
    statutory: Limit | None
    stops: Sequence[Stop]
    decided: bool
    promised_due: date | None
    statutory_due: date | None
    decides: bool = True

    @property
    def unit(self) -> Unit:
        """What today is counted in; months count days, and so do clocks without a limit in working days."""
        limit = self.promised or self.statutory
        if limit is None or limit.unit is Unit.WORKING_DAY:
            return Unit.WORKING_DAY
        return Unit.CALENDAR_DAY

    @property
    def word(self) -> str:
        return UNIT_WORDS[self.unit]

    @property
    def day(self) -> int:
        return elapsed(self.calendar, self.accepted_on, self.on, self.stops, unit=self.unit)

    def left(self, due_on: date) -> int:
        return remaining(self.calendar, self.on, due_on, self.stops, unit=self.unit)

    @property
    def standing(self) -> Stop | None:
        """The stop that holds now, though its first day still counts."""
        return next((s for s in self.stops if s.from_on <= self.on and (s.to_on is None or self.on < s.to_on)), None)

    @property
    def provisional(self) -> bool:
        return any(d is not None and self.calendar.is_provisional(d) for d in (self.promised_due, self.statutory_due))

    @property
    def state(self) -> ClockState:
        late_law = self.statutory_due is not None and self.on > self.statutory_due
        late = late_law or (self.promised_due is not None and self.on > self.promised_due)
        if self.decided:
            return ClockState.DECIDED_LATE if late else ClockState.DECIDED
        if late:
            return ClockState.OVER_LAW if late_law else ClockState.OVER_PROMISE
        if self.standing:
            return ClockState.SUSPENDED
        if self.promised is None and self.statutory is None:
            return ClockState.NO_LIMIT
        return ClockState.RUNNING


def sentence(
    calendar: Calendar, *, accepted_on: date, today: date, promised: Limit | None, statutory: Limit | None,
    stops: Sequence[Stop] = (), decided_on: date | None = None, promised_due: date | None = None,
    statutory_due: date | None = None, tone: Tone = Tone.PUBLIC, decides: bool = True,
) -> Sentence:
    """What the clock says on `today`, or of the decision. Due dates may be given (after an extension, or kept under an
    older calendar); otherwise they are counted here. Limits in hours need their due date given. What is not decided upon
    (`decides`) is finished, 办结."""
    dues = []
    for limit, given in ((promised, promised_due), (statutory, statutory_due)):
        if limit is not None and given is None:
            if limit.unit in TIME_UNITS:
                raise ClockRefusal(N_("按小时、分钟计算的时限要有开始的时刻"), code="clock.needs_instant")
            given = last_day(calendar, accepted_on, limit, stops)
        dues.append(given)
    reading = _Reading(
        calendar, accepted_on, decided_on or today, promised, statutory, stops, decided_on is not None, *dues, decides
    )
    say = _desk(reading) if tone is Tone.DESK else _public(reading)
    return Sentence(
        reading.state, tuple(say), tuple(_why(reading)), reading.day, reading.promised_due, reading.statutory_due,
        reading.provisional,
    )


def _public(r: _Reading) -> list[Phrase]:
    match r.state:
        case ClockState.DECIDED | ClockState.DECIDED_LATE:
            return _decided(r)
        case ClockState.OVER_LAW if r.statutory_due:
            return [phrase(N_("已超过法定期限%(n)s%(units)s。"), "red", n=-r.left(r.statutory_due), units=r.word)]
        case ClockState.OVER_PROMISE if r.promised_due:
            return _over_promise(r, r.promised_due)
        case ClockState.NO_LIMIT:
            return [_today(r), phrase(N_("时限未载明。"))]
    if r.state is ClockState.SUSPENDED and r.standing:
        stop = r.standing
        name = stop.label or stop.ground_name
        head = [phrase(N_("因%(ground)s暂停计时，"), ground=name)] if name else [phrase(N_("现在暂停计时，"))]
        head.append(phrase(N_("已计%(n)s%(units)s，"), "big", n=r.day, units=r.word))
    else:
        head = [_today(r)]
    return head + _limits(r)


def _today(r: _Reading) -> Phrase:
    if r.day:
        return phrase(N_("今天是第%(n)s%(unit)s，"), "big", n=r.day, unit=r.word)
    if r.unit is Unit.WORKING_DAY:
        return phrase(N_("受理当日不算，从下一个工作日算起，"))
    return phrase(N_("受理当日不算，从次日算起，"))


def _limits(r: _Reading) -> list[Phrase]:
    end = N_("承诺未载明，") if r.statutory else N_("承诺未载明。")
    promise = [phrase(end)] if r.promised is None else []
    if r.promised is not None:
        promise = [_within(r, r.promised, N_("承诺%(amount)s%(units)s之内"), N_("承诺当日办结"))]
        promise.append(phrase(N_("，") if r.statutory else N_("。")))
    if r.statutory is None:
        return promise
    return [*promise, _within(r, r.statutory, N_("法定%(amount)s%(units)s之内"), N_("法定当日办结")), phrase(N_("。"))]


def _within(r: _Reading, limit: Limit, msgid: str, same_day: str) -> Phrase:
    if limit.unit in SAME_DAY_UNITS:
        return phrase(same_day)
    unit = NN_("个") if r.day and limit.unit is r.unit is Unit.WORKING_DAY else UNIT_WORDS[limit.unit]
    return phrase(msgid, amount=limit.amount, units=unit)


def _over_promise(r: _Reading, promised_due: date) -> list[Phrase]:
    over = phrase(N_("已超过承诺%(n)s%(units)s，"), "red", n=-r.left(promised_due), units=r.word)
    if r.statutory_due is None:
        return [over, phrase(N_("法定期限未载明。") if r.statutory is None else N_("法定期限暂停计时。"))]
    unit = NN_("个") if r.unit is Unit.WORKING_DAY else r.word
    return [over, phrase(N_("离法定期限还有%(left)s%(units)s。"), left=r.left(r.statutory_due), units=unit)]


def _decided(r: _Reading) -> list[Phrase]:
    done = phrase(N_("第%(n)s%(unit)s作出决定，") if r.decides else N_("第%(n)s%(unit)s办结，"), "big", n=r.day, unit=r.word)
    if not r.day:
        done = phrase(N_("受理当日作出决定，") if r.decides else N_("受理当日办结，"))
    unit = NN_("个") if r.day and r.unit is Unit.WORKING_DAY else r.word
    name, due_on = (N_("承诺"), r.promised_due) if r.promised_due else (N_("法定"), r.statutory_due)
    if r.statutory_due is not None and r.on > r.statutory_due:
        return [done, phrase(N_("超过法定期限%(over)s%(units)s。"), over=-r.left(r.statutory_due), units=unit)]
    if due_on is None:
        return [done, phrase(N_("承诺未载明。"))]
    left = r.left(due_on)
    if r.on > due_on:
        return [done, phrase(N_("比%(name)s晚%(over)s%(units)s。"), name=name, over=-left, units=unit)]
    if left == 0:
        return [done, phrase(N_("在%(name)s的最后一天。"), name=name)]
    return [done, phrase(N_("比%(name)s早%(left)s%(units)s。"), name=name, left=left, units=unit)]


def _desk(r: _Reading) -> list[Phrase]:
    """第7个工作日，承诺7个，法定10个；专家评审5个工作日不计入（第四十五条）"""
    ended, at_once = (N_("第%(n)s%(unit)s决定"), N_("受理当日决定")) if r.decides else (N_("第%(n)s%(unit)s办结"), N_("受理当日办结"))
    msgid = ended if r.decided else N_("第%(n)s%(unit)s")
    late = r.state in (ClockState.OVER_LAW, ClockState.OVER_PROMISE, ClockState.DECIDED_LATE)
    out = [phrase(msgid, "red" if late else "big", n=r.day, unit=r.word)]
    if not r.day:
        out = [phrase(at_once if r.decided else N_("受理当日"))]
    for limit, named, same_day, missing in (
        (r.promised, N_("，承诺%(amount)s%(units)s"), N_("，承诺当日"), N_("，承诺未载明")),
        (r.statutory, N_("，法定%(amount)s%(units)s"), N_("，法定当日"), ""),
    ):
        if limit is None:
            out += [phrase(missing)] if missing else []
        elif limit.unit in SAME_DAY_UNITS:
            out.append(phrase(same_day))
        else:
            unit = NN_("个") if r.day and limit.unit is r.unit is Unit.WORKING_DAY else UNIT_WORDS[limit.unit]
            out.append(phrase(named, amount=limit.amount, units=unit))
    if r.state is ClockState.OVER_LAW and r.statutory_due:
        out.append(phrase(N_("，超法定%(over)s%(units)s"), "red", over=-r.left(r.statutory_due), units=r.word))
    elif r.state is ClockState.OVER_PROMISE and r.promised_due:
        out.append(phrase(N_("，超承诺%(over)s%(units)s"), "red", over=-r.left(r.promised_due), units=r.word))
    for name, days in _out_by_ground(r):
        out.append(phrase(N_("；%(ground)s%(days)s%(units)s不计入（第四十五条）"), ground=name, days=days, units=r.word))
    if r.standing and not r.decided:
        out.append(phrase(N_("；暂停中")))
    if r.provisional:
        out.append(phrase(N_("；暂定")))
    return out


def _out_by_ground(r: _Reading) -> list[tuple[str, int]]:
    names: dict[str, list[Stop]] = {}
    for stop in r.stops:
        names.setdefault(stop.ground_name, []).append(stop)
    found = (
        (name, len(suspended_days(r.calendar, stops, after=r.accepted_on, through=r.on, unit=r.unit)))
        for name, stops in names.items()
    )
    return [(name, days) for name, days in found if days]


def _why(r: _Reading) -> list[Phrase]:
    """为技术评审（专家评审）暂停计时5个工作日：9月16日至21日，《行政许可法》第四十五条，不计入期限。 One per stop."""
    out = []
    for stop in r.stops:
        days = suspended_days(r.calendar, [stop], after=r.accepted_on, through=r.on, unit=r.unit)
        name = stop.ground_name
        if stop.label and stop.label != name:
            name = f"{stop.label}（{name}）" if name else stop.label
        if stop.is_open and stop.from_on <= r.on:
            msgid = N_("为%(ground)s，%(first)s起暂停计时，已有%(days)s%(units)s不计入期限（《行政许可法》第四十五条）。")
            first = days[0] if days else stop.from_on + DAY
            out.append(phrase(msgid, ground=name, days=len(days), units=r.word, first=first))
        elif days:
            msgid = N_("其间为%(ground)s暂停计时%(days)s%(units)s：%(span)s，《行政许可法》第四十五条，不计入期限。")
            out.append(phrase(msgid, ground=name, days=len(days), units=r.word, span=(days[0], days[-1])))
    if r.provisional:
        out.append(phrase(N_("下一年度的节假日安排还没有公布，日期为暂定。")))
    return out


def day_text(day: date) -> str:
    return f"{day.month}月{day.day}日"


def span_text(first: date, last: date) -> str:
    """9月16日至21日; one day stands alone."""
    if first == last:
        return day_text(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{day_text(first)}至{last.day}日"
    return f"{day_text(first)}至{day_text(last)}"


# --- day by day ----------------------------------------------------------------------------------------------------------


class DayCount(StrEnum):
    START = "start"
    COUNTED = "counted"
    STOPPED = "stopped"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


COUNT_WORDS: dict[DayCount, str] = {
    DayCount.START: N_("受理当日，不算"), DayCount.COUNTED: N_("计入"), DayCount.STOPPED: N_("暂停计时，不算"),
    DayCount.WEEKEND: N_("周末，不算"), DayCount.HOLIDAY: N_("节假日，不算"),
}


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line of 逐日看怎么算的. `number` is the count on a counted day; `note` a holiday, 补班 or the ground of a stop."""

    on: date
    count: DayCount
    number: int | None
    note: str
    make_up: bool
    provisional: bool

    @property
    def words(self) -> str:
        return COUNT_WORDS[self.count]


def day_table(
    calendar: Calendar, accepted_on: date, through: date, stops: Sequence[Stop] = (), *, unit: Unit = Unit.WORKING_DAY
) -> tuple[DayLine, ...]:
    """How every day from acceptance through `through` was counted."""
    lines, number = [], 0
    for n in range((through - accepted_on).days + 1):
        day = accepted_on + DAY * n
        stop = next((s for s in stops if s.takes_out(day)), None)
        counts = unit is not Unit.WORKING_DAY or calendar.is_working(day)
        note = calendar.name(day)
        if n == 0:
            count = DayCount.START
        elif not counts:
            count = DayCount.HOLIDAY if calendar.is_holiday(day) else DayCount.WEEKEND
        elif stop:
            count, note = DayCount.STOPPED, stop.label or stop.ground_name
        else:
            count, number = DayCount.COUNTED, number + 1
        shown = number if count is DayCount.COUNTED else None
        lines.append(DayLine(day, count, shown, note, calendar.is_make_up(day), calendar.is_provisional(day)))
    return tuple(lines)
