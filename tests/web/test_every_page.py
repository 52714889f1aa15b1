"""Every page in English holds no Chinese outside what is marked as Chinese."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from .every_page import every_page

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
