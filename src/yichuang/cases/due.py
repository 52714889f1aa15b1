"""What time itself does to cases: deemed acceptance, lapse, silence, passed limits. One due loop, `now` is an argument."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from yichuang.cases import tasks
from yichuang.cases.actions import acceptance, moving, recount, renewing, review, rights, switching
from yichuang.cases.actions.relying import post as post_of
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import acceptance as law
from yichuang.cases.domain import telling, tolerating
from yichuang.cases.domain.automatic import RETRY_SECONDS
from yichuang.cases.domain.dates import ends, limited
from yichuang.cases.domain.phases import Phase
from yichuang.cases.models import AutomaticRun, Case
from yichuang.facts import cases as f
from yichuang.kernel import due as loops
from yichuang.kernel.errors import Stale
from yichuang.kernel.record import read
from yichuang.kernel.values import Effective, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act

log = logging.getLogger(__name__)
BATCH = 100
WHAT = "cases.due"
TRIES = 3


def run(now: datetime, limit: int = BATCH) -> int:
    """Check every case whose time has come, oldest first, one transaction each; returns how many changed or were put off.

    Proportional to what is due: a partial index on next_check_at, SKIP LOCKED against a second worker. A case that fails is
    put off, so that the next batch begins behind it.
    """
    due = Case.objects.filter(next_check_at__lte=now).exclude(id__in=loops.waiting(WHAT, now)).order_by("next_check_at")
    ids = list(due.values_list("id", flat=True)[:limit])
    failed_before = loops.known(WHAT, ids) if ids else set()
    well = {case_id: alone(case_id, now) for case_id in ids}
    loops.went_well(WHAT, [case_id for case_id in failed_before if well[case_id] is not None])
    return sum(changed is not False for changed in well.values()) + recount.again(now) + switching.again(now) + moving.again(now)


def alone(case_id: UUID, now: datetime) -> bool | None:
    """One case's failure is logged with its id, put off, and does not hold up the others (None); a lost database is the
    worker's to mend."""
    try:
        return check(case_id, now)
    except Exception as error:
        if isinstance(error, (OperationalError, InterfaceError)) and (connection.connection is None or connection.connection.closed):
            raise
        again = loops.put_off(WHAT, case_id, f"{type(error).__name__}: {error}", now)
        log.exception("what was due on case %s could not be done; tried again at %s", case_id, again.isoformat())
        return None


class NothingDue(Exception):
    """The row says that something is due and the law finds nothing: left alone, it would be asked for ever."""


def check(case_id: UUID, now: datetime) -> bool:
    """Everything due on one case at `now`. True when something was written; False when another worker has it in hand."""
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                free = Case.objects.select_for_update(skip_locked=True).filter(id=case_id, next_check_at__lte=now)
                if not free.exists():
                    return False
                if not move(case_id, now):
                    raise NothingDue
                return True
        except Stale:
            if attempt == TRIES - 1:
                raise
    return False


def move(case_id: UUID, now: datetime) -> bool:
    actor = organisations.system_actor("due")
    verb = begin(case_id, actor=actor, now=now)
    answer_on, lapse_on = verb.dates.answer_on, verb.dates.lapse_on
    if law.is_answer_late(verb.state, answer_on, now):
        acceptance.deem_now(verb)
        return True
    if lapse_on and now >= ends(lapse_on):
        acceptance.lapse(case_id, actor=actor, now=now)
        return True
    verb.adopt()  # what is due is due under the calendar in force
    verb.say(not_before_import(verb, rights.silence(verb)))
    verb.say(passed(verb))
    verb.say(not_before_import(verb, telling.told_too_late(verb.state, now)))
    verb.say(tolerating.by_time(verb.state, verb.calendar, now, post=post_of(verb, Act.TERMINATE), new_id=new_id))
    review.time_out(verb, lambda: counted_from(verb))
    if verb.state.silence_on and now >= ends(verb.state.silence_on):
        renewing.by_silence(verb)  # last: what ran out before the licence did is late, what would have run out after is not
    written = bool(verb.facts)
    verb.commit()
    return written


def passed(verb: Verb) -> list[Effective]:
    """Limits that ran out, each from the end of its last day."""
    return not_before_import(verb, [Effective(fact, ends(fact.due_on)) for fact in over(verb)])


def not_before_import(verb: Verb, facts: list[Effective]) -> list[Effective]:
    """A day that a new calendar moved earlier makes nothing late before that calendar's import (design §5 Clock)."""
    if not facts:
        return []
    adopting = any(isinstance(fact, f.CalendarAdopted) for fact in verb.facts)
    since = verb.now if adopting else counted_from(verb)
    return [Effective(said.fact, min(max(said.effective_at, since), verb.now)) for said in facts]


def counted_from(verb: Verb) -> datetime:
    """When the case began to count under its calendar and its version: nothing is late before."""
    told = [event.at for event in read(verb.state.id) if event.kind in (f.CalendarAdopted.kind, f.VersionMoved.kind)]
    return max(told, default=verb.state.received_at)


def over(verb: Verb) -> list[f.PromisePassed | f.StatutoryPassed | f.StepLimitPassed | f.DeliveryPassed]:
    """Limits whose last day has gone by: promise, law, steps (after the decision those that look back at the case), delivery (44)."""
    state, dates, now = verb.state, verb.dates, verb.now
    if state.silence_on:
        now = min(now, ends(state.silence_on))
    facts: list[f.PromisePassed | f.StatutoryPassed | f.StepLimitPassed | f.DeliveryPassed] = []
    late = next(iter(state.open_tasks), None)
    post, owner = (late.post, late.owner_id) if late else ("", None)
    if state.phase is Phase.UNDER_REVIEW:
        if dates.promised_on and not state.promise_passed and now >= ends(dates.promised_on):
            facts.append(f.PromisePassed(due_on=dates.promised_on, post=post, owner_id=owner))
        if dates.statutory_on and not state.statutory_passed and now >= ends(dates.statutory_on):
            facts.append(f.StatutoryPassed(due_on=dates.statutory_on, post=post, owner_id=owner))
    facts += [
        f.StepLimitPassed(task_id=task.id, due_on=dates.limits[task.id])
        for task in limited(state)
        if task.id in dates.limits and not task.limit_passed and now >= ends(dates.limits[task.id])
    ]
    waits = state.phase is Phase.DECIDED and state.is_granted_licence and not state.delivery_passed
    if waits and dates.delivery_on and now >= ends(dates.delivery_on):
        facts.append(f.DeliveryPassed(due_on=dates.delivery_on))
    return facts


def take_up_again(now: datetime) -> int:
    """智能审批 whose job died with its worker: queued again."""
    ids = AutomaticRun.objects.filter(next_try_at__lte=now).order_by("next_try_at").values_list("case_id", flat=True)[:BATCH]
    found = list(ids)
    with transaction.atomic():
        AutomaticRun.objects.filter(case_id__in=found).update(next_try_at=now + timedelta(seconds=RETRY_SECONDS))
        for case_id in found:
            tasks.consider.defer(case_id=str(case_id))
    return len(found)
