"""A catalogue editor draws a procedure in a real Chromium, puts it on a new version of an item, and publishes it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.changes import through_the_stages
from tests.journeys.stage import Hall, Hand, no_violations, press
from yichuang.catalogue import api as catalogue

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor_page(hall: Hall) -> Page:
    """The page of the catalogue editor, signed in as people do."""
    return hall.staff("shixiang", "/studio/procedures/")


def ready(page: Page) -> None:
    """The drawing board has drawn what the server sent."""
    page.wait_for_selector("[data-ready]")


def test_a_drawn_procedure_is_published_with_a_new_version(editor_page: Page, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    page = editor_page
    no_violations(page)
    page.fill("#name", "材料审查加审核")
    page.fill("#code", "papers_first")
    page.select_option("#like", label="承办、审核")
    press(page, "开始画")
    ready(page)

    page.click("[data-element-id=review]")
    page.fill("#p-name", "材料审查")
    page.select_option("#p-post", label="承办人")
    page.fill("#p-limit", "3")
    page.click("[data-element-id=check]")
    page.select_option("#p-post", label="没有定")
    expect(page.locator("[data-changed]")).to_be_visible()
    press(page, "保存草稿")
    ready(page)
    assert page.locator("text=材料审查").count() > 0, "the draft survives"

    page.click("[data-element-id=check]")
    page.select_option("#p-post", label="科长")
    press(page, "收录为新的一版")
    ready(page)
    expect(page.locator(".st-state")).to_contain_text("第1版")
    no_violations(page)

    page.goto("/studio/?status=published")
    no_violations(page)
    page.get_by_role("link", name="城镇污水排入排水管网许可").click()
    expect(page.locator("h1")).to_have_text("城镇污水排入排水管网许可")
    no_violations(page)
    press(page, "从现行版起草新版")
    expect(page.locator(".st-meta")).to_contain_text("草稿")
    page.select_option("#procedure", label="材料审查加审核（papers_first，第1版）")
    press(page, "换流程")
    expect(page.locator("#e-procedure")).to_contain_text("材料审查加审核（第1版）")
    through_the_stages(hall, page, Hand(monkeypatch, timezone.now()))
    net = catalogue.net(catalogue.terms(catalogue.published("drainage")).procedure_id)
    assert (net.node("review").name, net.node("review").limit, net.node("check").post) == ("材料审查", 3, "section_chief")


def test_what_cannot_run_is_named_and_marked_in_the_drawing(editor_page: Page) -> None:
    page = editor_page
    page.goto("/studio/procedures/expert/")
    ready(page)
    page.click("[data-element-id=end]")
    page.keyboard.press("Delete")
    press(page, "收录为新的一版")
    ready(page)
    expect(page.locator("[data-problem]")).not_to_have_count(0)
    expect(page.locator(".st-wrong").first).to_be_visible()
    page.locator("[data-go]").first.click()
    expect(page.locator("[data-panel] [data-id]")).to_have_text(
        page.locator("[data-problem]").first.get_attribute("data-problem")
    )
    no_violations(page)
    page.set_viewport_size({"width": 360, "height": 800})
    page.reload()
    ready(page)
    no_violations(page)


def test_without_the_drawing_script_the_text_itself_is_edited(editor_page: Page) -> None:
    page = editor_page
    page.route("**/bpmn-modeler.min.js", lambda route: route.abort())
    page.goto("/studio/procedures/one_review/")
    if page.locator("[data-xml]").get_attribute("open") is None:
        page.locator("[data-xml] summary").click()
    text = page.input_value("#bpmn")
    page.fill("#bpmn", text.replace('name="承办"', 'name="审查"'))
    press(page, "保存草稿")
    assert 'name="审查"' in page.input_value("#bpmn")
