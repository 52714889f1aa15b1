"""The agency's time, apart from the government's: each of its working days, by what the government's clock did on that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yichuang.clock.domain import Calendar, Stop


@dataclass(frozen=True, slots=True)
class CaseDays:
    """The days of a case that matter here; `stops` are those of art. 45."""

    received_on: date
    accepted_on: date | None = None
    decided_on: date | None = None
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class Spent:
    """Working days an agency used: `before` receipt of the case (or without one), `unaccepted` between receipt and acceptance, `paused` in a stop of
    art. 45, `alongside` while the government's own clock ran on, `after` the decision."""

    before: int = 0
    unaccepted: int = 0
    paused: int = 0
    alongside: int = 0
    after: int = 0

    @property
    def days(self) -> int:
        return self.before + self.unaccepted + self.paused + self.alongside + self.after

    @property
    def outside(self) -> int:
        """Days that lie outside the government's limit of handling."""
        return self.days - self.alongside


def inside(day: date, stops: Sequence[Stop]) -> bool:
    """The day of a stop counts, the day of the resumption does not (as every clock of the house)."""
    return any(stop.from_on < day and (stop.to_on is None or day <= stop.to_on) for stop in stops)


def spent(calendar: Calendar, signed_on: date, until: date, stops: Sequence[Stop], case: CaseDays | None) -> Spent:
    """Each working day of the agency under the place it fell into: the day of signing does not count, nor do days the owner answers for."""
    found = dict.fromkeys(("before", "unaccepted", "paused", "alongside", "after"), 0)
    day = signed_on
    while day < until:
        day += timedelta(days=1)
        if calendar.is_working(day) and not inside(day, stops):
            found[place(day, case)] += 1
    return Spent(**found)


def place(day: date, case: CaseDays | None) -> str:
    if case is None or day <= case.received_on:
        return "before"
    if case.decided_on is not None and day > case.decided_on:
        return "after"
    if case.accepted_on is None or day <= case.accepted_on:
        return "unaccepted"
    return "paused" if inside(day, case.stops) else "alongside"
