"""A demo city with its shipped items, set up once a module, and players who act through the real verbs."""

from datetime import datetime

import pytest

from tests.lasting import fresh, lasting
from yichuang.cli.players import Cast, Player, gather
from yichuang.kernel.values import ZONE


def at(text: str) -> datetime:
    """`2026-09-11 15:47` in Asia/Shanghai."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    with lasting(django_db_blocker):
        yield gather(at("2026-01-05 09:00"))


@pytest.fixture
def cast(city, db) -> Cast:
    return fresh(city)


@pytest.fixture
def play(cast):
    def begin(item: str = "drainage") -> Player:
        return Player(cast, item)

    return begin
