"""What the law says about counting days, by its own words and by a day-by-day oracle."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.clock.domain import (
    BeforeCalendar,
    BeyondCalendar,
    Calendar,
    ClockRefusal,
    Limit,
    OfficePeriod,
    Stop,
    Unit,
    add_months,
    add_working_days,
    due,
    elapsed,
    last_day,
    packaged,
    remaining,
    suspended_days,
    working_days_between,
)
from yichuang.kernel.values import ZONE

DATA = Path(__file__).parents[1] / "data" / "calendar"
CAL = packaged()
DAY = timedelta(days=1)
D = date.fromisoformat
START = date(2015, 1, 1)


def limit(amount: int, unit: Unit = Unit.WORKING_DAY) -> Limit:
    return Limit(amount, unit)


# --- the oracle: the sentence of the design, one day at a time ---------------------------------------------------------


def oracle_counts(day: date, stops: list[Stop]) -> bool:
    return not any(s.from_on < day and (s.to_on is None or day <= s.to_on) for s in stops)


def oracle_last(start: date, amount: int, unit: Unit, stops: list[Stop]) -> date:
    day = start
    if unit is Unit.MONTH:
        year, month = start.year + (start.month - 1 + amount) // 12, (start.month - 1 + amount) % 12 + 1
        number = start.day
        while True:
            try:
                end = date(year, month, number)
                break
            except ValueError:
                number -= 1
        amount = (end - start).days
    while amount:
        day += DAY
        if oracle_counts(day, stops) and (unit is not Unit.WORKING_DAY or CAL.is_working(day)):
            amount -= 1
    while not CAL.is_working(day):
        day += DAY
    return day


dates = st.dates(START, date(2026, 3, 1))
stops = st.lists(
    st.tuples(st.dates(START, date(2026, 9, 1)), st.integers(0, 40)).map(
        lambda s: Stop(s[0], s[0] + timedelta(days=s[1]), "hearing")
    ),
    max_size=5,
)


@st.composite
def near_stops(draw: st.DrawFn) -> tuple[date, list[Stop]]:
    start = draw(dates)
    spans = draw(st.lists(st.tuples(st.integers(-15, 60), st.integers(0, 25)), max_size=5))
    return start, [Stop(start + timedelta(days=a), start + timedelta(days=a + n), "hearing") for a, n in spans]


@settings(max_examples=300, deadline=None)
@given(near_stops(), st.integers(1, 60), st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY]))
def test_days_agree_with_counting_one_by_one(case: tuple[date, list[Stop]], amount: int, unit: Unit) -> None:
    start, spans = case
    assert last_day(CAL, start, limit(amount, unit), spans) == oracle_last(start, amount, unit, spans)


@settings(max_examples=150, deadline=None)
@given(near_stops(), st.integers(1, 6))
def test_months_agree_with_counting_one_by_one(case: tuple[date, list[Stop]], amount: int) -> None:
    start, spans = case
    assert last_day(CAL, start, limit(amount, Unit.MONTH), spans) == oracle_last(start, amount, Unit.MONTH, spans)


@settings(max_examples=200, deadline=None)
@given(near_stops(), st.integers(1, 60))
def test_due_last_day_elapsed_and_remaining_tell_one_story(case: tuple[date, list[Stop]], amount: int) -> None:
    start, spans = case
    found = due(CAL, start, limit(amount), spans)
    assert found.due_on == last_day(CAL, start, limit(amount), spans) and found.due_on is not None
    assert len(found.counted) == amount and found.counted[-1] == found.due_on
    assert elapsed(CAL, start, found.due_on, spans) == amount
    middle = start + (found.due_on - start) / 2
    assert elapsed(CAL, start, middle, spans) + remaining(CAL, middle, found.due_on, spans) == amount
    assert remaining(CAL, found.due_on, found.due_on, spans) == 0
    stopped = suspended_days(CAL, spans, after=start, through=found.due_on)
    assert len(stopped) + amount == working_days_between(CAL, start, found.due_on)


@settings(max_examples=150, deadline=None)
@given(dates, st.integers(-200, 200))
def test_adding_working_days_agrees_with_walking(day: date, count: int) -> None:
    day = max(day, date(2016, 1, 1))
    walked, left = day, abs(count)
    while left:
        walked += DAY if count > 0 else -DAY
        left -= CAL.is_working(walked)
    assert add_working_days(CAL, day, count) == walked


@settings(max_examples=100, deadline=None)
@given(near_stops(), st.integers(1, 3000))
def test_minutes_agree_with_ticking_one_by_one(case: tuple[date, list[Stop]], amount: int) -> None:
    begin = datetime(case[0].year, case[0].month, case[0].day, 13, 7, tzinfo=ZONE)
    at, left = begin, amount
    while left:
        if oracle_counts(at.date(), case[1]):
            left -= 1
        at += timedelta(minutes=1)
    assert due(CAL, begin, limit(amount, Unit.MINUTE), case[1]).due_at == at


# --- the calendar against three others ---------------------------------------------------------------------------------


def test_every_day_is_what_three_published_calendars_say() -> None:
    with (DATA / "workdays_2015_2026.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4383
    for row in rows:
        day = D(row["date"])
        assert CAL.is_working(day) == (row["is_workday_chinesecalendar"] == "1"), row
        assert CAL.is_make_up(day) == (row["kind"] == "补班")
        assert CAL.is_holiday(day) == (row["kind"] == "放假")
        assert not CAL.is_provisional(day)


def test_make_up_days_are_where_counting_weekdays_goes_wrong() -> None:
    """A package that knows weekends only, or holidays without 调休, ends elsewhere."""
    start = D("2026-09-17")
    weekdays = [start + DAY * n for n in range(1, 40) if (start + DAY * n).isoweekday() < 6]
    no_make_up = [d for d in weekdays if not CAL.is_holiday(d)]
    assert last_day(CAL, start, limit(10)) == D("2026-10-08")  # 9-20 is worked, 9-25 and 10-1..7 are not
    assert weekdays[9] == D("2026-10-01") and no_make_up[9] == D("2026-10-09")


# --- the law by its words ------------------------------------------------------------------------------------------------


def test_201_the_first_day_does_not_count() -> None:
    assert last_day(CAL, D("2026-09-24"), limit(1)) == D("2026-09-28")  # 中秋 25–27
    assert last_day(CAL, D("2026-06-08"), limit(1, Unit.CALENDAR_DAY)) == D("2026-06-09")


def test_202_a_month_ends_on_the_same_number_or_on_the_last_day() -> None:
    assert add_months(D("2024-01-31"), 1) == D("2024-02-29")
    assert add_months(D("2025-01-31"), 1) == D("2025-02-28")
    assert add_months(D("2025-11-15"), 14) == D("2027-01-15")
    assert last_day(CAL, D("2026-03-31"), limit(1, Unit.MONTH)) == D("2026-04-30")


def test_203_a_last_day_on_a_holiday_moves_to_the_day_after_the_holiday() -> None:
    assert last_day(CAL, D("2026-09-21"), limit(10, Unit.CALENDAR_DAY)) == D("2026-10-08")
    assert last_day(CAL, D("2026-09-10"), limit(10, Unit.CALENDAR_DAY)) == D("2026-09-20")  # a Sunday people work on


def test_203_the_last_day_ends_at_twenty_four_hours() -> None:
    found = due(CAL, datetime(2026, 9, 24, 16, 20, tzinfo=ZONE), limit(20))
    assert found.due_on == D("2026-10-29")  # 28–30, 10-8–10 (10 made up), 12–16, 19–23, 26–29
    assert found.due_at == datetime(2026, 10, 30, 0, 0, tzinfo=ZONE)


def test_32_five_working_days_to_ask_for_corrections() -> None:
    """Received on Saturday night online: the five days run from the next working day."""
    received = datetime(2026, 9, 19, 23, 50, tzinfo=ZONE)
    assert due(CAL, received, limit(5)).due_on == D("2026-09-24")  # 20 (made up), 21, 22, 23, 24


def test_42_an_extension_adds_ten_working_days() -> None:
    twenty, ten = limit(20), limit(10)
    extended = last_day(CAL, D("2026-03-02"), twenty.extended(ten))
    assert extended == add_working_days(CAL, last_day(CAL, D("2026-03-02"), twenty), 10)
    with pytest.raises(ClockRefusal) as refused:
        twenty.extended(limit(10, Unit.CALENDAR_DAY))
    assert refused.value.code == "clock.not_comparable"


def test_45_the_day_of_suspension_counts_and_the_day_of_resumption_does_not() -> None:
    review = Stop(D("2026-09-15"), D("2026-09-21"), "expert_review")
    found = due(CAL, D("2026-09-11"), limit(7), [review])
    assert found.due_on == D("2026-09-29")
    assert D("2026-09-15") in found.counted and D("2026-09-21") not in found.counted
    assert found.suspended == ((D("2026-09-15"), D("2026-09-21")),)
    assert last_day(CAL, D("2026-09-11"), limit(10), [review]) == D("2026-10-09")
    assert elapsed(CAL, D("2026-09-11"), D("2026-09-24"), [review]) == 5


def test_45_a_stop_that_ends_the_day_it_began_takes_nothing_out() -> None:
    day = D("2026-09-15")
    assert last_day(CAL, D("2026-09-11"), limit(7), [Stop(day, day, "hearing")]) == last_day(CAL, D("2026-09-11"), limit(7))


def test_45_while_the_clock_stands_there_is_no_last_day_unless_it_was_reached_before() -> None:
    standing = [Stop(D("2026-09-15"), None, "testing")]
    found = due(CAL, D("2026-09-11"), limit(7), standing)
    assert (found.due_on, found.due_at) == (None, None)
    assert last_day(CAL, D("2026-09-11"), limit(2), standing) == D("2026-09-15")
    assert elapsed(CAL, D("2026-09-11"), D("2026-10-20"), standing) == 2


def test_overlapping_stops_take_a_day_out_once() -> None:
    one = [Stop(D("2026-09-14"), D("2026-09-21"), "hearing")]
    two = [Stop(D("2026-09-14"), D("2026-09-18"), "hearing"), Stop(D("2026-09-16"), D("2026-09-21"), "testing")]
    assert last_day(CAL, D("2026-09-11"), limit(9), one) == last_day(CAL, D("2026-09-11"), limit(9), two)


def test_on_the_spot_and_same_day_end_with_the_day() -> None:
    for unit in (Unit.ON_THE_SPOT, Unit.SAME_DAY):
        found = due(CAL, datetime(2026, 10, 1, 9, 0, tzinfo=ZONE), Limit(0, unit))
        assert (found.due_on, found.due_at) == (D("2026-10-01"), datetime(2026, 10, 2, tzinfo=ZONE))


# --- what is not known ---------------------------------------------------------------------------------------------------


def test_a_date_in_a_year_without_notice_is_provisional() -> None:
    found = due(CAL, D("2026-12-24"), limit(10))
    assert found.provisional and found.due_on == D("2027-01-08")  # only 元旦 is certain
    assert not due(CAL, D("2026-12-01"), limit(10)).provisional
    assert CAL.is_provisional(D("2027-10-01")) and not CAL.is_working(D("2027-10-01"))
    assert not CAL.is_working(D("2027-02-05")) and CAL.name(D("2027-02-05")) == "春节"  # 除夕


def test_a_holiday_on_a_weekend_is_given_back_on_the_next_working_day() -> None:
    """全国年节及纪念日放假办法: 全体公民放假的假日，如果适逢周六、周日，应当在工作日补假. 2027: 春节 from 2-5 (Friday), 5-1 is a Saturday,
    10-1 a Friday."""
    given = {"春节": ("2027-02-09", "2027-02-10"), "劳动节": ("2027-05-03", "2027-05-04"), "国庆节": ("2027-10-04", "2027-10-05")}
    for name, days in given.items():
        assert all(not CAL.is_working(D(day)) and CAL.name(D(day)) == name for day in days)
    for first in ("2027-02-11", "2027-05-05", "2027-10-06"):
        assert CAL.is_working(D(first))
    assert not any(CAL.is_make_up(START + n * DAY) for n in range((D("2027-01-01") - START).days, (D("2030-12-31") - START).days))
    found = due(CAL, D("2027-02-04"), limit(3))
    assert found.provisional and found.due_on == D("2027-02-15")  # 2-11, 2-12, 2-15


@pytest.mark.parametrize("year", range(2027, 2031))
def test_a_provisional_year_has_the_thirteen_free_weekdays_of_the_rule(year: int) -> None:
    """放假办法 (2024) 2: 1+4+1+2+1+1+3 days; none is lost to a weekend or to another feast."""
    assert free_weekdays(year) == 13


@pytest.mark.parametrize(("year", "days"), [(2025, 13), (2026, 13), (2020, 11 + 2), (2019, 11), (2018, 11)])
def test_the_notices_come_to_the_same_number_of_free_weekdays(year: int, days: int) -> None:
    """Free weekdays less the weekends worked: 11 before the rule of 2024, 13 since (2020: 春节 was lengthened, 1-31 free and 2-1 not worked)."""
    assert free_weekdays(year) == days


def free_weekdays(year: int) -> int:
    days = [date(year, 1, 1) + n * DAY for n in range(366) if (date(year, 1, 1) + n * DAY).year == year]
    free = sum(day.isoweekday() < 6 and not CAL.is_working(day) for day in days)
    return free - sum(day.isoweekday() >= 6 and CAL.is_working(day) for day in days)


def test_beyond_the_provisional_years_the_clock_refuses() -> None:
    with pytest.raises(BeyondCalendar):
        due(CAL, D("2030-12-20"), limit(20))
    with pytest.raises(BeyondCalendar):
        due(CAL, D("2030-12-20"), limit(1, Unit.MONTH))
    with pytest.raises(BeyondCalendar):
        CAL.is_working(D("2031-01-01"))
    with pytest.raises(BeforeCalendar):
        due(CAL, D("2014-12-20"), limit(20))


def test_an_announced_year_is_final() -> None:
    from yichuang.clock.domain import DayKind, NamedDay
    from yichuang.clock.packaged import festivals

    extra = [NamedDay(D("2027-01-01"), DayKind.HOLIDAY, "元旦"), NamedDay(D("2027-01-03"), DayKind.MAKE_UP, "元旦")]
    newer = Calendar.of([*CAL.announced_days(), *extra], announced=[*CAL.years, 2027], festivals=festivals())
    found = due(newer, D("2026-12-24"), limit(10))
    assert not found.provisional and found.due_on == D("2027-01-07")
    assert newer.version != CAL.version


@pytest.mark.parametrize("amount", [-1, 1.5, True])
def test_a_limit_is_a_whole_number(amount: object) -> None:
    with pytest.raises(ClockRefusal):
        Limit(amount)  # type: ignore[arg-type]


def test_a_stop_does_not_end_before_it_begins() -> None:
    with pytest.raises(ClockRefusal):
        Stop(D("2026-09-15"), D("2026-09-14"), "hearing")


def test_counting_takes_microseconds() -> None:
    from timeit import repeat

    spans = [Stop(D("2026-03-10"), D("2026-03-20"), "hearing"), Stop(D("2026-04-10"), D("2026-04-20"), "testing")]
    best = min(repeat(lambda: last_day(CAL, D("2026-03-02"), limit(45), spans), number=2000, repeat=3)) / 2000
    assert best < 200e-6


# --- office hours ----------------------------------------------------------------------------------------------------------

OFFICE = (OfficePeriod(date(2015, 1, 1), None, ((time(9), time(12)), (time(13, 30), time(17)))),)


@settings(max_examples=60, deadline=None)
@given(near_stops(), st.integers(0, 1439), st.integers(1, 900))
def test_office_minutes_agree_with_ticking_one_by_one(case: tuple[date, list[Stop]], minute: int, amount: int) -> None:
    begin = datetime(case[0].year, case[0].month, case[0].day, tzinfo=ZONE) + timedelta(minutes=minute)
    at, left = begin, amount
    while left:
        day = at.date()
        if not CAL.is_working(day) or not oracle_counts(day, case[1]):
            at = datetime(day.year, day.month, day.day, tzinfo=ZONE) + DAY
            continue
        left -= any(opens <= at.time() < closes for opens, closes in OFFICE[0].spans)
        at += timedelta(minutes=1)
    found = due(CAL, begin, Limit(amount, Unit.MINUTE, office_hours=True), case[1], office=OFFICE)
    assert found.due_at == at and found.due_on == at.date()


def test_office_hours_and_an_instant_must_be_known() -> None:
    four = Limit(4, Unit.HOUR, office_hours=True)
    for start, office, code in (
        (D("2026-09-24"), OFFICE, "clock.needs_instant"),
        (datetime(2026, 9, 24, 9), OFFICE, "clock.naive_instant"),
        (datetime(2026, 9, 24, 9, tzinfo=ZONE), (), "clock.office_hours_missing"),
    ):
        with pytest.raises(ClockRefusal) as refused:
            due(CAL, start, four, office=office)
        assert refused.value.code == code
