"""A demo city with its shipped items, and players who act through the real verbs.

The city is set up once a module, inside a transaction that is rolled back at its end; each test runs in a savepoint of it.
"""

from datetime import datetime

import pytest
from django.db import transaction

from yichuang.cli.players import Cast, Player, gather
from yichuang.kernel.values import ZONE
from yichuang.organisations import powers


def at(text: str) -> datetime:
    """`2026-09-11 15:47` in Asia/Shanghai."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield gather(at("2026-01-05 09:00"))
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            powers.forget()


@pytest.fixture
def cast(city, db) -> Cast:
    city.actors.clear()
    return city


@pytest.fixture
def play(cast):
    def begin(item: str = "drainage") -> Player:
        return Player(cast, item)

    return begin
