"""The counting of legal time: calendars, limits, stops, due dates. Pure; the one rule of the house is in `_Stops`.

A day counts when the clock was running as that day began (design §5, 民法典 201): the day of acceptance does not count,
the day of suspension does, the day of resumption does not. A stop A..B therefore takes out the days d with A < d ≤ B.
"""

from __future__ import annotations

import calendar as _months
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from yichuang.clock.calendars import Calendar
from yichuang.clock.grounds import ground_name
from yichuang.clock.refusals import N_, BeyondCalendar, ClockRefusal
from yichuang.kernel.values import ZONE, local_date

DAY = timedelta(days=1)


class Unit(StrEnum):
    """Units of a limit. 行政许可法 82: its limits are working days without statutory holidays; others say their own."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    HOUR = "hour"
    MINUTE = "minute"
    ON_THE_SPOT = "on_the_spot"
    SAME_DAY = "same_day"

    # Names other rooms use in running text; the same members.
    working_day = WORKING_DAY
    calendar_day = CALENDAR_DAY
    month = MONTH
    hour = HOUR
    minute = MINUTE
    on_the_spot = ON_THE_SPOT
    same_day = SAME_DAY


DAY_UNITS = frozenset({Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH})
TIME_UNITS = frozenset({Unit.HOUR, Unit.MINUTE})
SAME_DAY_UNITS = frozenset({Unit.ON_THE_SPOT, Unit.SAME_DAY})


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` of `unit`. `office_hours` matters for hours and minutes only. Amount 0 means the day itself."""

    amount: int
    unit: Unit = Unit.WORKING_DAY
    office_hours: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))
        if isinstance(self.amount, bool) or not isinstance(self.amount, int) or self.amount < 0:
            raise ClockRefusal(N_("时限应是不小于0的整数"), code="clock.bad_limit", amount=str(self.amount))

    def extended(self, by: Limit) -> Limit:
        """An extension adds its amount (行政许可法 42: 20 + 10); units must be the same."""
        if by.unit != self.unit or by.office_hours != self.office_hours:
            raise ClockRefusal(N_("延长期限的单位与原期限不同"), code="clock.not_comparable", article="《行政许可法》第四十二条")
        return replace(self, amount=self.amount + by.amount)


@dataclass(frozen=True, slots=True)
class Stop:
    """The clock stopped on `from_on` and resumed on `to_on` (None: still stopped), for `ground`.

    `from_at`/`to_at` are the instants, used by hours and minutes; without them the days of the stop are taken out whole.
    `label` is what people call it (技术评审); the ground stays the legal one.
    """

    from_on: date
    to_on: date | None
    ground: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None
    label: str = ""

    def __post_init__(self) -> None:
        if self.to_on is not None and self.to_on < self.from_on:
            raise ClockRefusal(N_("恢复计时的日期早于暂停的日期"), code="clock.bad_stop")
        if self.from_at is not None and self.to_at is not None and self.to_at < self.from_at:
            raise ClockRefusal(N_("恢复计时的时刻早于暂停的时刻"), code="clock.bad_stop")

    @property
    def is_open(self) -> bool:
        return self.to_on is None

    @property
    def ground_name(self) -> str:
        return ground_name(self.ground)

    def takes_out(self, day: date) -> bool:
        """Did the stop hold as `day` began?"""
        return self.from_on < day and (self.to_on is None or day <= self.to_on)

    def span(self) -> tuple[datetime, datetime | None]:
        """The half-open span of instants in which the clock of hours and minutes stands."""
        begin = self.from_at or day_start(self.from_on + DAY)
        if self.to_on is None:
            return begin, None
        return begin, self.to_at or day_start(self.to_on + DAY)


@dataclass(frozen=True, slots=True)
class OfficePeriod:
    """The office hours of every working day from `valid_from` to `valid_to` (both inclusive; None: until further notice)."""

    valid_from: date
    valid_to: date | None
    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        edge = time.min
        for begin, end in self.spans:
            if not edge <= begin < end:
                raise ClockRefusal(N_("办公时间应按先后排列，不能重叠"), code="clock.bad_office_hours")
            edge = end


OfficeHours = tuple[OfficePeriod, ...]
"""A dated table; the first period that holds on a day is used. Working days come from the calendar."""


