"""An item changes in a real Chromium: editor, legal reviewer, anybody, head of the organ, each at a browser of their own."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.changes import through_the_stages
from tests.journeys.stage import Hall, Hand, press
from yichuang.catalogue import api as catalogue

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_change_is_drafted_reviewed_commented_on_and_approved(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = hall.staff("shixiang", "/studio/?status=published")
    old = catalogue.published("drainage")
    editor.get_by_role("link", name="城镇污水排入排水管网许可").click()
    press(editor, "从现行版起草新版")
    through_the_stages(hall, editor, Hand(monkeypatch, timezone.now()), comment="期限还可以再短一些。")
    assert catalogue.published("drainage") != old
    anybody = hall.open_browser()
    anybody.goto("/open/changes/")
    expect(anybody.locator("main")).to_contain_text("已施行")
    assert hall.complaints == []
