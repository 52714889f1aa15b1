"""The demo city with the shipped catalogue: a person, a company with its representative, a window clerk."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from tests.lasting import forget, lasting
from yichuang.kernel.values import ZONE, new_id

NOW = datetime(2026, 9, 10, 9, 30, tzinfo=ZONE)


def pdf(pages: int = 1) -> bytes:
    writer, out = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def upload():
    return lambda name="一份.pdf", content=None, pages=2: SimpleUploadedFile(name, pdf(pages) if content is None else content)


@pytest.fixture(scope="module")
def settled(django_db_setup, django_db_blocker):
    """Accounts, actors, and version ids by item code; set up once a module."""
    from yichuang.catalogue import api as catalogue
    from yichuang.organisations import api as organisations
    from yichuang.organisations.models import Account

    with lasting(django_db_blocker):
        demo = organisations.seed_demo(now=NOW)
        versions = catalogue.load_shipped(now=NOW, actor=organisations.system_actor("demo"))
        person = Account.objects.get(id=demo.applicants[0].account_id)
        representative = Account.objects.get(id=demo.applicants[1].account_id)
        clerk = Account.objects.get(username="chuangkou")
        yield SimpleNamespace(
            demo=demo, versions=versions, company_id=demo.company_id, person=person, representative=representative, clerk=clerk,
            actor=organisations.actor_of(person), representing=organisations.actor_of(representative),
            window=organisations.actor_of(clerk),
        )


@pytest.fixture
def city(settled, db):
    forget()
    return SimpleNamespace(**vars(settled))


CATERING = {
    "party.phone": "13800000000", "party.address": "示例市西五路1号",
    "premises.name": "某小吃店", "premises.address": "示例市西五路118号", "premises.area_m2": "46.5", "premises.tenure": "租赁",
    "food.kind": "热食类", "food.staff_count": "2", "food.cold_dishes": "no", "food.health_electronic": "no", "service.mode": "电子送达",
    "service.electronic_consent": "yes", "staff-rows": "2", "staff-1-food.staff_name": "示例甲", "staff-1-food.health_certificate": "sljk-1",
    "staff-2-food.staff_name": "示例乙", "staff-2-food.health_certificate": "SLJK-2",
}


@pytest.fixture
def typed():
    return dict(CATERING)


@pytest.fixture
def draft(city, now):
    from yichuang.intake import actions

    return actions.start(
        city.versions["small-catering"], city.person.party_id, token=new_id(), actor=city.actor, now=now
    )


@pytest.fixture
def filled(city, draft, typed, now):
    """A draft with every question answered and no paper laid in."""
    walk(draft.id, city.actor, typed, now)
    return draft


def walk(draft_id, actor, given, now):
    """Page after page, as an answer opens the next question."""
    from yichuang.intake import actions, queries

    seen = set()
    while page := next((page for page in queries.work(draft_id, actor=actor).pages if page.key not in seen), None):
        seen.add(page.key)
        assert not actions.keep_answers(draft_id, page.fields, given, step=page.key, actor=actor, now=now)


@pytest.fixture
def themed(city, now):
    from yichuang.joint import api as joint

    joint.themes.seed(now=now)
    return city


@pytest.fixture
def theme(themed):
    from tests.intake.theming import CODE
    from yichuang.joint import api as joint

    return joint.themes.in_force(CODE)


@pytest.fixture
def all_of_it(theme):
    return {item.item_id: True for item in theme.content.items if item.asked}
