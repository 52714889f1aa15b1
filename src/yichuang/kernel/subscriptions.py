"""Subscriptions: who hears which facts, each at its own cursor over the feed (design §4).

Cursor and effects commit together, one savepoint per event. A handler that fails three times parks the stream: this and
later events of that stream wait in `parked` for `replay`, other streams go on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yichuang.kernel.feed import sequence
from yichuang.kernel.record import COLUMNS, Recorded, recorded

Handler = Callable[[Recorded], None]
Row = Sequence[Any]
STREAM_ID, SEQ = 1, 2
"""Where these stand in a row of COLUMNS; a row becomes a fact only in its handler's savepoint."""

ATTEMPTS = 3
"""After so many failures on one event its stream is parked."""

BATCH = 100
"""Events of one commit: the row locks a handler takes are held no longer than that."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A named handler of some kinds of facts, of all their versions."""

    name: str
    kinds: tuple[str, ...]
    handler: Handler


@dataclass(frozen=True, slots=True)
class ParkedStream:
    """A stream one subscription cannot go on with; `error` is what its first waiting event met."""

    subscription: str
    stream_id: UUID
    seq: int
    waiting: int
    error: str
    since: datetime


SUBSCRIPTIONS: dict[str, Subscription] = {}


def subscribe(name: str, *facts: type[Any]) -> Callable[[Handler], Handler]:
    """Decorator for a handler in `reactions.py`: hears `facts` from the beginning of the record, each at least once.

    The name owns the cursor and is never reused. A handler runs inside the worker's transaction, is idempotent, and
    calls verbs of its own capability.
    """

    def register(handler: Handler) -> Handler:
        known = SUBSCRIPTIONS.get(name)
        if known and known.handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"subscription {name} has two handlers")
        SUBSCRIPTIONS[name] = Subscription(name, tuple(fact.kind for fact in facts), handler)
        return handler

    return register


def run(limit: int = 1000) -> int:
    """Carry every subscription over at most `limit` events of the feed; how many were passed, parked ones included."""
    return sum(_carry(subscription, limit) for subscription in tuple(SUBSCRIPTIONS.values()))


def run_all_once() -> int:
    """Sequence and carry until nothing is left, for tests, simulate and demo. Failing handlers are logged and parked."""
    handled = 0
    while True:
        moved, passed = sequence(), run()
        handled += passed
        if not moved and not behind():
            return handled
        if not moved and not passed:
            time.sleep(0.01)  # a retry, or another worker carries the subscription


def behind() -> int:
    """How many positions the slowest subscription of this process has before it."""
    if not SUBSCRIPTIONS:
        return 0
    sql = """
    select coalesce(max((select max(position) from feed) - coalesce(s.position, 0)), 0)
    from unnest(%s::text[]) as asked(name) left join subscription s using (name)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(SUBSCRIPTIONS)])
        return int(cursor.fetchone()[0])


def parked() -> list[ParkedStream]:
    """Every parked stream, with what stopped it and how many of its events wait."""
    sql = """
    select subscription, stream_id, min(seq), count(*), (array_agg(error order by seq))[1], min(parked_at) from parked
    group by subscription, stream_id order by min(parked_at) limit 1000
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [ParkedStream(*row) for row in cursor.fetchall()]


def replay(subscription: str, stream_id: UUID) -> int:
    """Hand a parked stream's waiting events to its handler again, in order; how many succeeded.

    Stops at the first that fails again, which stays parked with its new error. Raises LookupError for an unknown name.
    """
    known = SUBSCRIPTIONS[subscription]
    handled = 0
    with transaction.atomic():
        _position(known.name, wait=True)
        for row in _waiting(known.name, stream_id):
            key = [known.name, stream_id, row[SEQ]]
            error = _hand(known, row)
            if error:
                _execute("update parked set error = %s where (subscription, stream_id, seq) = (%s, %s, %s)", [error, *key])
                break
            _execute("delete from parked where (subscription, stream_id, seq) = (%s, %s, %s)", key)
            handled += 1
    return handled


