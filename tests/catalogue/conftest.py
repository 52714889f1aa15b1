from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

import yichuang.catalogue

DATA = Path(yichuang.catalogue.__file__).parent / "data"
NOW = datetime(2026, 9, 24, 8, 20, tzinfo=UTC)


@pytest.fixture
def editor(db):
    """The catalogue editor of the demo city."""
    from yichuang.organisations import api as organisations
    from yichuang.organisations.models import Account

    organisations.seed_demo(now=NOW)
    return organisations.actor_of(Account.objects.get(username="shixiang"))


@pytest.fixture
def program(db):
    """The installation itself: it publishes without the stages that people go through."""
    from yichuang.organisations.api import system_actor

    return system_actor("catalogue")


@pytest.fixture
def shipped(editor, program) -> dict[str, UUID]:
    """The shipped items, by code."""
    from yichuang.catalogue import api

    return api.load_shipped(now=NOW, actor=program)


@pytest.fixture
def importer(db):
    """The program itself, as `yichuang import` acts."""
    from yichuang.organisations.api import system_actor

    return system_actor("import")


@pytest.fixture
def everything(shipped, importer) -> None:
    """The whole shipped catalogue: the shipped items in force, 39 guides, the district list, the register of plain words."""
    from yichuang.catalogue import api

    api.seed_catalogue(now=NOW, actor=importer)
