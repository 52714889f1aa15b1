"""A newcomer without an authenticator signs in with the code shown on the local gateway, in the demo only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from yichuang.organisations import demo_codes, second_factor
from yichuang.organisations.models import Account
from yichuang.organisations.seed import seed_demo

pytestmark = pytest.mark.django_db


def test_the_code_shown_is_the_one_that_opens(client):
    def code() -> str:
        return next(row.code for row in demo_codes.staff_codes(now=timezone.now()) if row.username == "chengban")

    now = timezone.now()
    seed_demo(now=now - timedelta(days=1))
    before, page, after = code(), client.get("/local-gateway/").content.decode(), code()
    shown = next(one for one in (before, after) if one in page)  # half a minute may end between the two
    account = Account.objects.get(username="chengban")
    assert second_factor.try_totp(account.id, shown, now=timezone.now()) is None


def test_with_a_real_gateway_nothing_is_shown(monkeypatch):
    seed_demo(now=timezone.now())
    monkeypatch.setenv("YICHUANG_SMS_URL", "https://sms.example/")
    assert demo_codes.staff_codes(now=timezone.now()) == ()
