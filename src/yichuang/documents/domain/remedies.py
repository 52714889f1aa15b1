"""Until when a served decision may be contested: both periods run from service, each from the day after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yichuang.clock.domain import Calendar, Limit, Unit, last_day

REVIEW = Limit(60, Unit.CALENDAR_DAY)
"""《行政复议法》第二十条: 自知道或者应当知道该行政行为之日起六十日内; a last day on a holiday moves on (第八十八条)."""
SUIT = Limit(6, Unit.MONTH)
"""《行政诉讼法》第四十六条: 自知道或者应当知道作出行政行为之日起六个月内."""


@dataclass(frozen=True, slots=True)
class Remedies:
    """The last day for 行政复议 and for 行政诉讼."""

    review_on: date
    suit_on: date
    provisional: bool


def remedies_until(calendar: Calendar, served_on: date) -> Remedies:
    """The last days, counted from service. Raises BeyondCalendar where the calendar cannot tell."""
    review, suit = last_day(calendar, served_on, REVIEW), last_day(calendar, served_on, SUIT)
    assert review is not None and suit is not None
    return Remedies(review, suit, calendar.is_provisional(review) or calendar.is_provisional(suit))
