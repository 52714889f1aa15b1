"""Rights on the way to the decision, played by the people whose they are: third party (36) and hearing (46–48)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.applicant import ITEM
from tests.journeys.stage import PHONE, Hall, Hand, follow, on_both, press, worker
from yichuang.cases import api as cases
from yichuang.cli.players import Cast, Player
from yichuang.kernel.values import ZONE
from yichuang.organisations import api as organisations
from yichuang.organisations.demo_city import NATURAL

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.fixture(autouse=True)
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Monday 2026-09-14, nine o'clock."""
    return Hand(monkeypatch, at("2026-09-14 09:00"))


@pytest.fixture
def case(hall: Hall) -> Player:
    """The company's application, accepted on the Friday before."""
    player = Player(Cast(hall.demo, hall.items), "drainage")
    return player.apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))


def desk(hall: Hall, username: str, case: Player) -> Page:
    return hall.desk(username, f"/desk/cases/{case.case_id}/")


def applicant(hall: Hall, phone: str, then: str = "/mine/", size: dict[str, int] = PHONE) -> Page:
    page = hall.open_browser(size)
    page.goto(f"/sign-in/?next={then}")
    hall.sign_in(page, phone)
    page.goto(then)
    return page


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"main [name={name}]").last.fill(value)


def tell_neighbour(hall: Hall, case: Player) -> None:
    page = desk(hall, "chengban", case)
    follow(page, "告知利害关系人")
    on_both(page)
    page.select_option("[name=kind]", "natural")
    fill(page, number="110105199003077657", interest="相邻地块，雨季可能倒灌")
    press(page, "告知利害关系人")
    expect(page.locator("main")).to_contain_text("没有登记过")
    on_both(page)
    fill(page, number=NATURAL["number"])
    press(page, "告知利害关系人")
    expect(page.locator("main")).to_contain_text(f"利害关系人：{NATURAL['name']}")
    on_both(page)
    worker()


def claimed(hall: Hall, case: Player) -> None:
    """王某 takes the review in hand."""
    page = desk(hall, "chengban", case)
    press(page, "先签收")
    expect(page.locator("main")).to_contain_text("签收“承办”")


def tell_right(hall: Hall, case: Player) -> None:
    page = desk(hall, "fazhi", case)
    follow(page, "听证告知")
    on_both(page)
    fill(page, matter="排水去向与邻近单位有重大利益关系")
    press(page, "听证告知")
    expect(page.locator("main")).to_contain_text("登记听证要求")
    on_both(page)
    worker()
    case.serve(timezone.now())  # without consent the window serves it, and only then the five days run


def test_a_third_party_reads_the_notice_and_is_heard(hall: Hall, case: Player) -> None:
    neighbour = applicant(hall, NATURAL["phone"])
    assert neighbour.goto(f"/mine/{case.case_id}/").status == 404, "a stranger before the notice"
    tell_neighbour(hall, case)
    neighbour.goto("/mine/")
    on_both(neighbour)
    expect(neighbour.locator("main")).to_contain_text("直接关系您与他人的重大利益")
    follow(neighbour, ITEM)
    on_both(neighbour)
    notice = neighbour.get_by_role("link", name="利害关系人告知书")
    assert neighbour.request.get(notice.get_attribute("href")).body().startswith(b"%PDF")
    follow(neighbour, "陈述申辩")
    on_both(neighbour)
    mine = neighbour.url
    press(neighbour, "提交")
    on_both(neighbour)
    expect(neighbour.locator("main .is-bad")).to_be_visible()
    fill(neighbour, text="去年雨季倒灌两次，请要求加装止回阀")
    press(neighbour, "提交")
    expect(neighbour.locator("main")).to_contain_text("已记录")
    on_both(neighbour)
    neighbour.goto(mine)
    expect(neighbour.locator("h1")).to_contain_text("已经收到")
    on_both(neighbour)

    other = applicant(hall, "13800000002", f"/mine/{case.case_id}/")
    on_both(other)
    expect(other.locator("main")).not_to_contain_text("止回阀")
    assert other.goto(mine).status == 404, "the applicant does not speak for the third party"
    on_both(other)

    page = desk(hall, "chengban", case)
    expect(page.locator("main")).to_contain_text("去年雨季倒灌两次")
    assert page.get_by_role("link", name="陈述申辩笔录").count()
    assert not any(gate.kind == "third_party" for gate in case.state().unmet_gates)


