"""Opening a restaurant: one form, one set of papers, four departments at once, one delivery of all licences.

The joint visit has no step here yet: each organ's review stands for it.
"""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.applicant import COMPANY, PHONE_NUMBER, answer
from tests.journeys.stage import Hall, follow, no_violations, on_both, press, worker
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Cast, Player
from yichuang.joint import api as joint
from yichuang.joint.models import Branch, Joint

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CODE = "open-restaurant"
ORGANS = ("示例市市场监督管理局", "示例市消防救援支队", "示例市城市管理局", "示例市行政审批服务局")


def begin(hall: Hall, page: Page) -> None:
    """From the theme's page to the first question: in whose name, and which items take part."""
    page.goto(f"/themes/{CODE}/")
    no_violations(page)
    follow(page, "开始办理")
    hall.sign_in(page, PHONE_NUMBER)
    on_both(page)
    press(page, "开始填写")
    expect(page.get_by_role("alert")).to_contain_text("请选“是”或者“否”")
    no_violations(page)
    page.get_by_label(COMPANY).check()
    for yes in page.locator("main input[type=radio][value=yes]").all():
        yes.check()
    press(page, "开始填写")


def fill_in(hall: Hall, page: Page) -> list[str]:
    """Page after page up to the check; gives the names of the fields that were asked, each as often as it was asked."""
    theme, answers, asked = joint.themes.in_force(CODE), {}, []
    rows = {row.item_id: row for row in catalogue.in_force(theme.content.item_ids)}
    for row in rows.values():
        answers |= props.answers(catalogue.terms(row.version_id), hall.demo.company_id)
    for _ in range(60):
        no_violations(page)
        if page.url.partition("#")[0].endswith("/check/"):
            return asked
        file = page.locator("main input[type=file]")
        if file.count():
            name = file.get_attribute("name")
            asked.append(name)
            paper = props.paper(page.locator("h1").inner_text(), COMPANY)
            page.set_input_files(f'[name="{name}"]', {"name": f"{len(asked)}.pdf", "mimeType": "application/pdf", "buffer": paper})
        else:
            names = page.locator("main form [name]").evaluate_all("all => [...new Set(all.map(e => e.name))]")
            asked += [name for name in names if name in answers]
            for element, value in answers.items():
                answer(page, element, value)
        press(page, "保存并继续")
    raise AssertionError(f"still not at the check: {page.url}")


def players(hall: Hall) -> list[Player]:
    codes = {catalogue.terms(version_id).item_id: code for code, version_id in hall.items.items()}
    cast = Cast(hall.demo, hall.items)
    return [Player(cast, codes[row.item_id], case_id=row.case_id) for row in Branch.objects.order_by("joined_at", "id")]


def test_a_restaurant_opens_with_one_form_one_set_and_one_delivery(hall: Hall) -> None:
    joint.themes.seed(now=timezone.now())
    applicant = hall.open_browser()
    begin(hall, applicant)
    asked = fill_in(hall, applicant)
    assert len(asked) == len(set(asked)), "every element and every paper once"
    check = applicant.locator("main")
    for organ in ORGANS:
        expect(check).to_contain_text(organ)
    expect(check).to_contain_text("一起办省了多少")
    on_both(applicant)
    applicant.locator("[name=declared]").check()
    press(applicant, "确认并提交")
    expect(applicant.locator("h1")).to_contain_text("正在办：4项里办成了0项")
    on_both(applicant)
    number, address = Joint.objects.get().number, applicant.url
    assert Branch.objects.filter(case__isnull=False).count() == 4, "four departments at once"

    clerk = hall.staff("chuangkou", then=f"/desk/together/{number}/")
    press(clerk, "全部受理")
    expect(clerk.get_by_role("alert").first).to_contain_text("一项也没有办")
    on_both(clerk)
    branches = players(hall)
    for player in branches:
        player.check_papers(timezone.now())
    press(clerk, "全部受理")
    expect(clerk.locator("body")).to_contain_text("统一受理：已办理")
    no_violations(clerk)

    for player in branches:
        player.review(timezone.now())
        while player.meet_needs(timezone.now()):
            pass
        player.grant(timezone.now())
    worker()
    makers = hall.staff("zhizheng", then=f"/desk/together/{number}/")
    for player in branches:
        if player.state().licence_id and player.terms.result.blank:
            player.print_on_blank(timezone.now())
    makers.reload()
    makers.fill("[name=collected_by]", "刘某")
    makers.fill("[name=identity]", "身份证核对一致")
    no_violations(makers)
    press(makers, "一次领走")
    expect(makers.locator("body")).to_contain_text("统一送达：已办理")
    worker()

    applicant.goto(address)
    expect(applicant.locator("h1")).to_have_text("全部办成了")
    on_both(applicant)
    assert all(row.delivered for row in joint.view(Joint.objects.get().id, actor=branches[0].cast.applicant(1), today=timezone.localdate()).branches)
