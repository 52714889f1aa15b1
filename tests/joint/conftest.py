"""The city and the players of the cases tests, and what is played together in it."""

from datetime import datetime

import pytest

from tests.cases.conftest import at, cast, city
from yichuang.cli.players import Player
from yichuang.cli.together import Together

__all__ = ["at", "cast", "city"]


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
