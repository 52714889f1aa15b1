"""The last day of each branch, for the pages of one 联办 and the board of a project: known where its case runs, counted where not yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.cases.domain.dates import CORRECTION
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.clock.domain import Calendar, Limit, Unit
from yichuang.joint.domain import schedule
from yichuang.joint.domain.edges import Link
from yichuang.joint.domain.state import BranchState
from yichuang.kernel.values import local_date

DEFAULT = Limit(20, Unit.WORKING_DAY)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of a branch. `last_on`: the promised day of its case, else the statutory one; `answer_on`: by when it is accepted, of
    one in correction the last day of that; `correcting`: it waits for the applicant, also before the notice is served."""

    id: UUID
    version_id: UUID
    state: BranchState
    joined_at: datetime
    settled_on: date | None
    has_case: bool
    last_on: date | None
    answer_on: date | None
    correcting: bool = False


def standing(again_for: Mapping[UUID, UUID | None]) -> dict[UUID, UUID]:
    """For each branch the one that stands in its place now: itself, or the last that was applied for again after it."""
    then = {old: new for new, old in again_for.items() if old}
    found = {}
    for ident in again_for:
        last = ident
        while last in then:
            last = then[last]
        found[ident] = last
    return found


def last_days(rows: Sequence[Counted], links: Sequence[Link[UUID]], calendar: Calendar, today: date) -> dict[UUID, date]:
    """One linear pass. `links`: conditions that are not met yet, between branches that stand. Raises Circle, Unknown."""
    begun, limits = {}, {}
    for row in rows:
        known = known_last(row, calendar, today)
        if known is not None:
            begun[row.id] = known
        else:
            limits[row.id] = limit_of(row)
    return schedule.last_days(begun, limits, links, today=today, add=lambda day, limit: after(calendar, day, limit))


def known_last(row: Counted, calendar: Calendar, today: date) -> date | None:
    """None for a branch that waits: its day hangs on the others."""
    if row.settled_on:
        return row.settled_on
    if not row.has_case:
        return None if row.state is BranchState.WAITING else local_date(row.joined_at)
    return row.last_on or after(calendar, row.answer_on or (after(calendar, today, CORRECTION) if row.correcting else today), limit_of(row))


def limit_of(row: Counted) -> Limit:
    terms = catalogue.terms(row.version_id)
    return terms.promised or terms.statutory or DEFAULT


def after(calendar: Calendar, day: date, limit: Limit) -> date:
    if limit.unit not in (Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH):
        return day
    return clock.last_day(calendar, day, limit) or day
