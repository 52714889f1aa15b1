"""Interrupting timers of a procedure on a case: when each goes off, and which run after a move (design §6).

A timer on a step runs from its task's opening and stands on the task; one on a sub-process runs from the entry into it and
stands in `CaseState.timers`. Both count under the case's calendar and stop with the statutory clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.cases.domain.state import CaseState, Running
from yichuang.clock.domain import Calendar, Limit, Unit, day_end, due, last_day
from yichuang.facts import cases as f
from yichuang.kernel.values import Fact, local_date
from yichuang.procedures import api as procedures

PARTS = re.compile(r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?")


@dataclass(frozen=True, slots=True)
class Timer:
    """One that runs: the boundary event it leaves by, when it goes off, and the step it stands on (None: a sub-process)."""

    event: str
    at: datetime
    task_id: UUID | None = None
    index: int = 0
    name: str = ""


def limit_of(written: str) -> Limit:
    """ "5" is working days; "P5D" and "P2W" calendar days; what names hours or minutes runs by the minute."""
    parts = PARTS.fullmatch(written)
    if parts is None:
        return Limit(int(written), Unit.WORKING_DAY)
    weeks, days, hours, minutes = (int(parts[name] or 0) for name in ("weeks", "days", "hours", "minutes"))
    days += 7 * weeks
    if not hours and not minutes:
        return Limit(days, Unit.CALENDAR_DAY)
    return Limit((days * 24 + hours) * 60 + minutes, Unit.MINUTE)


def goes_off(calendar: Calendar, since: datetime, written: str, state: CaseState) -> datetime | None:
    """The instant the time is over; None while the clock stands still before it."""
    limit = limit_of(written)
    if limit.unit is Unit.MINUTE:
        return due(calendar, since, limit, state.stops).due_at
    last = last_day(calendar, local_date(since), limit, state.stops)
    return day_end(last) if last else None


def running(state: CaseState, calendar: Calendar) -> list[Timer]:
    """Every timer that will go off, the earliest first; of two at one moment the sub-process goes before what is in it."""
    found = [
        Timer(timer.event, at, name=timer.name) for timer in state.timers
        if (at := goes_off(calendar, timer.since, timer.limit, state))
    ]  # fmt: skip
    found += [
        Timer(task.timer_node, at, task.id, task.index, task.name) for task in state.open_tasks
        if task.timer and (at := goes_off(calendar, task.opened_at, task.timer, state))
    ]  # fmt: skip
    return sorted(found, key=lambda timer: timer.at)


def set_by(state: CaseState, net: procedures.Net, step: procedures.Step) -> list[Fact]:
    """Sub-processes that this move entered or left: their timers begin or cease to run."""
    if not net.timed_scopes and not state.timers:
        return []
    now = {event: (host, limit) for event, host, limit in procedures.timers(net, step.marking) if event in net.timed_scopes}
    known: dict[str, Running] = {timer.event: timer for timer in state.timers}
    started = tuple(
        {"event": event, "limit": limit, "name": net.node(host).name or host}
        for event, (host, limit) in now.items() if event not in known or host in step.entered
    )  # fmt: skip
    stopped = tuple(event for event in known if event not in now)
    return [f.TimersSet(started=started, stopped=stopped)] if started or stopped else []
