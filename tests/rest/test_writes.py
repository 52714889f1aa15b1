"""A write is done once, on the version that was seen, by whom it concerns; everything else is a clear no."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import work
from yichuang.kernel import events
from yichuang.kernel.problem import CONTENT_TYPE
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(house):
    return house.play().apply(timezone.now() - timedelta(minutes=5)).check_papers(timezone.now())


@pytest.fixture
def clerk(house):
    return house.as_account("chuangkou")


def refused(answer, status: int, code: str) -> dict:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, CONTENT_TYPE), answer.content.decode()
    body = answer.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["title"]
    assert body["detail"]
    return body


def version_of(system, player) -> int:
    return int(system.get(f"/cases/{player.case_id}").headers["ETag"].strip('"'))


def test_the_same_key_and_request_is_answered_twice_and_done_once(clerk, received) -> None:
    version, key = version_of(clerk, received), str(uuid4())
    first = clerk.post(f"/cases/{received.case_id}/accept", key=key, version=version)
    assert first.status_code == 200, first.content.decode()
    before = len(events.read(received.case_id))
    again = clerk.post(f"/cases/{received.case_id}/accept", key=key, version=version)
    assert (again.status_code, again.content, again.headers["ETag"]) == (200, first.content, first.headers["ETag"])
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(events.read(received.case_id)) == before
    assert received.state().phase is Phase.UNDER_REVIEW


def test_the_same_key_for_another_request_is_422(clerk, received) -> None:
    version, key = version_of(clerk, received), str(uuid4())
    clerk.post(f"/cases/{received.case_id}/accept", key=key, version=version)
    refused(clerk.post(f"/cases/{received.case_id}/not-needed", {"reason": "不需要许可"}, key=key, version=version), 422, "kernel.key_reused")


def test_a_write_without_key_is_400_without_version_428_on_an_old_version_412(clerk, received) -> None:
    path, version = f"/cases/{received.case_id}/accept", version_of(clerk, received)
    refused(clerk.post(path, key=None, version=version), 400, "kernel.key_missing")
    refused(clerk.post(path), 428, "kernel.version_missing")
    refused(clerk.post(path, **{"If-Match": "seven"}), 400, "kernel.version_unreadable")
    refused(clerk.post(path, version=version + 1), 412, "cases.moved")
    assert received.state().phase is Phase.RECEIVED


def test_two_clerks_on_one_case_the_second_is_told(house, clerk, received) -> None:
    version = version_of(clerk, received)
    assert clerk.post(f"/cases/{received.case_id}/accept", version=version).status_code == 200
    answer = house.as_account("chuangkou").post(f"/cases/{received.case_id}/accept", version=version)
    assert refused(answer, 412, "cases.moved")["remedy"]


def step_of(house, player):
    task = player.state().open_tasks[0]
    actor = house.cast.holder(task.post, task.organ_id, timezone.now())
    from yichuang.organisations.models import Account

    return task, house.as_account(Account.objects.get(id=actor.account_id).username)


def test_completing_a_step_twice_is_done_once(house, clerk, received) -> None:
    received.accept(timezone.now())
    task, reviewer = step_of(house, received)
    version, key = version_of(reviewer, received), str(uuid4())
    path, body = f"/cases/{received.case_id}/tasks/{task.id}/complete", {"verdict": "agree", "opinion": "同意。"}
    first = reviewer.post(path, body, key=key, version=version)
    assert first.status_code == 200, first.content.decode()
    assert int(first.headers["ETag"].strip('"')) == first.json()["version"] > version
    again = reviewer.post(path, body, key=key, version=version)
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    refused(reviewer.post(path, {**body, "opinion": "别的意见"}, key=key, version=version), 422, "kernel.key_reused")
    refused(reviewer.post(path, body, version=version), 412, "cases.moved")
    kinds = [e.kind for e in events.read(received.case_id)]
    assert kinds.count("cases.StepCompleted") == 1


def test_a_key_of_one_case_does_not_complete_a_step_of_another(house) -> None:
    one, two = (house.play().apply(timezone.now()).accept(timezone.now()) for _ in range(2))
    key = str(uuid4())
    for player, status in ((one, 200), (two, 422)):
        task, reviewer = step_of(house, player)
        path = f"/cases/{player.case_id}/tasks/{task.id}/complete"
        answer = reviewer.post(path, {"verdict": "agree", "opinion": ""}, key=key, version=version_of(reviewer, player))
        assert answer.status_code == status, answer.content.decode()
    assert "cases.StepCompleted" not in [e.kind for e in events.read(two.case_id)]


def test_a_completed_step_costs_one_statement_more_than_none(house, received, django_assert_max_num_queries) -> None:
    """Token, powers' version, load, and the one statement that also keeps the key; no transaction of its own."""
    received.accept(timezone.now())
    task, reviewer = step_of(house, received)
    version = version_of(reviewer, received)
    with django_assert_max_num_queries(8):
        answer = reviewer.post(
            f"/cases/{received.case_id}/tasks/{task.id}/complete", {"verdict": "agree", "opinion": "同意。"}, version=version
        )
    assert answer.status_code == 200


