"""许可法 38, 39, 42, 44, 45: decision, extension, special procedures, delivery; who may and when."""

from dataclasses import replace
from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases import hot
from yichuang.cases.domain import acts, decision
from yichuang.cases.domain.dates import dates
from yichuang.cases.domain.phases import ActKind, Outcome, Phase, TaskKind
from yichuang.catalogue import api as catalogue
from yichuang.catalogue import lints
from yichuang.catalogue.domain import SpecialCap
from yichuang.cli.players import work
from yichuang.clock import api as clock
from yichuang.clock.domain import Limit
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.kernel import record
from yichuang.kernel.errors import Forbidden, Invalid, Refusal
from yichuang.organisations.models import Account

from .conftest import at


def known(case):
    state = case.state()
    return dates(state, catalogue.terms(state.item_version_id), clock.calendar(state.calendar_version))


def kinds(case):
    return [d.kind for d in documents.of_case(case.case_id)]


def events(case):
    return [e.kind.split(".")[1] for e in record.read(case.case_id)]


@pytest.fixture
def soil(play):
    """生产建设项目水土保持方案: statutory 10, promised 7, expert review capped at 30 (the mock's case)."""
    return play("soil-conservation").apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))


@pytest.fixture
def drainage(play):
    return play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))


def test_42_the_last_days_of_the_mock_case_before_any_stop(soil):
    assert known(soil).promised_on == date(2026, 9, 21)
    assert known(soil).statutory_on == date(2026, 9, 24)


def test_45_expert_review_stops_both_clocks_and_is_told_in_writing(soil, cast):
    cases.start_special(soil.case_id, ground="expert_review", days=15, basis="", actor=cast["chengban"], now=at("2026-09-15 16:05"))
    assert soil.state().is_stopped
    assert known(soil).statutory_on is None
    act = soil.state().acts_of(ActKind.SPECIAL)[0]
    cases.end_special(soil.case_id, act_id=act.id, actor=cast["chengban"], now=at("2026-09-21 16:40"))
    assert known(soil).promised_on == date(2026, 9, 29)
    assert known(soil).statutory_on == date(2026, 10, 9)
    assert Kind.SPECIAL_PROCEDURE_NOTICE in kinds(soil)
    assert Kind.RESUMPTION_NOTICE in kinds(soil)


@pytest.mark.parametrize("ground", ["site_visit", "publicity", "waiting_for_organ", "supplement", ""])
def test_45_nothing_outside_its_list_stops_the_clock(soil, cast, ground):
    with pytest.raises(acts.NotASpecialGround):
        cases.start_special(soil.case_id, ground=ground, days=5, basis="", actor=cast["chengban"], now=at("2026-09-15 16:05"))
    assert not soil.state().is_stopped


def test_45_not_longer_than_the_cap_the_version_states(soil, cast):
    with pytest.raises(acts.LongerThanCap):
        cases.start_special(soil.case_id, ground="expert_review", days=31, basis="", actor=cast["chengban"], now=at("2026-09-15 16:05"))


def stop(case, cast, ground, days, begin, end):
    cases.start_special(case.case_id, ground=ground, days=days, basis="", actor=cast["chengban"], now=at(f"{begin} 09:00"))
    act = case.state().acts_of(ActKind.SPECIAL)[-1]
    cases.end_special(case.case_id, act_id=act.id, actor=cast["chengban"], now=at(f"{end} 16:00"))


def test_45_the_cap_is_one_for_all_stops_of_a_ground(soil, cast):
    """Thirty working days for 专家评审 over the whole case: what the first review took is gone, a third finds nothing left."""
    stop(soil, cast, "expert_review", 20, "2026-09-14", "2026-10-20")  # twenty were told, it took twenty-two
    assert clock.working_days_between(clock.calendar(), date(2026, 9, 14), date(2026, 10, 20)) == 22
    order = {"ground": "expert_review", "basis": "", "actor": cast["chengban"], "now": at("2026-10-21 09:00")}
    with pytest.raises(acts.LongerThanCap) as refused:
        cases.start_special(soil.case_id, days=9, **order)
    assert refused.value.details["latest"] == "2026-11-02"  # the eighth working day after 10-21
    stop(soil, cast, "testing", 9, "2026-10-21", "2026-10-30")  # another cause has its own time
    stop(soil, cast, "expert_review", 8, "2026-11-02", "2026-11-12")
    with pytest.raises(acts.LongerThanCap):
        cases.start_special(soil.case_id, days=1, **{**order, "now": at("2026-11-13 09:00")})
    assert list(cases.check_folds()) == []


