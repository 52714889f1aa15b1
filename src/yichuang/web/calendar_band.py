"""The working calendar around today, for the front page: one sentence and five weeks of cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext, ngettext

from yichuang.clock.domain import Calendar, ClockRefusal, Foot, Pin, RulerDay, next_working_day
from yichuang.look.words import cn_number
from yichuang.look.words import day as words_of

DAY = timedelta(days=1)
WEEKS = 5
SOON = 21
MONTH_NAMES = ("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月")


@dataclass(frozen=True, slots=True)
class Band:
    say: str
    label: str
    days: tuple[RulerDay, ...]


@dataclass(frozen=True, slots=True)
class Holiday:
    name: str
    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


def band(calendar: Calendar, today: date, *, english: bool = False) -> Band | None:
    """From the Monday of last week over five weeks; None where the calendar does not reach today."""
    start = today - DAY * (today.weekday() + 7)
    days = [start + DAY * n for n in range(WEEKS * 7 - 2)]
    days = [on for on in days if calendar.first <= on <= calendar.last]
    if today not in days:
        return None
    holidays = holidays_of(calendar, days)
    say = sentence(calendar, today, holidays, english=english)
    cells = tuple(cell(calendar, on, today, holidays, start) for on in days)
    return Band(say, say, cells)


def holidays_of(calendar: Calendar, days: list[date]) -> list[Holiday]:
    runs: list[Holiday] = []
    for on in days:
        if not calendar.is_holiday(on):
            continue
        name = calendar.name(on)
        if runs and runs[-1].last == on - DAY and runs[-1].name == name:
            runs[-1] = replace(runs[-1], last=on)
        else:
            runs.append(Holiday(name, on, on))
    return runs


def sentence(calendar: Calendar, today: date, holidays: list[Holiday], *, english: bool) -> str:
    try:
        again = next_working_day(calendar, today)
    except ClockRefusal:
        return gettext("只有工作日计入期限。")
    if not calendar.is_working(today):
        return gettext("今天不计入期限；%(on)s接着算。") % {"on": words_of(again, english=english, this_year=today.year)}
    coming = next((h for h in holidays if today < h.first <= today + DAY * SOON), None)
    if coming is None:
        return gettext("今天是工作日，计入期限。")
    begins = gettext("明天") if coming.first == today + DAY else words_of(coming.first, english=english, this_year=today.year)
    after = next_working_day(calendar, coming.last)
    return ngettext(
        "%(from)s起%(name)s放假%(days)s天，不计入期限；%(on)s接着算。",
        "%(from)s起%(name)s放假%(days)s天，不计入期限；%(on)s接着算。",
        coming.length,
    ) % {
        "from": begins,
        "name": gettext(coming.name),
        "days": coming.length if english else cn_number(coming.length),
        "on": words_of(after, english=english, this_year=today.year),
    }


def cell(calendar: Calendar, on: date, today: date, holidays: list[Holiday], start: date) -> RulerDay:
    if calendar.is_working(on):
        classes = "is-plain is-makeup" if calendar.is_make_up(on) else "is-plain"
    else:
        classes = "is-off is-hol" if calendar.is_holiday(on) else "is-off"
    if on == today:
        classes += " is-today"
    pin = None
    if on == today:
        pin = Pin(("今天",), on, with_date=False)
    elif (on == start or on.day == 1) and abs((on - today).days) > 4:
        pin = Pin((MONTH_NAMES[on.month - 1],), on, with_date=False)
    middle = next((h for h in holidays if h.first + DAY * (h.length // 2) == on), None)
    foot = None
    if middle:
        foot = Foot(middle.name, detail=gettext("休%(days)s天") % {"days": middle.length})
    elif calendar.is_make_up(on):
        foot = Foot("班")
    elif on.day == 1 and pin is None:  # the month's name has no room beside 今天
        foot = Foot(MONTH_NAMES[on.month - 1])
    return RulerDay(on, classes, "" if "is-off" in classes else str(on.day), pin, foot)
