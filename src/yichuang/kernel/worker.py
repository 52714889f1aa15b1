"""The worker: sequencer, subscriptions and timed verbs in one loop, outside effects (jobs) in a thread beside it."""

from __future__ import annotations

import logging
import signal
import threading
import time
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from yichuang.kernel import due, jobs, subscriptions
from yichuang.kernel.feed import sequence

EVENTS = 1000
"""Events of one turn, so that a long backlog never keeps timed verbs waiting."""

DUE_EVERY = 1.0
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds to wait for a database that is away, longer each time."""

log = logging.getLogger(__name__)


def main(every: float = 0.2) -> None:
    """Work until SIGTERM or SIGINT: the turn that runs is finished, then everything stops."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    beside = threading.Thread(target=jobs.work, args=(stop,), name="jobs", daemon=True)
    beside.start()
    try:
        loop(stop, every)
    finally:
        stop.set()
        beside.join(timeout=30)


def loop(stop: threading.Event, every: float = 0.2) -> None:
    """Turn until `stop` is set. Outlives restarts of the database and anything a turn may raise."""
    failures, due_at = 0, 0.0
    while not stop.is_set():
        try:
            busy = turn()
            if time.monotonic() >= due_at:
                handled = due.run(now())
                due_at = time.monotonic() + (0.0 if handled else DUE_EVERY)
                busy += handled
        except Exception as error:  # noqa: BLE001 - reported below; the loop outlives whatever a turn raises
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
            failures += 1
            _report(error, pause)
            connection.close()
            stop.wait(pause)
            continue
        failures = 0
        if not busy:
            stop.wait(every)
    connection.close()


def turn() -> int:
    """Sequence and deliver at most EVENTS; how much there was to do."""
    return sequence(EVENTS) + subscriptions.run(EVENTS)


def now() -> datetime:
    """The wall clock, read here and nowhere below."""
    return timezone.now()


def _report(error: Exception, pause: float) -> None:
    if isinstance(error, (OperationalError, InterfaceError)):
        log.warning("the database is away (%s), trying again in %s s", str(error).strip().split("\n")[0], pause)
    else:
        log.error("a turn failed, trying again in %s s", pause, exc_info=error)
