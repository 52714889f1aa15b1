"""The demo city at its desks, set up once a module: cases made through the real verbs, and staff who sign in with a test client.

A test that commits takes `committed` for `cast`: what is shared by a module is never committed.
"""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.lasting import end, fresh, lasting
from yichuang.cli.players import Cast, Player, gather
from yichuang.organisations.models import Account


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture(scope="module")
def settled(django_db_setup, django_db_blocker):
    with lasting(django_db_blocker):
        yield gather(timezone.now() - timedelta(days=200))


@pytest.fixture
def cast(settled, db) -> Cast:
    return fresh(settled)


@pytest.fixture
def committed(request, django_db_blocker) -> Cast:
    with django_db_blocker.unblock():
        end()
    request.getfixturevalue("transactional_db")
    return gather(timezone.now() - timedelta(days=200))


@pytest.fixture
def play(cast):
    def begin(item: str = "drainage") -> Player:
        return Player(cast, item)

    return begin


@pytest.fixture
def signed_in():
    """A client signed in as one of the staff, by sign-in name."""

    def sit_down(username: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sit_down


@pytest.fixture
def sit(cast, signed_in):
    """`signed_in` in the city of the module."""
    return signed_in


@pytest.fixture
def applicant_client(cast):
    """A client signed in as one of the demo applicants."""

    def sign_in(index: int) -> Client:
        client = Client()
        account = Account.objects.get(id=cast.demo.applicants[index].account_id)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
