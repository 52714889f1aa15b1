"""Opening a restaurant: one form, one set of papers, four departments at once, one joint visit, one delivery of all licences."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.joint.acting import photo
from tests.journeys.applicant import COMPANY, PHONE_NUMBER, answer
from tests.journeys.stage import PHONE, Hall, follow, no_violations, on_both, press, worker
from yichuang.cases.domain.phases import ActKind
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Cast, Player
from yichuang.dossier import api as dossier
from yichuang.joint import api as joint
from yichuang.joint.models import Branch, Joint, JointAct

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CODE = "open-restaurant"
PLACE = "示例市示例区示例路2号"
OFFICERS = {
    "示例市市场监督管理局": ("示执法990005", "示执法990006"), "示例市消防救援支队": ("示执法990007", "示执法990008"),
    "示例市行政审批服务局": ("示执法990001", "示执法990002"),
}  # fmt: skip
"""Who goes there: two of each organ that relies on the visit, by their numbers; the unlit sign needs none by its rule."""
REVIEWERS = {"shijian-chengban": "食品经营许可新办", "xiaofang": "消防安全检查", "chengban": "排水管网许可"}
"""Who reviews the three cases, one of each organ."""
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


def versions() -> list[UUID]:
    return [row.version_id for row in catalogue.in_force(joint.themes.in_force(CODE).content.item_ids)]


def visited_together(hall: Hall, number: str) -> None:
    """The lead plans it, an officer of another organ records it on a telephone with photos, each organ says what it thinks of its case."""
    lead = hall.desk("shijian-chengban", f"/desk/together/{number}/")
    follow(lead, "安排联合踏勘")
    expect(lead.locator("main")).to_contain_text("按规则免勘")
    lead.fill("[name=place]", PLACE)
    lead.fill("[name=planned_at]", (timezone.localtime() + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"))
    lead.get_by_label("示执法990008").uncheck()
    press(lead, "安排")
    expect(lead.get_by_role("alert").first).to_contain_text("示例市消防救援支队没有两名核查人员参加")
    no_violations(lead)
    lead.get_by_label("示执法990008").check()
    press(lead, "安排")
    expect(lead.locator("main")).to_contain_text("免勘的情形为演示补全")
    on_both(lead)

    there = hall.desk("xiaofang", "/desk/visits/")
    there.set_viewport_size(PHONE)
    no_violations(there)
    follow(there, "登记")
    for n, stamped in enumerate((True, False)):
        content = photo(stamped=stamped, taken=f"{timezone.localtime():%Y:%m:%d %H:%M:%S}")
        there.set_input_files("[name=photo]", {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": content})
        if not stamped:
            there.fill("[name=lat]", "36.0671")
            there.fill("[name=lon]", "120.3826")
        press(there, "上传")
        expect(there.get_by_text(f"{n}.jpg")).to_be_visible()
    there.fill("[name=text]", "后厨布局与图纸一致；疏散通道畅通；隔油池已装")
    press(there, "登记，写进每个办件")
    expect(there.locator("main")).to_contain_text("36.067100, 120.382600")
    on_both(there)
    for reviewer, item in REVIEWERS.items():
        page = hall.desk(reviewer, "/desk/visits/")
        follow(page, item)
        page.get_by_label("同意", exact=True).check()
        press(page, "回复")
        no_violations(page)


def players(hall: Hall) -> list[Player]:
    codes = {catalogue.terms(version_id).item_id: code for code, version_id in hall.items.items()}
    cast = Cast(hall.demo, hall.items)
    return [Player(cast, codes[row.item_id], case_id=row.case_id) for row in Branch.objects.order_by("joined_at", "id")]


def test_a_restaurant_opens_with_one_form_one_set_one_visit_and_one_delivery(hall: Hall) -> None:
    joint.themes.seed(now=timezone.now())
    applicant = hall.open_browser()
    begin(hall, applicant)
    asked = fill_in(hall, applicant)
    assert len(asked) == len(set(asked)), "every element and every paper once"
    forms = {m.type_code: m.name for t in map(catalogue.terms, versions()) for m in t.materials if m.from_form}
    assert len(forms) == 4 and not {f"file-{kind}" for kind in forms} & set(asked), "one form is filled in, and no form is a file"
    check = applicant.locator("main")
    for name in forms.values():
        expect(check).to_contain_text(name)
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
    worker()
    for player in branches:
        made = next(row for row in dossier.view(player.case_id).materials if row.term and row.term.from_form)
        assert made.name in forms.values() and len(made.files) == 1, "each case has its own application, made out of the one form"
        player.check_papers(timezone.now())
    press(clerk, "全部受理")
    expect(clerk.locator("body")).to_contain_text("统一受理：已办理")
    no_violations(clerk)

    visited_together(hall, number)
    act = joint.acts.view(JointAct.objects.get().id, actor=branches[0].cast["shijian-chengban"])
    assert {group.organ: {number for _, number in group.officers} for group in act.people} == {o: set(two) for o, two in OFFICERS.items()}
    assert [row.name for row in act.free] == ["设置大型户外广告及在城市建筑物、设施上悬挂、张贴宣传品审批"]
    for player in branches:
        kinds = [one.kind for one in player.state().acts if one.kind in (ActKind.VISIT, ActKind.OPINION)]
        assert kinds == ([] if player.item == "outdoor-sign" else [ActKind.VISIT, ActKind.OPINION]), player.item
    applicant.goto(address)
    expect(applicant.locator("main")).to_contain_text("示执法990007")
    on_both(applicant)
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