@pytest.mark.parametrize("code", ["tender", "bidding"])
def test_45_tender_is_one_ground_whichever_code_the_version_was_published_with(soil, cast, monkeypatch, code):
    known = catalogue.case_terms
    cap = SpecialCap(code, Limit(3), "《招标投标法》")
    monkeypatch.setattr(catalogue, "case_terms", lambda *case: replace(known(*case), special_caps=(cap,)))
    order = {"ground": "tender", "basis": "", "actor": cast["chengban"], "now": at("2026-09-15 09:00")}
    with pytest.raises(acts.LongerThanCap):
        cases.start_special(soil.case_id, days=4, **order)
    cases.start_special(soil.case_id, days=3, **order)
    assert soil.state().stops[0].ground_name == "招标"
    assert not [f for f in lints.special_caps(lints.Candidate(known(soil.version_id, None), on=date(2026, 9, 1))) if "45" in f.code]


def test_45_no_decision_while_the_clock_is_stopped(soil, cast):
    cases.start_special(soil.case_id, ground="expert_review", days=15, basis="", actor=cast["chengban"], now=at("2026-09-15 16:05"))
    soil.review(at("2026-09-16 10:00"))
    with pytest.raises(decision.StillStopped):
        soil.grant(at("2026-09-17 10:00"))


def extend(case, cast, now, days=10):
    cases.ask_extension(case.case_id, days=days, reason="需要核对上游管网容量", actor=cast["chengban"], now=now)
    act = case.state().acts_of(ActKind.EXTENSION)[-1]
    cases.approve_extension(case.case_id, act_id=act.id, reason="情况复杂", actor=cast["juzhang"], now=now)


def test_42_one_extension_by_the_head_moves_the_statutory_day_and_never_the_promise(drainage, cast):
    before = known(drainage)
    extend(drainage, cast, at("2026-09-22 10:00"))
    after = known(drainage)
    assert after.promised_on == before.promised_on
    assert clock.working_days_between(clock.calendar(), before.statutory_on, after.statutory_on) == 10
    assert Kind.EXTENSION_NOTICE in kinds(drainage)
    with pytest.raises(acts.ExtendedBefore):
        extend(drainage, cast, at("2026-09-23 10:00"))


def test_42_not_more_than_ten_days_not_after_the_last_day_not_by_anybody(drainage, cast):
    with pytest.raises(acts.ExtensionTooLong):
        extend(drainage, cast, at("2026-09-22 10:00"), days=11)
    last = known(drainage).statutory_on
    with pytest.raises(acts.ExtensionTooLate):
        extend(drainage, cast, at(f"{date.fromordinal(last.toordinal() + 1)} 00:00"))
    cases.ask_extension(drainage.case_id, days=10, reason="需要核对管网容量", actor=cast["chengban"], now=at(f"{last} 23:00"))
    act = drainage.state().acts_of(ActKind.EXTENSION)[-1]
    with pytest.raises(Forbidden):
        cases.approve_extension(drainage.case_id, act_id=act.id, reason="情况复杂", actor=cast["chengban"], now=at(f"{last} 23:10"))


def test_38_a_refusal_names_an_unmet_legal_condition_and_the_remedies(drainage, cast):
    drainage.review(at("2026-09-14 10:00"))
    drainage.refuse(at("2026-09-15 10:00"), "检测报告第2页，悬浮物高于排放标准限值")
    state = drainage.state()
    assert (state.phase, state.outcome) == (Phase.DECIDED, Outcome.REFUSED)
    paper = next(d for d in documents.of_case(drainage.case_id) if d.kind == Kind.REFUSAL_DECISION)
    assert paper.fields["failed_condition"]
    assert "六十日内" in str(paper.fields)
    assert "六个月内" in str(paper.fields)
    assert state.licence_id is None


