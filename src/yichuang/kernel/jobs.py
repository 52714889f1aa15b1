"""Outside effects and periodic work, by procrastinate on the same PostgreSQL (design §4).

Reactions defer jobs, inside their own transaction; verbs never do. Jobs stand in `tasks.py` of a capability.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import threading
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

Function = Callable[..., Any]

POLL = 2.0
PAUSE = 2.0

log = logging.getLogger(__name__)


def job(name: str, *, queue: str = "outside", attempts: int = 8) -> Callable[[Function], Any]:
    """Make a job of an idempotent function; `.defer(**values)` queues it. Retried after 2, 4, 8 … seconds."""
    retry = RetryStrategy(max_attempts=attempts, exponential_wait=2)

    def register(function: Function) -> Any:
        return app.task(name=name, queue=queue, retry=retry)(_own_connection(function))

    return register


def periodic(name: str, cron: str) -> Callable[[Function], Any]:
    """Run `function(timestamp)` at the times of a cron line (UTC), on one worker only."""

    def register(function: Function) -> Any:
        return app.periodic(cron=cron)(app.task(name=name, queue="periodic", pass_context=False)(_own_connection(function)))

    return register


def work(stop: threading.Event) -> None:
    """Run jobs until `stop` is set; a job that runs is finished. Outlives restarts of the database."""
    while not stop.is_set():
        try:
            asyncio.run(_until(stop))
        except Exception:  # whatever a job or the driver raised: the runner is the last who can start again
            log.exception("the job runner stopped, starting it again in %s s", PAUSE)
            stop.wait(PAUSE)


def run_waiting() -> None:
    """Run every job that waits now and return; for tests and demo. Not inside a transaction: it has its own connection."""
    asyncio.run(_waiting())


async def _until(stop: threading.Event) -> None:
    running = asyncio.create_task(_serve())
    while not stop.is_set() and not running.done():
        await asyncio.sleep(0.2)
    if stop.is_set():
        running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _serve() -> None:
    async with _opened() as runner:
        await runner.run_worker_async(
            install_signal_handlers=False, fetch_job_polling_interval=POLL, delete_jobs="successful", concurrency=4,
            shutdown_graceful_timeout=20,
        )


async def _waiting() -> None:
    async with _opened() as runner:
        await runner.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="successful")


def _opened() -> Any:
    """The same jobs on a connection of the worker's own: Django's cannot wait for notifications."""
    connector: Any = app.connector
    return app.with_connector(connector.get_worker_connector()).open_async()


def _own_connection(function: Function) -> Function:
    """Jobs run in threads that live long: a connection the database has closed meanwhile is dropped first."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return run
