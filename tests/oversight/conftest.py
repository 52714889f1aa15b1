"""The city and the players of the cases tests."""

from tests.cases.conftest import cast, city, play

__all__ = ["cast", "city", "play"]
