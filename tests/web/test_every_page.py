"""Every page in English holds no Chinese outside what is marked as Chinese; in a real Chromium at 320 px axe finds nothing and nothing overflows."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from .every_page import Opened, every_page

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAID = ("aria-label", "title", "placeholder", "alt", "data-l")
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
SKIPPED = frozenset({"script", "style", "textarea", "svg", "pre", "title"})
"""What people typed, and code; and the title of a window, which names Chinese things and can mark no part of itself."""
NOT_FOR_READERS = frozenset({"kit"})
"""The gallery of components, for who builds pages; its samples are Chinese."""


class Unmarked(HTMLParser):
    """Chinese of an English page outside elements marked lang="zh…": what a screen reader would read in the wrong voice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []

    @property
    def language(self) -> str:
        return next((lang for _, lang in reversed(self.open) if lang), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        own = told.get("lang") or ""
        if not (own or self.language).startswith("zh"):
            self.found += [f"{tag}[{name}]: {told[name]}" for name in SAID if CHINESE.search(told.get(name) or "")]
        if tag not in VOID:
            self.open.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.open}
        if CHINESE.search(data) and not self.language.startswith("zh") and not tags & SKIPPED:
            self.found.append(f"{self.open[-1][0] if self.open else ''}: {data.strip()[:60]}")


@pytest.mark.django_db
def test_english_pages_mark_what_is_chinese(cast: Any, now: Any) -> None:
    wrong, seen = {}, 0
    for page in every_page(cast, now, "en"):
        seen += 1
        if page.route in NOT_FOR_READERS:
            continue
        reader = Unmarked()
        reader.feed(page.html)
        if reader.found:
            wrong[f"{page.route} {page.path}"] = reader.found[:40]
    assert seen > 70, seen
    assert wrong == {}, "\n".join(f"{where}: {what}" for where, what in wrong.items())


AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
NARROW = {"width": 320, "height": 700}


@pytest.fixture
def pages(cast: Any, now: Any) -> list[Opened]:
    """All of them, before the browser is there: signing papers needs a thread without Playwright's loop."""
    return list(every_page(cast, now, "zh-hans"))


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread; the ORM calls are ordinary ones
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
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
