"""36, 26, 42: third parties, organs that are asked, and what is to be told on the way to a decision."""

from __future__ import annotations

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain import acts, decision
from yichuang.cases.domain.acceptance import WrongPhase
from yichuang.cases.domain.phases import ActKind
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.kernel.errors import Invalid, NotFound

from .conftest import at
from .rights import act_of, answer, neighbour, serve, tell


@pytest.fixture
def case(play):
    return play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))


def test_36_a_third_party_is_heard_before_the_decision_and_silence_lapses(case, cast):
    neighbour(case, cast)
    case.review(at("2026-09-14 10:00"))
    with pytest.raises(decision.GateUnmet):
        case.grant(at("2026-09-15 10:00"))
    act = act_of(case, ActKind.THIRD_PARTY)
    cases.take_statement(case.case_id, act_id=act.id, text="担心雨季倒灌", speaker="张某", place="窗口", actor=cast["chengban"],
                         now=at("2026-09-15 11:00"))  # fmt: skip
    tell(case, cast, "2026-09-15 11:30")
    for who in (cast.applicant(0), cast.applicant(1)):
        answer(case, cast, False, who, "2026-09-15 11:40")
    case.grant(at("2026-09-15 12:00"))


def test_36_the_third_party_writes_the_statement_and_nobody_else_does(case, cast):
    other = neighbour(case, cast)
    act = act_of(case, ActKind.THIRD_PARTY)
    give = {"act_id": act.id, "text": "雨季倒灌两次", "now": at("2026-09-15 11:00")}
    with pytest.raises(NotFound):
        cases.give_statement(case.case_id, actor=cast.applicant(1), **give)
    with pytest.raises(Invalid):
        cases.give_statement(case.case_id, actor=other, **{**give, "text": " "})
    cases.give_statement(case.case_id, actor=other, **give)
    assert not case.state().unmet_gates
    assert act_of(case, ActKind.THIRD_PARTY).state == "stated"
    with pytest.raises(acts.ActGone):
        cases.give_statement(case.case_id, actor=other, **give)


def test_36_a_statement_after_the_time_told_is_heard_until_the_decision(case, cast):
    other = neighbour(case, cast)
    act = act_of(case, ActKind.THIRD_PARTY)
    serve(case, "2026-09-14 17:00")
    cases.run_due(at("2026-09-25 09:00"))
    met = case.state().gates[-1].met_at
    cases.give_statement(case.case_id, act_id=act.id, text="雨季倒灌两次", actor=other, now=at("2026-09-25 11:00"))
    assert (act_of(case, ActKind.THIRD_PARTY).state, case.state().gates[-1].met_at) == ("stated", met)
    assert list(cases.check_folds()) == []


def test_36_the_applicant_is_no_third_party(case, cast):
    with pytest.raises(Invalid):
        cases.tell_third_party(case.case_id, party_id=cast.company, interest="相邻地块的排水", actor=cast["chengban"], now=at("2026-09-14 09:00"))


def test_what_is_told_on_the_way_comes_to_the_inbox_of_whom_it_concerns(case, cast):
    neighbour(case, cast)
    tell(case, cast)
    work()
    third, company = cast.demo.applicants[0].party_id, cast.company
    assert [m.kind for m in documents.inbox([third])] == ["hearing_right_told", "third_party_told"]
    assert [m.kind for m in documents.inbox([company])][0] == "hearing_right_told"


def test_nothing_of_the_review_is_answered_after_its_end(case, cast):
    cases.ask_supplement(case.case_id, question="请说明排水量的计算", actor=cast["chengban"], now=at("2026-09-14 09:00"))
    act = act_of(case, ActKind.SUPPLEMENT)
    cases.withdraw(case.case_id, reason="不办了", actor=cast.applicant(1), now=at("2026-09-15 09:00"))
    with pytest.raises(WrongPhase):
        cases.give_supplement(case.case_id, act_id=act.id, text="按日最大量计算", actor=cast.applicant(1), now=at("2026-09-16 09:00"))


def test_26_an_organ_silent_without_consent_may_answer_late_or_be_waited_for_no_longer(case, cast):
    water = cast.demo.organs["water"]
    cases.ask_opinion(case.case_id, organ_id=water, question="下游管网能否接纳", days=3, silence_is_consent=False,
                      actor=cast["chengban"], now=at("2026-09-14 09:00"))  # fmt: skip
    cases.run_due(at("2026-09-18 00:00"))
    act = act_of(case, ActKind.OPINION)
    assert act.state == "silent"
    assert case.state().unmet_gates
    assert any(t.node == str(act.id) for t in case.state().open_tasks)  # the asked organ still sees what it owes
    with pytest.raises(Invalid):
        cases.drop_act(case.case_id, act_id=act.id, reason="", actor=cast["chengban"], now=at("2026-09-18 09:00"))
    cases.drop_act(case.case_id, act_id=act.id, reason="两次催办未复，按现有材料判断", actor=cast["chengban"], now=at("2026-09-18 09:00"))
    assert not case.state().unmet_gates
    assert not any(t.node == str(act.id) for t in case.state().open_tasks)


def test_rights_of_others_are_never_dropped(case, cast):
    act = tell(case, cast)
    with pytest.raises(acts.ActGone):
        cases.drop_act(case.case_id, act_id=act.id, reason="来不及了", actor=cast["fazhi"], now=at("2026-09-15 09:00"))


def extended(case, cast):
    """Approved on 8 October, the last day of the twenty."""
    cases.ask_extension(case.case_id, days=5, reason="需要核对的情况较多", actor=cast["chengban"], now=at("2026-09-21 09:00"))
    act = act_of(case, ActKind.EXTENSION)
    last = cases.view(case.case_id, actor=cast["chengban"]).dates.statutory_on
    cases.approve_extension(case.case_id, act_id=act.id, reason="情况复杂，确需延长", actor=cast["juzhang"],
                            now=at(f"{last} 10:00"))  # fmt: skip
    work()
    return last


def test_42_an_extension_is_told_by_service_until_the_last_day_it_moves(case, cast):
    last = extended(case, cast)
    case.serve(at(f"{last} 16:00"))
    cases.run_due(at("2026-12-01 09:00"))
    assert not act_of(case, ActKind.EXTENSION).data.get("overrun")


def test_42_an_extension_not_served_by_then_is_a_red_fact_and_still_stands(case, cast):
    last = extended(case, cast)
    cases.run_due(at(f"{last} 23:00"))
    assert not act_of(case, ActKind.EXTENSION).data.get("overrun")
    cases.run_due(at("2026-12-01 09:00"))
    assert act_of(case, ActKind.EXTENSION).data["overrun"]
    found = [e for e in cases.view(case.case_id, actor=cast["chengban"]).history if e.kind == "cases.ExtensionUntold"]
    assert [e.fact.due_on for e in found] == [last]
    assert found[0].effective_at.date() == last  # 24:00 Beijing is 16:00 UTC
    assert case.state().extension is not None
    assert list(cases.check_folds()) == []
