"""审管互动 in a case: what the boundary list names becomes owed when a case reaches the step, is counted in working days, done by the regulating
organ, and seen when it is late (许可法 61, 82; 优化营商环境条例 51)."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.boundary import Interaction
from yichuang.catalogue.domain.terms import StepTerm
from yichuang.cli.players import work
from yichuang.kernel.errors import Forbidden, Invalid, NotFound
from yichuang.kernel.record import check_all, read
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account
from yichuang.oversight import api as oversight
from yichuang.oversight import domain as law
from yichuang.oversight import queries

WATER = organisations.demo_id("organ", "water")


def listed(cast, step: str, interaction: str, days: int) -> None:
    catalogue.boundaries.keep(
        item="drainage", step=step, approve_office="审批一科", regulate_organ_id=WATER, regulate_office="排水管理科", interaction=interaction, days=days,
        basis="《城镇排水与污水处理条例》第四十六条", valid_from=date(2026, 9, 1), now=at("2026-09-01 08:00"), actor=cast["shixiang"],
    )  # fmt: skip


@pytest.fixture
def owed(cast, play):
    """A drainage case whose step 审核 asks the water bureau's opinion within three working days, and whose decision is pushed within two."""
    listed(cast, "", "push", 2)
    listed(cast, "审核", "opinion", 3)
    case = play().apply(at("2026-09-22 09:30")).accept(at("2026-09-22 10:00"))
    work()
    return case


