"""许可法 36, 46–48: rights told, used, waived or lapsed; who chairs; no decision before."""

from __future__ import annotations

from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain import acts, avoidance, decision, telling
from yichuang.cases.domain.acceptance import SoleBanned
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.kernel import record
from yichuang.kernel.errors import Forbidden
from yichuang.organisations.domain import NotSeparate

from .conftest import at
from .rights import act_of, answer, hold, last_day, neighbour, notice, noticed, serve, served, tell
from .test_duties import with_terms


@pytest.fixture
def case(play):
    return play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))


def test_47_asked_noticed_held_and_only_then_decided(case, cast):
    tell(case, cast)
    case.review(at("2026-09-14 10:00"))
    with pytest.raises(decision.GateUnmet):
        case.grant(at("2026-09-15 08:00"))
    answer(case, cast, True, cast.applicant(1))
    assert last_day(case, cast) == date(2026, 10, 19)  # twenty working days from the 15th, over the holidays
    notice(case, cast, date(2026, 9, 28))
    with pytest.raises(decision.GateUnmet):
        case.grant(at("2026-09-17 08:00"))
    with pytest.raises(acts.HearingNotYet):
        hold(case, cast, "2026-09-27 17:00")
    with pytest.raises(Forbidden):
        hold(case, cast, "2026-09-28 17:00", who="fazhi")
    hold(case, cast, "2026-09-28 17:00")
    case.grant(at("2026-09-29 09:00"))


def test_47_the_right_lapses_after_five_working_days_and_cannot_be_used_later(case, cast):
    act = tell(case, cast)
    served(case, "2026-09-14 11:00")
    assert last_day(case, cast) == date(2026, 9, 20)  # a make-up working day
    answered = at("2026-09-21 00:00")
    with pytest.raises(acts.HearingAskedTooLate):
        cases.answer_hearing_right(case.case_id, act_id=act.id, wants=True, actor=cast.applicant(1), now=answered)
    cases.run_due(at("2026-09-25 09:00"))
    assert act_of(case).state == "lapsed"
    assert not case.state().unmet_gates
    moved = next(e for e in record.read(case.case_id) if e.kind == "cases.ActMoved")
    assert moved.effective_at == answered  # dated by the rule, found four days later


def test_47_no_days_run_before_the_notice_is_served_and_the_right_stays_open(case, cast):
    tell(case, cast)
    assert last_day(case, cast) is None
    cases.run_due(at("2026-11-02 09:00"))  # promise and law ran out, the right did not
    assert act_of(case).state == "right_told"
    assert any(g.kind == "hearing" for g in case.state().unmet_gates)
    answer(case, cast, True, cast.applicant(1), now="2026-11-02 10:00")
    assert act_of(case).state == "asked"
    assert list(cases.check_folds()) == []


def test_47_each_has_five_days_from_their_own_service_and_the_right_lapses_with_the_last(case, cast):
    other = neighbour(case, cast)
    act = tell(case, cast)
    work()
    notices = [(d, r) for d, r in documents.waiting(case.case_id) if d.kind == Kind.HEARING_RIGHT_NOTICE]
    assert [r.role for _, r in notices] == ["applicant", "third_party"]

    def hand(index, now):
        paper, to = notices[index]
        cases.serve(case.case_id, document_id=paper.id, recipient_id=to.id, mode="direct", proof={"signed_by": to.name},
                    actor=cast["chuangkou"], now=at(now))  # fmt: skip

    hand(0, "2026-09-14 11:00")
    assert last_day(case, cast) is None  # the neighbour has not been told
    hand(1, "2026-09-16 11:00")
    assert last_day(case, cast) == date(2026, 9, 22)  # 17, 18, 20 (make-up), 21, 22
    with pytest.raises(acts.HearingAskedTooLate):
        answer(case, cast, True, cast.applicant(1), now="2026-09-21 09:00")  # the applicant's own five days ended on the 20th
    cases.run_due(at("2026-09-22 23:59"))
    assert act_of(case).state == "right_told"
    cases.answer_hearing_right(case.case_id, act_id=act.id, wants=True, actor=other, now=at("2026-09-22 23:59"))
    assert act_of(case).state == "asked"
    assert list(cases.check_folds()) == []


def test_47_one_persons_waiver_is_not_anothers(case, cast):
    other = neighbour(case, cast)
    tell(case, cast)
    answer(case, cast, False, cast.applicant(1))
    assert act_of(case).state == "right_told"
    assert any(g.kind == "hearing" for g in case.state().unmet_gates)
    answer(case, cast, True, other, now="2026-09-16 09:00")
    assert act_of(case).state == "asked"
    notices = [d for d in documents.of_case(case.case_id) if d.kind == Kind.HEARING_RIGHT_NOTICE]
    assert len(notices) == 1


