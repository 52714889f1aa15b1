"""What an applicant does before anybody else knows: find, fill in, send."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import Page, expect

from tests.journeys.stage import Hall, follow, no_violations, press
from yichuang.catalogue import api as catalogue
from yichuang.cli import props

ITEM = "城镇污水排入排水管网许可"
COMPANY = "示例市某产业园有限公司"
PHONE_NUMBER = "13800000002"
Look = Callable[[Page], None]


def find_and_begin(hall: Hall, page: Page, look: Look = no_violations, *, words: str = "排水", item: str = ITEM) -> None:
    """Two characters, the guide, sign in, in whose name."""
    page.goto("/")
    look(page)
    page.fill("#q", words)
    press(page, "查找")
    look(page)
    expect(page.locator("ol.yc-hits a").first).to_have_text(item)
    follow(page, item)
    expect(page.locator("main")).to_contain_text("法定时限")
    look(page)
    follow(page, "开始申请")
    look(page)
    hall.sign_in(page, PHONE_NUMBER)
    look(page)
    page.get_by_label(COMPANY).check()
    press(page, "开始填写")


def fill_in(hall: Hall, page: Page, look: Look = no_violations, *, version_id: UUID | None = None) -> None:
    """Page after page: what is known stands there already; answers and papers for the rest, up to the check."""
    terms = catalogue.terms(version_id or hall.items["drainage"])
    answers = props.answers(terms, hall.demo.company_id)
    for _ in range(40):
        look(page)
        if page.url.partition("#")[0].endswith("/check/"):
            return
        if "/materials/" in page.url:
            code = page.url.partition("#")[0].rstrip("/").split("/")[-1]
            paper = props.paper(terms.material(code).name, COMPANY)
            page.set_input_files(f"[name=file-{code}]", {"name": f"{code}.pdf", "mimeType": "application/pdf", "buffer": paper})
        else:
            for element, value in answers.items():
                answer(page, element, value)
        press(page, "保存并继续")
    raise AssertionError(f"still not at the check: {page.url}")


def answer(page: Page, element: str, value: object) -> None:
    box = page.locator(f'main [name="{element}"]')
    if isinstance(value, list):
        for n, row in enumerate(value, 1):
            if isinstance(row, str) and box.count():
                page.locator(f'main fieldset:has([name="{element}"])').get_by_label(row).first.check()
            elif not isinstance(row, str):
                for cell, text in row.items():
                    answer(page, f"{element}-{n}-{cell}", text)
        return
    if not box.count():
        return
    kind = box.first.evaluate("e => e.type")
    if kind == "radio":
        words = ("是" if value else "否") if isinstance(value, bool) else str(value)
        page.locator(f'main fieldset:has([name="{element}"])').get_by_label(words).first.check()
    elif kind == "checkbox":
        box.first.check()
    elif kind.startswith("select"):
        box.select_option(str(value))
    elif not box.input_value():
        box.fill(str(value))


def send(page: Page) -> str:
    """Declared true, sent, received: the number to keep."""
    page.locator("[name=declared]").check()
    press(page, "确认并提交")
    expect(page.locator("h1")).to_have_text("已收到您的申请")
    return page.locator(".yc-num").inner_text().replace(" ", "").replace("\u2009", "")
