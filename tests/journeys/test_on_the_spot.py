"""即办 from the counter to the licence in hand, and a slip corrected afterwards: the window, the certificate officer, the holder."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.applicant import answer
from tests.journeys.stage import PHONE, Hall, follow, no_violations, press, worker
from tests.journeys.test_main_job import pdf_at
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ITEM = "公共场所卫生许可新办"
HOLDER = "示例市某宾馆有限公司"
HOLDER_PHONE = "13800000078"


def receive(hall: Hall, clerk: Page) -> None:
    """收件 at the counter: who it is, the form, the papers."""
    clerk.goto("/desk/receive/")
    with clerk.expect_navigation():
        clerk.locator("main li, main tr").filter(has_text=ITEM).get_by_role("link").first.click()
    clerk.get_by_label("单位", exact=True).check()
    clerk.fill("[name=number]", props.code_of(3))
    clerk.fill("[name=name]", HOLDER)
    clerk.fill("[name=phone]", HOLDER_PHONE)
    clerk.fill("[name=legal_representative]", "示例某")
    clerk.fill("[name=address]", "示例市示例区解放路88号")
    clerk.locator("[name=verified]").check()
    press(clerk, "继续")
    terms = catalogue.terms(hall.items["public-place-hygiene"])
    for element, value in props.answers(terms, hall.demo.company_id).items():
        answer(clerk, element, value)
    for material in (m for m in terms.materials if not m.from_form):
        paper = {"name": f"{material.code}.pdf", "mimeType": "application/pdf", "buffer": props.paper(material.name, HOLDER)}
        clerk.set_input_files(f"[name=file-{material.code}]", paper)
    clerk.locator("[name=declared]").check()
    press(clerk, "收件，出收件凭证")
    expect(clerk.locator("h1")).to_have_text("已收件")
    follow(clerk, "核对受理要素")
    no_violations(clerk)


def decide(clerk: Page) -> None:
    """One sheet: what is not ticked is named, then accepted and granted in one go."""
    with clerk.expect_navigation():
        clerk.locator("main a[href$='/do/at-once/']").click()
    no_violations(clerk)
    press(clerk, "当场受理并准予，出具即办单")
    expect(clerk.locator("main")).to_contain_text("没有记为齐全、符合")
    no_violations(clerk)
    for box in clerk.locator("main input[type=checkbox]").all():
        box.check()
    clerk.fill("[name=scope]", "住宿，生活圬水排入市政管网")
    press(clerk, "当场受理并准予，出具即办单")
    expect(clerk.locator("main")).to_contain_text("当场准予，出具即办单")
    no_violations(clerk)


def hand_out(officer: Page, verb: str) -> None:
    """Printed on a blank, then handed over. The case ends on its dossier, where the officer goes on."""
    officer.goto("/desk/issue/")
    no_violations(officer)
    officer.locator("section[aria-labelledby=h-print] input[type=checkbox]").check()
    press(officer, "套打", within="section[aria-labelledby=h-print]")
    follow(officer, verb)
    no_violations(officer)
    officer.fill("[name=collected_by]", "示例某")
    officer.fill("[name=identity]", "身份证核对一致")
    officer.fill("[name=signature]", "示例某")
    press(officer, verb)


def correct(officer: Page, paper: str) -> None:
    """更正笔误: which paper, where, was, is, why."""
    follow(officer, "更正笔误")
    no_violations(officer)
    follow(officer, paper)
    no_violations(officer)
    officer.locator("main input[name=where][value=scope]").check()
    officer.fill("[name=was]", "圬水")
    officer.fill("[name=now_reads]", "圬水")
    officer.fill("[name=reason]", "与申请表不一致，打字错误")
    press(officer, "更正笔误")
    expect(officer.locator("main")).to_contain_text("没有更正什么")
    no_violations(officer)
    officer.fill("[name=now_reads]", "污水")
    press(officer, "更正笔误")
    worker()


def test_a_licence_in_one_sitting_and_its_slip_corrected(hall: Hall) -> None:
    clerk = hall.staff("chuangkou")
    receive(hall, clerk)
    decide(clerk)
    number = clerk.locator("span.num[title]").get_attribute("title")
    worker()
    officer = hall.staff("zhizheng")
    blanks = catalogue.terms(hall.items["public-place-hygiene"]).result.blank
    props.blanks(blanks, Cast(hall.demo, hall.items)["zhizheng"], timezone.now())
    hand_out(officer, "领证签收")

    correct(officer, "即办单")
    expect(officer.locator("main")).to_contain_text("更正文书上的笔误，出具更正通知书")
    correct(officer, "公共场所卫生许可证")
    expect(officer.locator("main")).to_contain_text("证件按原编号重做")
    no_violations(officer)
    hand_out(officer, "换领更正后的证件")
    officer.goto("/desk/issue/")
    with officer.expect_navigation():
        officer.locator("tr", has_text="更正通知书").get_by_role("link", name="登记送达").first.click()
    no_violations(officer)
    officer.fill("[name=signed_by]", "示例某")
    press(officer, "登记送达")
    expect(officer.locator("tr", has_text="更正通知书").first).to_contain_text("已送达")
    holds_both(hall, number or "")


def holds_both(hall: Hall, number: str) -> None:
    """The holder, on a phone: the licence, the sheet, the notices."""
    holder = hall.open_browser(PHONE)
    holder.goto("/track/")
    holder.fill("[name=number]", number)
    holder.fill("[name=phone]", HOLDER_PHONE)
    press(holder, "获取验证码")
    holder.fill("[name=code]", hall.phone_code())
    press(holder, "看进度")
    no_violations(holder)
    for words in ("准予许可", "即办单", "更正通知书", "当场准予行政许可"):
        expect(holder.locator("main")).to_contain_text(words)
    for name in ("下载 公共场所卫生许可证", "即办单", "更正通知书"):
        link = holder.get_by_role("link", name=name).first.get_attribute("href")
        assert pdf_at(holder, link or "").embedded_signatures, name
    follow(holder, "核验这张证照")
    expect(holder.locator("main")).to_contain_text("污水")
    expect(holder.locator("h1")).to_contain_text("有效")
