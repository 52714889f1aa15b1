"""Who (design §5): duties kept apart through hand-over and stand-ins, both deciding models, items decided on the spot, 57."""

from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.actions import separation
from yichuang.cases.actions.unit import begin
from yichuang.cases.domain import decision, review
from yichuang.cases.domain.phases import ActKind, Phase, TaskKind
from yichuang.catalogue import api as catalogue
from yichuang.cli.players import points_of, work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.kernel import record
from yichuang.kernel.errors import Forbidden, Invalid, Refusal
from yichuang.kernel.values import new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, NotSeparate, Post
from yichuang.organisations.models import Account

from .conftest import at


@pytest.fixture
def case(play):
    return play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))


def account(username):
    return Account.objects.get(username=username).id


def step_of(case, node):
    return next(t for t in case.state().open_tasks if t.node == node)


def stand_in(cast, who, instead_of, organ, post):
    organisations.appoint_stand_in(
        account_id=account(who), instead_of=account(instead_of), organ_id=cast.demo.organs[organ], post=post,
        from_on=date(2026, 9, 1), to_on=date(2026, 12, 31), actor=cast[instead_of], now=at("2026-09-01 09:00"),
    )  # fmt: skip
    cast.actors.clear()


def test_a_stand_in_of_the_reviewer_may_not_decide_in_the_deputys_stead(case, cast):
    """王某 reviews; on leave days 陈某's post is stood in for by 王某: signing would be deciding one's own review."""
    stand_in(cast, "chengban", "fenguan", "bureau", Post.DEPUTY_DIRECTOR)
    case.review(at("2026-09-14 10:00"))
    reviewer = next(t.owner_id for t in case.state().tasks if t.node == "review")
    assert reviewer == account("chengban")
    with pytest.raises(NotSeparate):
        cases.grant(case.case_id, actor=cast["chengban"], now=at("2026-09-15 10:00"))
    cases.grant(case.case_id, actor=cast["fenguan"], now=at("2026-09-15 10:00"))


def test_who_accepted_as_a_stand_in_binds_the_person_stood_in_for(play, cast):
    """赵某 accepts in 李某's stead; neither of the two checks the case as 科长."""
    stand_in(cast, "kezhang", "chuangkou", "hall", Post.WINDOW)
    case = play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"), who="kezhang")
    case.step(at("2026-09-14 09:00"), step_of(case, "review"))
    with pytest.raises(Forbidden):
        cases.complete(case.case_id, step_of(case, "check").id, verdict="agree", opinion="同意", actor=cast["kezhang"],
                       now=at("2026-09-14 10:00"))  # fmt: skip


def test_a_stand_in_ended_at_noon_still_counts_for_the_morning(case, cast):
    """赵某 reviews in 王某's stead, who comes back at noon: both have reviewed, as if it had not ended."""
    stand_in(cast, "kezhang", "chengban", "section_one", Post.UNDERTAKER)
    case.mark_reviewed(at("2026-09-14 09:00"))
    review = step_of(case, "review").id
    cases.complete(case.case_id, review, verdict="agree", opinion="同意", actor=cast["kezhang"], now=at("2026-09-14 10:00"))
    [row] = organisations.stand_ins(organisations.mine(cast["chengban"]), "current", on=date(2026, 9, 14))[0]
    organisations.end_stand_in(row.id, actor=cast["chengban"], now=at("2026-09-14 12:00"), reason="本人提前返岗")
    verb = begin(case.case_id, actor=cast["chengban"], now=at("2026-09-15 09:00"))
    [done] = [d for d in separation.done(verb) if d.act == Act.REVIEW]
    assert done.persons == {account("kezhang"), account("chengban")}


def test_hand_over_and_assignment_keep_the_duties_apart(play, cast):
    stand_in(cast, "chengban2", "chuangkou", "hall", Post.WINDOW)
    case = play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"), who="chengban2")
    with pytest.raises(Forbidden):
        cases.hand_over(case.case_id, step_of(case, "review").id, to_id=account("chengban2"), actor=cast["zuzhang"],
                        now=at("2026-09-14 09:00"))  # fmt: skip


