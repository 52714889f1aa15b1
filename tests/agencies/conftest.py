"""The city and the players of the cases tests, and its market of intermediaries."""

from datetime import datetime

import pytest

from tests.cases.conftest import at, cast, city, play
from yichuang.cli import sample_agencies
from yichuang.cli.sample_agencies import Market

__all__ = ["at", "cast", "city", "play"]


@pytest.fixture
def market(cast) -> Market:
    """The list of services and its agencies, open since the middle of August 2026."""
    return sample_agencies.open_market(cast, datetime.fromisoformat("2026-08-17T09:00:00+08:00"))