def test_a_neighbour_without_an_account_is_registered_where_he_is_told(hall: Hall, case: Player) -> None:
    page = desk(hall, "chengban", case)
    follow(page, "告知利害关系人")
    fill(page, number="110105199003077657", name="邻某", phone="13900000009", interest="相邻地块，雨季可能倒灌")
    press(page, "告知利害关系人")
    expect(page.locator("main")).to_contain_text("利害关系人：邻某")
    expect(page.get_by_role("link", name="利害关系人告知书").first).to_be_visible()


def notice(page: Page, day: date, chair: str) -> None:
    page.locator("main [name=day]").last.fill(day.isoformat())
    fill(page, at="09:30", place="政务服务中心一楼听证室", recorder="韩某")
    page.locator("main [name=chair_id]").last.select_option(label=chair)
    press(page, page.locator("main form:has([name=chair_id]) button.btn-primary").inner_text().strip())


def test_a_hearing_from_the_right_to_the_decision_based_on_its_record(hall: Hall, hand: Hand, case: Player) -> None:
    tell_neighbour(hall, case)
    claimed(hall, case)
    tell_right(hall, case)
    own = applicant(hall, "13800000002", f"/mine/{case.case_id}/")
    on_both(own)
    expect(own.locator("main")).to_contain_text("您可以要求听证")
    follow(own, "要求听证，或者表示不要求")
    on_both(own)
    press(own, "提交")
    expect(own.locator("main")).to_contain_text("请选择要不要听证")
    on_both(own)
    own.get_by_label("不要求听证").check()
    press(own, "提交")
    on_both(own)

    hand.turn_to(at("2026-09-15 10:00"))
    neighbour = applicant(hall, NATURAL["phone"], f"/mine/{case.case_id}/")
    on_both(neighbour)
    follow(neighbour, "要求听证，或者表示不要求")
    neighbour.locator("[name=wants][value=yes]").check()
    press(neighbour, "提交")
    expect(neighbour.locator("main")).to_contain_text("最晚10月19日")
    on_both(neighbour)

    reviewer_chairs_too(hall)
    page = desk(hall, "fazhi", case)
    on_both(page)
    notice(page, date(2026, 9, 20), "沈某")  # five days
    expect(page.locator("main")).to_contain_text("七日前")
    expect(page.locator("main")).to_contain_text("选9月23日或以后的日期")
    expect(page.locator("main .is-bad")).to_contain_text("请另选日期")
    on_both(page)
    notice(page, date(2026, 9, 28), "王某")
    expect(page.locator("main")).to_contain_text("听证主持人不能是审查本件的工作人员")
    on_both(page)
    notice(page, date(2026, 9, 28), "沈某")
    expect(page.locator("main")).to_contain_text("通知听证的时间、地点和主持人")
    on_both(page)
    worker()
    case.serve(timezone.now())  # 48(1): seven days count from service

    asks_the_chair_to_stand_back(hall, applicant(hall, "13800000002"), case)
    held(hall, hand, case)
    decided(hall, case)


def reviewer_chairs_too(hall: Hall) -> None:
    """王某, who reviews this case, also holds the post of a hearing chair."""
    person = next(m for m in hall.demo.staff if m.username == "chengban")
    with transaction.atomic():
        organisations.give_post(
            person.account_id, organ_id=hall.demo.organs["policy"], post="hearing_chair", from_on=date(2026, 9, 1),
            actor=organisations.system_actor("cli"), now=at("2026-09-14 09:00"),
        )  # fmt: skip