def test_supervisors_and_applicants_are_not_asked_for_a_side_opinion(case, cast):
    task = step_of(case, "review")
    cases.claim(case.case_id, task.id, actor=cast["chengban"], now=at("2026-09-14 08:40"))
    for other in (account("jiancha"), account("pingjia"), cast.applicant(1).account_id):
        with pytest.raises(Invalid):
            cases.insert(case.case_id, task.id, to_id=other, question="请看一下水质", actor=cast["chengban"], now=at("2026-09-14 09:00"))


def test_back_only_to_what_was_done(case, cast):
    case.step(at("2026-09-14 09:00"), step_of(case, "review"))
    with pytest.raises(Refusal):
        cases.send_back(case.case_id, step_of(case, "check").id, to_node="nowhere", reason="请补写", actor=cast["kezhang"],
                        now=at("2026-09-14 10:00"))  # fmt: skip
    with pytest.raises(review.NotYetAtTheDecision):
        cases.return_for_review(case.case_id, to_node="review", reason="请补写依据", actor=cast["fenguan"], now=at("2026-09-14 10:00"))


def test_the_decider_returns_for_review_and_a_passed_legal_review_passes_again(case, cast):
    case.review(at("2026-09-14 10:00"))
    cases.open_legal(case.case_id, actor=cast["chengban"], now=at("2026-09-14 11:00"))
    legal = case.state().acts_of(ActKind.LEGAL_REVIEW)[0]
    cases.review_law(case.case_id, act_id=legal.id, passed=True, opinion="程序合法", actor=cast["fazhi"], now=at("2026-09-14 12:00"))
    with pytest.raises(Forbidden):  # 承办 sends back, only whoever decides returns the whole case
        cases.return_for_review(case.case_id, to_node="review", reason="请补写依据", actor=cast["chengban"], now=at("2026-09-15 09:00"))
    cases.return_for_review(case.case_id, to_node="review", reason="请补写依据", actor=cast["fenguan"], now=at("2026-09-15 09:00"))
    assert [t.node for t in case.state().open_tasks if t.kind is TaskKind.STEP] == ["review"]
    case.review(at("2026-09-16 09:00"))
    with pytest.raises(decision.GateUnmet):
        case.grant(at("2026-09-16 10:00"))
    cases.open_legal(case.case_id, actor=cast["chengban"], now=at("2026-09-16 11:00"))
    again = case.state().acts_of(ActKind.LEGAL_REVIEW)[-1]
    cases.review_law(case.case_id, act_id=again.id, passed=False, opinion="依据条款有误", actor=cast["fazhi"], now=at("2026-09-16 12:00"))
    with pytest.raises(decision.GateUnmet):
        case.grant(at("2026-09-16 13:00"))
    cases.open_legal(case.case_id, actor=cast["chengban"], now=at("2026-09-17 09:00"))
    third = case.state().acts_of(ActKind.LEGAL_REVIEW)[-1]
    cases.review_law(case.case_id, act_id=third.id, passed=True, opinion="依据条款已改正", actor=cast["fazhi"], now=at("2026-09-17 10:00"))
    case.grant(at("2026-09-17 11:00"))
    assert list(cases.check_folds()) == []


def test_side_tasks_of_a_step_that_is_sent_back_go_with_it(case, cast):
    case.step(at("2026-09-14 09:00"), step_of(case, "review"))
    check = step_of(case, "check")
    cases.claim(case.case_id, check.id, actor=cast["kezhang"], now=at("2026-09-14 09:10"))
    cases.insert(case.case_id, check.id, to_id=account("fazhi"), question="标准是否适用", actor=cast["kezhang"], now=at("2026-09-14 09:20"))
    cases.send_back(case.case_id, check.id, to_node="review", reason="请补写依据", actor=cast["kezhang"], now=at("2026-09-14 09:30"))
    assert [t.node for t in case.state().open_tasks] == ["review"]
    case.review(at("2026-09-15 10:00")).grant(at("2026-09-16 10:00"))


