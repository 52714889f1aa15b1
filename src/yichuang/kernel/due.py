"""Timed verbs: functions that the one due loop of the worker calls with the time it is (design §5)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from yichuang.kernel.models import PutOff

Due = Callable[[datetime], int]

FUNCTIONS: list[Due] = []

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)

log = logging.getLogger(__name__)


def register(function: Due) -> Due:
    """Have `function(now)` called about every second. It does a bounded batch, opens its own transactions, and returns
    how many rows it handled; a full batch is followed by the next at once. Usable as a decorator."""
    if function not in FUNCTIONS:
        FUNCTIONS.append(function)
    return function


def run(now: datetime) -> int:
    """Call every registered function once. One that fails is logged and does not hold up the others."""
    return sum(_call(function, now) for function in tuple(FUNCTIONS))


def run_all(now: datetime) -> int:
    """Call them until nothing is due any more; for tests, simulate and demo."""
    handled = 0
    while done := run(now):
        handled += done
    return handled


@dataclass(frozen=True, slots=True)
class Stuck:
    """Timed work that keeps failing: on what, since when, how often, and when it is tried again."""

    what: str
    subject_id: UUID
    failures: int
    error: str
    first_at: datetime
    next_try_at: datetime


def put_off(what: str, subject_id: UUID, error: str, now: datetime) -> datetime:
    """Work on `subject_id` failed and its transaction is rolled back: try again later, each time after twice as long, so that
    it never stands at the head of a batch. Returns when. Call it outside that transaction."""
    sql = """
    insert into put_off as p (what, subject_id, failures, error, first_at, next_try_at) values (%s, %s, 1, %s, %s, %s)
    on conflict (what, subject_id) do update set failures = p.failures + 1, error = excluded.error,
      next_try_at = %s + least(%s * power(2, least(p.failures, 20)), %s) returning next_try_at
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [what, subject_id, error[:2000], now, now + FIRST_WAIT, now, FIRST_WAIT, LONGEST_WAIT])
        return datetime.fromisoformat(str(cursor.fetchone()[0]))


def went_well(what: str, subject_ids: Iterable[UUID]) -> None:
    """What had been put off was done after all."""
    if ids := list(subject_ids):
        PutOff.objects.filter(what=what, subject_id__in=ids).delete()


def waiting(what: str, now: datetime) -> Any:
    """A subquery of the subjects that are not to be tried yet."""
    return PutOff.objects.filter(what=what, next_try_at__gt=now).values("subject_id")


def ready(what: str, now: datetime, limit: int) -> list[UUID]:
    """Subjects put off whose time to be tried again has come, the longest waiting first."""
    rows = PutOff.objects.filter(what=what, next_try_at__lte=now).order_by("next_try_at")
    return list(rows.values_list("subject_id", flat=True)[:limit])


def known(what: str, subject_ids: Iterable[UUID]) -> set[UUID]:
    """Those of them that failed before."""
    return set(PutOff.objects.filter(what=what, subject_id__in=list(subject_ids)).values_list("subject_id", flat=True))


def stuck() -> list[Stuck]:
    """Everything put off, longest first."""
    return [
        Stuck(row.what, row.subject_id, row.failures, row.error, row.first_at, row.next_try_at)
        for row in PutOff.objects.order_by("first_at", "subject_id")[:1000]
    ]


def try_now(now: datetime, subject_id: UUID | None = None) -> int:
    """Have everything put off (or one subject) tried with the next turn of the loop; how many."""
    rows = PutOff.objects.filter(next_try_at__gt=now)
    return (rows.filter(subject_id=subject_id) if subject_id else rows).update(next_try_at=now)


def _call(function: Due, now: datetime) -> int:
    try:
        return function(now)
    except (OperationalError, InterfaceError):
        if connection.connection is None or connection.connection.closed:
            raise
        log.exception("%s.%s failed", function.__module__, function.__qualname__)
    except Exception:  # one capability's fault must not keep the others' deadlines waiting
        log.exception("%s.%s failed", function.__module__, function.__qualname__)
    return 0
