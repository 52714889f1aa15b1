"""Open cases counted again under a newly imported calendar: a bounded batch at a time, each case on its own (design §5 Clock)."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from yichuang.cases.actions.unit import begin
from yichuang.cases.domain.dates import dates
from yichuang.cases.domain.phases import OWNERS
from yichuang.cases.models import Case
from yichuang.clock import api as clock
from yichuang.facts.cases import CalendarBatchCounted
from yichuang.kernel import due as loops
from yichuang.kernel.events import Head, emit
from yichuang.kernel.record import Recorded, read
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

log = logging.getLogger(__name__)
BATCH = 100
"""Cases of one commit: their rows stay locked no longer than that takes."""
WHAT = "cases.calendar"


def begin_with(imported: Recorded, version: str) -> None:
    """The first batch after an import; nothing when it was begun before."""
    stream_id = uuid5(imported.stream_id, str(imported.seq))
    if not read(stream_id):
        batch(Head("recount", stream_id, 0, bytes(32)), version, None, now=imported.at)


def go_on(counted: Recorded) -> None:
    """The next batch. What was counted is a fact, so an interrupted recount goes on where it stood."""
    head = Head(counted.stream, counted.stream_id, counted.seq, counted.hash)
    batch(head, counted.fact.version, counted.fact.through_id, now=counted.at)


def batch(head: Head, version: str, after: UUID | None, *, now: datetime) -> None:
    actor = organisations.system_actor(WHAT)
    rows = Case.objects.filter(phase__in=[p.value for p in OWNERS]).order_by("id")
    ids = list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True)[:BATCH])
    failed = tuple(case_id for case_id in ids if not alone(case_id, actor, now))
    if len(ids) == BATCH:
        emit(head, [CalendarBatchCounted(version=version, through_id=ids[-1], failed=failed)], actor=actor.ref, at=now)


def alone(case_id: UUID, actor: Actor, now: datetime) -> bool:
    """Count one case again. One that cannot be counted is put off, seen with `yichuang stuck`, and stops no other."""
    try:
        with transaction.atomic():
            one(case_id, actor, now)
    except Exception as error:
        if connection.connection is None or connection.connection.closed:
            raise
        loops.put_off(WHAT, case_id, f"{type(error).__name__}: {error}", now)
        log.exception("case %s could not be counted again under the new calendar", case_id)
        return False
    return True


def one(case_id: UUID, actor: Actor, now: datetime) -> None:
    """A moved date is a fact of its case; a case whose dates stand still adopts the calendar with its next verb."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    if dates(verb.state, verb.terms, clock.calendar(verb.state.calendar_version)) != verb.dates:
        verb.adopt()
        verb.commit()


def again(now: datetime) -> int:
    """Try those that were put off and whose hour has come; how many."""
    ids = loops.ready(WHAT, now, BATCH)
    actor = organisations.system_actor(WHAT)
    loops.went_well(WHAT, [case_id for case_id in ids if alone(case_id, actor, now)])
    return len(ids)