def test_stationed_the_chief_representative_checks_and_signs_the_department_decides(play, cast):
    case = play("tree-felling").apply(at("2026-09-10 16:05")).accept(at("2026-09-11 09:00"))
    assert case.state().deciding_organ_id == cast.demo.organs["forestry"]
    case.review(at("2026-09-14 10:00"))
    case.meet_needs(at("2026-09-14 11:00"))
    with pytest.raises(Forbidden):
        cases.grant(case.case_id, actor=cast["fenguan"], now=at("2026-09-15 10:00"))  # the bureau does not decide for forestry
    cases.grant(case.case_id, actor=cast["linye-daibiao"], now=at("2026-09-15 10:00"))
    paper = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.GRANT_DECISION)
    assert paper.organ_id == cast.demo.organs["forestry"]
    work()
    case.hand_out(at("2026-09-16 10:00"))
    assert case.state().phase is Phase.CLOSED


def test_34_2_an_item_that_could_be_decided_on_the_spot_keeps_the_duties_apart_once_it_is_reviewed(play, cast):
    """Only who decides at once is alone (design §5 Who): days later the reviewer may not sign in the deputy's stead."""
    stand_in(cast, "chengban", "fenguan", "bureau", Post.DEPUTY_DIRECTOR)
    case = play("public-place-hygiene").apply(at("2026-09-10 09:00")).accept(at("2026-09-11 09:00"))
    assert case.terms.on_the_spot
    case.mark_reviewed(at("2026-09-14 09:00"))
    while steps := [t for t in case.state().open_tasks if t.kind is TaskKind.STEP]:
        who = "chengban" if steps[0].post == "undertaker" else "kezhang"
        order = {"verdict": "agree", "opinion": "同意", "now": at("2026-09-14 10:00")}
        cases.complete(case.case_id, steps[0].id, actor=cast[who], **order)
    with pytest.raises(NotSeparate):
        cases.grant(case.case_id, actor=cast["chengban"], now=at("2026-09-21 10:00"))
    cases.grant(case.case_id, actor=cast["fenguan"], now=at("2026-09-21 10:00"))


def test_the_acceptor_of_an_item_that_could_be_decided_on_the_spot_does_not_decide_it_later(play, cast):
    stand_in(cast, "chuangkou", "fenguan", "bureau", Post.DEPUTY_DIRECTOR)
    case = play("public-place-hygiene").apply(at("2026-09-10 09:00")).accept(at("2026-09-11 09:00"))
    case.review(at("2026-09-14 09:00"))
    with pytest.raises(decision.AcceptorMayNotDecide):
        cases.grant(case.case_id, actor=cast["chuangkou"], now=at("2026-09-15 10:00"))


def with_terms(monkeypatch, **changes):
    """The same item as if its version said something else."""
    from dataclasses import replace

    known, of_case = catalogue.terms, catalogue.case_terms
    monkeypatch.setattr(catalogue, "terms", lambda version_id: replace(known(version_id), **changes))
    monkeypatch.setattr(catalogue, "case_terms", lambda *case: replace(of_case(*case), **changes))


def test_57_under_a_quota_who_was_accepted_first_is_decided_first(play, monkeypatch):
    first = play().apply(at("2026-09-10 09:00")).accept(at("2026-09-10 10:00")).review(at("2026-09-14 09:00"))
    second = play().apply(at("2026-09-09 09:00")).accept(at("2026-09-11 10:00")).review(at("2026-09-14 09:00"))
    with_terms(monkeypatch, quota=True)
    with pytest.raises(decision.NotItsTurn) as refused:
        second.grant(at("2026-09-15 10:00"))
    assert first.number in str(refused.value.details)
    first.grant(at("2026-09-15 10:00"))
    second.grant(at("2026-09-15 11:00"))


