"""The demo city at its desks: cases made through the real verbs, and staff who sign in with a test client."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from yichuang.cli.players import Cast, Player, gather
from yichuang.organisations.models import Account


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def cast(db, now) -> Cast:
    return gather(now - timedelta(days=200))


@pytest.fixture
def play(cast):
    def begin(item: str = "drainage") -> Player:
        return Player(cast, item)

    return begin


@pytest.fixture
def sit(cast):
    """A client signed in as one of the staff, by sign-in name."""

    def sit_down(username: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sit_down


@pytest.fixture
def applicant_client(cast):
    """A client signed in as one of the demo applicants."""

    def sign_in(index: int) -> Client:
        client = Client()
        account = Account.objects.get(id=cast.demo.applicants[index].account_id)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
