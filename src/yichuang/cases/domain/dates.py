"""Due dates: a projection of the ledger under one calendar, never an input (design §4, §5 Clock)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from yichuang.cases.domain.phases import OUTLIVES, ActKind, Phase
from yichuang.cases.domain.promised import waits
from yichuang.cases.domain.state import Act, CaseState, Entry, Task
from yichuang.cases.domain.timers import running
from yichuang.catalogue.domain import Terms
from yichuang.clock.domain import Calendar, Limit, Unit, add_working_days, due, last_day
from yichuang.kernel.values import ZONE, local_date

ANSWER = Limit(5, Unit.WORKING_DAY)
"""五日内一次告知, 许可法 32(4); working days by 82."""
DEFAULT_STATUTORY = Limit(20, Unit.WORKING_DAY)
"""许可法 42: the limit of a licence whose version states none."""
DEFAULT_EXTENSION = Limit(10, Unit.WORKING_DAY)
"""许可法 42: one extension, by the head of the organ."""
DELIVERY = Limit(10, Unit.WORKING_DAY)
"""许可法 44: licence delivered within ten working days of the decision."""
CORRECTION = Limit(15, Unit.WORKING_DAY)
"""Local practice [P]: how long the applicant has to correct, from service of the notice; the law sets none."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The last days of one case; None where no clock runs."""

    answer_on: date | None
    promised_on: date | None
    statutory_on: date | None
    delivery_on: date | None
    lapse_on: date | None
    provisional: bool
    next_check_at: datetime | None
    limits: Mapping[UUID, date]
    """The last day of each open step that has a limit."""
    acts: Mapping[UUID, date]
    """The last day of each act on its way whose days run."""
    silence_on: date | None = None
    """延续 (50): the last day for a decision; its end renews the licence."""

    @property
    def work_on(self) -> date | None:
        """The date a desk works towards: the nearest that binds in this phase."""
        known = self.answer_on or self.delivery_on or self.promised_on or self.statutory_on or self.lapse_on
        return min(filter(None, (known, self.silence_on)), default=None)


def statutory_limit(state: CaseState, terms: Terms) -> Limit | None:
    """The version's limit; a licence without one falls back to 42, other regimes have none."""
    if terms.statutory is not None:
        return terms.statutory
    return DEFAULT_STATUTORY if state.is_licence else None


def total(limit: Limit, extension: Entry | None) -> Limit:
    """Statutory limit plus the one extension, in the limit's unit."""
    if extension is None or extension.unit != limit.unit.value:
        return limit
    return Limit(limit.amount + extension.amount, limit.unit, limit.office_hours)


def ends(day: date) -> datetime:
    """24:00 of a day: the first instant at which it has passed."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def due_day(calendar: Calendar, start: datetime, limit: Limit, state: CaseState) -> tuple[date | None, bool]:
    """The last day and whether it is provisional; None while a stop is open and the limit had not run out before it."""
    if limit.unit is Unit.WORKING_DAY:  # the usual limit: the last day is enough, the days counted are not asked for
        last = last_day(calendar, local_date(start), limit, state.stops)
        if last is not None:
            return last, limit.amount > 0 and calendar.is_provisional(last)
    result = due(calendar, start, limit, state.stops)
    return result.due_on, result.provisional


def start_of_clock(state: CaseState) -> datetime:
    """Acceptance; after a first review the day its report came up: the lower organ has its own days (43), the upper begins with the report."""
    assert state.accepted_on is not None
    first = state.first_review
    begun = local_date(first.closed_at) if first and first.closed_at else state.accepted_on
    return datetime.combine(begun, time(), ZONE)


def review_dates(state: CaseState, terms: Terms, calendar: Calendar) -> tuple[date | None, date | None, bool]:
    """(promised, statutory, provisional) of an accepted case."""
    start, unsure = start_of_clock(state), False
    promised = statutory = None
    if terms.promised is not None:
        promised, flag = due_day(calendar, start, terms.promised, state)
        unsure |= flag
    limit = statutory_limit(state, terms)
    if limit is not None:
        statutory, flag = due_day(calendar, start, limit, state)
        unsure |= flag
        extension = state.extension
        if extension is not None and statutory is not None:
            longer = total(limit, extension)
            if longer != limit:
                statutory, flag = due_day(calendar, start, longer, state)
            else:  # another unit: it runs on from the last day
                after = datetime.combine(statutory, time(), ZONE)
                statutory, flag = due_day(calendar, after, Limit(extension.amount, Unit(extension.unit)), state)
            unsure |= flag
    return promised, statutory, unsure


def dates(state: CaseState, terms: Terms, calendar: Calendar) -> Dates:
    """Project the last days of a case. Law: 32(4) answer, 42 and 45 review, 44 delivery."""
    answer = promised = statutory = delivery = lapse = None
    unsure, acts = False, act_days(state, calendar)
    if state.phase is Phase.RECEIVED or (state.phase is Phase.CORRECTING and state.corrected_at):
        answer, unsure = due_day(calendar, state.corrected_at or state.received_at, ANSWER, state)
    elif state.phase is Phase.CORRECTING and state.correction:
        lapse = acts.get(state.correction.id)
        unsure = lapse is not None and calendar.is_provisional(lapse)
    elif state.accepted_on is not None and state.phase in (Phase.UNDER_REVIEW, Phase.DECIDED):
        if state.first_review is None or state.first_review.closed_at is not None:
            promised, statutory, unsure = review_dates(state, terms, calendar)
        if state.phase is Phase.DECIDED and state.decided_at and state.delivered_at is None:
            delivery, flag = due_day(calendar, state.decided_at, DELIVERY, state)
            unsure |= flag
    limits = step_limits(state, calendar) | answers(state, acts)
    steps = [limits[task.id] for task in limited(state) if task.id in limits and not task.limit_passed]
    waiting = [acts[act.id] for act in state.acts if act.id in acts and waits_for_time(act)]
    waiting += [remind_on(calendar, act, acts[act.id]) - timedelta(days=1) for act in state.acts if act.id in acts and is_reminded_of(act)]
    waiting += waits(state, calendar)
    timers = running(state, calendar)
    if state.silence_on:
        waiting.append(state.silence_on)
    if last := state.tell_by:
        waiting.append(last)
    check = next_check(state, answer, promised, statutory, delivery, lapse, steps, waiting, timers[0].at if timers else None)
    return Dates(answer, promised, statutory, delivery, lapse, unsure, check, limits, acts, state.silence_on)


RUNNING: dict[ActKind, tuple[str, ...]] = {
    ActKind.CORRECTION: ("asked",),
    ActKind.THIRD_PARTY: ("told",),
    ActKind.HEARING: ("right_told", "asked", "noticed"),
    ActKind.OPINION: ("asked",),
    ActKind.SPECIAL: ("running",),
}
"""The states in which an act's days count."""


