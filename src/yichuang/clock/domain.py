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
    SAME_DAY_UNITS,
    TIME_UNITS,
    Due,
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
from yichuang.clock.grounds import GROUND_NAMES, Ground, ground_name, known_ground
from yichuang.clock.packaged import packaged
from yichuang.clock.refusals import BeforeCalendar, BeyondCalendar, ClockRefusal
from yichuang.clock.ruler import (
    Axis,
    AxisDay,
    Foot,
    Pin,
    RulerDay,
    axis,
    row_ruler,
    ruler,
)
from yichuang.clock.sentences import (
    COUNT_WORDS,
    UNIT_WORDS,
    ClockState,
    DayCount,
    DayLine,
    Phrase,
    Sentence,
    Tone,
    day_table,
    sentence,
)

__all__ = [
    "COUNT_WORDS", "UNIT_WORDS", "ClockState", "DayCount", "DayLine", "Phrase", "Sentence", "Tone", "day_table", "sentence",
    "DAY_UNITS", "GROUND_NAMES", "SAME_DAY_UNITS", "TIME_UNITS",
    "Axis", "AxisDay", "BeforeCalendar", "BeyondCalendar", "Calendar", "ClockRefusal", "DayChange", "DayKind",
    "Difference", "Due", "ground_name", "known_ground",
    "Festivals", "Foot", "Ground", "Limit", "NamedDay", "OfficeHours", "OfficePeriod", "Pin", "RulerDay", "Stop", "Unit",
    "add_months", "add_working_days", "axis", "day_end", "day_start", "difference", "due", "elapsed", "last_day",
    "next_working_day", "packaged", "remaining", "row_ruler", "ruler", "suspended_days", "version_of", "working_days_between",
]
