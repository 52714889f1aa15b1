"""变更 and 延续 (许可法 49, 50) through `/api/v1/`: the licence carried in by number, answered with the day on which silence renews."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from yichuang.cli import props
from yichuang.cli.players import work
from yichuang.licences.models import Licence

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(house):
    now = timezone.now() - timedelta(days=30)
    case = house.play("drainage").apply(now).accept(now).review(now)
    case.meet_needs(now)
    case.grant(now)
    work()
    case.hand_out(now)
    today = timezone.localdate()
    Licence.objects.update(valid_from=today - timedelta(days=900), valid_to=today + timedelta(days=100))
    return case, Licence.objects.get()


def body(house, case, licence, **asked):
    answers = {k: v for k, v in props.answers(case.terms, house.cast.company).items() if isinstance(v, str | bool | int)}
    return {
        "item_version_id": str(case.version_id), "applicant": {"party_id": str(licence.holder_id)}, "channel": "1",
        "answers": answers, "asked": asked,
    }  # fmt: skip


def test_a_renewal_by_number(house, held) -> None:
    case, licence = held
    window = house.as_account("chuangkou")
    answer = window.post("/applications", body(house, case, licence, purpose="renewal", licence_number=licence.number))
    assert answer.status_code == 201, answer.content.decode()
    seen = window.get(f"/cases/{answer.json()['case_id']}").json()
    assert (seen["purpose"], seen["asked_licence_id"], seen["asked_in_time"]) == ("renewal", str(licence.id), True)
    assert seen["expires_on"] == seen["clock"]["silence_on"] == licence.valid_to.isoformat()
    twice = window.post("/applications", body(house, case, licence, purpose="renewal", licence_id=str(licence.id)))
    assert (twice.status_code, twice.json()["code"]) == (409, "cases.asked_before")
    assert "第五十条" in twice.json()["article"]


def test_a_change_names_its_places_and_another_partys_licence_is_not_there(house, held) -> None:
    case, licence = held
    window = house.as_account("chuangkou")
    empty = window.post("/applications", body(house, case, licence, purpose="change", licence_id=str(licence.id)))
    assert (empty.status_code, empty.json()["code"]) == (422, "licences.nothing_changes")
    changes = {"scope": "雨水"}
    answer = window.post("/applications", body(house, case, licence, purpose="change", licence_id=str(licence.id), changes=changes))
    assert answer.status_code == 201, answer.content.decode()
    history = window.get(f"/cases/{answer.json()['case_id']}/history").json()["events"]
    asked = next(e for e in history if e["kind"] == "cases.ChangeAsked")
    assert asked["data"]["places"] == ["scope"]
    assert "雨水" not in str(asked)
    Licence.objects.update(holder_id=house.cast.demo.applicants[0].party_id)
    other = body(house, case, licence, purpose="change", licence_id=str(licence.id), changes=changes)
    assert window.post("/applications", other).status_code == 404