def asks_the_chair_to_stand_back(hall: Hall, own: Page, case: Player) -> None:
    own.goto(f"/mine/{case.case_id}/")
    follow(own, "听证的时间地点，申请回避")
    on_both(own)
    expect(own.locator("h1")).to_contain_text("9月28日")
    expect(own.locator("main")).to_contain_text("沈某")
    press(own, "申请回避")
    expect(own.locator("main .is-bad")).to_be_visible()
    fill(own, reason="主持人与相邻单位的负责人是近亲属")
    press(own, "申请回避")
    expect(own.locator("main")).to_contain_text("答复以前不举行听证")
    on_both(own)
    page = desk(hall, "fazhi", case)
    expect(page.locator("main")).to_contain_text("主持人与相邻单位的负责人是近亲属")
    on_both(page)
    fill(page, reason="经核实不是近亲属，没有直接利害关系")
    press(page, "答复回避申请")
    own.reload()
    expect(own.locator("main")).to_contain_text("没有得到准许")
    on_both(own)


def held(hall: Hall, hand: Hand, case: Player) -> None:
    chair = desk(hall, "tingzheng", case)
    expect(chair.locator("main")).to_contain_text("听证在9月28日举行")
    on_both(chair)
    case.review(at("2026-09-18 10:00"))
    signer = desk(hall, "fenguan", case)
    expect(signer.locator("main")).to_contain_text("听证还没有完成")
    on_both(signer)
    hand.turn_to(at("2026-09-28 15:00"))
    chair = desk(hall, "tingzheng", case)
    fill(chair, place="政务服务中心一楼听证室", participants="申请人刘某，利害关系人张某", recorder="韩某", record="双方陈述并质证，同意加装止回阀")
    press(chair, "听证笔录")
    expect(chair.locator("main")).to_contain_text("举行听证，笔录归卷")
    on_both(chair)


def decided(hall: Hall, case: Player) -> None:
    signer = desk(hall, "fenguan", case)
    press(signer, "签发准予决定")
    worker()
    neighbour = applicant(hall, NATURAL["phone"], f"/mine/{case.case_id}/")
    expect(neighbour.locator("main")).to_contain_text("已经决定：准予")
    on_both(neighbour)
    own = applicant(hall, "13800000002", f"/mine/{case.case_id}/")
    expect(own.locator("main")).to_contain_text("根据2026年9月28日举行的听证的笔录")
    on_both(own)
    assert list(cases.check_folds()) == []


def test_a_hearing_asked_for_after_five_working_days_is_too_late(hall: Hall, hand: Hand, case: Player) -> None:
    tell_right(hall, case)
    own = applicant(hall, "13800000002", f"/mine/{case.case_id}/")
    follow(own, "要求听证，或者表示不要求")
    asked = own.url
    hand.ahead += at("2026-09-21 09:00") - at("2026-09-14 09:00")  # the page stood open; the loop has not come by yet
    own = applicant(hall, "13800000002", asked.removeprefix(hall.url))
    own.locator("[name=wants][value=yes]").check()
    press(own, "提交")
    expect(own.locator("main")).to_contain_text("五日内没有提出听证申请")
    expect(own.locator("main")).to_contain_text("仍然可以陈述和申辩")
    on_both(own)
    worker()
    own.goto(asked)
    expect(own.locator("h1")).to_contain_text("要求听证的时间已经过了")
    on_both(own)


@pytest.fixture
def soil(hall: Hall) -> Player:
    """A water and soil conservation plan: ten working days by law, stopped for the expert review."""
    player = Player(Cast(hall.demo, hall.items), "soil-conservation")
    return player.apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))


def test_a_stop_an_extension_a_legal_review_and_a_refusal_with_its_remedies(hall: Hall, hand: Hand, soil: Player) -> None:
    stopped_and_resumed(hall, hand, soil)
    extended_once(hall, soil)
    reviewed_by_law(hall, soil)
    hand.ahead += timedelta(minutes=5)  # a phone is sent one code a minute
    refused(hall, soil)
    assert list(cases.check_folds()) == []