def _carry(subscription: Subscription, limit: int) -> int:
    passed = 0
    while passed < limit:
        step = _batch(subscription, min(BATCH, limit - passed))
        if step <= 0:
            break
        passed += step
    return passed


def _batch(subscription: Subscription, size: int) -> int:
    """One commit: handle the next events and move the cursor. Stops before an event that failed and may be retried."""
    with transaction.atomic():
        position = _position(subscription.name, wait=False)
        if position is None:
            return 0
        end, passed = _window(position, size)
        if not passed:
            return 0
        rows = _events(subscription.kinds, position, end)
        stuck = _stuck(subscription.name, [row[STREAM_ID] for _, row in rows])
        for at, row in rows:
            if row[STREAM_ID] in stuck:
                _park(subscription.name, row, "")
                continue
            error = _hand(subscription, row)
            if not error:
                continue
            if _failed(subscription.name, at, error) < ATTEMPTS:
                _move(subscription.name, at - 1)
                return 0
            _park(subscription.name, row, error)
            stuck.add(row[STREAM_ID])
        _move(subscription.name, end)
        return passed


def _hand(subscription: Subscription, row: Row) -> str:
    """Call the handler in a savepoint; the error as text, empty when it went well. A lost connection is nobody's fault."""
    try:
        with transaction.atomic():
            subscription.handler(recorded(row))
    except Exception as error:
        if connection.connection is None or connection.connection.closed:
            raise
        log.exception("%s failed on event %s of %s", subscription.name, row[SEQ], row[STREAM_ID])
        return f"{type(error).__name__}: {error}"[:2000]
    return ""


def _execute(sql: str, params: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _position(name: str, *, wait: bool) -> int | None:
    """The subscription's cursor, its row locked until the commit; None when another worker carries it."""
    with connection.cursor() as cursor:
        skip = "" if wait else " skip locked"
        cursor.execute(f"select position from subscription where name = %s for update{skip}", [name])
        row = cursor.fetchone()
        if row is None:
            cursor.execute("insert into subscription (name) values (%s) on conflict do nothing returning position", [name])
            row = cursor.fetchone()
        return row[0] if row else None


def _window(position: int, size: int) -> tuple[int, int]:
    sql = "select max(position), count(*) from (select position from feed where position > %s order by position limit %s) w"
    with connection.cursor() as cursor:
        cursor.execute(sql, [position, size])
        end, passed = cursor.fetchone()
        return end or position, passed


def _events(kinds: tuple[str, ...], position: int, end: int) -> list[tuple[int, Row]]:
    sql = f"""
    select f.position, e.* from feed f
    cross join lateral (select {COLUMNS} from event where stream_id = f.stream_id and seq = f.seq) e
    where f.position > %s and f.position <= %s and e.kind = any(%s) order by f.position
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [position, end, list(kinds)])
        return [(row[0], row[1:]) for row in cursor.fetchall()]


def _stuck(name: str, stream_ids: list[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct stream_id from parked where subscription = %s and stream_id = any(%s)", [name, stream_ids]
        )
        return {row[0] for row in cursor.fetchall()}


def _waiting(name: str, stream_id: UUID) -> list[Row]:
    sql = f"""
    select e.* from parked p
    cross join lateral (select {COLUMNS} from event where stream_id = p.stream_id and seq = p.seq) e
    where p.subscription = %s and p.stream_id = %s order by p.seq
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [name, stream_id])
        return list(cursor.fetchall())


def _failed(name: str, position: int, error: str) -> int:
    sql = """
    update subscription set failures = case when failed_position = %s then failures + 1 else 1 end,
      failed_position = %s, last_error = %s where name = %s returning failures
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [position, position, error, name])
        return int(cursor.fetchone()[0])


def _park(name: str, row: Row, error: str) -> None:
    _execute(
        "insert into parked (subscription, stream_id, seq, error) values (%s, %s, %s, %s) on conflict do nothing",
        [name, row[STREAM_ID], row[SEQ], error],
    )


def _move(name: str, position: int) -> None:
    _execute("update subscription set position = %s, moved_at = clock_timestamp() where name = %s", [position, name])
