"""智能审批 (PIPL 24; 许可法 22, 32, 34, 38): rules grant or hand over to a person, and never say no."""

from __future__ import annotations

import pytest

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.cases.domain import automatic as law
from yichuang.cases.domain.phases import Outcome, Phase, TaskKind
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.exchange.api import local_registry

pytestmark = pytest.mark.django_db
NEVER, ALWAYS = (lambda n: n - 1), (lambda n: 0)
NOW = at("2026-09-10 10:00")
SMALL = {
    "felling.owner": "农村居民自留山、个人承包的集体林地", "felling.area_hm2": "0.4", "felling.volume_m3": "8", "felling.forest_kind": "用材林",
    "felling.location": "示例县青山镇上沟村3林班12小班", "felling.species": "杨树", "felling.method": "择伐", "felling.regeneration": "次年春季补植",
    "felling.title_number": "示林证字〔2021〕第000456号",
}


@pytest.fixture
def registry():
    with local_registry() as url:
        yield url


def small(play, cast, now=NOW, **other):
    """A villager's small felling, sent online; the worker has heard of it."""
    person = cast.demo.applicants[0].party_id
    case = play("tree-felling").apply(now, party=person, answers={**SMALL, **{k.replace("__", "."): v for k, v in other.items()}})
    work()
    return case


def consider(case, now=NOW, roll=NEVER):
    return cases.consider(case.case_id, now=now, roll=roll)


def test_a_small_felling_is_accepted_and_granted_at_once_and_its_licence_verifies(play, cast, registry):
    case = small(play, cast)
    found = consider(case)
    told = cases.explanation_of(case.case_id)
    assert found == law.GRANTED, [r for r in (*told.rules, *told.guards) if r.get("result") not in ("holds", None) or r.get("holds") is False]
    state = case.state()
    assert (state.phase, state.outcome, state.decider_id, state.acceptor_id) == (Phase.DECIDED, Outcome.GRANTED, None, None)
    assert state.decided_automatically and not state.decided_at_once
    kinds = {row.kind for row in documents.of_case(case.case_id)}
    assert {Kind.RECEIPT, Kind.ACCEPTANCE_NOTICE, Kind.GRANT_DECISION, Kind.APPROVAL_FORM} <= kinds
    assert list(cases.check_folds()) == [] and list(cases.check_explanations()) == []


def test_what_does_not_fit_goes_to_a_person_with_the_reasons(play, cast, registry):
    case = small(play, cast, felling__volume_m3="40", felling__area_hm2="0.8")
    assert consider(case) == law.PERSON
    state = case.state()
    assert state.phase is Phase.RECEIVED and [t.kind for t in state.open_tasks] == [TaskKind.ACCEPT]
    told = cases.explanation_of(case.case_id)
    assert "S3" in [row["code"] for row in told.rules if row["result"] == "fails"]
