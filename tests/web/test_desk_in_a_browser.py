"""The desk in a real Chromium: axe finds nothing, nothing overflows, one key judges a point."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launch
from yichuang.organisations.models import Account

AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
WIDTHS = (1440, 360)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(committed):
    return committed


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread; the ORM calls are ordinary ones
    with sync_playwright() as driver:
        browser = launch(driver)
        yield browser
        browser.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


def at_desk(browser: Browser, root: str, username: str, path: str, width: int) -> Page:
    """A page opened by one of the staff."""
    client = Client()
    client.force_login(Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": root}])
    page = context.new_page()
    page.goto(root + path)
    return page


def faults(page: Page, root: str) -> list[Any]:
    page.wait_for_load_state()
    page.add_script_tag(url=f"{root}/static/vendor/axe-core/axe.min.js")
    found = page.evaluate(f"{AXE}.then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, *([["overflow", wide]] if wide > 0 else [])]


def test_axe_finds_nothing_on_the_desk(chromium: Browser, live_server: Any, play, now) -> None:
    waiting = play("soil-conservation").apply(now - timedelta(days=6)).accept(now - timedelta(days=5)).review(now - timedelta(days=1))
    fresh = play("drainage").apply(now)
    pages = [
        ("chuangkou", "/desk/"), ("chuangkou", f"/desk/cases/{fresh.case_id}/"), ("fenguan", f"/desk/cases/{waiting.case_id}/"),
        ("chengban", f"/desk/cases/{waiting.case_id}/do/decide/"), ("zhizheng", "/desk/issue/"), ("chengban", "/desk/calendar/"),
        ("zuzhang", "/desk/ledger/"), ("fenguan", "/desk/stand-ins/"),
    ]  # fmt: skip
    for username, path in pages:
        for width in WIDTHS:
            page = at_desk(chromium, live_server.url, username, path, width)
            assert faults(page, live_server.url) == [], (path, width)
            page.context.close()


def test_one_key_judges_a_point_and_the_next_material_follows(chromium: Browser, live_server: Any, play, now) -> None:
    case = play("drainage").apply(now)
    page = at_desk(chromium, live_server.url, "chuangkou", f"/desk/cases/{case.case_id}/", 1440)
    before = page.locator("#points li[data-open]:has([data-choice])").count()
    page.keyboard.press("1")
    page.wait_for_url("**#points")
    assert page.locator("#points li[data-open]:has([data-choice])").count() == before - 1
    page.keyboard.press("n")
    page.wait_for_url("**?m=*")
    page.context.close()
