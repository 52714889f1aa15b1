"""A construction project through its four stages and the line beside them: registered by its owner, each handed in as one, looked at on the board
after each, and by the organ that regulates it. In each stage one case goes all its way by people at their desks: papers checked and accepted at the
window, points marked, signed, made and handed out; the others are played."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.joint.acting import photo
from tests.journeys.applicant import COMPANY, PHONE_NUMBER, answer
from tests.journeys.stage import PHONE, Hall, fits, follow, no_violations, on_both, press, worker
from tests.journeys.test_main_job import mark_papers, mark_points
from yichuang.cases.domain.phases import ActKind as CaseAct
from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Cast, Player
from yichuang.exchange.api import local_registry
from yichuang.joint import api as joint
from yichuang.joint.domain.acts import ActKind, ActState
from yichuang.joint.models import Branch, Joint, JointAct

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CODE = "2609-379900-04-01-518062"
SPARED = "项目依法要编制水土保持方案吗？"
"""The one question that is answered no: then nothing of the project waits for it."""
LANES = ("立项用地规划许可", "工程建设许可", "施工许可", "竣工验收")
Look = Mapping[str, tuple[str, ...]]
"""Stage as the board names it → what its bars are made of, in order."""


def to_project(page: Page, number: str) -> None:
    """By the links a person has: 我的, then 我的项目, then the project."""
    page.goto("/mine/")
    follow(page, "我的项目")
    follow(page, Joint.objects.get(number=number).name)


def hand_in(hall: Hall, page: Page, number: str, code: str) -> None:
    """One stage from the project's page: one form, one set of papers, sent once."""
    theme, answers = joint.themes.in_force(code), {}
    for row in catalogue.in_force(theme.content.item_ids):
        answers |= props.answers(catalogue.terms(row.version_id), hall.demo.company_id)
    if code == "project-planning":  # from the page of the stage, which asks for the project
        page.goto(f"/themes/{code}/")
        follow(page, "开始办理")
        follow(page, Joint.objects.get(number=number).name)
    else:
        to_project(page, number)
        follow(page, theme.name)
    for yes in page.locator("main input[type=radio][value=yes]").all():
        yes.check()
    if page.get_by_text(SPARED).count():
        page.locator("main fieldset", has_text=SPARED).locator("input[value=no]").check()
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


def players(hall: Hall) -> dict[str, Player]:
    """The cases under way, by their items."""
    codes = {catalogue.terms(version_id).item_id: code for code, version_id in hall.items.items()}
    cast = Cast(hall.demo, hall.items)
    rows = Branch.objects.filter(state="open").order_by("joined_at", "id")
    return {codes[row.item_id]: Player(cast, codes[row.item_id], case_id=row.case_id) for row in rows}


def decide_all(hall: Hall, by_hand: Mapping[str, str] = MappingProxyType({})) -> None:
    """Everything under way goes its lawful way to a result: what is assumed is reviewed at once and decided when the result it needs is
    there; what waited is handed in by the worker, and so on. `by_hand`: item → who signs it in a browser."""
    reviewed = set()
    while going := players(hall):
        for player in going.values():
            if player.case_id not in reviewed:
                reviewed.add(player.case_id)
                if player.state().phase is Phase.RECEIVED:
                    player.accept(timezone.now())
                player.review(timezone.now())
                while player.meet_needs(timezone.now() + timedelta(seconds=1)):
                    pass
        ready = [player for player in going.values() if not player.state().unmet_gates]
        assert ready, "every branch waits for another"
        for player in ready:
            if who := by_hand.get(player.item):
                page = hall.desk(who, f"/desk/cases/{player.case_id}/")
                press(page, "签发准予决定")
                expect(page.locator("main")).to_contain_text("已准予，待送达")
            else:
                player.grant(timezone.now())
        worker()


def accept(hall: Hall, code: str, *, checked: bool = False) -> None:
    """受理 by the clerk at the window, each paper checked there; `checked`: somebody did before."""
    player = players(hall)[code]
    if checked:
        player.check_papers(timezone.now())
    clerk = hall.desk("chuangkou", f"/desk/cases/{player.case_id}/")
    if not checked:
        mark_papers(clerk)
    press(clerk, "受理，出具受理通知书")
    assert player.state().phase is Phase.UNDER_REVIEW