def test_38_no_refusal_without_a_condition_checked_as_failed(drainage, cast):
    drainage.review(at("2026-09-14 10:00"))
    with pytest.raises(decision.NoFailedCondition):
        cases.refuse(drainage.case_id, condition="materials", reason="材料不齐全", actor=cast["fenguan"], now=at("2026-09-15 10:00"))


def test_separation_the_acceptor_may_not_decide(drainage, cast):
    from dataclasses import replace

    drainage.review(at("2026-09-14 10:00"))
    acceptor = drainage.state().acceptor_id
    twin = replace(cast["fenguan"], account_id=acceptor)
    with pytest.raises(Forbidden):
        cases.grant(drainage.case_id, actor=twin, now=at("2026-09-15 10:00"))
    with pytest.raises(Forbidden):
        cases.grant(drainage.case_id, actor=cast["kezhang"], now=at("2026-09-15 10:00"))


def test_a_decision_over_open_steps_needs_a_reason_and_is_recorded(drainage, cast):
    from yichuang.dossier import api as dossier

    dossier.mark_reviewed(drainage.case_id, dossier.review_open(drainage.case_id), by="account:x", at=at("2026-09-14 09:00"))
    with pytest.raises(decision.StepsOpen):
        cases.grant(drainage.case_id, actor=cast["fenguan"], now=at("2026-09-14 10:00"))
    cases.grant(drainage.case_id, actor=cast["fenguan"], now=at("2026-09-14 10:00"), cut_reason="应急抢修，局长办公会已审")
    assert "ProcedureCut" in events(drainage)


def test_44_the_licence_is_handed_over_with_signature_and_the_case_closes(drainage):
    drainage.review(at("2026-09-14 10:00")).grant(at("2026-09-15 10:00"))
    with pytest.raises(Refusal):
        drainage.hand_out(at("2026-09-15 10:01"))  # not made yet
    assert drainage.state().phase is Phase.DECIDED
    work()
    drainage.hand_out(at("2026-09-16 10:00"))
    state = drainage.state()
    assert (state.phase, state.delivered_at) == (Phase.CLOSED, at("2026-09-16 10:00"))


def test_44_ten_working_days_after_the_decision_undelivered_is_a_fact(drainage):
    drainage.review(at("2026-09-14 10:00")).grant(at("2026-09-15 10:00"))
    last = known(drainage).delivery_on
    assert clock.working_days_between(clock.calendar(), date(2026, 9, 15), last) == 10
    cases.run_due(at(f"{last} 23:59"))
    assert "DeliveryPassed" not in events(drainage)
    cases.run_due(at("2026-11-01 00:00"))
    assert "DeliveryPassed" in events(drainage)


def test_promise_and_statute_pass_as_facts_dated_by_the_rule_and_the_note_can_be_written(drainage, cast):
    late = known(drainage)
    cases.run_due(at(f"{date.fromordinal(late.promised_on.toordinal() + 1)} 00:00"))
    assert "PromisePassed" in events(drainage)
    assert "StatutoryPassed" not in events(drainage)
    cases.run_due(at("2026-11-20 09:00"))
    assert "StatutoryPassed" in events(drainage)
    cases.write_overdue_note(drainage.case_id, cause="等上游管网改造资料", new_date=date(2026, 11, 30), actor=cast["zuzhang"],
                             now=at("2026-11-20 10:00"))  # fmt: skip
    assert Kind.OVERDUE_STATEMENT in kinds(drainage)
    assert cases.run_due(at("2026-11-20 11:00")) == 0


