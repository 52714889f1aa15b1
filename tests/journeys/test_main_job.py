"""The main job with five people in a real Chromium: an applicant, a clerk, 承办人, 科长, 分管局长; and who hands out."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.journeys.applicant import COMPANY, ITEM, answer, fill_in, find_and_begin, send
from tests.journeys.stage import PHONE, Hall, follow, no_violations, press, worker
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Cast, Player

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def pdf_at(page: Page, href: str) -> PdfFileReader:
    """The PDF behind a link, fetched with this person's cookies."""
    answer = page.request.get(href)
    assert answer.ok, href
    assert answer.headers["content-type"] == "application/pdf"
    return PdfFileReader(io.BytesIO(answer.body()))


def open_case(page: Page, filter_name: str, item: str = ITEM) -> None:
    """From the work list to the dossier."""
    page.goto(f"/desk/?f={filter_name}")
    no_violations(page)
    follow(page, item)
    no_violations(page)


def papers_of(page: Page) -> list[str]:
    """The dossier's address with each paper laid open."""
    links = page.locator("section[aria-labelledby=h-form] a[href*='m=']").evaluate_all("all => all.map(a => a.href)")
    assert links
    return list(dict.fromkeys(links))


def mark_papers(page: Page, *, but: str = "") -> None:
    """受理要素, one paper after the other; on the paper `but` the first point is 待补正."""
    for address in papers_of(page):
        page.goto(address)
        if but and address.endswith(f"m={but}"):
            with page.expect_navigation():
                page.locator("#points button[value=missing]").first.click()
        if page.locator("#points > ul").first.locator("li.is-open").count():
            press(page, "本材料全部齐全合规，看下一份 A")


def mark_points(page: Page) -> None:
    """审查要点: each 符合, beside the paper it is about."""
    for address in papers_of(page):
        page.goto(address)
        while (open_one := page.locator("#points > ul > li.is-open")).count():
            with page.expect_navigation():
                open_one.first.locator("button[value=met]").click()


def test_the_main_job_from_two_characters_to_a_rated_licence(hall: Hall) -> None:
    applicant = hall.open_browser()
    find_and_begin(hall, applicant)
    fill_in(hall, applicant)
    number = send(applicant)
    assert number.startswith("11379900MBEXAMP183"), "numbered by the organ it was handed to"
    no_violations(applicant)
    receipt = applicant.get_by_role("link", name="下载收件凭证").get_attribute("href")
    assert applicant.request.get(receipt).body().startswith(b"%PDF")

    clerk = hall.staff("chuangkou")
    open_case(clerk, "receive")
    mark_papers(clerk, but="M5")
    clerk.locator(".yc-asks li:has(input:checked) input.form-control").fill("检测报告没有加盖检测机构印章，请补交盖章的报告")
    press(clerk, "发出补正告知书")
    no_violations(clerk)
    correct_m5(hall, applicant)
    clerk.goto("/desk/")
    open_case(clerk, "receive")
    mark_papers(clerk)
    press(clerk, "受理，出具受理通知书")
    no_violations(clerk)

    review(hall, "chengban", marks=True)
    review(hall, "kezhang")
    signer = hall.staff("fenguan")
    open_case(signer, "decide")
    press(signer, "签发准予决定")
    expect(signer.locator("main")).to_contain_text("已准予，待送达")
    worker()

    hand_out(hall)
    worker()
    holds_the_licence(hall, applicant)
    rates(applicant)


def correct_m5(hall: Hall, page: Page) -> None:
    """The applicant reads what is asked, once and whole, and brings it."""
    worker()
    page.goto("/mine/")
    no_violations(page)
    follow(page, ITEM)
    no_violations(page)
    expect(page.locator("h1")).to_contain_text("等您补正")
    follow(page, "请补正1项")
    expect(page.locator("main")).to_contain_text("检测报告没有加盖检测机构印章")
    no_violations(page)
    page.set_input_files(
        "[name=file-M5]",
        {
            "name": "检测报告（盖章）.pdf",
            "mimeType": "application/pdf",
            "buffer": props.paper("排水水质检测报告（盖章）", COMPANY),
        },
    )
    press(page, "交上去")
    expect(page.locator("main")).to_contain_text("补正材料已收齐")


def review(hall: Hall, username: str, *, marks: bool = False) -> None:
    page = hall.staff(username)
    open_case(page, "pool")
    if marks:
        mark_points(page)
    press(page, "提交意见")
    expect(page.locator("main")).to_contain_text("现在不用您办")
    no_violations(page)


def hand_out(hall: Hall) -> None:
    """出证: collected at the window against a signature."""
    page = hall.staff("zhizheng", "/desk/issue/")
    no_violations(page)
    follow(page, "领证签收")
    no_violations(page)
    page.fill("[name=collected_by]", "刘某")
    page.fill("[name=identity]", "身份证核对一致")
    page.fill("[name=signature]", "刘某")
    press(page, "领证签收")
    no_violations(page)


