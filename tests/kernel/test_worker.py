"""The worker: delivers, keeps time, runs jobs, and outlives the database's restarts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection, transaction

from yichuang.kernel import due, jobs, subscriptions, worker
from yichuang.kernel.events import Head, Recorded, emit
from yichuang.kernel.values import fact, new_id

NOW = datetime(2026, 9, 24, 8, 20, tzinfo=UTC)


@fact("test.Knocked")
class Knocked:
    n: int


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what the test registers."""
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS", {})
    monkeypatch.setattr(due, "FUNCTIONS", [])


def test_a_timed_verb_that_fails_does_not_hold_up_the_others(quiet: None) -> None:
    seen: list[datetime] = []

    @due.register
    def broken(now: datetime) -> int:
        raise ValueError("broken")

    @due.register
    def sound(now: datetime) -> int:
        seen.append(now)
        return 2 if len(seen) == 1 else 0

    assert due.run(NOW) == 2 and seen == [NOW]
    assert due.run_all(NOW) == 0


def until(holds: Callable[[], object], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


@pytest.fixture
def running(own_database: str, quiet: None) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.loop, args=(stop, 0.02))
    thread.start()
    yield stop
    stop.set()
    thread.join(15)
    assert not thread.is_alive(), "the loop stops when it is told to"


def knock(n: int) -> None:
    with transaction.atomic():
        emit(Head.new("case", new_id()), [Knocked(n=n)], actor="system:test", at=NOW)


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_the_loop_delivers_and_outlives_lost_connections(running: threading.Event, own_database: str) -> None:
    heard: list[int] = []
    ticks: list[datetime] = []

    def hear(event: Recorded) -> None:
        heard.append(event.fact.n)

    def tick(now: datetime) -> int:
        ticks.append(now)
        return 0

    subscriptions.subscribe("test.knocks", Knocked)(hear)
    due.register(tick)
    knock(1)
    until(lambda: heard == [1] and ticks)
    with psycopg.connect(own_database, autocommit=True) as other:
        other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )
    connection.close()
    knock(2)
    until(lambda: heard == [1, 2])
    assert all(moment.tzinfo for moment in ticks)


DONE: list[int] = []


@jobs.job("test.send")
def send(n: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    DONE.append(n)


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_a_job_deferred_in_a_rolled_back_transaction_never_was(own_database: str) -> None:
    DONE.clear()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send.defer(n=1)
        _ = 1 / 0
    with transaction.atomic():
        send.defer(n=2)
    jobs.run_waiting()
    assert DONE == [2]


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_the_job_runner_works_until_it_is_stopped(own_database: str) -> None:
    DONE.clear()
    stop = threading.Event()
    thread = threading.Thread(target=jobs.work, args=(stop,))
    thread.start()
    try:
        send.defer(n=3)
        until(lambda: DONE == [3])
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()


def test_periodic_jobs_of_the_kernel_are_known() -> None:
    assert {"kernel.purge_idempotency", "kernel.open_access_months"} <= set(jobs.app.tasks)