def licensed(hall: Hall, code: str, reviewer: str, signer: str) -> None:
    """From acceptance to the licence in the owner's hand: every 审查要点 marked, an opinion for every step, the decision signed, the licence
    collected against a signature."""
    player = players(hall)[code]
    page = hall.desk(reviewer, f"/desk/cases/{player.case_id}/")
    mark_points(page)
    while page.get_by_role("button", name="提交意见", exact=True).count():
        press(page, "提交意见")
    page = hall.desk(signer, f"/desk/cases/{player.case_id}/")
    press(page, "签发准予决定")
    expect(page.locator("main")).to_contain_text("已准予，待送达")
    worker()
    page = hall.desk("zhizheng", "/desk/issue/")
    with page.expect_navigation():
        page.locator(f"main a[href*='{player.case_id}']", has_text="领证签收").click()
    for field, words in (("collected_by", "刘某"), ("identity", "身份证核对一致"), ("signature", "刘某")):
        page.fill(f"[name={field}]", words)
    press(page, "领证签收")
    worker()
    assert player.state().phase is Phase.CLOSED


def on_the_board(page: Page, lanes: Look, **figures: int) -> None:
    """The board as it is drawn: each stage's bars, today's line on the axis, the figures above, the state of each in the table."""
    drawn: dict[str, Any] = page.locator("svg.yc-board-svg").evaluate(READ)
    assert {lane: tuple(sorted(bars)) for lane, bars in drawn["lanes"].items()} == {lane: tuple(sorted(bars)) for lane, bars in lanes.items()}
    assert drawn["today"] and 292 <= drawn["today"][0] <= drawn["width"] and "今天 第" in drawn["said"], drawn
    kpi = page.locator("dl.yc-kpi > div").evaluate_all("all => Object.fromEntries(all.map(d => [d.children[0].innerText, d.children[1].innerText]))")
    assert {name: int(kpi[name]) for name in figures} == figures
    assert page.locator("table tbody tr", has_text="办结通过").count() == figures["办成"]
    fits(page)


READ = """svg => {
  const made = g => [...g.querySelectorAll('rect')].map(r => r.getAttribute('class')).filter(c => c != 'crit').join('+')
  const lanes = {}; let lane = ''
  for (const e of svg.children) {
    if (e.tagName == 'text' && e.classList.contains('tb') && e.getAttribute('x') == '8') lanes[lane = e.firstChild.textContent.trim()] = []
    if (e.tagName == 'g' && e.querySelector('title')) lanes[lane].push(made(e))
  }
  return {lanes, today: [...svg.querySelectorAll('line.now')].map(l => +l.getAttribute('x1')), said: svg.querySelector('.nowb + text').textContent,
    width: +svg.getAttribute('width')}
}"""


def regulated(hall: Hall, number: str) -> None:
    """The lead of the third stage names who regulates: it reads board, papers and copies, and is offered nothing to change."""
    lead = hall.desk("zhujian", f"/desk/projects/{number}/")
    lead.locator("summary", has_text="增加监管部门").click()
    lead.fill("#regulator-organ", "示例市城市管理局")
    press(lead, "增加监管部门")
    expect(lead.locator(".yc-parties > div", has_text="监管部门")).to_contain_text("示例市城市管理局")


def looked_at(hall: Hall, number: str) -> None:
    """By the organ that regulates it: the project is in its list, decisions are told to it, and it acknowledges one."""
    page = hall.desk("chengguan", "/desk/projects/")
    follow(page, "示例市某学校教学楼扩建")
    assert page.locator("svg.yc-board-svg g:has(> title)").count() == Branch.objects.count()
    expect(page.locator("main")).to_contain_text("每份材料只交一次，各阶段共用")
    assert page.locator("main details").count() == 0 and page.locator("main form:not([action*='/copies/'])").count() == 0
    waiting = page.locator("form[action*='/copies/']").count()
    assert waiting, "what was decided since it was named is told to it"
    with page.expect_navigation():
        page.locator("form[action*='/copies/'] button").first.click()
    assert page.locator("form[action*='/copies/']").count() == waiting - 1
    on_both(page)


