"""An editor who has never seen the system adds a real item from a paper guide, filling only pages; it is reviewed, published, and a
citizen finds it and applies. The paper is guide G025 of the shipped file (永兴县, 2020): 设置大型户外广告…审批."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.catalogue.conftest import DATA
from tests.journeys.applicant import fill_in, find_and_begin, send
from tests.journeys.changes import through_the_stages
from tests.journeys.stage import Hall, Hand, follow, on_both, press
from yichuang.catalogue import api as catalogue

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LAW = "城市市容和环境卫生管理条例"
BASIS = f"《{LAW}》第十一条"
"""国务院令第101号, art. 11(2): large outdoor advertising needs the consent of the city's department. The guide names no basis;
a licence without one cannot be published, so the editor looks it up, as a person would have to."""

ENTRY = "demo-outdoor"
"""设置大型户外广告 on the list of the city (catalogue/data/basic): a licence is claimed from one that holds here, never invented."""


def paper_guide() -> dict[str, Any]:
    guides = json.loads((DATA / "guides.json").read_text("utf-8"))["guides"]
    return next(guide for guide in guides if guide["id"] == "G025")


def add(page: Page, what: str, row: str) -> None:
    """Press 添加…, and see the new row come without the page being left."""
    page.get_by_role("button", name=f"添加{what}", exact=True).last.click()
    expect(page.locator(f"#{row}")).to_be_visible()


def next_section(page: Page, heading: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="保存，接着填").click()
    expect(page.locator("h1")).to_have_text(heading)


def begin(page: Page, paper: dict[str, Any]) -> None:
    follow(page, "新建事项")
    on_both(page)
    press(page, "建成草稿")
    expect(page.locator(".yc-err")).to_contain_text("请填事项名称")
    page.fill("#name", paper["item_name"])
    page.get_by_label("行政许可").check()
    page.select_option("#organ", label="示例市行政审批服务局")
    press(page, "建成草稿")
    expect(page.locator("main")).to_contain_text("处要改")
    on_both(page)
    follow(page, "基本信息")


def who(page: Page) -> None:
    page.fill("#keywords", "广告牌\n户外广告")
    page.get_by_role("group", name="谁可以申请").get_by_label("自然人").check()
    page.get_by_role("group", name="谁可以申请").get_by_label("法人和其他组织").check()
    next_section(page, "机关与职权")
    expect(page.locator("#e-deciding_model")).to_contain_text("没有写明决定方式")
    page.select_option("#deciding_model", label="相对集中许可权")
    next_section(page, "设定依据")
    add(page, "设定依据", "bases-0")
    page.fill("#bases-0-title", LAW)
    page.fill("#bases-0-article", "第十一条")
    page.select_option("#bases-0-rank", label="行政法规")
    next_section(page, "办理条件")


def what_is_needed(page: Page, paper: dict[str, Any]) -> None:
    for n, text in enumerate(paper["conditions"]):
        add(page, "条件", f"conditions-{n}")
        page.fill(f"#conditions-{n}-text", text)
        page.fill(f"#conditions-{n}-article", BASIS)
        page.locator(f"#conditions-{n}").get_by_role("button", name="添加审查要点").click()
        page.fill(f"#conditions-{n}-points-0-text", f"核对：{text}")
    on_both(page)
    next_section(page, "申请材料")
    for n, row in enumerate(paper["materials"]):
        add(page, "材料", f"materials-{n}")
        page.fill(f"#materials-{n}-name", row["name"])
        page.select_option(f"#materials-{n}-required", label="是")
        page.fill(f"#materials-{n}-original", "一份" if n == 0 else "1")
        page.select_option(f"#materials-{n}-source", label="申请人自备")
        page.fill(f"#materials-{n}-article", BASIS)
        page.locator(f"#materials-{n}").get_by_role("button", name="添加受理要素").click()
        page.fill(f"#materials-{n}-points-0-text", "内容完整、清晰可辨")
    press(page, "保存")
    expect(page.locator(".yc-err")).to_contain_text("请只填数字")
    assert page.input_value("#materials-0-original") == "一份", "what was typed stays"
    on_both(page)
    page.fill("#materials-0-original", "1")
    next_section(page, "环节与时限")


def how_long(page: Page, paper: dict[str, Any]) -> None:
    """The paper states five days by law without saying by which; the page says what is to be done, and the twenty of 42 stay."""
    page.select_option("#handling_type", label="承诺件")
    page.fill("#statutory_amount", str(paper["statutory_limit"]["value"]))
    page.select_option("#statutory_unit", label="工作日")
    page.fill("#promised_amount", str(paper["promised_limit"]["value"]))
    page.select_option("#promised_unit", label="工作日")
    page.get_by_label("没有特别程序").check()
    page.select_option("#procedure", label="承办、审核（default，第1版）")
    steps = (("受理", "综合窗口收件员", ""), ("审查", "承办人", "1"), ("决定", "分管局长", "1"))
    assert [name for name, _post, _days in steps] == [step["name"] for step in paper["steps"]]
    for n, (name, post, days) in enumerate(steps):
        add(page, "办理环节", f"steps-{n}")
        page.fill(f"#steps-{n}-name", name)
        page.select_option(f"#steps-{n}-phase", label=name)
        page.select_option(f"#steps-{n}-post", label=post)
        if days:
            page.fill(f"#steps-{n}-limit-amount", days)
            page.select_option(f"#steps-{n}-limit-unit", label="工作日")
    press(page, "保存")
    expect(page.locator(".st-found")).to_contain_text("法定时限没有写明出自哪一条")
    with page.expect_navigation():
        page.locator(".st-found li", has_text="法定时限没有写明出自哪一条").get_by_role("link").click()
    expect(page.locator("#e-statutory_amount, #e-statutory_article").first).to_be_visible()
    page.fill("#statutory_amount", "")
    page.select_option("#statutory_unit", label="未载明")
    next_section(page, "办理规则")


def the_rest(page: Page, paper: dict[str, Any]) -> None:
    next_section(page, "收费")
    assert paper["fee"] == "无"
    page.get_by_label("没有：不收费").check()
    next_section(page, "办理结果")
    page.fill("#result-name", "准予设置大型户外广告决定书")
    page.select_option("#result-kind", label="文书")
    page.select_option("#result-template", label="准予决定书")
    next_section(page, "办理信息")
    page.get_by_role("group", name="办理形式").get_by_label("网上办理").check()
    page.fill("#visits", "0")
    add(page, "办理窗口", "windows-0")
    page.fill("#windows-0-complaint_phone", paper["window"]["complaint_phone"])
    on_both(page)
    next_section(page, "申请表")
    for n, element in enumerate(("premises.address", "sign.text", "sign.width_m", "sign.height_m")):
        add(page, "要填的一项", f"form-{n}")
        page.fill(f"#form-{n}-title", "户外广告")
        page.select_option(f"#form-{n}-element", element)
        page.select_option(f"#form-{n}-required", label="是")
    next_section(page, "常见问题")
    add(page, "常见问题", "questions-0")
    page.fill("#questions-0-question", "屋顶能不能设置？")
    page.fill("#questions-0-answer", paper["extra"]["限制"][0])
    press(page, "保存")


def test_an_editor_adds_an_item_from_paper_and_a_citizen_applies(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = paper_guide()
    page = hall.staff("shixiang", "/studio/")
    begin(page, paper)
    who(page)
    for step in (what_is_needed, how_long, the_rest):
        step(page, paper)
    expect(page.locator("main")).to_contain_text("有1处要改")
    expect(page.locator("main")).to_contain_text("请在变更申请页填写基本编码认领")
    on_both(page)
    follow(page, "看全文，送审或者发布")
    on_both(page)
    through_the_stages(hall, page, Hand(monkeypatch, timezone.now()), change="认领", entry=ENTRY)

    citizen = hall.open_browser()
    find_and_begin(hall, citizen, words="广告牌", item=paper["item_name"])
    code = next(line.item_code for line in catalogue.browse(text=paper["item_name"]).lines)
    fill_in(hall, citizen, version_id=catalogue.published(code))
    assert send(citizen)
    assert hall.complaints == []
