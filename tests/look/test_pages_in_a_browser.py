"""The gallery, the front page and a guide in a real Chromium: axe finds nothing, nothing overflows, the keyboard works."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launch
from yichuang.catalogue.models import Item, ItemVersion

AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
WIDTHS = (1440, 360, 320)
NOW = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    import os

    # Playwright keeps a loop running in this thread; the ORM calls of the tests are ordinary ones all the same
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        browser = launch(driver)
        yield browser
        browser.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def guide() -> UUID:
    item = Item.objects.create(code="T-1", name="城镇污水排入排水管网许可", origin="guides")
    return ItemVersion.objects.create(
        item=item, name=item.name, status="published", regime="licence", department="示例市行政审批服务局", promised_amount=10,
        promised_unit="working_day", completed_fields=["steps"], created_at=NOW, created_by="system:test", published_at=NOW,
    ).id


def opened(browser: Browser, address: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN").new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    page.goto(address)
    return page


def violations(page: Page, root: str) -> list[Any]:
    page.wait_for_load_state()
    page.add_script_tag(url=f"{root}/static/vendor/axe-core/axe.min.js")
    return page.evaluate(f"{AXE}.then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))")


@pytest.mark.parametrize("path", ["/kit/", "/", "/items/", "/items/{guide}/", "/no/such/page/"])
def test_axe_finds_nothing_and_nothing_overflows(chromium: Browser, live_server: Any, guide: UUID, path: str) -> None:
    for width in WIDTHS:
        page = opened(chromium, live_server.url + path.format(guide=guide), width)
        assert violations(page, live_server.url) == [], width
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
        blocked = [said for said in page.complaints if "Content Security Policy" in said]  # type: ignore[attr-defined]
        assert blocked == []
        page.context.close()


def test_the_first_tab_leads_to_the_text_and_slash_to_the_search(chromium: Browser, live_server: Any) -> None:
    page = opened(chromium, live_server.url + "/", 1440)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.context.close()


def test_the_work_list_is_read_with_j_k_and_x(chromium: Browser, live_server: Any) -> None:
    page = opened(chromium, live_server.url + "/kit/", 1440)
    assert page.locator("[data-batch] [data-n]").inner_text() == "1"
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("[data-row]").nth(2).get_attribute("aria-selected") == "true"
    assert page.locator("[data-batch] [data-n]").inner_text() == "2"
    page.get_by_role("button", name="取消选择").click()
    assert page.locator("[data-batch]").is_hidden()
    page.context.close()


def test_choosing_refusal_opens_condition_reason_and_remedy(chromium: Browser, live_server: Any) -> None:
    page = opened(chromium, live_server.url + "/kit/", 1440)
    assert page.get_by_text("救济告知").is_hidden()
    page.get_by_label("不予", exact=True).check()
    assert page.get_by_text("救济告知").is_visible()
    assert page.get_by_role("button", name="签发不予决定").is_visible()
    page.context.close()
