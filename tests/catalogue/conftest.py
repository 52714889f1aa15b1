from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

import yichuang.catalogue
from tests.lasting import forget, lasting

DATA = Path(yichuang.catalogue.__file__).parent / "data"
NOW = datetime(2026, 9, 24, 8, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def settled(django_db_setup, django_db_blocker):
    """The demo city and the shipped items by code, set up once a module."""
    from yichuang.catalogue import api
    from yichuang.organisations import api as organisations

    with lasting(django_db_blocker):
        organisations.seed_demo(now=NOW)
        yield api.load_shipped(now=NOW, actor=organisations.system_actor("catalogue"))


@pytest.fixture(scope="module")
def filled(settled):
    """The whole shipped catalogue, from the first test of a module that asks for it to the last: those that count what is shipped stand before."""
    from yichuang.catalogue import api
    from yichuang.organisations import api as organisations

    api.seed_catalogue(now=NOW, actor=organisations.system_actor("import"))


@pytest.fixture
def editor(settled, db):
    """The catalogue editor of the demo city."""
    from yichuang.organisations import api as organisations
    from yichuang.organisations.models import Account

    forget()
    return organisations.actor_of(Account.objects.get(username="shixiang"))


@pytest.fixture
def program(db):
    """The installation itself: it publishes without the stages that people go through."""
    from yichuang.organisations.api import system_actor

    return system_actor("catalogue")


@pytest.fixture
def shipped(settled, db) -> dict[str, UUID]:
    """The shipped items, by code."""
    forget()
    return dict(settled)


@pytest.fixture
def importer(db):
    """The program itself, as `yichuang import` acts."""
    from yichuang.organisations.api import system_actor

    return system_actor("import")


@pytest.fixture
def everything(filled, db) -> None:
    """The whole shipped catalogue: the shipped items in force, 39 guides, the district list, the register of plain words."""
    forget()
