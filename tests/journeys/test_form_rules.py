"""A form that asks what is asked now, and a group of several people, filled in by phone: add, remove, mend, check, send."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.applicant import PHONE_NUMBER, answer, fill_in, send
from tests.journeys.stage import PHONE, Hall, no_violations, press

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def go_on_until(page: Page, name: str, answers: dict[str, object]) -> None:
    for _ in range(12):
        if page.locator(f'[name="{name}"]').count():
            return
        for element, value in answers.items():
            answer(page, element, value)
        press(page, "保存并继续")
    raise AssertionError(page.url)


def test_a_form_follows_the_answers_and_takes_several_people(hall: Hall) -> None:
    page = hall.open_browser(PHONE)
    page.goto(f"/apply/{hall.items['small-catering']}/")
    hall.sign_in(page, PHONE_NUMBER)
    page.locator("input[name=party]").first.check()
    press(page, "开始填写")
    go_on_until(page, "food.kind", {
        "premises.tenure": "租赁", "food.health_electronic": True, "premises.name": "示例小吃店", "premises.address": "示例市西五路118号",
        "premises.area_m2": "46.5", "party.phone": PHONE_NUMBER, "party.address": "示例市西五路1号",
    })  # fmt: skip
    kind = page.url
    answer(page, "food.kind", "糕点类")
    press(page, "保存并继续")
    expect(page.locator('[name="food.staff_count"]')).to_be_visible()
    expect(page.locator('[name="food.cold_dishes"]')).to_have_count(0)
    page.goto(kind)
    page.get_by_label("热食类").check()
    press(page, "保存并继续")
    expect(page.locator('[name="food.cold_dishes"]')).to_have_count(2)
    no_violations(page)
    answer(page, "food.staff_count", 2)
    answer(page, "food.cold_dishes", False)
    press(page, "保存并继续")
    staff(page)
    fill_in(hall, page, version_id=hall.items["small-catering"])
    expect(page.locator("main")).to_contain_text("从业人员 2")
    expect(page.locator("main")).to_contain_text("SLJK-0002")
    send(page)


def staff(page: Page) -> None:
    """Two people by keyboard: a row more, one too many taken away, a number forgotten and mended."""
    page.fill('[name="staff-1-food.staff_name"]', "示例甲")
    for place in (2, 3):
        page.get_by_role("button", name="再加一份").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == f"staff-{place}"
    no_violations(page)
    press(page, "删去 从业人员 3")
    page.fill('[name="staff-2-food.staff_name"]', "示例乙")
    page.fill('[name="staff-2-food.health_certificate"]', "sljk-0002")
    with page.expect_navigation():
        page.locator('[name="staff-2-food.health_certificate"]').press("Enter")
    expect(page.locator(".yc-err")).to_contain_text("从业人员 1：请填写健康证明编号")
    no_violations(page)
    follow_error = page.locator(".yc-err a").first
    follow_error.click()
    assert page.evaluate("document.activeElement.name") == "staff-1-food.health_certificate"
    page.keyboard.type("SLJK-0001")
    press(page, "保存并继续")