@dataclass(frozen=True, slots=True)
class Due:
    """Where a limit ends. `due_at` is exclusive: what happens at or after it is late. Both are None while a stop is open
    and the limit had not run out before it. `counted` are the days that count, `suspended` the stops as given."""

    due_on: date | None
    due_at: datetime | None
    unit: Unit
    provisional: bool
    counted: tuple[date, ...]
    suspended: tuple[tuple[date, date | None], ...]

    def as_json(self) -> dict[str, object]:
        """The stable shape of `clock due --json` (design §12)."""
        return {
            "due_on": self.due_on and self.due_on.isoformat(),
            "due_at": self.due_at and self.due_at.isoformat(),
            "unit": self.unit.value,
            "provisional": self.provisional,
            "counted": [day.isoformat() for day in self.counted],
            "suspended": [[begin.isoformat(), end and end.isoformat()] for begin, end in self.suspended],
        }


class _Stops:
    """Merged stops as sorted, disjoint half-open spans of day ordinals (A, B]."""

    __slots__ = ("spans",)
    FOREVER = date.max.toordinal()

    def __init__(self, stops: Iterable[Stop]) -> None:
        spans: list[list[int]] = []
        for begin, end in sorted(
            (s.from_on.toordinal(), self.FOREVER if s.to_on is None else s.to_on.toordinal()) for s in stops
        ):
            if begin == end:
                continue
            if spans and begin <= spans[-1][1]:
                spans[-1][1] = max(spans[-1][1], end)
            else:
                spans.append([begin, end])
        self.spans = spans

    def __contains__(self, day: int) -> bool:
        return any(begin < day <= end for begin, end in self.spans)


def day_start(day: date) -> datetime:
    """00:00 Asia/Shanghai of that day."""
    return datetime.combine(day, time.min, ZONE)


def day_end(day: date) -> datetime:
    """24:00 Asia/Shanghai of that day (民法典 203(2)), which is 00:00 of the next."""
    return day_start(day + DAY)


