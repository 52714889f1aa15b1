"""A construction project through its four stages: registered by its owner, each stage handed in as one, followed on the board."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.applicant import COMPANY, PHONE_NUMBER, answer
from tests.journeys.stage import Hall, follow, no_violations, on_both, press, worker
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Cast, Player
from yichuang.exchange.api import local_registry
from yichuang.joint import api as joint
from yichuang.joint.models import Branch, Joint

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CODE = "2609-379900-04-01-518062"
STAGES = ("project-planning", "project-design", "project-building", "project-completion")


def hand_in(hall: Hall, page: Page, number: str, code: str) -> None:
    """One stage from the project's page: one form, one set of papers, sent once."""
    theme, answers = joint.themes.in_force(code), {}
    for row in catalogue.in_force(theme.content.item_ids):
        answers |= props.answers(catalogue.terms(row.version_id), hall.demo.company_id)
    page.goto(f"/mine/projects/{number}/")
    follow(page, theme.name)
    for yes in page.locator("main input[type=radio][value=yes]").all():
        yes.check()
    press(page, "开始填写")
    for n in range(80):
        if page.url.partition("#")[0].endswith("/check/"):
            break
        file = page.locator("main input[type=file]")
        if file.count():
            paper = props.paper(page.locator("h1").inner_text(), COMPANY)
            name = file.get_attribute("name")
            page.set_input_files(f'[name="{name}"]', {"name": f"{n}.pdf", "mimeType": "application/pdf", "buffer": paper})
        else:
            for element, value in answers.items():
                answer(page, element, value)
        press(page, "保存并继续")
    page.locator("[name=declared]").check()
    press(page, "确认并提交")
    assert f"/mine/projects/{number}/" in page.url


def decide_all(hall: Hall) -> None:
    """Everything under way goes its lawful way to a result: what is assumed is reviewed at once and decided when the result it needs is
    there; what waited is handed in by the worker, and so on."""
    codes = {catalogue.terms(version_id).item_id: code for code, version_id in hall.items.items()}
    cast, reviewed = Cast(hall.demo, hall.items), set()
    while going := list(Branch.objects.filter(state="open").order_by("joined_at", "id")):
        players = [Player(cast, codes[row.item_id], case_id=row.case_id) for row in going]
        for player in players:
            if player.case_id not in reviewed:
                reviewed.add(player.case_id)
                player.accept(timezone.now()).review(timezone.now())
                while player.meet_needs(timezone.now() + timedelta(seconds=1)):
                    pass
        ready = [player for player in players if not player.state().unmet_gates]
        assert ready, "every branch waits for another"
        for player in ready:
            player.grant(timezone.now())
        worker()


def report_built(page: Page, number: str) -> None:
    """竣工 is an event: the owner says when, and the fourth stage begins."""
    page.goto(f"/mine/projects/{number}/")
    page.locator("summary", has_text="报竣工").click()
    page.locator("[name=built_on]").fill(timezone.localdate().isoformat())
    with page.expect_navigation():
        page.locator("form[action$='/built/'] button").click()
    expect(page.locator("main")).to_contain_text("竣工验收阶段开始")


def test_a_school_is_taken_through_four_stages_on_the_board(hall: Hall) -> None:
    joint.themes.seed(now=timezone.now())
    owner = hall.open_browser()
    owner.goto("/mine/projects/new/")
    hall.sign_in(owner, PHONE_NUMBER)
    no_violations(owner)
    owner.select_option("[name=owner]", label=COMPANY)
    owner.fill("[name=code]", CODE)
    owner.fill("[name=target_days]", "60")
    with local_registry():
        press(owner, "查询并登记")
    expect(owner.locator("h1")).to_contain_text("示例市某学校教学楼扩建")
    expect(owner.locator("main")).to_contain_text("本机演示登记库，不是国家平台")
    on_both(owner)
    number = Joint.objects.get().number
    for stage in STAGES:
        hand_in(hall, owner, number, stage)
        no_violations(owner)
        decide_all(hall)
        if stage == "project-building":
            report_built(owner, number)
    assert set(Branch.objects.values_list("state", flat=True)) == {"granted"}
    head = hall.staff("zhujian-daibiao", then=f"/desk/projects/{number}/")
    for words in ("立项用地规划许可", "工程建设许可", "施工许可", "竣工验收", "办结通过"):
        expect(head.locator("main")).to_contain_text(words)
    expect(head.locator("main")).not_to_contain_text("未开始，等前置结果")
    on_both(head)
    assert list(joint.check_folds()) == []
