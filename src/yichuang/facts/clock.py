"""Facts of the calendar (stream "calendar")."""

from __future__ import annotations

from datetime import date

from yichuang.kernel.values import fact


@fact("clock.CalendarImported")
class CalendarImported:
    """A new version of the calendar is in force. `moved_on` are the days that became working days or ceased to be;
    open cases whose dates hang on them are counted again (cases: DueMoved)."""

    version: str
    previous: str
    years_announced: tuple[int, ...]
    moved_on: tuple[date, ...]
