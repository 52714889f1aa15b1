"""The stage of a journey: people at browsers of their own, and what must hold on every page they open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, Page

from yichuang.kernel import due, subscriptions
from yichuang.organisations.seed import Demo

AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 780}


@dataclass
class Hall:
    """The demo city, its items, and who sits at a browser; `complaints` stays empty when all is well."""

    browser: Browser
    url: str
    demo: Demo
    items: Mapping[str, Any]
    complaints: list[str] = field(default_factory=list)
    at_desk: dict[str, Page] = field(default_factory=dict)

    def open_browser(self, size: dict[str, int] = WIDE) -> Page:
        """A browser of one's own: no cookie is shared with anybody else."""
        context = self.browser.new_context(viewport=size, locale="zh-CN", base_url=self.url)
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", lambda answer: self.complaints.append(answer.url) if answer.status >= 500 else None)
        return page

    def _listen(self, said: Any) -> None:
        if "Content Security Policy" in said.text:
            self.complaints.append(said.text)

    def staff(self, username: str, then: str = "/desk/") -> Page:
        """Signed in with password and dynamic code."""
        member = next(m for m in self.demo.staff if m.username == username)
        page = self.open_browser()
        page.goto(f"/sign-in/staff/?next={then}")
        page.fill("[name=username]", member.username)
        page.fill("[name=password]", member.password)
        press(page, "下一步")
        page.fill("[name=code]", pyotp.TOTP(member.totp_secret).at(timezone.now()))
        press(page, "登录")
        assert page.url == self.url + then
        return page

    def desk(self, username: str, then: str) -> Page:
        """At a desk where somebody may sit already: one signs in once a day, and each code opens once."""
        key = f"{username} {timezone.localdate()}"
        if key not in self.at_desk:
            self.at_desk[key] = self.staff(username, then)
        page = self.at_desk[key]
        page.goto(then)
        return page

    def phone_code(self) -> str:
        """The newest code on the local gateway, read as a person would: on its page, in another window."""
        page = self.open_browser()
        page.goto("/local-gateway/")
        found = re.search(r"验证码\D*(\d{6})", page.inner_text("main"))
        assert found, page.inner_text("main")
        page.context.close()
        return found[1]

    def sign_in(self, page: Page, phone: str) -> None:
        """From the page that asks for the phone number to the page one wanted."""
        page.fill("[name=phone]", phone)
        press(page, "获取验证码")
        page.fill("[name=code]", self.phone_code())
        press(page, "登录")


class Hand:
    """The hand of the clock on the wall: everything that asks the time is told this one, and the loop plays what is due."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
        self.real, self.ahead = timezone.now, timedelta()
        self.ahead = moment - self.real()
        monkeypatch.setattr(timezone, "now", lambda: self.real() + self.ahead)

    def turn_to(self, moment: datetime) -> None:
        self.ahead = moment - self.real()
        worker()


def worker() -> None:
    """What the worker would have done by now, in a thread of its own as in life: Playwright's loop runs in this one."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(_work).result()


def _work() -> None:
    try:
        due.run_all(timezone.now())
        subscriptions.run_all_once()
    finally:
        connections.close_all()


def press(page: Page, name: str, within: str = "main") -> None:
    """Press the button of this name and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(within).get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str, within: str = "main") -> None:
    """Follow the link of this name."""
    with page.expect_navigation():
        page.locator(within).get_by_role("link", name=name).first.click()


def no_violations(page: Page) -> None:
    """axe finds nothing, and nothing runs over the edge of the screen."""
    page.wait_for_load_state()
    page.add_script_tag(url="/static/vendor/axe-core/axe.min.js")
    found = page.evaluate(f"{AXE}.then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))")
    assert found == [], f"{page.url}: {found}"
    fits(page)


def on_both(page: Page) -> None:
    """The same on a wide screen and on a phone."""
    before = page.viewport_size
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        no_violations(page)
    page.set_viewport_size(before)


def fits(page: Page) -> None:
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0, f"{page.url} runs {wider}px over at {page.viewport_size}"
