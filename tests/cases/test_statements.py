"""许可法 36: 申请人、利害关系人有权进行陈述和申辩。行政机关应当听取申请人、利害关系人的意见。 Here the applicant's own."""

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain import decision, statements
from yichuang.cases.domain.acceptance import NotWritten
from yichuang.cases.domain.phases import ActKind, Outcome
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.kernel.errors import Forbidden

from .conftest import at

WORDS = "检测报告第二页的数值是换算单位前的，换算后低于限值"


@pytest.fixture
def case(play):
    begun = play("drainage").apply(at("2026-09-10 09:00")).accept(at("2026-09-10 10:00"))
    return begun.review(at("2026-09-11 10:00"))


def made(case, when="2026-09-11 11:00"):
    cases.make_statement(case.case_id, text=WORDS, actor=case.cast.applicant(1), now=at(when))
    return case.state().acts_of(ActKind.STATEMENT)[-1]


def test_no_decision_before_the_statement_is_taken_note_of(case, cast):
    case.meet_needs(at("2026-09-11 10:30"))
    act = made(case)
    with pytest.raises(decision.GateUnmet) as refused:
        case.grant(at("2026-09-14 09:00"))
    assert "陈述申辩" in refused.value.details["gate"]
    cases.note_statement(case.case_id, act_id=act.id, outcome="adopted", note="换算后符合限值", actor=cast["chengban"], now=at("2026-09-14 10:00"))
    case.grant(at("2026-09-14 11:00"))
    assert case.state().outcome is Outcome.GRANTED
    form = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.APPROVAL_FORM)
    assert any(row["step"] == "听取申请人陈述申辩" and row["verdict"] == "采纳" for row in form.fields["opinions"])
    assert list(cases.check_folds()) == []


def test_it_is_on_record_and_stops_no_clock(case):
    before = cases.view(case.case_id, actor=case.cast["chengban"]).dates
    made(case)
    view = cases.view(case.case_id, actor=case.cast["chengban"])
    assert (view.dates.promised_on, view.dates.statutory_on) == (before.promised_on, before.statutory_on)
    record = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.STATEMENT_RECORD)
    assert record.fields["statement"] == WORDS
    assert WORDS in view.texts.values()


def test_taking_note_says_what_becomes_of_it_and_why(case, cast):
    act = made(case)
    with pytest.raises(statements.Invalid):
        cases.note_statement(case.case_id, act_id=act.id, outcome="seen", note="已阅，没有意见", actor=cast["chengban"], now=at("2026-09-14 10:00"))
    with pytest.raises(NotWritten):
        cases.note_statement(case.case_id, act_id=act.id, outcome="not_adopted", note="", actor=cast["chengban"], now=at("2026-09-14 10:00"))
    with pytest.raises(Forbidden):
        cases.note_statement(case.case_id, act_id=act.id, outcome="adopted", note="换算后符合", actor=cast["chuangkou"], now=at("2026-09-14 10:00"))


def test_before_acceptance_and_after_the_decision_the_way_is_named(play, case, cast):
    early = play("drainage").apply(at("2026-09-10 09:00"))
    with pytest.raises(statements.NotInReview):
        made(early)
    case.meet_needs(at("2026-09-11 10:30"))
    case.grant(at("2026-09-14 09:00"))
    with pytest.raises(statements.NotInReview) as refused:
        made(case, "2026-09-15 09:00")
    assert "行政复议" in str(refused.value.remedy)


def test_a_stranger_says_nothing_in_anothers_case_and_the_desk_records_what_is_said_there(case, cast):
    with pytest.raises(Forbidden):
        cases.make_statement(case.case_id, text=WORDS, actor=cast.applicant(0), now=at("2026-09-11 11:00"))
    cases.record_statement(case.case_id, text=WORDS, speaker="刘某", place="综合窗口3号", actor=cast["chengban"], now=at("2026-09-11 11:00"))
    assert case.state().acts_of(ActKind.STATEMENT)[0].state == "made"


def test_written_ones_have_an_end(case):
    for _ in range(statements.MOST):
        made(case)
    with pytest.raises(statements.TooManyStatements):
        made(case)
