"""Every page in a real Chromium at 320 px: axe finds nothing and nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import launch

from .every_page import Opened, every_page

AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
NARROW = {"width": 320, "height": 700}


@pytest.fixture
def pages(committed: Any, now: Any) -> list[Opened]:
    """All of them, before the browser is there: signing papers needs a thread without Playwright's loop."""
    return list(every_page(committed, now, "zh-hans"))


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread; the ORM calls are ordinary ones
    with sync_playwright() as driver:
        browser = launch(driver)
        yield browser
        browser.close()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_and_nothing_overflows_at_320_px(live_server: Any, pages: list[Opened], chromium: Browser) -> None:
    """What the server sent is laid out as it is, without asking for it again: the pages of every viewer in one browser."""
    context = chromium.new_context(viewport=NARROW, locale="zh-CN", base_url=live_server.url)
    page = context.new_page()
    page.goto("/static/vendor/axe-core/axe.min.js")
    axe = page.inner_text("body")
    shown: dict[str, str] = {}
    page.route("**/shown/*", lambda route: route.fulfill(body=shown["html"], content_type="text/html; charset=utf-8"))
    wrong: dict[str, list[Any]] = {}
    for number, opened in enumerate(pages):
        shown["html"] = opened.html
        page.goto(f"/shown/{number}")
        page.evaluate(axe)
        found = page.evaluate(f"{AXE}.then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if found or wide > 0:
            wrong[f"{opened.route} {opened.path}"] = [*found, *([["overflow", wide]] if wide > 0 else [])]
    context.close()
    assert wrong == {}, "\n".join(f"{where}: {what}" for where, what in wrong.items())
