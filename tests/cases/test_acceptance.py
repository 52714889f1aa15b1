"""许可法 32: the exits of acceptance, correction asked once within five working days, silence is acceptance."""

from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain import acceptance as law
from yichuang.cases.domain.phases import Phase
from yichuang.cases.models import Case
from yichuang.cli.players import points_of, work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.kernel import record
from yichuang.kernel.errors import Forbidden, Invalid, NotFound, Stale

from .conftest import at


def kinds(case):
    return [d.kind for d in documents.of_case(case.case_id)]


def facts(case):
    return [e.kind.split(".")[1] for e in record.read(case.case_id)]


def test_32_4_silence_for_five_working_days_is_acceptance_from_the_day_of_receipt(play):
    case = play().apply(at("2026-09-10 16:05"))  # a Thursday; 20 September is a make-up working day
    assert cases.run_due(at("2026-09-17 23:59")) == 0
    assert cases.run_due(at("2026-09-18 00:00")) == 1
    state = case.state()
    assert state.phase is Phase.UNDER_REVIEW
    assert state.deemed
    assert state.accepted_on == date(2026, 9, 10)
    assert state.acceptor_id is None
    assert Kind.ACCEPTANCE_NOTICE in kinds(case)
    deemed = next(e for e in record.read(case.case_id) if e.kind == "cases.DeemedAccepted")
    assert deemed.effective_at == at("2026-09-10 16:05")
    assert deemed.at == at("2026-09-18 00:00")


def test_a_late_click_of_accept_is_the_deemed_acceptance_of_the_law(play):
    case = play().apply(at("2026-09-10 16:05")).accept(at("2026-09-18 09:00"))
    assert case.state().deemed
    assert case.state().accepted_on == date(2026, 9, 10)


def test_32_4_after_complete_corrections_silence_counts_from_the_last_paper(play):
    case = play().apply(at("2026-09-10 16:05"))
    case.ask_correction(at("2026-09-11 09:00"), points_of(case, 2)).bring(at("2026-09-14 20:30"))
    cases.run_due(at("2026-09-22 00:00"))  # day 5 after the 14th is the 20th (make-up), then 21
    assert case.state().deemed
    assert case.state().accepted_on == date(2026, 9, 14)


def test_accepted_after_correction_from_the_day_the_last_paper_came_whenever_the_clerk_clicks(play):
    case = play().apply(at("2026-09-10 16:05"))
    case.ask_correction(at("2026-09-11 09:00"), points_of(case)).bring(at("2026-09-14 20:30")).accept(at("2026-09-16 10:00"))
    assert case.state().accepted_on == date(2026, 9, 14)
    assert not case.state().deemed


def test_an_open_acceptance_point_bars_acceptance_and_names_the_correction(play, cast):
    case = play().apply(at("2026-09-10 16:05"))
    with pytest.raises(law.Incomplete) as refused:
        cases.accept(case.case_id, actor=cast["chuangkou"], now=at("2026-09-11 09:00"))
    assert "第三十二条" in refused.value.article
    assert case.state().phase is Phase.RECEIVED


def test_correction_is_asked_once_a_second_notice_is_refused_unless_sent_knowingly(play):
    case = play().apply(at("2026-09-10 16:05")).ask_correction(at("2026-09-11 09:00"), points_of(play()))
    case.bring(at("2026-09-12 09:00"))
    with pytest.raises(law.CorrectionSentBefore):
        case.ask_correction(at("2026-09-14 09:00"), points_of(case))
    assert "SecondCorrectionAsked" not in facts(case)
    case.ask_correction(at("2026-09-14 09:00"), points_of(case), knowingly=True)
    assert "SecondCorrectionAsked" in facts(case)
    assert case.state().correction_count == 2


def test_31_what_is_not_on_the_list_may_not_be_asked_for(play):
    case = play().apply(at("2026-09-10 16:05"))
    with pytest.raises(law.Unlisted):
        case.ask_correction(at("2026-09-11 09:00"), {"proof_of_innocence": "请提供"})


def test_past_the_fifth_day_no_correction_can_be_asked(play):
    case = play().apply(at("2026-09-10 16:05"))
    with pytest.raises(law.AnswerTooLate):
        case.ask_correction(at("2026-09-18 08:00"), points_of(case))


def test_a_correction_not_made_in_time_lapses_without_refusal_and_one_may_apply_again(play):
    case = play().apply(at("2026-09-10 16:05")).ask_correction(at("2026-09-11 09:00"), points_of(play()))
    work()
    assert cases.run_due(at("2026-11-01 09:00")) == 0  # not served yet: nobody is late with what they were not told
    case.serve(at("2026-09-14 09:00"))
    assert Case.objects.get(id=case.case_id).lapse_on == date(2026, 10, 10)  # 15 working days, two of them made up for holidays
    cases.run_due(at("2026-10-10 23:59"))
    assert case.state().phase is Phase.CORRECTING
    cases.run_due(at("2026-11-30 09:00"))
    assert case.state().phase is Phase.LAPSED
    assert Kind.RETURN_NOTICE in kinds(case)
    assert Kind.REFUSAL_DECISION not in kinds(case)
    play().apply(at("2026-12-01 09:00"))