def sit(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def names(case) -> list[tuple[str, str, date]]:
    return [(row.interaction.value, row.state.value, row.due_on) for row in oversight.of_case(case.case_id)]


def test_each_way_can_be_answered_and_what_must_be_said_is_said() -> None:
    steps = (StepTerm("受理", "acceptance"), StepTerm("审核"), StepTerm("决定", "decision"))
    assert law.reached("审核", steps, tasks=("审核",), phase="") and not law.reached("审核", steps, tasks=("承办",), phase="acceptance")
    assert law.reached("决定", steps, tasks=(), phase="decision") and law.reached("", steps, tasks=(), phase="delivery")
    assert not law.reached("", steps, tasks=("审核",), phase="decision"), "the whole item is told of with its decision"
    assert set(law.FINDINGS) == set(Interaction)
    for way, findings in law.FINDINGS.items():
        for one in findings:
            if one.says:
                with pytest.raises(Invalid):
                    law.check_answer(law.State.OWED, way, one.key, " ")
            assert law.check_answer(law.State.OVERDUE, way, one.key, "写明情况") == one.key, "what is late is still done"
    with pytest.raises(law.NotOwed):
        law.check_answer(law.State.DONE, Interaction.PUSH, "claimed", "")


@pytest.mark.django_db
def test_a_step_reached_is_owed_once_in_working_days_and_the_regulator_sees_the_case(owed, cast) -> None:
    """许可法 82: working days. 23 September 2026 is a Wednesday, 25 to 27 are Mid-Autumn: the third day is Tuesday 29."""
    assert names(owed) == [] and not Client().get(reverse("desk-interactions")).content.count(owed.state().number.encode())
    with pytest.raises(NotFound):
        cases.visible(cast["shuiwu"], owed.case_id)
    owed.review(at("2026-09-23 10:00"))
    work()
    assert names(owed) == [("opinion", "owed", date(2026, 9, 29))]
    cases.visible(cast["shuiwu"], owed.case_id)
    owed.grant(at("2026-09-24 15:00"))
    work()
    assert names(owed) == [("opinion", "owed", date(2026, 9, 29)), ("push", "owed", date(2026, 9, 29))], "each row once, the decision pushed"
    assert not list(check_all())


@pytest.mark.django_db
def test_the_regulator_does_it_others_cannot_and_both_sides_read_it(owed, cast) -> None:
    owed.review(at("2026-09-23 10:00"))
    work()
    due_id = oversight.of_case(owed.case_id)[0].due_id
    said = {"finding": "conditions", "text": "接驳井要加格栅。", "now": at("2026-09-24 09:00")}
    for name in ("weijian", "chengban", "jiancha"):
        with pytest.raises(Forbidden):
            oversight.answer(due_id, **said, actor=cast[name])
    with pytest.raises(Invalid) as refused:
        oversight.answer(due_id, **{**said, "text": ""}, actor=cast["shuiwu"])
    assert [error.field for error in refused.value.errors] == ["text"]
    page = sit("shuiwu").post(reverse("desk-interaction", args=[due_id]), {"finding": "conditions", "text": ""})
    assert page.status_code == 422 and "请写明情况" in page.content.decode()
    assert sit("shuiwu").post(reverse("desk-interaction", args=[due_id]), {"finding": "conditions", "text": said["text"]}).status_code == 302
    row = oversight.of_case(owed.case_id)[0]
    assert (row.state, row.finding_name, row.text) == (law.State.DONE, "附条件同意", said["text"])
    assert said["text"] not in str([event.fact for event in read(due_id)]), "words are not in the chain"
    with pytest.raises(law.NotOwed):
        oversight.answer(due_id, **said, actor=cast["shuiwu"])
    shown = sit("chengban").get(reverse("desk-case", args=[owed.case_id])).content.decode()
    assert "审批征求监管意见" in shown and said["text"] in shown
    assert not list(check_all())


@pytest.mark.django_db
def test_a_refused_answer_comes_back_on_the_page_where_it_was_typed(owed, monkeypatch) -> None:
    owed.review(at("2026-09-23 10:00")).grant(at("2026-09-23 15:00"))
    work()
    monkeypatch.setattr(queries, "SIZE", 1)
    client, where = sit("shuiwu"), reverse("desk-interactions")
    last = max(oversight.of_case(owed.case_id), key=lambda row: (row.due_on, row.due_id))
    address = f"{reverse('desk-interaction', args=[last.due_id])}?page=2"
    assert f'action="{address}"' in client.get(where, {"page": 2}).content.decode()
    refused = client.post(address, {"finding": "", "text": "写了一半的说明"})
    assert refused.status_code == 422 and "写了一半的说明" in refused.content.decode()


@pytest.mark.django_db
def test_the_last_day_gone_by_is_said_once_and_seen_by_whoever_supervises(owed, cast) -> None:
    owed.review(at("2026-09-23 10:00")).grant(at("2026-09-24 15:00"))
    work()
    assert oversight.run_due(at("2026-09-29 23:59")) == 0, "the last day is still the regulator's"
    assert oversight.run_due(at("2026-09-30 00:01")) == 2 and oversight.run_due(at("2026-09-30 00:02")) == 0
    assert {state for _, state, _ in names(owed)} == {"overdue"}
    number = owed.state().number
    seen = {name: number in sit(name).get(reverse("desk-interactions")).content.decode() for name in ("jiancha", "shuiwu", "weijian")}
    assert seen == {"jiancha": True, "shuiwu": True, "weijian": False}
    awaited = sit("chengban").get(reverse("desk-interactions"), {"s": "awaited"}).content.decode()
    assert number in awaited and "逾期未办" in awaited
    late = oversight.of_case(owed.case_id)[0]
    oversight.answer(late.due_id, finding="agree", text="", now=at("2026-09-30 10:00"), actor=cast["shuiwu"])
    assert [event.kind for event in read(late.due_id)] == [f"oversight.Interaction{word}" for word in ("Opened", "Passed", "Done")]


@pytest.mark.django_db
def test_a_case_that_ends_otherwise_owes_nothing(owed, cast) -> None:
    owed.review(at("2026-09-23 10:00"))
    work()
    owed.refuse(at("2026-09-24 15:00"), "水质超标。")
    work()
    assert [state for _, state, _ in names(owed)] == ["void"], "nothing is pushed of a refusal, and the opinion is not owed any more"
    assert oversight.run_due(at("2026-10-30 09:00")) == 0 and not list(check_all())


@pytest.mark.django_db
def test_a_regulators_own_system_reads_what_is_owed_and_answers_there(owed, cast) -> None:
    owed.review(at("2026-09-23 10:00"))
    work()
    systems = {name: token(name) for name in ("shuiwu", "chengban", "weijian")}
    seen = {name: get(systems[name], "/api/v1/interactions", side=side) for name, side in (("shuiwu", "owed"), ("chengban", "awaited"), ("weijian", "owed"))}
    assert {name: [row["interaction"] for row in answer["interactions"]] for name, answer in seen.items()} == {
        "shuiwu": ["opinion"], "chengban": ["opinion"], "weijian": [],
    }  # fmt: skip
    row = seen["shuiwu"]["interactions"][0]
    assert (row["due_on"], row["days"], row["findings"]) == ("2026-09-29", 3, ["agree", "conditions", "object"])
    address = f"/api/v1/interactions/{row['id']}/answer"
    assert post(systems["weijian"], address, {"finding": "agree"}).status_code == 403
    assert post(systems["shuiwu"], address, {"finding": "object"}).status_code == 422
    assert post(systems["shuiwu"], address, {"finding": "agree"}).json()["case_id"] == str(owed.case_id)
    assert post(systems["shuiwu"], address, {"finding": "agree"}).status_code == 409


def token(username: str) -> str:
    cli = organisations.system_actor("cli")
    return organisations.issue_token("监管系统", username, actor=cli, now=timezone.now())[1]


def get(bearer: str, path: str, **query: str) -> dict:
    answer = Client().get(path, query, headers={"Authorization": f"Bearer {bearer}"})
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(bearer: str, path: str, body: dict):
    sent = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": str(uuid4())}
    return Client().post(path, json.dumps(body), content_type="application/json", headers=sent)