def test_57_on_one_day_the_moment_of_acceptance_decides_not_that_of_receipt(play, monkeypatch):
    """57: 根据受理行政许可申请的先后顺序."""
    early = play().apply(at("2026-09-10 09:00"))
    late = play().apply(at("2026-09-10 10:00")).accept(at("2026-09-11 09:00"))
    early.accept(at("2026-09-11 16:00")).review(at("2026-09-14 09:00"))
    late.review(at("2026-09-14 09:00"))
    with_terms(monkeypatch, quota=True)
    with pytest.raises(decision.NotItsTurn) as refused:
        early.grant(at("2026-09-15 10:00"))
    assert refused.value.details["numbers"] == late.number
    late.grant(at("2026-09-15 10:00"))
    early.grant(at("2026-09-15 11:00"))


def test_57_acceptance_after_a_correction_counts_from_the_last_paper(play, monkeypatch):
    """32(5) and 57: the clerk's late click does not put a corrected application behind one accepted meanwhile."""
    corrected = play().apply(at("2026-09-10 09:00"))
    corrected.ask_correction(at("2026-09-10 10:00"), points_of(corrected)).bring(at("2026-09-11 09:00"))
    other = play().apply(at("2026-09-11 08:00")).accept(at("2026-09-11 11:00")).review(at("2026-09-14 09:00"))
    corrected.accept(at("2026-09-11 17:00")).review(at("2026-09-14 09:00"))
    with_terms(monkeypatch, quota=True)
    with pytest.raises(decision.NotItsTurn):
        other.grant(at("2026-09-15 10:00"))
    corrected.grant(at("2026-09-15 10:00"))


def test_46_an_item_that_demands_a_hearing_is_not_decided_without_one(play, monkeypatch):
    case = play().apply(at("2026-09-10 09:00")).accept(at("2026-09-10 10:00")).review(at("2026-09-14 09:00"))
    with_terms(monkeypatch, hearing_required=True)
    with pytest.raises(decision.GateUnmet):
        case.grant(at("2026-09-15 10:00"))


def test_a_gate_of_a_higher_room_holds_the_decision_until_it_is_met(case):
    who = {"actor": organisations.system_actor("credit.reactions"), "now": at("2026-09-14 09:00")}
    gate = cases.open_gate(case.case_id, kind="missing_paper", ground="promise", **who)
    assert cases.open_gate(case.case_id, kind="missing_paper", ground="promise", gate_id=gate, **who) == gate
    case.review(at("2026-09-14 10:00"))
    with pytest.raises(decision.GateUnmet):
        case.grant(at("2026-09-15 10:00"))
    with pytest.raises(decision.NoSuchGate):
        cases.meet_gate(case.case_id, new_id(), **who)
    cases.meet_gate(case.case_id, gate, **who)
    cases.meet_gate(case.case_id, gate, **who)
    case.grant(at("2026-09-15 11:00"))
    kinds = [e.kind for e in record.read(case.case_id)]
    assert (kinds.count("cases.GateOpened"), kinds.count("cases.GateMet")) == (1, 1)
    with pytest.raises(Refusal):
        cases.open_gate(case.case_id, kind="missing_paper", ground="promise", **who)


def test_a_colleague_with_the_power_urges(case, cast):
    cases.urge(case.case_id, actor=cast["zuzhang"], now=at("2026-09-14 09:00"))
    with pytest.raises(Forbidden):
        cases.urge(case.case_id, actor=cast["chuangkou"], now=at("2026-09-14 09:00"))
    assert [e.fact.by for e in cases.view(case.case_id, actor=cast["zuzhang"]).urged] == ["colleague"]


def test_45_a_stop_that_outlasts_the_time_told_is_a_fact(play, cast):
    soil = play("soil-conservation").apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))
    cases.start_special(soil.case_id, ground="expert_review", days=3, basis="", actor=cast["chengban"], now=at("2026-09-14 09:00"))
    assert cases.run_due(at("2026-09-17 23:59")) == 0
    assert cases.run_due(at("2026-09-18 00:00")) == 1
    assert cases.run_due(at("2026-09-18 00:00")) == 0
    assert "cases.SpecialProcedureOverrun" in [e.kind for e in record.read(soil.case_id)]
    assert list(cases.check_folds()) == []