def stopped_and_resumed(hall: Hall, hand: Hand, soil: Player) -> None:
    page = desk(hall, "chengban", soil)
    follow(page, "暂停计时")
    on_both(page)
    page.select_option("[name=ground]", "expert_review")
    fill(page, days="200")
    press(page, "暂停计时")
    expect(page.locator("main")).to_contain_text("上限")
    on_both(page)
    fill(page, days="4")
    press(page, "暂停计时")
    on_both(page)
    worker()
    own = applicant(hall, "13800000002", f"/mine/{soil.case_id}/")
    expect(own.locator("h1")).to_contain_text("为专家评审暂停计时，预计到9月18日")
    expect(own.locator("main")).to_contain_text("特别程序告知书")
    on_both(own)

    hand.turn_to(at("2026-09-18 10:00"))
    page = desk(hall, "chengban", soil)
    press(page, "恢复计时")
    worker()
    page = desk(hall, "chengban", soil)
    expect(page.locator("main")).to_contain_text("专家评审4个工作日不计入")
    on_both(page)
    own = applicant(hall, "13800000002", f"/mine/{soil.case_id}/")
    expect(own.locator("main")).to_contain_text("其间为专家评审暂停计时4个工作日：9月15日至18日，《行政许可法》第四十五条，不计入期限。")
    expect(own.locator("main")).to_contain_text("特别程序结束通知书")
    on_both(own)


def extended_once(hall: Hall, soil: Player) -> None:
    page = desk(hall, "chengban", soil)
    follow(page, "申请延期")
    on_both(page)
    fill(page, days="99", reason="专家意见需要逐条核对")
    press(page, "申请延期")
    expect(page.locator("main")).to_contain_text("上限")
    on_both(page)
    fill(page, days="5")
    press(page, "申请延期")
    head = desk(hall, "fenguan", soil)
    expect(head.locator("main")).to_contain_text("申请延长5个工作日")
    on_both(head)
    head.locator("main form:has([name=approved])").get_by_label("批准", exact=True).check()
    fill(head, reason="专家意见需要逐条核对，同意延长")
    press(head, "批延期")
    expect(head.locator("main")).to_contain_text("批准延期5个工作日")
    worker()
    page = desk(hall, "chengban", soil)
    page.goto(f"/desk/cases/{soil.case_id}/do/extension/")
    fill(page, days="3", reason="还要再核对一遍")
    press(page, "申请延期")
    expect(page.locator("main")).to_contain_text("期限只能延长一次")
    on_both(page)


def reviewed_by_law(hall: Hall, soil: Player) -> None:
    page = desk(hall, "chengban", soil)
    follow(page, "送法制审核")
    on_both(page)
    press(page, "送法制审核")
    jurist = desk(hall, "fazhi", soil)
    on_both(jurist)
    jurist.locator("main form:has([name=passed])").get_by_label("通过", exact=True).check()
    fill(jurist, opinion="程序合法，依据适当")
    press(jurist, "法制审核")
    expect(jurist.locator("main")).to_contain_text("法制审核通过")
    on_both(jurist)
    soil.review(at("2026-09-18 10:30"))


def refused(hall: Hall, soil: Player) -> None:
    signer = desk(hall, "fenguan", soil)
    signer.get_by_role("radiogroup").get_by_text("不予", exact=True).click()
    signer.fill("#d-reason", "水土流失防治目标低于二级标准")
    on_both(signer)
    press(signer, "签发不予决定")
    worker()
    own = applicant(hall, "13800000001", "/mine/")
    assert own.goto(f"/mine/{soil.case_id}/").status == 404, "张某 has no part in it"
    own = hall.open_browser(PHONE)
    own.goto("/track/")
    fill(own, number=soil.number, phone="13800000002")
    press(own, "获取验证码")
    own.fill("[name=code]", hall.phone_code())
    press(own, "看进度")
    for words in ("不予许可", "水土流失防治目标低于二级标准", "六十日内", "行政复议", "六个月内"):
        expect(own.locator("main")).to_contain_text(words)
    on_both(own)
    paper = own.locator("main a[href*='/documents/']", has_text="不予").first
    assert own.request.get(paper.get_attribute("href")).body().startswith(b"%PDF")


def test_the_applicant_withdraws_before_the_decision(hall: Hall, case: Player) -> None:
    own = applicant(hall, "13800000002", f"/mine/{case.case_id}/")
    follow(own, "撤回申请")
    on_both(own)
    press(own, "撤回申请")
    expect(own.locator("main")).to_contain_text("请确认撤回")
    on_both(own)
    own.locator("[name=sure]").check()
    press(own, "撤回申请")
    expect(own.locator("h1")).to_contain_text("您已撤回申请")
    on_both(own)
    page = desk(hall, "chengban", case)
    expect(page.locator("main")).to_contain_text("申请人撤回申请")
    on_both(page)
