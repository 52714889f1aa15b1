"""许可法 32(4), 32(5): the last paper fixes the day of acceptance; after five days of silence no other exit is left."""

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
from yichuang.kernel.errors import Forbidden, Invalid

from .conftest import at


@pytest.fixture
def asked(play):
    """Two papers asked for on Friday 11 September, notice at 09:00."""
    case = play().apply(at("2026-09-10 16:05"))
    return case.ask_correction(at("2026-09-11 09:00"), points_of(case, 2))


def missing(case):
    return law.missing(case.state())


def bring(case, points, now, cast, received=None, who=None):
    cases.bring_correction(
        case.case_id, points=points, actor=who or cast["chuangkou"], now=at(now), received_at=at(received) if received else None
    )


def test_32_5_paper_entered_later_counts_from_the_day_it_came_and_the_last_to_come_decides(asked, cast):
    one, two = missing(asked)
    bring(asked, [two], "2026-09-15 09:00", cast, received="2026-09-14 16:00")
    bring(asked, [one], "2026-09-15 09:05", cast, received="2026-09-12 10:00")
    assert asked.state().corrected_at == at("2026-09-14 16:00")
    asked.accept(at("2026-09-16 09:00"))
    assert asked.state().accepted_on == date(2026, 9, 14)


@pytest.mark.parametrize("received", ["2026-09-11 08:59", "2026-09-14 09:01"])
def test_a_paper_never_came_before_the_notice_nor_after_now(asked, cast, received):
    with pytest.raises(Invalid):
        bring(asked, missing(asked), "2026-09-14 09:00", cast, received=received)
    assert len(missing(asked)) == 2


def test_only_what_was_asked_for_completes_the_correction(asked, cast):
    with pytest.raises(Invalid):
        bring(asked, ["something.else"], "2026-09-14 09:00", cast)
    with pytest.raises(Invalid):
        bring(asked, [], "2026-09-14 09:00", cast)


def test_only_the_applicant_or_the_window_brings_papers(asked, cast):
    with pytest.raises(Forbidden):
        bring(asked, missing(asked), "2026-09-14 09:00", cast, who=cast.applicant(0))
    with pytest.raises(Forbidden):
        bring(asked, missing(asked), "2026-09-14 09:00", cast, who=cast["fazhi"])


def test_no_acceptance_on_marks_alone_while_asked_papers_are_out(asked):
    with pytest.raises(law.CorrectionIncomplete):
        asked.accept(at("2026-09-14 09:00"))
    assert asked.state().phase is Phase.CORRECTING


def test_32_3_mending_at_the_window_completes_the_correction_too(asked, cast):
    cases.fix_on_the_spot(asked.case_id, points=missing(asked), note="当场补交原件", actor=cast["chuangkou"], now=at("2026-09-14 11:00"))
    assert asked.state().corrected_at == at("2026-09-14 11:00")
    asked.accept(at("2026-09-15 09:00"))
    assert asked.state().accepted_on == date(2026, 9, 14)


def test_a_second_notice_keeps_what_the_first_asked_for_and_replaces_it(asked, cast):
    one, two = missing(asked)
    bring(asked, [one], "2026-09-14 09:00", cast)
    third = next(c for c in points_of(asked, 3) if c not in (one, two))
    asked.ask_correction(at("2026-09-14 10:00"), {third: "缺少盖章"}, knowingly=True)
    assert set(missing(asked)) == {two, third}
    assert [a.state for a in asked.state().acts] == ["replaced", "asked"]
    assert list(cases.check_folds()) == []


def test_after_five_days_of_silence_the_case_is_accepted_and_nothing_else(play, cast):
    case = play().apply(at("2026-09-10 16:05"))
    late = at("2026-09-18 00:00")
    with pytest.raises(law.AnswerTooLate):
        cases.reject(case.case_id, ground="not_competent", reason="由省级机关办理", where_to_go="", actor=cast["kezhang"], now=late)
    with pytest.raises(law.AnswerTooLate):
        cases.tell_not_needed(case.case_id, reason="不需要办理许可", actor=cast["chuangkou"], now=late)
    cases.accept(case.case_id, actor=cast["chuangkou"], now=late)  # open points do not bar what the law has done
    assert case.state().deemed
    assert case.state().accepted_on == date(2026, 9, 10)


def test_the_fifth_day_ends_at_24_00(play, cast):
    case = play().apply(at("2026-09-10 16:05"))
    last = at("2026-09-17 23:59")
    cases.tell_not_needed(case.case_id, reason="不需要办理许可", actor=cast["chuangkou"], now=last)
    assert case.state().phase is Phase.NOT_NEEDED
    other = play().apply(at("2026-09-10 16:05")).ask_correction(last, points_of(case))
    assert other.state().phase is Phase.CORRECTING


def test_a_lapse_found_late_is_dated_by_the_rule(asked):
    work()
    asked.serve(at("2026-09-14 09:00"))
    due = Case.objects.get(id=asked.case_id).lapse_on
    cases.run_due(at("2026-12-01 09:00"))
    lapsed = next(e for e in record.read(asked.case_id) if e.kind == "cases.CorrectionLapsed")
    assert lapsed.effective_at == at(f"{date.fromordinal(due.toordinal() + 1)} 00:00")
    assert asked.state().finished_at == lapsed.effective_at


def test_a_filing_asks_under_the_business_environment_rules_not_the_licensing_law(play):
    case = play("signboard-filing").apply(at("2026-09-10 16:05"))
    case.ask_correction(at("2026-11-11 09:00"), points_of(case))  # no deemed acceptance: still open after two months
    notice = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.CORRECTION_NOTICE)
    assert "行政许可法" not in str(notice.fields)
    assert "《优化营商环境条例》第三十六条" in str(notice.fields)
    case.bring(at("2026-11-12 10:00")).accept(at("2026-11-30 09:00"))
    assert "行政许可法" not in str([e.article for e in case.state().ledger])


def test_nothing_is_received_in_the_future(play, cast):
    case = play()
    from yichuang.cases.domain.phases import Channel

    application = cases.Application(case.version_id, cast.company, Channel.WINDOW, at("2026-09-10 10:00"), "0" * 64)
    with pytest.raises(Invalid):
        cases.receive(application, actor=cast["chuangkou"], now=at("2026-09-10 09:59"))


def test_the_window_records_a_withdrawal_made_on_paper_with_its_reason(play, cast):
    case = play().apply(at("2026-09-10 16:05"))
    with pytest.raises(Invalid):
        cases.withdraw(case.case_id, reason="", actor=cast["chuangkou"], now=at("2026-09-11 09:00"))
    with pytest.raises(Forbidden):
        cases.withdraw(case.case_id, reason="申请人书面撤回", actor=cast["chengban"], now=at("2026-09-11 09:00"))
    cases.withdraw(case.case_id, reason="申请人书面撤回", actor=cast["chuangkou"], now=at("2026-09-11 09:00"))
    assert case.state().phase is Phase.WITHDRAWN
    assert dossier.acceptance_open(case.case_id)
