"""Limits of hours and minutes: half-open spans of instants, stops subtracted, office hours where the limit says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from yichuang.clock.calendars import Calendar
from yichuang.clock.counting import DAY, Due, Limit, OfficeHours, Stop, Unit
from yichuang.clock.refusals import N_, ClockRefusal
from yichuang.kernel.values import ZONE

Span = tuple[datetime, datetime | None]
INSTANT = timedelta(microseconds=1)


def due_in_time(
    calendar: Calendar, start: datetime | date, limit: Limit, stops: Sequence[Stop], *, office: OfficeHours,
    suspended: tuple[tuple[date, date | None], ...],
) -> Due:
    """The instant at which `limit` has run since `start`. Without office hours the calendar plays no part."""
    if not isinstance(start, datetime):
        raise ClockRefusal(N_("按小时、分钟计算的时限要有开始的时刻"), code="clock.needs_instant")
    if start.tzinfo is None:
        raise ClockRefusal(N_("时刻没有写明时区"), code="clock.naive_instant")
    if limit.office_hours and not office:
        raise ClockRefusal(N_("按办公时间计算的时限缺少办公时间表"), code="clock.office_hours_missing")
    start = start.astimezone(ZONE)
    left = timedelta(**{"hours" if limit.unit is Unit.HOUR else "minutes": limit.amount})
    open_spans = _office_spans(calendar, start, office) if limit.office_hours else iter([(start, None)])
    counted: set[date] = set()
    for begin, end in _subtract(open_spans, _merged(stop.span() for stop in stops)):
        if end is None or end - begin >= left:
            at = begin + left
            counted |= _days(begin, at)
            last = (at - INSTANT if left else at).date()
            provisional = limit.office_hours and calendar.is_provisional(last)
            return Due(last, at, limit.unit, provisional, tuple(sorted(counted)), suspended)
        left -= end - begin
        counted |= _days(begin, end)
    return Due(None, None, limit.unit, False, tuple(sorted(counted)), suspended)


def _days(begin: datetime, end: datetime) -> set[date]:
    if end <= begin:
        return set()
    first, last = begin.date(), (end - INSTANT).date()
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Sorted and disjoint, in the zone of the house; an open span is the last."""
    merged: list[Span] = []
    for begin, end in sorted(spans, key=lambda span: span[0]):
        begin, end = begin.astimezone(ZONE), end and end.astimezone(ZONE)
        if merged and (merged[-1][1] is None or begin <= merged[-1][1]):
            known = merged[-1][1]
            merged[-1] = (merged[-1][0], None if known is None or end is None else max(known, end))
        else:
            merged.append((begin, end))
    return merged


def _subtract(spans: Iterator[Span], stops: list[Span]) -> Iterator[Span]:
    """The parts of `spans` outside `stops`; ends for good when a stop is open."""
    for begin, end in spans:
        for stop_begin, stop_end in stops:
            if stop_end is not None and stop_end <= begin:
                continue
            if end is not None and stop_begin >= end:
                break
            if stop_begin > begin:
                yield begin, stop_begin
            if stop_end is None:
                return
            begin = max(begin, stop_end)
        if end is None or begin < end:
            yield begin, end


def _office_spans(calendar: Calendar, start: datetime, office: OfficeHours) -> Iterator[Span]:
    """Office hours of every working day from `start` on; the calendar refuses where it ends."""
    day = start.date()
    while True:
        if calendar.is_working(day):
            period = next((p for p in office if p.valid_from <= day and (p.valid_to is None or day <= p.valid_to)), None)
            if period is None:
                raise ClockRefusal(N_("办公时间表没有写明%(day)s的时间"), code="clock.office_hours_missing", day=str(day))
            for opens, closes in period.spans:
                begin = max(datetime.combine(day, opens, ZONE), start)
                end = datetime.combine(day, closes, ZONE)
                if begin < end:
                    yield begin, end
        day += DAY




def outside(spans: Iterable[Span], gone: Iterable[Span]) -> list[Span]:
    """What is left of spans outside others, sorted and disjoint."""
    return list(_subtract(iter(_merged(spans)), _merged(gone)))


def minutes_in(calendar: Calendar, spans: Iterable[Span], *, office: OfficeHours = ()) -> int:
    """Whole minutes of closed spans, each moment counted once; inside the office hours of working days where these are given, else of the
    day and the night."""
    total = timedelta()
    for begin, end in _merged(spans):
        assert end is not None, "only what has ended is counted"
        for opens, closes in _office_spans(calendar, begin, office) if office else [(begin, end)]:
            if opens >= end:
                break
            assert closes is not None
            total += min(closes, end) - opens
    return total // timedelta(minutes=1)