def test_47_when_everybody_told_has_waived_the_way_is_open(case, cast):
    other = neighbour(case, cast)
    tell(case, cast)
    answer(case, cast, False, cast.applicant(1))
    answer(case, cast, False, other)
    assert act_of(case).state == "waived"
    assert not any(g.kind == "hearing" for g in case.state().unmet_gates)
    assert list(cases.check_folds()) == []


def test_48_notice_seven_days_before_and_within_twenty_working_days(case, cast):
    tell(case, cast)
    answer(case, cast, True, cast.applicant(1))
    with pytest.raises(acts.NoticeTooShort):
        notice(case, cast, date(2026, 9, 22))
    with pytest.raises(acts.HearingTooLate):
        notice(case, cast, date(2026, 10, 20))
    notice(case, cast, date(2026, 10, 9))
    notice(case, cast, date(2026, 10, 12), now="2026-09-17 09:00")  # put off once more, told again
    assert act_of(case).data["day"] == "2026-10-12"


def test_48_3_the_chair_did_not_review_and_chairs_by_power(case, cast):
    case.review(at("2026-09-14 10:00"))
    tell(case, cast)
    answer(case, cast, True, cast.applicant(1))
    for reviewer in ("chengban", "chuangkou"):
        with pytest.raises(Forbidden):
            notice(case, cast, date(2026, 9, 28), chair=reviewer)
    with pytest.raises(Forbidden):
        notice(case, cast, date(2026, 9, 28), chair="dangan")


def test_48_3_the_chair_does_not_review_afterwards_either(case, cast):
    from yichuang.cases.actions import separation, unit
    from yichuang.organisations.domain import Act

    tell(case, cast)
    answer(case, cast, True, cast.applicant(1))
    notice(case, cast, date(2026, 9, 28))
    verb = unit.begin(case.case_id, actor=cast["tingzheng"], now=at("2026-09-17 09:00"))
    with pytest.raises(NotSeparate):
        separation.check(verb, Act.REVIEW)


def test_46_to_48_belong_to_licences(play, cast):
    filing = play("signboard-filing").apply(at("2026-09-10 16:05")).accept(at("2026-09-11 09:00"))
    with pytest.raises(SoleBanned):
        tell(filing, cast)


def test_48_3_nobody_chairs_who_was_asked_to_stand_back_and_has_no_answer(case, cast):
    asked = noticed(case, cast)
    stranger = cast.applicant(0)
    with pytest.raises(Forbidden):
        cases.ask_avoidance(case.case_id, actor=stranger, now=at("2026-09-17 09:00"), **asked)
    cases.ask_avoidance(case.case_id, actor=cast.applicant(1), now=at("2026-09-17 09:00"), **asked)
    with pytest.raises(avoidance.AvoidanceTooLate):
        cases.ask_avoidance(case.case_id, actor=cast.applicant(1), now=at("2026-09-17 10:00"), **asked)
    with pytest.raises(avoidance.AvoidanceOpen):
        hold(case, cast, "2026-09-28 17:00")
    with pytest.raises(avoidance.AvoidanceOpen):
        notice(case, cast, date(2026, 9, 29), now="2026-09-18 09:00")  # the same chair again is no answer
    with pytest.raises(Forbidden):
        cases.decline_avoidance(case.case_id, actor=cast["tingzheng"], now=at("2026-09-18 09:00"), **asked)
    cases.decline_avoidance(case.case_id, actor=cast["fazhi"], now=at("2026-09-18 09:00"), **asked)
    hold(case, cast, "2026-09-28 17:00")
    assert list(cases.check_folds()) == []


def test_48_3_asked_when_the_hearing_is_over_is_too_late(case, cast):
    asked = noticed(case, cast)
    with pytest.raises(avoidance.AvoidanceTooLate):
        cases.ask_avoidance(case.case_id, actor=cast.applicant(1), now=at("2026-09-29 00:00"), **asked)


def test_48_2_the_decision_names_the_record_it_is_made_on(case, cast):
    noticed(case, cast)
    case.review(at("2026-09-18 10:00"))
    hold(case, cast, "2026-09-28 17:00")
    case.grant(at("2026-09-29 09:00"))
    [paper] = [d for d in documents.of_case(case.case_id) if d.kind == Kind.GRANT_DECISION]
    assert paper.fields["content"].startswith("根据2026年9月28日举行的听证的笔录（《行政许可法》第四十八条第二款），")


