"""What the tests of a module share: set up once, in a transaction that is rolled back at the module's end; each test runs in a savepoint of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import transaction
from pytest_django import DjangoDbBlocker

from yichuang.catalogue import queries
from yichuang.catalogue.finding import plain_words
from yichuang.cli.players import Cast
from yichuang.organisations import powers

_open: list[transaction.Atomic] = []


@contextmanager
def lasting(blocker: DjangoDbBlocker) -> Iterator[None]:
    with blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        _open.append(outer)
        try:
            forget()
            yield
        finally:
            end(outer)


def end(*which: transaction.Atomic) -> None:
    """Roll back what a module shares, at its end, or before its first test that commits: those run after all others."""
    for outer in which or tuple(_open):
        if outer in _open:
            _open.remove(outer)
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
    forget()


def forget() -> None:
    """What the process keeps of rows that a test has changed and that are rolled back after it."""
    powers.forget()
    plain_words.forget()
    queries._terms.clear()


def fresh(cast: Cast) -> Cast:
    """The cast of a module for one test, which may put another version in an item's place."""
    forget()
    return replace(cast, items=dict(cast.items), actors={})
