"""The demo city with its shipped catalogue and themes, and who works there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 9, 24, 8, 20, tzinfo=UTC)


def person(username: str):
    from yichuang.organisations import api as organisations

    return organisations.actor_named(username)


@pytest.fixture
def themed(db):
    """Organs, people, the shipped items and themes; returns the theme 开办餐饮店 in force."""
    from yichuang.catalogue import api as catalogue
    from yichuang.joint import themes
    from yichuang.organisations import api as organisations

    organisations.seed_demo(now=NOW)
    catalogue.load_shipped(now=NOW, actor=organisations.system_actor("catalogue"))
    themes.seed(now=NOW)
    return themes.in_force("open-restaurant")
