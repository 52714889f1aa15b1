"""Take the pictures of docs/pictures from a running demonstration: `make run`, then `.venv/bin/python tools/pictures.py`.

Needs the test environment (`make setup-test`: Playwright and Chromium). Signs in as people do, with the codes of the local gateway.
"""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
WIDE, PHONE = (1440, 900), (360, 740)
MOST = 300_000


def code_of(browser: Browser, base: str, *, staff: str = "") -> str:
    """The newest phone code, or the dynamic code of one of the staff, read from the page."""
    page = browser.new_page(base_url=base)
    page.goto("/local-gateway/")
    if staff:
        found = page.locator("tr", has=page.locator("th code", has_text=re.compile(f"^{staff}$"))).locator("td b").inner_text()
    else:
        found = re.search(r"验证码\D*(\d{6})", page.inner_text("main")).group(1)  # type: ignore[union-attr]
    page.close()
    return found


def sit(browser: Browser, base: str, size: tuple[int, int] = WIDE) -> Page:
    width, height = size
    scale = 2 if size == PHONE else 1
    context = browser.new_context(
        base_url=base, locale="zh-CN", viewport={"width": width, "height": height}, device_scale_factor=scale
    )
    return context.new_page()


def press(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form .btn-primary").first.click()


def applicant(browser: Browser, base: str) -> Page:
    page = sit(browser, base)
    page.goto("/sign-in/?next=/mine/")
    page.fill("[name=phone]", "13800000002")
    press(page)
    page.fill("[name=code]", code_of(browser, base))
    press(page)
    return page


def staff(browser: Browser, base: str, username: str) -> Page:
    page = sit(browser, base)
    page.goto("/local-gateway/")
    password = page.locator("td code").first.inner_text()
    page.goto("/sign-in/staff/?next=/desk/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    press(page)
    page.fill("[name=code]", code_of(browser, base, staff=username))
    press(page)
    return page


def take(page: Page, name: str) -> None:
    """Write the picture with 256 colours: the pages are flat, and nobody should wait for a README."""
    page.wait_for_load_state("networkidle")
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = PICTURES / f"{name}.png"
    seen.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    sys.stdout.write(f"{path.name}  {size // 1000} KB\n")
    assert size < MOST, f"{path.name} is too heavy"


def first(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def on_phone(page: Page, name: str) -> None:
    """The page this person sees, on their telephone."""
    context = page.context.browser.new_context(  # type: ignore[union-attr]
        storage_state=page.context.storage_state(), locale="zh-CN", device_scale_factor=2,
        viewport={"width": PHONE[0], "height": PHONE[1]},
    )  # fmt: skip
    small = context.new_page()
    small.goto(page.url)
    take(small, name)
    context.close()


def public(browser: Browser, base: str) -> None:
    page = sit(browser, base)
    page.goto("/")
    take(page, "home")
    on_phone(page, "phone-home")
    page.goto("/items/?q=排水")
    first(page, "ol.yc-hits a")
    take(page, "guide")
    on_phone(page, "phone-guide")
    page.goto("/themes/open-restaurant/")
    take(page, "theme")


def own(browser: Browser, base: str) -> None:
    """One's own pages; an application begun for the picture is dropped again."""
    page = applicant(browser, base)
    first(page, "main .yc-tasks li:has(.is-done):has-text('城镇污水排入排水管网许可') a[href^='/mine/']")
    take(page, "tracking")
    on_phone(page, "phone-tracking")
    first(page, "main a:has-text('核验这张证照')")
    take(page, "verify")
    page.goto("/items/?q=排水")
    first(page, "ol.yc-hits a")
    first(page, "a[href^='/apply/']")
    page.locator("[name=party]").last.check()
    press(page)
    take(page, "apply")
    on_phone(page, "phone-apply")
    page.goto("/drafts/")
    first(page, "main form button")


def desk(browser: Browser, base: str) -> None:
    page = staff(browser, base, "chengban")
    page.goto("/desk/?f=all")
    take(page, "desk-list")
    page = staff(browser, base, "fenguan")
    page.goto("/desk/?f=decide")
    first(page, "main td.it a")
    page.wait_for_timeout(2000)  # the viewer draws the PDF
    take(page, "desk-case")
    page.goto("/desk/projects/")
    first(page, "main tbody th a:has-text('学校')")
    take(page, "desk-project")


def main(base: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        for walk in (public, own, desk):
            walk(chromium, base)
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