def accepted_together(hall: Hall, number: str) -> None:
    """联合验收: planned by the lead on the page of the project, recorded on a telephone by one who is there, once for both cases."""
    lead = hall.desk("zhujian", f"/desk/projects/{number}/")
    follow(lead, "安排联合验收")
    for box in lead.locator("[name=branches]").all():
        box.check()
    lead.fill("[name=place]", "示例市示例区学府路5号")
    lead.fill("[name=planned_at]", (timezone.localtime() + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"))
    lead.fill("[name=due_on]", "")
    for number_of in ("示执法990021", "示执法990022"):
        lead.get_by_label(number_of).check()
    press(lead, "安排")
    there = hall.desk("zhujian-kancha", "/desk/visits/")
    there.set_viewport_size(PHONE)
    follow(there, "登记")
    there.set_input_files("[name=photo]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(taken=f"{timezone.localtime():%Y:%m:%d %H:%M:%S}")})
    press(there, "上传")
    there.fill("[name=text]", "教学楼消防设施与设计一致，工程质量符合要求")
    press(there, "登记，写进每个办件")
    no_violations(there)
    act = JointAct.objects.get()
    assert (act.kind, act.state) == (ActKind.ACCEPTANCE, ActState.HELD)
    assert all(player.state().acts_of(CaseAct.VISIT)[0].state == "recorded" for player in players(hall).values())


def report_built(page: Page, number: str) -> None:
    """竣工 is an event: the owner says when, and the fourth stage begins."""
    to_project(page, number)
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
    played(hall, owner, number)
    board = hall.desk("ziyuan", f"/desk/projects/{number}/")
    shown = board.locator("main")
    for words in ("按建设单位的回答不需要办的", "生产建设项目水土保持方案审批", "联合验收"):
        expect(shown).to_contain_text(words)
    expect(shown).not_to_contain_text("未开始，等前置结果")
    on_both(board)
    assert list(joint.check_folds()) == []


def played(hall: Hall, owner: Page, number: str) -> None:
    """Stage after stage: handed in by the owner, taken up in a browser by the desk's own people, on the board before and after."""
    done, left, plan = ("done",), ("done+left",), ("plan",)

    def look(lanes: Look, **figures: int) -> None:
        on_the_board(hall.desk("ziyuan", f"/desk/projects/{number}/"), {**dict.fromkeys(LANES, ()), **lanes}, **figures)

    hand_in(hall, owner, number, "project-planning")
    no_violations(owner)
    accept(hall, "site-opinion")
    look({"立项用地规划许可": left * 2}, 事项=2, 办成=0, 在办=2)
    licensed(hall, "site-opinion", "ziyuan", "ziyuan-daibiao")
    decide_all(hall)
    first = {"立项用地规划许可": done * 2}
    look(first, 事项=2, 办成=2, 在办=0)
    hand_in(hall, owner, number, "project-design")
    accept(hall, "works-planning-permit")
    licensed(hall, "works-planning-permit", "ziyuan", "ziyuan-daibiao")
    decide_all(hall)
    second = first | {"工程建设许可": done * 2}
    look(second, 事项=4, 办成=4, 在办=0)
    hand_in(hall, owner, number, "project-building")
    regulated(hall, number)
    look(second | {"施工许可": plan + left}, 事项=6, 办成=4, 在办=1)
    accept(hall, "fire-design-review")
    licensed(hall, "fire-design-review", "zhujian", "zhujian-daibiao")
    decide_all(hall, {"construction-permit": "zhujian-daibiao"})
    third = second | {"施工许可": done * 2}
    hand_in(hall, owner, number, "project-beside")
    accept(hall, "drainage", checked=True)
    look(third | {"并行推进": left * 2}, 事项=8, 办成=6, 在办=2)
    decide_all(hall)
    looked_at(hall, number)
    report_built(owner, number)
    hand_in(hall, owner, number, "project-completion")
    accept(hall, "fire-acceptance")
    accept(hall, "completion-filing", checked=True)
    accepted_together(hall, number)
    licensed(hall, "fire-acceptance", "zhujian", "zhujian-daibiao")
    decide_all(hall)
    look(third | {"竣工验收": done * 2, "并行推进": done * 2}, 事项=10, 办成=10, 在办=0)
    assert set(Branch.objects.values_list("state", flat=True)) == {"granted"}
