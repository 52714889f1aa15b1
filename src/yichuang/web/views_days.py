"""工作日历: a year of days as the clock counts them: working days, holidays, make-up days, what is still provisional."""

from __future__ import annotations

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yichuang.clock import api as clock
from yichuang.clock.domain import Calendar
from yichuang.look.asked import whole
from yichuang.organisations.access import staff_required
from yichuang.web.desk_page import show


@dataclass(frozen=True, slots=True)
class Day:
    """One cell: `kind` is work, off, holiday or makeup; None stands for a cell of another month."""

    on: date
    kind: str
    name: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    working: int


def month(calendar: Calendar, year: int, number: int, today: date) -> Month:
    weeks = tuple(
        tuple(cell(calendar, day, today) if day.month == number else None for day in week)
        for week in Weeks(firstweekday=0).monthdatescalendar(year, number)
    )
    working = sum(day is not None and day.kind in ("work", "makeup") for week in weeks for day in week)
    return Month(date(year, number, 1), weeks, working)


def cell(calendar: Calendar, day: date, today: date) -> Day:
    kind = "work" if calendar.is_working(day) else "off"
    if calendar.is_holiday(day):
        kind = "holiday"
    elif calendar.is_make_up(day):
        kind = "makeup"
    return Day(day, kind, calendar.name(day), day == today)


@dataclass(frozen=True, slots=True)
class Feast:
    """One run of days off with its name, and the make-up days that pay for it."""

    name: str
    first: date
    last: date
    days: int


def feasts(calendar: Calendar, year: int) -> list[Feast]:
    found: list[Feast] = []
    named = sorted(d for d in calendar.named if d.year == year and calendar.is_holiday(d))
    for day in named:
        name = calendar.name(day)
        if found and found[-1].name == name and (day - found[-1].last).days == 1:
            found[-1] = Feast(name, found[-1].first, day, found[-1].days + 1)
        else:
            found.append(Feast(name, day, day, 1))
    return found


@staff_required()
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The year asked for, or this one."""
    known, today = clock.calendar(), timezone.localdate()
    asked = whole(request.GET.get("year"), most=known.last.year)
    year = asked if asked >= known.first.year else today.year
    months = [month(known, year, n, today) for n in range(1, 13)]
    made_up = sorted(d for d in known.named if d.year == year and known.is_make_up(d))
    context = {
        "page": "calendar", "year": year, "months": months, "feasts": feasts(known, year), "made_up": made_up,
        "provisional": year > known.announced_through.year, "working": sum(m.working for m in months), "version": known.version,
        "before": year - 1 if year > known.first.year else None, "after": year + 1 if year < known.last.year else None,
        "announced": known.announced_through, "weekdays": [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
    }  # fmt: skip
    return show(request, "web/desk_calendar.html", context)