def test_34_a_visit_needs_two_officers_and_holds_the_decision_until_recorded(drainage, cast):
    one, two = (Account.objects.get(username=u).id for u in ("chengban", "chengban2"))
    with pytest.raises(acts.TooFewOfficers):
        cases.order_visit(drainage.case_id, officers=[one, one], actor=cast["chengban"], now=at("2026-09-14 09:00"))
    cases.order_visit(drainage.case_id, officers=[one, two], actor=cast["chengban"], now=at("2026-09-14 09:00"))
    act = drainage.state().acts_of(ActKind.VISIT)[0]
    drainage.review(at("2026-09-15 10:00"))
    with pytest.raises(decision.GateUnmet):
        drainage.grant(at("2026-09-16 10:00"))
    cases.record_visit(drainage.case_id, act_id=act.id, place="示例路2号", findings="排水口与申请一致", signatures="",
                       actor=cast["chengban2"], now=at("2026-09-16 11:00"))  # fmt: skip
    paper = next(d for d in documents.of_case(drainage.case_id) if d.kind == Kind.VISIT_RECORD)
    assert "示执法990001" in str(paper.fields)
    assert "示执法990002" in str(paper.fields)
    drainage.grant(at("2026-09-16 12:00"))


def test_legal_review_is_a_gate_before_the_decision(drainage, cast):
    drainage.review(at("2026-09-14 10:00"))
    cases.open_legal(drainage.case_id, actor=cast["chengban"], now=at("2026-09-14 11:00"))
    with pytest.raises(decision.GateUnmet):
        drainage.grant(at("2026-09-15 10:00"))
    act = drainage.state().acts_of(ActKind.LEGAL_REVIEW)[0]
    cases.review_law(drainage.case_id, act_id=act.id, passed=True, opinion="程序合法，依据适当", actor=cast["fazhi"], now=at("2026-09-15 11:00"))
    drainage.grant(at("2026-09-15 12:00"))


def test_silence_of_an_asked_organ_has_its_stated_effect_and_does_not_stop_the_clock(drainage, cast):
    water = cast.demo.organs["water"]
    before = known(drainage).statutory_on
    asked = {"organ_id": water, "question": "下游管网能否接纳", "days": 3, "silence_is_consent": True, "actor": cast["chengban"]}
    with pytest.raises(Invalid) as no:  # only where a rule says so
        cases.ask_opinion(drainage.case_id, **asked, now=at("2026-09-14 09:00"))
    assert [error.field for error in no.value.errors] == ["silence_basis"]
    cases.ask_opinion(drainage.case_id, **asked, silence_basis="《示例办法》第十二条", now=at("2026-09-14 09:00"))
    letter = next(d for d in documents.of_case(drainage.case_id) if d.kind == Kind.OPINION_REQUEST)
    assert "《示例办法》第十二条" in str(letter.fields)
    assert known(drainage).statutory_on == before
    assert drainage.state().unmet_gates
    cases.run_due(at("2026-09-18 00:00"))
    assert not drainage.state().unmet_gates
    assert drainage.state().acts_of(ActKind.OPINION)[0].state == "silent"
    assert drainage.state().outcome is None  # silence answers the question; it grants nothing


def test_26_the_asked_organ_works_towards_its_own_day_and_is_reminded_once_before_it(drainage, cast):
    cases.ask_opinion(drainage.case_id, organ_id=cast.demo.organs["water"], question="下游管网能否接纳", days=5, silence_is_consent=False,
                      actor=cast["chengban"], now=at("2026-09-14 09:00"))  # fmt: skip
    [row] = [row for row in cases.work_list(cast["shuiwu"], "pool", date(2026, 9, 14))[0] if row.case_id == drainage.case_id]
    assert row.work_on == date(2026, 9, 20)  # a Sunday on which is worked; the working day before it is Friday
    assert cases.run_due(at("2026-09-17 23:59")) == 0
    cases.run_due(at("2026-09-18 00:00"))
    assert events(drainage).count("OpinionReminded") == 1
    cases.run_due(at("2026-09-20 23:59"))
    assert events(drainage).count("OpinionReminded") == 1 and "StepLimitPassed" not in events(drainage)
    cases.run_due(at("2026-09-21 00:00"))
    assert drainage.state().acts_of(ActKind.OPINION)[0].state == "silent" and drainage.state().unmet_gates
    assert list(cases.check_folds()) == []


