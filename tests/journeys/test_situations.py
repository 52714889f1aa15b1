"""情形引导 in a real Chromium: the citizen's guide becomes personal and the clerk sees what applies; the editor's sheet by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.applicant import COMPANY, PHONE_NUMBER, fill_in, send
from tests.journeys.stage import Hall, follow, no_violations, on_both, press
from tests.journeys.test_main_job import mark_papers, open_case
from yichuang.catalogue import api as catalogue

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ITEM = "《小餐饮经营许可证》新办"


def test_answers_make_the_guide_personal_and_the_clerk_sees_only_what_applies(hall: Hall) -> None:
    page = hall.open_browser()
    page.goto("/")
    page.fill("#q", "小餐饮")
    press(page, "查找")
    follow(page, ITEM)
    follow(page, "按我的情况看")
    on_both(page)
    press(page, "看我的情况")
    expect(page.locator("[data-error-summary]")).to_contain_text("请选一项")
    page.get_by_label("自有").check()
    page.locator('fieldset:has([name="food.health_electronic"])').get_by_label("是").check()
    press(page, "看我的情况")
    page.locator('fieldset:has([name="premises.title_registered"])').get_by_label("是").check()
    press(page, "看我的情况")
    expect(page.locator("h1")).to_contain_text("在您的情况下")
    expect(page.locator("dl.yc-facts")).to_contain_text("4份材料")
    expect(page.locator("dl.yc-facts")).to_contain_text("10个工作日")
    on_both(page)
    follow(page, "就按这个情况申请")
    hall.sign_in(page, PHONE_NUMBER)
    expect(page.locator("aside")).not_to_contain_text("健康证明")
    page.get_by_label(COMPANY).check()
    press(page, "开始填写")
    expect(page.locator("main")).not_to_contain_text("经营场所是怎么来的")
    fill_in(hall, page, version_id=hall.items["small-catering"])
    expect(page.locator("main")).to_contain_text("房屋办过不动产登记")
    expect(page.locator("main")).not_to_contain_text("健康证明（")
    send(page)

    clerk = hall.staff("chuangkou")
    open_case(clerk, "receive", ITEM)
    expect(clerk.locator("#mats li")).to_have_count(5)
    clerk.locator(".yc-left-out summary").click()
    expect(clerk.locator(".yc-left-out")).to_contain_text("从业人员健康证明")
    expect(clerk.locator(".yc-left-out")).to_contain_text("《国务院关于在线政务服务的若干规定》第七条第一款")
    no_violations(clerk)
    mark_papers(clerk)
    press(clerk, "受理，出具受理通知书")
    expect(clerk.locator("main")).to_contain_text("审查")


def test_the_editor_mends_a_cell_where_the_error_stands_and_uses_the_sheet(hall: Hall) -> None:
    page = hall.staff("shixiang", f"/studio/versions/{hall.items['tree-felling']}/")
    press(page, "从现行版起草新版")
    follow(page, "编辑情形")
    on_both(page)
    page.fill('[name="tables.1.rules.1.then.0"]', "33")
    page.keyboard.press("Control+Enter")
    error = page.locator('[id="tables.1.rules.1.then.0-error"]')
    expect(error).to_have_text("情形的承诺时限不能长于法定时限")
    on_both(page)
    page.locator("[data-error-summary] a, .yc-err a").first.click()
    expect(page.locator('[name="tables.1.rules.1.then.0"]')).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("8")
    press(page, "保存并检查")
    expect(page.locator("#trials")).to_contain_text("1/3个通过")
    for n in (1, 2):
        page.fill(f'[name="trials.{n}.expect.promised"]', "8")
    press(page, "加一个用例")
    press(page, "保存并检查")
    expect(page.locator("#trials")).to_contain_text("3/4个通过")
    with page.expect_navigation():
        page.locator('[name="verb"][value="drop:trials.3"]').click()
    follow(page, "群众看到的样子")
    on_both(page)
    follow(page, "‹ 情形")
    press(page, "用到这份草稿上")
    expect(page.locator("#e-situation")).to_contain_text("按回答选材料和时限")
    draft = catalogue.terms(page.url.rstrip("/").split("/")[-1])  # type: ignore[arg-type]
    assert draft.situation_id != catalogue.terms(hall.items["tree-felling"]).situation_id
