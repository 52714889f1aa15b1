"""The door of the clock. Pure parts stand in `clock.domain` as well; here are the calendar in force and its import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from yichuang.clock.actions import check_calendar, import_calendar
from yichuang.clock.domain import (
    Axis,
    Calendar,
    Due,
    Limit,
    OfficeHours,
    OfficePeriod,
    RulerDay,
    Stop,
    Tone,
    Unit,
    add_working_days,
    axis,
    day_table,
    due,
    elapsed,
    last_day,
    next_working_day,
    packaged,
    remaining,
    row_ruler,
    ruler,
    sentence,
    suspended_days,
    working_days_between,
)
from yichuang.clock.hours import minutes_in, outside
from yichuang.clock.importing import read_calendar
from yichuang.clock.queries import calendar, current_version
from yichuang.kernel.values import ZONE

__all__ = [
    "Axis", "Calendar", "Due", "Limit", "OfficeHours", "OfficePeriod", "RulerDay", "Stop", "Tone", "Unit",
    "add_working_days", "axis", "calendar", "check_calendar", "current_version", "day_table", "due", "elapsed",
    "explain", "import_calendar", "last_day", "minutes_in", "next_working_day", "outside", "packaged", "read_calendar", "remaining",
    "row_ruler", "ruler", "sentence", "suspended_days", "working_days_between",
]


def explain(
    start: datetime | date, limit: Limit, stops: Sequence[Stop] = (), *, office: OfficeHours = (),
    using: Calendar | None = None,
) -> Due:
    """`due` under the calendar in force, for the command line and the public page; a start without zone is local.

    `Due.as_json()` gives the stable JSON shape.
    """
    if isinstance(start, datetime) and start.tzinfo is None:
        start = start.replace(tzinfo=ZONE)
    return due(using or calendar(), start, limit, stops, office=office)
