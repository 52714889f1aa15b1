"""The demo city's organs and people, set up once a module at its NOW."""

import pytest
from django.utils import timezone

from tests.lasting import forget, lasting
from yichuang.organisations import api


@pytest.fixture(scope="module")
def settled(request, django_db_setup, django_db_blocker):
    with lasting(django_db_blocker):
        yield api.seed_demo(now=getattr(request.module, "NOW", None) or timezone.now())


@pytest.fixture
def demo(settled, db):
    forget()
    return settled
