"""Clients of a bench: one process each (threads would share one interpreter lock), started together, timed alike."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import TypeVar

from django.db import connections

T = TypeVar("T")
Once = Callable[[T], object]
WARM_UP = 10
"""Operations before the clock starts: connection, prepared statements, caches."""


def rate(
    work: Callable[[], Once[T]], given: Sequence[T], *, clients: int, seconds: float, warm_up: int = WARM_UP
) -> float:
    """Operations a second of `clients` processes together.

    In each process `work()` makes the operation, which is then called with one of `given` after the other until the time
    is over or its share is used up.
    """
    connections.close_all()  # a connection cannot be shared with a fork
    fork = multiprocessing.get_context("fork")
    start = fork.Barrier(clients)
    ends = [fork.Pipe(duplex=False) for _ in range(clients)]
    children = [
        fork.Process(target=_client, args=(work, given[n::clients], seconds, warm_up, start, ends[n][1])) for n in range(clients)
    ]
    for child in children:
        child.start()
    for _, sender in ends:
        sender.close()
    try:
        done = [receiver.recv() for receiver, _ in ends]
    except EOFError:
        raise SystemExit("A client of the bench ended before it was done.") from None
    finally:
        for child in children:
            child.join()
    return sum(count / elapsed for count, elapsed in done)


def _client(work: Callable[[], Once[T]], given: Sequence[T], seconds: float, warm_up: int, start: Barrier, end: Connection) -> None:
    operation = work()
    for one in given[:warm_up]:
        operation(one)
    start.wait(timeout=60)
    count, begun = 0, time.perf_counter()
    for one in given[warm_up:]:
        operation(one)
        count += 1
        if time.perf_counter() - begun >= seconds:
            break
    end.send((count, time.perf_counter() - begun))
    end.close()
    connections.close_all()