def add_months(day: date, months: int) -> date:
    """民法典 202: the same day number of the last month, or that month's end where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year > date.max.year:
        raise BeyondCalendar(day=str(year), until=date.max.isoformat())
    return date(year, month, min(day.day, _months.monthrange(year, month)[1]))


def add_working_days(calendar: Calendar, day: date, days: int) -> date:
    """The `days`-th working day after `day` (before it when negative; 0 gives `day` back)."""
    if days == 0:
        return day
    at = calendar.index_after(day) + days - 1 if days > 0 else calendar.index_from(day) + days
    return calendar.working_at(at)


def working_days_between(calendar: Calendar, after: date, through: date) -> int:
    """Working days d with after < d ≤ through; negative when `through` lies before `after`."""
    return calendar.index_after(through) - calendar.index_after(after)


def next_working_day(calendar: Calendar, day: date) -> date:
    """`day` itself when people work on it, else the first working day after it (民法典 203(1))."""
    return calendar.working_at(calendar.index_from(day))


def _nth_working(calendar: Calendar, start: int, amount: int, stops: _Stops) -> date | None:
    """The `amount`-th working day after ordinal `start` that no stop takes out: one bisect per stop, no walk over days."""
    days, left = calendar.working, amount
    at = bisect_right(days, start)
    for begin, end in stops.spans:
        if end <= start:
            continue
        before = bisect_right(days, max(begin, start))
        if left <= before - at:
            break
        left -= before - at
        if end == _Stops.FOREVER:
            return None
        at = bisect_right(days, end)
    return calendar.working_at(at + left - 1)


def _nth_calendar(start: int, amount: int, stops: _Stops) -> int | None:
    """The ordinal of the `amount`-th calendar day after `start` that no stop takes out."""
    at, left = start, amount
    for begin, end in stops.spans:
        if end <= at:
            continue
        before = max(begin, at) - at
        if left <= before:
            break
        left -= before
        if end == _Stops.FOREVER:
            return None
        at = end
    last = at + left
    if last > _Stops.FOREVER:
        raise BeyondCalendar(day="", until=date.max.isoformat())
    return last


def _raw_last(calendar: Calendar, start_on: date, limit: Limit, stops: _Stops) -> date | None:
    """The last day before the holiday rule (calendar days and months) or the last day itself (working days)."""
    start = start_on.toordinal()
    if limit.amount == 0:
        return start_on
    if limit.unit is Unit.WORKING_DAY:
        calendar.require(start_on)
        return _nth_working(calendar, start, limit.amount, stops)
    amount = limit.amount
    if limit.unit is Unit.MONTH:
        amount = add_months(start_on, limit.amount).toordinal() - start
    last = _nth_calendar(start, amount, stops)
    return None if last is None else date.fromordinal(last)


def last_day(
    calendar: Calendar, start_on: date, limit: Limit, stops: Sequence[Stop] = (), *, office: OfficeHours = ()
) -> date | None:
    """The last day of a limit that started on `start_on`; None while a stop is open. Microseconds for day units.

    Raises BeyondCalendar where the calendar cannot tell.
    """
    if limit.unit in SAME_DAY_UNITS:
        return start_on
    if limit.unit in TIME_UNITS:
        return due(calendar, day_start(start_on), limit, stops, office=office).due_on
    raw = _raw_last(calendar, start_on, limit, _Stops(stops))
    if raw is None or limit.unit is Unit.WORKING_DAY or limit.amount == 0:
        return raw
    return next_working_day(calendar, raw)


def due(
    calendar: Calendar, start: datetime | date, limit: Limit, stops: Sequence[Stop] = (), *, office: OfficeHours = ()
) -> Due:
    """When a limit that starts at `start` ends, and how that was counted.

    `start` is an aware instant; a bare date is enough for limits of days. Raises BeyondCalendar, or a refusal
    `clock.needs_instant` / `clock.office_hours_missing` for hours and minutes.
    """
    suspended = tuple(sorted(((s.from_on, s.to_on) for s in stops), key=lambda s: (s[0], s[1] or date.max)))
    if limit.unit in TIME_UNITS:
        from yichuang.clock.hours import due_in_time

        return due_in_time(calendar, start, limit, stops, office=office, suspended=suspended)
    start_on = _date_of(start)
    if limit.unit in SAME_DAY_UNITS or limit.amount == 0:
        return Due(start_on, day_end(start_on), limit.unit, False, (), suspended)
    merged = _Stops(stops)
    raw = _raw_last(calendar, start_on, limit, merged)
    if raw is None:
        until = date.fromordinal(merged.spans[-1][0])
        return Due(None, None, limit.unit, calendar.is_provisional(until), (), suspended)
    last = raw if limit.unit is Unit.WORKING_DAY else next_working_day(calendar, raw)
    first = start_on if limit.unit is Unit.WORKING_DAY else raw
    provisional = calendar.is_provisional(first) or calendar.is_provisional(last)
    counted = tuple(_counted(calendar, start_on, raw, merged, limit.unit))
    return Due(last, day_end(last), limit.unit, provisional, counted, suspended)


def _date_of(start: datetime | date) -> date:
    if not isinstance(start, datetime):
        return start
    if start.tzinfo is None:
        raise ClockRefusal(N_("时刻没有写明时区"), code="clock.naive_instant")
    return local_date(start)


def _counted(calendar: Calendar, after: date, through: date, stops: _Stops, unit: Unit) -> Iterable[date]:
    begin, end = after.toordinal() + 1, through.toordinal()
    days: Sequence[int] = range(begin, end + 1)
    if unit is Unit.WORKING_DAY:
        days = calendar.working[bisect_left(calendar.working, begin) : bisect_right(calendar.working, end)]
    return (date.fromordinal(day) for day in days if day not in stops)


def elapsed(
    calendar: Calendar, start_on: date, on: date, stops: Sequence[Stop] = (), *, unit: Unit = Unit.WORKING_DAY
) -> int:
    """How many days have counted from `start_on` through `on`: the n of “今天是第n个工作日”."""
    if on <= start_on:
        return 0
    merged, begin, end = _Stops(stops), start_on.toordinal(), on.toordinal()

    def between(after: int, through: int) -> int:
        if unit is not Unit.WORKING_DAY:
            return through - after
        return bisect_right(calendar.working, through) - bisect_right(calendar.working, after)

    if unit is Unit.WORKING_DAY:
        calendar.require(start_on)
        calendar.require(on)
    total = between(begin, end)
    for low, high in merged.spans:
        low, high = max(low, begin), min(high, end)
        if low < high:
            total -= between(low, high)
    return total


def remaining(
    calendar: Calendar, on: date, due_on: date, stops: Sequence[Stop] = (), *, unit: Unit = Unit.WORKING_DAY
) -> int:
    """Days that still count after `on` through `due_on`; negative is the number of days it is late."""
    if on <= due_on:
        return elapsed(calendar, on, due_on, stops, unit=unit)
    return -elapsed(calendar, due_on, on, stops, unit=unit)


def suspended_days(
    calendar: Calendar, stops: Sequence[Stop], *, after: date, through: date, unit: Unit = Unit.WORKING_DAY
) -> tuple[date, ...]:
    """The days a stop took out that would have counted otherwise, in (after, through]."""
    merged = _Stops(stops)
    days = _counted(calendar, after, through, _Stops(()), unit)
    return tuple(day for day in days if day.toordinal() in merged)
