"""What goes wrong in a hall every day: each time a clear answer, and nothing that was typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.applicant import ITEM, PHONE_NUMBER, fill_in, find_and_begin
from tests.journeys.stage import Hall, fits, no_violations, press
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.cases.models import Case
from yichuang.cli.players import Cast, Player
from yichuang.documents import api as documents
from yichuang.organisations.models import PhoneCode

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MEGABYTE = 1024 * 1024


@pytest.fixture
def case(hall: Hall) -> Player:
    """An application that waits at the window."""
    return Player(Cast(hall.demo, hall.items), "drainage").apply(timezone.now())


def a_minute_passes() -> None:
    """The next code to the same phone may be sent after sixty seconds."""
    PhoneCode.objects.update(sent_at=timezone.now() - timedelta(minutes=2))


def test_a_wrong_and_a_heavy_file_are_named_and_what_was_laid_in_stays(hall: Hall) -> None:
    page = hall.open_browser()
    find_and_begin(hall, page, fits)
    page.goto(page.url.split("/questions/")[0] + "/materials/M2/")
    good = {"name": "图纸.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF"}
    page.set_input_files("[name=file-M2]", good)
    press(page, "先上传，再加一份")
    expect(page.locator("main")).to_contain_text("图纸.pdf")
    programme = {"name": "图纸.exe", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(200)}
    heavy = {"name": "全部.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" + bytes(21 * MEGABYTE)}
    page.set_input_files("[name=file-M2]", programme)
    press(page, "先上传，再加一份")
    expect(page.locator("#file-M2-error")).to_contain_text("内容与类型不符")
    expect(page.locator("main")).to_contain_text("图纸.pdf")
    no_violations(page)
    page.set_input_files("[name=file-M2]", heavy)
    page.get_by_role("button", name="先上传，再加一份").click()
    expect(page.locator("#file-M2-heavy")).to_contain_text("全部.pdf (22 MB)")
    expect(page.locator("#file-M2-heavy")).to_contain_text("20 MB")
    no_violations(page)
    page.set_input_files("[name=file-M2]", good)
    expect(page.locator("#file-M2-heavy")).to_have_count(0)


def test_what_was_typed_when_the_session_had_ended_is_sent_after_signing_in(hall: Hall) -> None:
    page = hall.open_browser()
    find_and_begin(hall, page, fits)
    page.goto(page.url.replace("/situation/", "/q1/"))  # past the questions of the guide
    draft = page.url
    box = page.locator("main form input.form-control").first
    name = box.get_attribute("name")
    box.fill("示例市示例区和平路99号")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    press(page, "保存并继续")
    expect(page).to_have_url(re.compile("/sign-in/"))
    a_minute_passes()
    hall.sign_in(page, PHONE_NUMBER)
    expect(page.locator("h1")).to_have_text("刚才填的内容还在")
    no_violations(page)
    press(page, "继续提交")
    page.goto(draft)
    assert page.locator(f'[name="{name}"]').input_value() == "示例市示例区和平路99号"


def test_two_clicks_on_send_are_one_case(hall: Hall) -> None:
    page = hall.open_browser()
    find_and_begin(hall, page, fits)
    fill_in(hall, page, fits)
    page.locator("[name=declared]").check()
    page.get_by_role("button", name="确认并提交").dblclick()
    page.wait_for_url("**/received/")
    expect(page.locator("h1")).to_have_text("已收到您的申请")
    assert Case.objects.count() == 1


def test_two_clicks_on_sign_are_one_decision(hall: Hall, case: Player) -> None:
    now = timezone.now()
    case.accept(now).review(now)
    page = hall.staff("fenguan", f"/desk/cases/{case.case_id}/")
    page.get_by_role("button", name="签发准予决定").dblclick()
    expect(page.locator("main")).to_contain_text("已准予，待送达")
    assert case.state().outcome is Outcome.GRANTED
    assert [row.kind for row in documents.of_case(case.case_id)].count("grant_decision") == 1


def test_of_two_clerks_the_second_reads_what_the_first_did(hall: Hall, case: Player) -> None:
    case.check_papers(timezone.now())
    address = f"/desk/cases/{case.case_id}/"
    first, second = hall.staff("chuangkou", address), hall.staff("chuangkou2", address)
    press(first, "受理，出具受理通知书")
    press(second, "受理，出具受理通知书")
    expect(second.get_by_role("alert").first).to_be_visible()
    expect(second.locator("main")).to_contain_text("李某")
    no_violations(second)
    assert case.state().phase is Phase.UNDER_REVIEW
    assert [row.kind for row in documents.of_case(case.case_id)].count("acceptance_notice") == 1


def test_a_number_that_is_not_yours_shows_nothing_and_says_what_to_do(hall: Hall, case: Player) -> None:
    page = hall.open_browser()
    answers = [asked_for(page, number) for number in (case.number, case.number[:-6] + "999999")]
    assert answers[0] == answers[1], "whether there is such a case is not told"
    no_violations(page)
    stranger = hall.open_browser()
    stranger.goto("/sign-in/?next=/mine/")
    hall.sign_in(stranger, "13800000001")
    for address in (f"/mine/{case.case_id}/", f"/track/{case.case_id}/", f"/applications/{case.case_id}/received/"):
        stranger.goto(address)
        assert ITEM not in stranger.inner_text("main")
    assert cases.state(case.case_id).phase is Phase.RECEIVED


def asked_for(page: Page, number: str) -> str:
    """What the tracking page answers to this number and a phone that has nothing to do with it."""
    a_minute_passes()
    page.goto("/track/")
    page.fill("[name=number]", number)
    page.fill("[name=phone]", "13800000099")
    press(page, "获取验证码")
    return page.inner_text("main").replace(number, "")
