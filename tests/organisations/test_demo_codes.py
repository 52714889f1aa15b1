"""A newcomer without an authenticator signs in with the code shown on the local gateway, in the demo only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from yichuang.organisations import demo_codes, second_factor
from yichuang.organisations.models import Account
from yichuang.organisations.seed import seed_demo

pytestmark = pytest.mark.django_db


def test_the_code_shown_is_the_one_that_opens(client):
    now = timezone.now()
    seed_demo(now=now - timedelta(days=1))
    shown = {row.username: row for row in demo_codes.staff_codes(now=now)}
    account = Account.objects.get(username="chengban")
    assert second_factor.try_totp(account.id, shown["chengban"].code, now=now) is None
    assert shown["chengban"].code in client.get("/local-gateway/").content.decode()


def test_with_a_real_gateway_nothing_is_shown(monkeypatch):
    seed_demo(now=timezone.now())
    monkeypatch.setenv("YICHUANG_SMS_URL", "https://sms.example/")
    assert demo_codes.staff_codes(now=timezone.now()) == ()
