"""Timed verbs: functions that the one due loop of the worker calls with the time it is (design §5)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

Due = Callable[[datetime], int]

FUNCTIONS: list[Due] = []

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


def _call(function: Due, now: datetime) -> int:
    try:
        return function(now)
    except (OperationalError, InterfaceError):
        if connection.connection is None or connection.connection.closed:
            raise
        log.exception("%s.%s failed", function.__module__, function.__qualname__)
    except Exception:
        log.exception("%s.%s failed", function.__module__, function.__qualname__)
    return 0
