"""延续 (许可法 50) in a real Chromium: the holder asks from the licence, the bureau decides, the new paper verifies, the old one does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.applicant import ITEM, PHONE_NUMBER, fill_in, send
from tests.journeys.stage import PHONE, Hall, follow, no_violations, on_both, press, worker
from tests.journeys.test_main_job import open_case, pdf_at
from yichuang.cli.players import Cast, Player
from yichuang.licences.models import Licence

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def held(hall: Hall, days: int) -> Licence:
    """A licence of the company in its hands, with so many days to run."""
    start, cast = timezone.now() - timedelta(days=20), Cast(hall.demo, hall.items)
    case = Player(cast, "drainage").apply(start).accept(start).review(start)
    case.meet_needs(start)
    case.grant(start)
    worker()
    case.hand_out(start + timedelta(hours=1))
    worker()
    today = timezone.localdate()
    Licence.objects.update(valid_from=today - timedelta(days=1726), valid_to=today + timedelta(days=days))
    return Licence.objects.get()


def asks(hall: Hall, page: Page) -> None:
    """From 我的证照 to the number of the new case."""
    page.goto("/sign-in/?next=/mine/")
    hall.sign_in(page, PHONE_NUMBER)
    page.goto("/mine/")
    no_violations(page)
    follow(page, "申请延续")
    expect(page.locator("main")).to_contain_text("视为准予延续")
    on_both(page)
    press(page, "开始填写")
    fill_in(hall, page)
    expect(page.locator("main")).to_contain_text("延续")
    send(page)


def test_a_holder_renews_on_a_phone_and_the_new_paper_verifies(hall: Hall) -> None:
    licence = held(hall, 100)
    holder = hall.open_browser(PHONE)
    asks(hall, holder)
    old = holder.request.get(f"/track/{licence.case_id}/licences/{licence.id}/").body()
    case_id = holder.url.split("/applications/")[1].split("/")[0]
    now = timezone.now()
    player = Player(Cast(hall.demo, hall.items), "drainage", case_id)
    player.accept(now).review(now)

    signer = hall.staff("fenguan")
    open_case(signer, "decide", ITEM)
    expect(signer.locator("main")).to_contain_text("许可证编号")
    expect(signer.locator("main")).to_contain_text("准予延续行政许可决定书")
    press(signer, "签发准予决定")
    expect(signer.locator("main")).to_contain_text("已准予，待送达")
    worker()

    officer = hall.staff("zhizheng", "/desk/issue/")
    follow(officer, "领证签收")
    for name in ("collected_by", "identity", "signature"):
        officer.fill(f"[name={name}]", "刘某")
    press(officer, "领证签收")
    no_violations(officer)

    holder.goto(f"/mine/{case_id}/")
    no_violations(holder)
    expect(holder.locator("h1")).to_contain_text("准予延续")
    assert pdf_at(holder, holder.get_by_role("link", name="准予延续行政许可决定书").first.get_attribute("href") or "").embedded_signatures
    assert pdf_at(holder, holder.get_by_role("link", name="下载 城镇污水排入排水管网许可证").get_attribute("href") or "").embedded_signatures
    follow(holder, "核验这张证照")
    expect(holder.locator("h1")).to_contain_text("真实有效")
    expect(holder.locator("main")).to_contain_text(licence.number)
    verifies_as_replaced(hall, old)


def verifies_as_replaced(hall: Hall, old: bytes) -> None:
    anybody = hall.open_browser()
    anybody.goto("/verify/")
    anybody.set_input_files("[name=file]", {"name": "旧证.pdf", "mimeType": "application/pdf", "buffer": old})
    with anybody.expect_navigation():
        anybody.locator("form:has([name=file]) button").last.click()
    no_violations(anybody)
    expect(anybody.locator("h1")).to_contain_text("已有新版")