def test_what_one_may_not_see_is_404_what_one_may_not_do_403(house, received) -> None:
    version = 1
    stranger = house.as_account(house.person)
    for path in ("", "/history", "/checklists"):
        refused(stranger.get(f"/cases/{received.case_id}{path}"), 404, "cases.not_found")
        refused(stranger.get(f"/cases/{uuid4()}{path}"), 404, "cases.not_found")
    refused(stranger.post(f"/cases/{received.case_id}/accept", version=version), 404, "cases.not_found")
    task = received.state().open_tasks[0]
    body = {"verdict": "agree", "opinion": ""}
    refused(stranger.post(f"/cases/{received.case_id}/tasks/{task.id}/complete", body, version=version), 404, "cases.not_found")
    assert str(received.case_id) not in {c["id"] for c in stranger.get("/cases").json()["cases"]}
    clerk = house.as_account("chuangkou")
    answer = clerk.post(f"/cases/{received.case_id}/reject", {"ground": "not_competent", "reason": "不属于本机关"}, version=version_of(clerk, received))
    assert answer.status_code == 403, answer.content.decode()


def test_no_token_an_expired_and_a_revoked_one_are_401(house, received) -> None:
    clerk = house.as_account("chuangkou", lives=timedelta(seconds=-1))
    assert refused(clerk.get("/cases"), 401, "organisations.bad_token")
    assert clerk.get("/cases").headers["WWW-Authenticate"] == "Bearer"
    for wrong in ("", "yc_unknown", "\u00e9"):
        clerk.token = wrong
        refused(clerk.get(f"/cases/{received.case_id}"), 401, "organisations.bad_token")
    token_id, token = organisations.issue_token("x", "chuangkou", actor=organisations.system_actor("cli"), now=timezone.now())
    clerk.token = token
    assert clerk.get("/cases").status_code == 200
    organisations.revoke_token(token_id, actor=organisations.system_actor("cli"), now=timezone.now())
    refused(clerk.get("/cases"), 401, "organisations.bad_token")


def test_broken_json_wrong_fields_and_wrong_addresses_are_problems(clerk, received) -> None:
    path, version = f"/cases/{received.case_id}/corrections", version_of(clerk, received)
    for broken in (b"{", b'{"points": NaN}', b'{"points": {"a\\u0000": "x"}}', b'{"points": {"a": "\\ud800"}}', b"\xff"):
        refused(clerk.post(path, broken, version=version), 400, "kernel.bad_request")
    wrong = refused(clerk.post(path, {"points": {}}, version=version), 422, "kernel.invalid")
    assert [e["field"] for e in wrong["errors"]] == ["body.points"] or wrong["errors"][0]["field"].endswith("points")
    refused(clerk.get("/nothing"), 404, "kernel.no_such_address")
    refused(clerk.get(f"/cases/{received.case_id}/accept"), 405, "kernel.method_not_allowed")
    assert clerk.get(f"/cases/{received.case_id}/accept").headers["Allow"] == "POST"
    refused(clerk.get("/items", q="\x00"), 400, "kernel.bad_request")
    refused(clerk.get("/cases", cursor="nonsense"), 422, "cases.bad_cursor")
    assert received.state().phase is Phase.RECEIVED


def test_pipl_24_a_person_is_asked_for_with_the_application_and_the_case_says_so(house):
    """24(3), by API: no rule is put to a case whose applicant declined that."""
    person, version_id = house.as_account(house.person), house.cast.items["tree-felling"]
    party_id = house.cast.demo.applicants[0].party_id
    terms = catalogue.terms_for(version_id, props.SMALL_FELLING)
    asked = {question.element for question in catalogue.form_for(terms, "natural", props.SMALL_FELLING).asked}
    answers = {element: value for element, value in (props.answers(terms, party_id) | dict(props.SMALL_FELLING)).items() if element in asked}
    wanted = {"item_version_id": str(version_id), "applicant": {"party_id": str(party_id)}, "answers": answers}
    sent = person.post("/applications", {**wanted, "by_person": True})
    assert sent.status_code == 201, sent.json()
    work()
    assert cases.explanation_of(UUID(sent.json()["case_id"])) is None
    assert person.get(f"/cases/{sent.json()['case_id']}").json()["by_person"] is True