def test_47_with_a_third_party_nothing_is_decided_before_both_were_told_and_their_days_are_gone(case, cast):
    """36, 47: 直接涉及申请人与他人之间重大利益关系的, 作出决定前 applicant and third party are told of the hearing."""
    neighbour(case, cast)
    case.review(at("2026-09-14 10:00"))
    serve(case, "2026-09-14 17:00")
    cases.run_due(at("2026-09-22 09:00"))  # the time for the statement is over, its gate is met
    with pytest.raises(decision.HearingRightNotTold) as refused:
        case.grant(at("2026-09-22 10:00"))
    assert "第四十七条" in refused.value.article
    act = tell(case, cast, "2026-09-22 11:00")
    assert len(act.data["told"]) == 2
    serve(case, "2026-09-22 17:00")
    with pytest.raises(decision.GateUnmet):
        case.grant(at("2026-09-23 09:00"))
    cases.run_due(at("2026-10-10 09:00"))
    case.grant(at("2026-10-10 10:00"))


def test_47_who_was_told_of_the_case_later_is_told_of_the_hearing_too(case, cast):
    tell(case, cast)
    answer(case, cast, False, cast.applicant(1))
    case.review(at("2026-09-14 10:00"))
    party = cast.demo.applicants[0].party_id
    cases.tell_third_party(case.case_id, party_id=party, interest="相邻地块的排水", actor=cast["chengban"], now=at("2026-09-16 08:30"))
    serve(case, "2026-09-16 09:00")
    cases.run_due(at("2026-09-24 09:00"))
    with pytest.raises(decision.HearingRightNotTold):
        case.grant(at("2026-09-24 10:00"))


def test_46_a_hearing_the_law_demands_is_held_though_nobody_asked(case, cast, monkeypatch):
    """46: 法律、法规、规章规定实施行政许可应当听证的事项……行政机关应当向社会公告，并举行听证."""
    with_terms(monkeypatch, hearing_required=True)
    tell(case, cast)
    answer(case, cast, False, cast.applicant(1))
    case.review(at("2026-09-15 10:00"))
    with pytest.raises(decision.GateUnmet) as refused:
        case.grant(at("2026-09-15 11:00"))
    assert "第四十六条" in refused.value.article
    notice(case, cast, date(2026, 9, 28))
    announced = [d for d in documents.of_case(case.case_id) if d.kind == Kind.HEARING_ANNOUNCEMENT]
    assert len(announced) == 1
    with pytest.raises(decision.GateUnmet):
        case.grant(at("2026-09-17 09:00"))
    hold(case, cast, "2026-09-28 17:00")
    case.grant(at("2026-09-29 09:00"))
    assert list(cases.check_folds()) == []


def test_46_a_hearing_the_organ_told_a_day_for_is_held_before_the_decision(case, cast):
    """46: 或者行政机关认为需要听证的其他涉及公共利益的重大行政许可事项."""
    tell(case, cast)
    answer(case, cast, False, cast.applicant(1))
    case.review(at("2026-09-15 10:00"))
    notice(case, cast, date(2026, 9, 28))
    with pytest.raises(decision.GateUnmet):
        case.grant(at("2026-09-17 09:00"))
    hold(case, cast, "2026-09-28 17:00")
    case.grant(at("2026-09-29 09:00"))


def test_46_without_a_third_party_no_right_of_47_holds_the_decision(case):
    case.review(at("2026-09-14 10:00")).grant(at("2026-09-14 11:00"))


def test_48_1_a_hearing_is_not_held_unless_its_notice_reached_everybody_seven_days_before(case, cast):
    tell(case, cast)
    serve(case, "2026-09-14 17:00")
    answer(case, cast, True, cast.applicant(1))
    notice(case, cast, date(2026, 9, 28), now="2026-09-16 09:00", serve=False)
    with pytest.raises(telling.NotToldInTime) as refused:
        hold(case, cast, "2026-09-28 17:00")
    assert "第四十八条第一款第一项" in refused.value.article
    serve(case, "2026-09-18 09:00")  # two days too late for the 28th: 20, 21, 22, 23, 24 and 28 are six working days
    with pytest.raises(telling.NotToldInTime):
        hold(case, cast, "2026-09-28 17:00")
    notice(case, cast, date(2026, 10, 19), now="2026-09-28 17:30")
    hold(case, cast, "2026-10-19 17:00")
    assert act_of(case).state == "held"
    assert list(cases.check_folds()) == []
