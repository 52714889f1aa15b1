"""A real Chromium before the demo city; after each journey no page may have complained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import launch
from tests.journeys.stage import Hall
from yichuang.catalogue import api as catalogue
from yichuang.organisations import api as organisations


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        chromium = launch(driver)
        yield chromium
        chromium.close()
        # While Playwright's loop runs in this thread, Django keeps another set of connections for it, which nobody else sees.
        connections.close_all()


@pytest.fixture
def hall(browser: Browser, live_server: Any) -> Iterator[Hall]:
    """The demo city with its published items; no script or style may be blocked, no page may fail."""
    now = timezone.now() - timedelta(days=30)
    demo = organisations.seed_demo(now=now)
    items = catalogue.load_shipped(now=now, actor=organisations.system_actor("catalogue"))
    stage = Hall(browser, live_server.url, demo, items)
    yield stage
    assert stage.complaints == []
