"""The city and the players of the cases tests, and what is played together in it."""

from datetime import datetime

import pytest

from tests.cases.conftest import at, cast, city
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.models import ItemVersion
from yichuang.cli.players import Cast, Player
from yichuang.cli.together import Together
from yichuang.organisations import api as organisations

__all__ = ["at", "cast", "city", "in_place"]


@pytest.fixture
def together(cast):
    def begin(*codes, edges=(), **more) -> Together:
        return Together(cast, codes, edges, **more)

    return begin


@pytest.fixture
def play_alone(cast):
    """A case applied for by itself."""

    def begin(code: str, now: datetime) -> Player:
        return Player(cast, code).apply(now, party=cast.company)

    return begin


def in_place(cast: Cast, code: str, **changes) -> None:
    """Another version of an item in force: this one with changes, whatever the checks would say of them."""
    version_id = catalogue.revise(cast.items[code], now=at("2026-01-05 10:00"), actor=organisations.system_actor("catalogue"), **changes)
    ItemVersion.objects.filter(id=cast.items[code]).update(status="ended")
    ItemVersion.objects.filter(id=version_id).update(status="published", published_at=at("2026-01-05 10:00"))
    cast.items[code] = version_id
