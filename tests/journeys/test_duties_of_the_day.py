"""A day's duties in a real Chromium: the queue handed out, a stand-in ended early, blanks from the carton to the day's count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.stage import PHONE, Hall, follow, no_violations, press, worker
from yichuang.cases import api as cases
from yichuang.cli.players import Cast, Player

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def at_360(page: Page) -> None:
    """The same page on a phone: still clean, nothing over the edge."""
    wide = page.viewport_size
    page.set_viewport_size(PHONE)
    no_violations(page)
    page.set_viewport_size(wide)


@pytest.fixture
def cast(hall: Hall) -> Cast:
    return Cast(hall.demo, hall.items)


def test_the_queue_is_handed_out_by_load(hall: Hall, cast: Cast) -> None:
    now = timezone.now()
    played = [Player(cast, "drainage").apply(now - timedelta(days=2)).accept(now - timedelta(days=1)) for _ in range(3)]
    chief = hall.staff("kezhang")
    follow(chief, "派件", within="nav[aria-label=筛选]")
    no_violations(chief)
    at_360(chief)
    boxes = chief.locator("input[name=task]")
    expect(boxes).to_have_count(3)
    boxes.nth(0).check()
    boxes.nth(1).check()
    chief.locator("#to").select_option(label="王某 在办0件")
    press(chief, "派件")
    expect(chief.locator("body")).to_contain_text("派给王某2件")
    follow(chief, "王某")
    no_violations(chief)
    chief.locator("input[name=task]").first.check()
    chief.locator("#to").select_option(label="蒋某 在办0件")
    press(chief, "改派")
    expect(chief.locator("body")).to_contain_text("派给蒋某1件")
    owners = [task.owner_id for player in played for task in player.state().open_tasks]
    assert sorted(owner is not None for owner in owners) == [False, True, True] and len(set(owners)) == 3
    undertaker = hall.staff("chengban", "/desk/?f=mine")
    expect(undertaker.locator("tr[data-row]")).to_have_count(1)


def test_a_stand_in_is_appointed_refused_and_ended(hall: Hall) -> None:
    head = hall.staff("fenguan", "/desk/stand-ins/")
    no_violations(head)
    at_360(head)
    today = timezone.localdate()
    head.fill("#from_on", (today - timedelta(days=1)).isoformat())
    head.fill("#to_on", (today + timedelta(days=3)).isoformat())
    head.select_option("#account_id", label="赵某 科长")
    press(head, "登记代理")
    expect(head.locator("#from_on-error")).to_contain_text("代理不能倒签")
    no_violations(head)
    head.fill("#from_on", today.isoformat())
    head.fill("#reason", "休假")
    press(head, "登记代理")
    expect(head.locator("main table")).to_contain_text("赵某")
    deputy = hall.staff("kezhang")
    expect(deputy.locator("header")).to_contain_text("分管局长")
    follow(head, "提前结束")
    no_violations(head)
    head.fill("#reason", "本人提前返岗")
    press(head, "提前结束代理")
    expect(head.locator("main")).to_contain_text("今天没有人代理")
    follow(head, "已结束")
    expect(head.locator("main table")).to_contain_text("本人提前返岗")
    no_violations(head)
    deputy.reload()
    expect(deputy.locator("header")).not_to_contain_text("分管局长")
    head.goto("/desk/authorisations/")
    no_violations(head)
    at_360(head)


def test_blanks_from_the_carton_to_the_days_count(hall: Hall, cast: Cast) -> None:
    now = timezone.now()
    case = Player(cast, "public-place-hygiene").apply(now - timedelta(days=6)).accept(now - timedelta(days=5)).review(now - timedelta(days=2))
    while case.meet_needs(now - timedelta(days=2)):
        pass
    case.grant(now - timedelta(days=1))
    worker()
    officer = hall.staff("zhizheng", "/desk/blanks/")
    no_violations(officer)
    follow(officer, "入库")
    for field, text in {"series": "卫生许可证", "first": "WS0001", "last": "WS0100", "source": "示例市印刷厂"}.items():
        officer.fill(f"#{field}", text)
    no_violations(officer)
    press(officer, "入库")
    follow(officer, "领用")
    officer.fill("#first", "WS0001")
    officer.fill("#last", "WS0101")
    press(officer, "领用")
    expect(officer.locator("#first-error")).to_contain_text("没有全部入库")
    no_violations(officer)
    officer.fill("#last", "WS0010")
    press(officer, "领用")
    no_violations(officer)
    officer.goto("/desk/issue/")
    no_violations(officer)
    at_360(officer)
    row = officer.locator("section[aria-labelledby=h-print]")
    row.locator("input[type=checkbox]").check()
    expect(row.locator("input[name^=blank-]")).to_have_value("WS0001")
    press(officer, "套打", within="section[aria-labelledby=h-print]")
    hand_out(officer)
    worker()
    assert case.state().phase == "closed", cases.state(case.case_id).phase
    officer.goto("/desk/blanks/")
    expect(officer.locator("section[aria-labelledby=h-register]")).to_contain_text("WS0001")
    at_360(officer)
    officer.get_by_role("link", name="作废", exact=True).click()
    officer.fill("#first", "WS0002")
    officer.fill("#reason", "卡纸")
    press(officer, "作废")
    follow(officer, "日结")
    no_violations(officer)
    expect(officer.locator("main table")).to_contain_text("98")
    officer.fill("[name=counted]", "97")
    press(officer, "日结")
    expect(officer.locator("[role=alert]").first).to_contain_text("账实不符")
    no_violations(officer)
    officer.fill("[name=counted]", "98")
    press(officer, "日结")
    expect(officer.locator("main")).to_contain_text("账实相符")
    at_360(officer)


def hand_out(officer: Page) -> None:
    """出证 of what was just printed, against a signature."""
    officer.get_by_role("link", name="领证签收").first.click()
    officer.fill("[name=collected_by]", "刘某")
    officer.fill("[name=identity]", "身份证核对一致")
    officer.fill("[name=signature]", "刘某")
    press(officer, "领证签收")


def test_paper_files_and_the_windows_day(hall: Hall, cast: Cast) -> None:
    now = timezone.now()
    case = Player(cast, "drainage").apply(now - timedelta(days=2)).accept(now - timedelta(days=1))
    clerk = hall.staff("chuangkou", "/desk/handover/")
    no_violations(clerk)
    clerk.fill("#send-codes", case.number)
    press(clerk, "移交")
    no_violations(clerk)
    at_360(clerk)
    undertaker = hall.staff("chengban", "/desk/handover/")
    undertaker.locator("section[aria-labelledby=h-way]").get_by_role("button").click()
    expect(undertaker.locator("body")).to_contain_text("签收1件")
    lead = hall.staff("zuzhang", "/desk/day/")
    no_violations(lead)
    at_360(lead)