def act_day(calendar: Calendar, act: Act, from_on: date | None = None) -> date | None:
    """The last day of an act's days, run from `from_on` (one person's own service) or from where the act's run."""
    start = from_on or act.from_on
    if act.limit is None or start is None:
        return None
    return last_day(calendar, start, Limit(act.limit, Unit(act.unit)))


def act_days(state: CaseState, calendar: Calendar) -> dict[UUID, date]:
    """The last day of each act on its way: none while its notice is not served (design §5a)."""
    if state.phase not in (Phase.CORRECTING, Phase.UNDER_REVIEW):
        return {}
    running = (act for act in state.acts if act.state in RUNNING.get(act.kind, ()))
    return {act.id: day for act in running if (day := act_day(calendar, act))}


def answers(state: CaseState, acts: Mapping[UUID, date]) -> dict[UUID, date]:
    """The asked organ works towards its own last day, not towards that of the case."""
    asked = {str(act.id): acts[act.id] for act in state.acts_of(ActKind.OPINION) if act.id in acts}
    return {task.id: asked[task.node] for task in state.open_tasks if task.node in asked}


def is_reminded_of(act: Act) -> bool:
    """Whether the organ asked still has to be reminded of its answer."""
    return act.kind is ActKind.OPINION and act.state == "asked" and not act.data.get("reminded")


def remind_on(calendar: Calendar, act: Act, last: date) -> date:
    """The working day before the last, but not the day of the question itself."""
    assert act.from_on is not None
    return max(add_working_days(calendar, last, -1), act.from_on + timedelta(days=1))


def step_limits(state: CaseState, calendar: Calendar) -> dict[UUID, date]:
    """The last day of each open step with a limit of its own, in working days from its opening, stops not counted."""
    found = {}
    for task in state.open_tasks:
        if task.limit:
            last = last_day(calendar, local_date(task.opened_at), Limit(task.limit, Unit.WORKING_DAY), state.stops)
            if last is not None:
                found[task.id] = last
    return found


def limited(state: CaseState) -> tuple[Task, ...]:
    """The open tasks whose limit still counts: every step under review, afterwards only what looks back at the case."""
    return tuple(task for task in state.open_tasks if state.phase is Phase.UNDER_REVIEW or task.kind in OUTLIVES)


def next_check(
    state: CaseState, answer: date | None, promised: date | None, statutory: date | None, delivery: date | None,
    lapse: date | None, steps: Sequence[date], waiting: Sequence[date], timer: datetime | None,
) -> datetime | None:
    """The next moment at which time alone changes something; None when nothing is waiting for time."""
    days = [*steps]
    if state.phase is Phase.RECEIVED or state.phase is Phase.CORRECTING:
        # no deemed acceptance outside the licensing law: the window is only reminded there
        days += [d for d in ((answer if state.is_licence else None), lapse, state.silence_on) if d]
    if state.phase is Phase.UNDER_REVIEW:
        days += [promised] if promised and not state.promise_passed else []
        days += [statutory] if statutory and not state.statutory_passed else []
        days += waiting
    if state.phase is Phase.DECIDED and delivery and not state.delivery_passed and state.is_granted_licence:
        days.append(delivery)
    moments = [*map(ends, days)]
    if timer and state.phase is Phase.UNDER_REVIEW:
        moments.append(timer)
    return min(moments, default=None)


TIMED: dict[ActKind, tuple[str, ...]] = {
    ActKind.THIRD_PARTY: ("told",),
    ActKind.HEARING: ("right_told",),
    ActKind.OPINION: ("asked",),
    ActKind.SPECIAL: ("running",),
}
"""Acts that time itself moves: the right not used in time lapses, silence has its stated effect, a stop outlasts the time
told in writing (45)."""


def waits_for_time(act: Act) -> bool:
    """Whether the act's last day, when it has one, still has to do something."""
    return act.state in TIMED.get(act.kind, ()) and not act.data.get("overrun")


CLOCKS = ("answer", "promised", "statutory", "delivery", "lapse")


def differences(state: CaseState, before: Dates, after: Dates) -> list[tuple[str, date, date]]:
    """(clock, from, to) of every last day that stands elsewhere under another calendar; an act's clock has its kind's name."""
    pairs = [(name, getattr(before, f"{name}_on"), getattr(after, f"{name}_on")) for name in CLOCKS]
    acts = (act for act in state.acts if act.kind is not ActKind.CORRECTION)  # its clock is "lapse"
    pairs += [(act.kind.value, before.acts.get(act.id), after.acts.get(act.id)) for act in acts]
    return [(name, old, new) for name, old, new in pairs if old is not None and new is not None and old != new]
