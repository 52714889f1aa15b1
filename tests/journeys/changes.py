"""A draft on its way to the public, as its people walk it: the editor submits, legal reviews, the public comments, the head approves."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.stage import Hall, Hand, follow, on_both, press
from yichuang.catalogue.api import life


def through_the_stages(hall: Hall, editor: Page, hand: Hand, *, change: str = "变更", comment: str = "", entry: str = "") -> None:
    """From the page of a draft, where the editor is, until the change is in force; the clock moves past the notice. `entry` is the
    basic code a new licence is claimed by."""
    editor.select_option("#change", label=change)
    press(editor, "办理变更申请")
    on_both(editor)
    editor.fill("#reason", "压缩环节，方便企业。")
    if entry:
        editor.fill("#entry", entry)
    press(editor, "提交合法性审查")
    expect(editor.locator(".st-meta")).to_contain_text("合法性审查")
    address = editor.url.removeprefix(hall.url)

    legal = hall.desk("fazhi", "/desk/")
    follow(legal, "事项变更申请", "nav")
    on_both(legal)
    legal.goto(address)
    on_both(legal)
    for question in legal.locator("fieldset[id^='holds-']").all():
        question.get_by_label("符合", exact=True).check()
    for reason in legal.locator("textarea[name^='why-']").all():
        reason.fill("对照条文核对过。")
    legal.get_by_label("同意", exact=True).check()
    press(legal, "提交审查意见")
    expect(legal.locator(".st-say")).to_contain_text("事项管理员")

    editor.goto(address)
    press(editor, "开始公示")
    on_both(editor)
    if comment:
        leave(hall, address, comment)
        editor.goto(address)
        editor.get_by_label("是否采纳").select_option(label="没有采纳")
        editor.locator(".st-answer").get_by_label("答复").fill("检测需要时间，下次评估再研究。")
        press(editor, "答复这条意见")
    last = life.earliest_last(timezone.localdate())
    hand.turn_to(timezone.make_aware(datetime.combine(last + timedelta(days=1), time(9, 0))))

    head = hall.desk("fenguan", "/desk/")
    follow(head, "事项变更申请", "nav")
    head.goto(address)
    on_both(head)
    press(head, "批准")
    expect(head.locator(".st-say")).to_contain_text("已经施行")
    on_both(head)


def leave(hall: Hall, address: str, comment: str) -> None:
    """Anybody, without an account, on the public page of the notice."""
    anybody = hall.open_browser()
    anybody.goto("/open/")
    follow(anybody, "事项变更公示")
    on_both(anybody)
    anybody.goto(address.replace("/studio/requests/", "/open/changes/"))
    on_both(anybody)
    anybody.get_by_label("您的意见").fill(comment)
    press(anybody, "提交意见")
    expect(anybody.locator("#comments + article")).to_contain_text(comment)
    anybody.context.close()