def holds_the_licence(hall: Hall, page: Page) -> None:
    """Tracking, the signed PDF, and what anybody sees who scans its code."""
    page.goto("/mine/")
    no_violations(page)
    follow(page, ITEM)
    no_violations(page)
    expect(page.locator("main")).to_contain_text("准予")
    signed = pdf_at(page, page.get_by_role("link", name="下载 城镇污水排入排水管网许可证").get_attribute("href"))
    [signature] = signed.embedded_signatures
    with ThreadPoolExecutor(1) as apart:  # Playwright has a loop running in this thread, and so has pyHanko
        trust = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
        assert apart.submit(validate_pdf_signature, signature, trust, trust).result().intact
    for link in page.locator("main a[href*='/documents/']").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
        assert pdf_at(page, link).embedded_signatures, link

    anybody = hall.open_browser()
    anybody.goto(page.get_by_role("link", name="核验这张证照").get_attribute("href"))
    no_violations(anybody)
    expect(anybody.locator("h1")).to_contain_text("有效")
    expect(anybody.locator("main")).to_contain_text("示例市行政审批服务局")


def rates(page: Page) -> None:
    follow(page, "评价")
    no_violations(page)
    page.get_by_label("非常满意", exact=True).first.check()
    press(page, "提交评价")
    no_violations(page)
    expect(page.locator("main")).to_contain_text("非常满意")


def test_on_a_phone_a_refusal_says_which_condition_and_where_to_turn(hall: Hall) -> None:
    applicant = hall.open_browser(PHONE)
    find_and_begin(hall, applicant)
    fill_in(hall, applicant)
    send(applicant)
    no_violations(applicant)
    case_id = UUID(applicant.url.split("/applications/")[1].split("/")[0])
    player = Player(Cast(hall.demo, hall.items), "drainage", case_id)
    now = timezone.now()
    player.accept(now).review(now)

    signer = hall.staff("fenguan")
    open_case(signer, "decide")
    signer.get_by_role("radiogroup").get_by_text("不予", exact=True).click()
    no_violations(signer)
    signer.fill("#d-reason", "检测报告第2页，悬浮物高于排放标准限值")
    press(signer, "签发不予决定")
    expect(signer.locator("main")).to_contain_text("不予")
    worker()

    applicant.goto("/mine/")
    no_violations(applicant)
    follow(applicant, ITEM)
    no_violations(applicant)
    told = applicant.locator("main")
    for words in (
        "排放口的设置符合城镇排水与污水处理规划的要求",
        "悬浮物高于排放标准限值",
        "六十日内",
        "行政复议",
        "六个月内",
        "示例市示例区人民法院",
    ):
        expect(told).to_contain_text(words)


def test_the_window_takes_in_a_walk_in_who_follows_the_case_by_number(hall: Hall) -> None:
    clerk = hall.staff("chuangkou", "/desk/receive/")
    no_violations(clerk)
    with clerk.expect_navigation():
        clerk.get_by_role("link", name=re.compile(rf"收件\s*{ITEM}")).click()
    no_violations(clerk)
    clerk.get_by_label("单位", exact=True).check()
    clerk.fill("[name=number]", props.code_of(1))
    clerk.fill("[name=name]", "示例市某洗涤有限公司")
    clerk.fill("[name=phone]", "13800000077")
    clerk.fill("[name=legal_representative]", "示例某")
    clerk.fill("[name=address]", "示例市示例区工业大道6号")
    clerk.locator("[name=verified]").check()
    press(clerk, "继续")
    no_violations(clerk)
    terms = catalogue.terms(hall.items["drainage"])
    for element, value in props.answers(terms, hall.demo.company_id).items():
        answer(clerk, element, value)
    assert clerk.locator("[name=then][value=print]").is_visible(), "the form is printed to be signed, not brought along"
    assert not clerk.locator(f"[name=file-{terms.materials[0].code}]").count()
    for material in (m for m in terms.materials if not m.from_form):
        paper = {
            "name": f"{material.code}.pdf",
            "mimeType": "application/pdf",
            "buffer": props.paper(material.name, "示例市某洗涤有限公司"),
        }
        clerk.set_input_files(f"[name=file-{material.code}]", paper)
    clerk.locator("[name=declared]").check()
    press(clerk, "收件，出收件凭证")
    expect(clerk.locator("h1")).to_have_text("已收件")
    no_violations(clerk)
    follow(clerk, "核对受理要素")
    mark_papers(clerk)
    press(clerk, "受理，出具受理通知书")
    number = clerk.locator("span.num[title]").get_attribute("title")

    holder = hall.open_browser(PHONE)
    holder.goto("/track/")
    no_violations(holder)
    holder.fill("[name=number]", number)
    holder.fill("[name=phone]", "13800000077")
    press(holder, "获取验证码")
    no_violations(holder)
    holder.fill("[name=code]", hall.phone_code())
    press(holder, "看进度")
    no_violations(holder)
    expect(holder.locator("main")).to_contain_text("受理")
