"""The clock as values: no database, no wall clock. The pure door for other rooms.

Counting is in `counting.py` and `hours.py`, calendars in `calendars.py`, drawing in `ruler.py`, words in `sentences.py`.
"""

from yichuang.clock.calendars import (
    Calendar,
    DayChange,
    DayKind,
    Difference,
    Festivals,
    NamedDay,
    difference,
    version_of,
)
from yichuang.clock.counting import (
    DAY_UNITS,
    GROUND_NAMES,
    SAME_DAY_UNITS,
    TIME_UNITS,
    Due,
    Ground,
    Limit,
    OfficeHours,
    OfficePeriod,
    Stop,
    Unit,
    add_months,
    add_working_days,
    day_end,
    day_start,
    due,
    elapsed,
    last_day,
    next_working_day,
    remaining,
    suspended_days,
    working_days_between,
)
from yichuang.clock.packaged import packaged
from yichuang.clock.refusals import BeforeCalendar, BeyondCalendar, ClockRefusal

__all__ = [
    "DAY_UNITS", "GROUND_NAMES", "SAME_DAY_UNITS", "TIME_UNITS",
    "BeforeCalendar", "BeyondCalendar", "Calendar", "ClockRefusal", "DayChange", "DayKind", "Difference", "Due",
    "Festivals", "Ground", "Limit", "NamedDay", "OfficeHours", "OfficePeriod", "Stop", "Unit",
    "add_months", "add_working_days", "day_end", "day_start", "difference", "due", "elapsed", "last_day",
    "next_working_day", "packaged", "remaining", "suspended_days", "version_of", "working_days_between",
]