def test_a_filing_is_concluded_and_never_granted(play, cast):
    case = play("signboard-filing").apply(at("2026-09-10 16:05")).accept(at("2026-09-11 09:00")).review(at("2026-09-11 10:00"))
    with pytest.raises(Refusal):
        cases.grant(case.case_id, actor=cast["fenguan"], now=at("2026-09-11 11:00"))
    cases.conclude(case.case_id, result="done", note="", actor=cast["fenguan"], now=at("2026-09-11 11:00"))
    assert case.state().outcome is Outcome.DONE
    assert known(case).statutory_on is None
    assert Kind.RESULT_NOTICE in kinds(case)


def test_a_filing_is_never_deemed_accepted(play):
    case = play("signboard-filing").apply(at("2026-09-10 16:05"))
    assert cases.run_due(at("2026-11-10 09:00")) == 0
    assert case.state().phase is Phase.RECEIVED


def test_everything_folds(drainage, soil):
    drainage.review(at("2026-09-14 10:00"))
    assert [t.kind for t in drainage.state().open_tasks] == [TaskKind.DECIDE]
    assert hot.load(soil.case_id).state.phase is Phase.UNDER_REVIEW
    assert list(cases.check_folds()) == []


def inspected(play, cast):
    case = play().apply(at("2026-09-10 09:00")).accept(at("2026-09-11 09:00"))
    two = [account.id for account in Account.objects.filter(username__in=["chengban", "chengban2"])]
    cases.order_visit(case.case_id, officers=two, purpose="testing", actor=cast["chengban"], now=at("2026-09-14 09:00"))
    act = case.state().acts_of(ActKind.VISIT)[0]
    cases.record_visit(case.case_id, act_id=act.id, place="排放口", findings="取样检测，悬浮物高于限值", signatures="",
                       actor=cast["chengban"], now=at("2026-09-15 09:00"))  # fmt: skip
    return case.review(at("2026-09-16 09:00")), act


def test_55_two_officers_are_appointed_within_five_working_days_of_acceptance(play, cast):
    _, act = inspected(play, cast)
    assert act.data["appoint_by"] == "2026-09-18"  # accepted on Friday the 11th
    assert len(act.data["officers"]) == 2


def test_55_a_refusal_after_testing_names_its_technical_standard(play, cast):
    case, _ = inspected(play, cast)
    condition = case.terms.conditions[2].code
    dossier.fail_condition(case.case_id, condition, note="悬浮物高于限值", actor=cast["chengban"].ref, at=at("2026-09-17 09:00"))
    order = {"condition": condition, "reason": "检测报告第2页，悬浮物高于限值", "actor": case.signer(at("2026-09-17 09:00"))}
    with pytest.raises(decision.NoStandard) as refused:
        cases.refuse(case.case_id, now=at("2026-09-17 09:10"), **order)
    assert (refused.value.errors[0].field, "第五十五条" in refused.value.article) == ("standard", True)
    cases.refuse(case.case_id, standard="GB/T 31962—2015 表1", now=at("2026-09-17 09:20"), **order)
    paper = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.REFUSAL_DECISION)
    assert paper.fields["standard"] == "GB/T 31962—2015 表1"


def test_review_before_court_where_the_items_law_puts_it_there(play, cast, monkeypatch):
    """复议前置 (行政复议法 23): the text names 复议 first, and the court's fifteen days after it (行政诉讼法 45)."""
    known = catalogue.case_terms
    monkeypatch.setattr(catalogue, "case_terms", lambda *case: replace(known(*case), review_first=frozenset({"refuse"})))
    case = play().apply(at("2026-09-10 09:00")).accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00"))
    case.refuse(at("2026-09-15 09:00"), "检测报告第2页，悬浮物高于限值")
    words = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.REFUSAL_DECISION).fields["remedies"]
    assert words.index("应当先") < words.index("行政复议") < words.index("十五日") < words.index("行政诉讼")
    assert "六个月" not in words
    other = play().apply(at("2026-09-10 09:00"))  # another act of the same item: either way is open
    cases.reject(other.case_id, ground="not_competent", reason="由省级机关办理", where_to_go="省厅", actor=cast["kezhang"],
                 now=at("2026-09-10 10:00"))  # fmt: skip
    words = next(d for d in documents.of_case(other.case_id) if d.kind == Kind.REJECTION_DECISION).fields["remedies"]
    assert "也可以自收到之日起六个月内" in words