def test_32_2_the_window_cannot_reject_only_the_authorised_post_can(play, cast):
    case = play().apply(at("2026-09-10 16:05"))
    verb = {"ground": "not_competent", "reason": "该事项由省级机关办理", "where_to_go": "示例省水利厅", "now": at("2026-09-11 09:00")}
    with pytest.raises(Forbidden):
        cases.reject(case.case_id, actor=cast["chuangkou"], **verb)
    cases.reject(case.case_id, actor=cast["kezhang"], **verb)
    assert case.state().phase is Phase.REJECTED
    decision = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.REJECTION_DECISION)
    assert "行政复议" in str(decision.fields)
    assert "人民法院" in str(decision.fields)


def test_an_incomplete_file_is_no_ground_of_rejection(play, cast):
    case = play().apply(at("2026-09-10 16:05"))
    with pytest.raises(Invalid):
        cases.reject(case.case_id, ground="incomplete", reason="材料不齐全", where_to_go="", actor=cast["kezhang"],
                     now=at("2026-09-11 09:00"))  # fmt: skip


def test_32_1_no_licence_needed_is_told_at_once(play, cast):
    case = play().apply(at("2026-09-10 16:05"))
    cases.tell_not_needed(case.case_id, reason="排放生活污水的个人不需要办理", actor=cast["chuangkou"], now=at("2026-09-10 16:30"))
    assert case.state().phase is Phase.NOT_NEEDED
    assert Kind.NOT_NEEDED_NOTICE in kinds(case)


def test_32_3_an_error_is_mended_on_the_spot_without_a_notice(play, cast):
    case = play().apply(at("2026-09-10 16:05"))
    codes = dossier.acceptance_open(case.case_id)
    cases.fix_on_the_spot(case.case_id, points=codes, note="申请表日期当场改正", actor=cast["chuangkou"], now=at("2026-09-10 16:10"))
    assert "CorrectionAsked" not in facts(case)
    cases.accept(case.case_id, actor=cast["chuangkou"], now=at("2026-09-10 16:20"))
    assert case.state().phase is Phase.UNDER_REVIEW


def test_a_page_that_shows_an_older_version_writes_nothing(play, cast):
    case = play().apply(at("2026-09-10 16:05")).check_papers(at("2026-09-11 09:00"))
    with pytest.raises(Stale):
        cases.accept(case.case_id, actor=cast["chuangkou"], now=at("2026-09-11 09:00"), version=7)
    assert case.state().phase is Phase.RECEIVED


def test_no_item_no_case(play, cast):
    case = play()
    case.cast = type(cast)(cast.demo, {"drainage": case.case_id})
    with pytest.raises(NotFound):
        case.apply(at("2026-09-10 16:05"))


def test_the_applicant_may_withdraw_until_the_decision(play, cast):
    case = play().apply(at("2026-09-10 16:05"))
    cases.withdraw(case.case_id, reason="不办了", actor=cast.applicant(1), now=at("2026-09-11 09:00"))
    assert case.state().phase is Phase.WITHDRAWN
    other = play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47")).review(at("2026-09-14 10:00"))
    other.grant(at("2026-09-15 11:00"))
    with pytest.raises(law.WrongPhase):
        cases.withdraw(other.case_id, reason="不办了", actor=cast.applicant(1), now=at("2026-09-16 09:00"))


def test_a_stranger_cannot_withdraw(play, cast):
    case = play().apply(at("2026-09-10 16:05"))
    with pytest.raises(Forbidden):
        cases.withdraw(case.case_id, reason="", actor=cast.applicant(0), now=at("2026-09-11 09:00"))


def test_every_stream_folds_to_its_row(play):
    play().apply(at("2026-09-10 16:05")).ask_correction(at("2026-09-11 09:00"), points_of(play()))
    play().apply(at("2026-09-10 16:05"))
    cases.run_due(at("2026-10-30 09:00"))
    assert list(cases.check_folds()) == []


def test_the_exits_of_32_belong_to_licences_only(play, cast):
    case = play("signboard-filing").apply(at("2026-09-10 16:05"))
    with pytest.raises(law.SoleBanned):
        cases.tell_not_needed(case.case_id, reason="不需要备案", actor=cast["chuangkou"], now=at("2026-09-11 09:00"))
    with pytest.raises(law.SoleBanned):
        cases.reject(case.case_id, ground="not_competent", reason="由区里备案", where_to_go="", actor=cast["kezhang"],
                     now=at("2026-09-11 09:00"))  # fmt: skip
    assert case.state().phase is Phase.RECEIVED


def test_a_case_that_cannot_be_checked_is_named_and_does_not_hold_up_the_others(play, caplog):
    broken, sound = play().apply(at("2026-09-10 16:05")), play().apply(at("2026-09-10 16:06"))
    Case.objects.filter(id=broken.case_id).update(calendar_version="lost")
    assert cases.run_due(at("2026-09-18 00:00")) == 2
    assert sound.state().deemed
    assert str(broken.case_id) in caplog.text
