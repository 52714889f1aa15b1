"""即办 (许可法 34(2), 56): received, accepted and decided in one sitting, by an officer who may do both; and its 抽查."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.cases.domain import decision
from yichuang.cases.domain import on_the_spot as law
from yichuang.cases.domain.acceptance import AnswerTooLate
from yichuang.cases.domain.phases import Outcome, Phase, TaskKind
from yichuang.catalogue import api as catalogue
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.kernel.errors import Forbidden, Invalid, Refusal
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db
NEVER, ALWAYS = (lambda n: n - 1), (lambda n: 0)


@pytest.fixture
def licence(play):
    """公共场所卫生许可, complete, with its letter of commitment, at the window at 10:00."""
    case = play("public-place-hygiene").apply(at("2026-09-10 10:00")).check_papers(at("2026-09-10 10:05"))
    return case.mark_reviewed(at("2026-09-10 10:06"))


def papers_of(case) -> dict[str, documents.DocumentRow]:
    return {row.kind: row for row in documents.of_case(case.case_id)}


def test_one_sheet_holds_receipt_acceptance_and_decision_with_their_times(licence, cast):
    cases.decide_at_once(licence.case_id, actor=cast["chuangkou"], now=at("2026-09-10 10:10"), roll=NEVER)
    state = licence.state()
    assert (state.phase, state.outcome, state.accepted_on) == (Phase.DECIDED, Outcome.GRANTED, date(2026, 9, 10))
    assert state.acceptor_id == state.decider_id == cast["chuangkou"].account_id
    found = papers_of(licence)
    assert Kind.ACCEPTANCE_NOTICE not in found and Kind.GRANT_DECISION not in found
    sheet = found[Kind.ON_THE_SPOT]
    assert sheet.id == state.decision_document_id
    assert sheet.number.startswith("示行审即〔2026〕")
    times = [sheet.fields[name] for name in ("received_at", "accepted_at", "decided_at")]
    assert times == ["2026年9月10日10时00分", "2026年9月10日10时10分", "2026年9月10日10时10分"]
    assert "第三十四条第二款" in sheet.fields["article"] and sheet.fields["licence_number"].startswith("XK")
    work()
    licence.hand_out(at("2026-09-10 10:30"))
    assert licence.state().phase is Phase.CLOSED
    assert list(cases.check_folds()) == []


def test_the_powers_it_was_done_under_are_those_of_acceptance_and_of_deciding_at_once(licence, cast):
    cases.decide_at_once(licence.case_id, actor=cast["chuangkou"], now=at("2026-09-10 10:10"), roll=NEVER)
    history = cases.view(licence.case_id, actor=cast["chuangkou"]).history
    refs = {e.kind: e.fact.authority_ref for e in history if e.kind in ("cases.CaseAccepted", "cases.CaseGranted")}
    organ, on = licence.terms.deciding_organ_id, date(2026, 9, 10)
    for kind, act in (("cases.CaseAccepted", "accept"), ("cases.CaseGranted", "decide_at_once")):
        assert refs[kind] == organisations.authority(cast["chuangkou"], act, organ_id=organ, item_id=licence.terms.item_id, on=on)


def test_whoever_lacks_the_power_to_decide_at_once_does_not(licence, cast):
    for name in ("zuzhang", "chengban", "fenguan"):
        with pytest.raises(Forbidden):
            cases.decide_at_once(licence.case_id, actor=cast[name], now=at("2026-09-10 10:10"))
    assert licence.state().phase is Phase.RECEIVED


def test_the_window_that_may_decide_at_once_may_not_sign_a_case_that_went_into_review(play, cast):
    case = play("public-place-hygiene").apply(at("2026-09-10 10:00")).accept(at("2026-09-10 10:10")).review(at("2026-09-10 11:00"))
    for name in ("chuangkou", "chuangkou2"):
        with pytest.raises(Forbidden):
            cases.grant(case.case_id, actor=cast[name], now=at("2026-09-10 12:00"))
    with pytest.raises(Refusal) as late:
        cases.decide_at_once(case.case_id, actor=cast["chuangkou"], now=at("2026-09-10 12:00"))
    assert late.value.code == "cases.wrong_phase"


def test_the_acceptor_of_such_an_item_still_may_not_sign_it_after_a_review(play, cast):
    case = play("public-place-hygiene").apply(at("2026-09-10 10:00")).accept(at("2026-09-10 10:10")).review(at("2026-09-10 11:00"))
    with pytest.raises(decision.AcceptorMayNotDecide):
        decision.check_decide(case.state(), account_id=cast["chuangkou"].account_id, cut_reason=None)


def test_an_open_point_of_either_list_is_named_at_its_field(play, cast):
    case = play("public-place-hygiene").apply(at("2026-09-10 10:00"))
    order = {"actor": cast["chuangkou"], "now": at("2026-09-10 10:10")}
    with pytest.raises(law.PointsLeft) as both:
        cases.decide_at_once(case.case_id, **order)
    assert [e.field for e in both.value.errors] == ["acceptance", "review"]
    case.check_papers(at("2026-09-10 10:05"))
    with pytest.raises(law.PointsLeft) as review:
        cases.decide_at_once(case.case_id, **order)
    assert [e.field for e in review.value.errors] == ["review"]
    assert "第三十四条" in review.value.article and review.value.remedy
    assert len(documents.of_case(case.case_id)) == 1, "a refused verb leaves no paper behind"


def test_34_3_without_the_letter_of_commitment_facts_are_verified_first(play):
    case = play("public-place-hygiene").apply(at("2026-09-10 10:00")).check_papers(at("2026-09-10 10:05"))
    case.mark_reviewed(at("2026-09-10 10:06"))
    letter = next(m.code for m in case.terms.materials if m.type_code == law.PROMISE)
    files = [row for row in dossier.file_rows(case.case_id) if row.material_code != letter]
    state, terms = case.state(), case.terms
    law.check(state, terms, handed_in={letter, *(row.material_code for row in files)})
    with pytest.raises(law.PromiseMissing) as refused:
        law.check(state, terms, handed_in={row.material_code for row in files})
    assert "第三十四条第三款" in refused.value.article


def test_34_2_what_is_not_declared_on_the_spot_is_not_decided_there(play, cast):
    case = play().apply(at("2026-09-10 10:00")).check_papers(at("2026-09-10 10:05")).mark_reviewed(at("2026-09-10 10:06"))
    with pytest.raises(law.NotOnTheSpot):
        cases.decide_at_once(case.case_id, actor=cast["chuangkou"], now=at("2026-09-10 10:10"))


@pytest.mark.parametrize("need", ["visit_required", "legal_review", "hearing_required", "third_parties", "quota"])
def test_an_item_that_needs_a_second_pair_of_eyes_is_never_decided_at_once(play, need):
    terms = play("public-place-hygiene").terms
    assert law.declares(terms)
    assert not law.declares(replace(terms, **{need: True}))


def test_32_4_after_five_working_days_of_silence_it_is_accepted_already(licence, cast):
    with pytest.raises(AnswerTooLate):
        cases.decide_at_once(licence.case_id, actor=cast["chuangkou"], now=at("2026-09-18 09:00"))


def test_a_filing_is_concluded_at_once_in_its_own_words(play, cast):
    case = play("signboard-filing").apply(at("2026-09-10 10:00")).check_papers(at("2026-09-10 10:05"))
    case.mark_reviewed(at("2026-09-10 10:06"))
    cases.decide_at_once(case.case_id, actor=cast["chuangkou"], now=at("2026-09-10 10:10"), roll=NEVER)
    state, found = case.state(), papers_of(case)
    assert (state.phase, state.outcome) == (Phase.DECIDED, Outcome.DONE)
    assert Kind.ON_THE_SPOT not in found
    notice = found[Kind.RESULT_NOTICE]
    assert (notice.fields["received_at"], notice.fields["decided_at"]) == ("2026年9月10日10时00分", "2026年9月10日10时10分")
    assert not any(word in str(notice.fields) for word in ("许可", "准予", "不予"))
    work()
    cases.serve(case.case_id, mode="direct", proof={"signed_by": "张某"}, actor=cast["chuangkou"], now=at("2026-09-10 10:20"))
    assert case.state().phase is Phase.CLOSED


def test_a_filing_is_refused_without_the_licensing_law(play):
    filing = play("signboard-filing").apply(at("2026-09-10 10:00"))
    with pytest.raises(law.NotOnTheSpotOutside) as refused:
        law.check(filing.state(), replace(filing.terms, on_the_spot=False), handed_in=())
    with pytest.raises(law.PointsLeft) as open_points:
        law.check_points(filing.state(), acceptance=["A"], review=[])
    for refusal in (refused.value, open_points.value):
        assert not refusal.article
        assert not any(word in f"{refusal.message}{refusal.remedy}" for word in ("许可", "准予", "不予"))


def drawn(case, cast):
    cases.decide_at_once(case.case_id, actor=cast["chuangkou"], now=at("2026-09-10 10:10"), roll=ALWAYS)
    return next(t for t in case.state().open_tasks if t.kind is TaskKind.SPOT_CHECK)


def test_one_in_ten_is_drawn_and_waits_for_somebody_else_even_after_closing(licence, cast):
    assert [n for n in range(law.ONE_IN) if law.is_drawn(n)] == [0]
    task = drawn(licence, cast)
    work()
    licence.hand_out(at("2026-09-10 10:30"))
    state = licence.state()
    assert (state.phase, [t.kind for t in state.open_tasks]) == (Phase.CLOSED, [TaskKind.SPOT_CHECK])
    rows, _ = cases.work_list(cast["fazhi"], "pool", date(2026, 9, 11))
    assert [(row.case_id, row.work_on) for row in rows] == [(licence.case_id, date(2026, 9, 17))]
    with pytest.raises(Forbidden):
        cases.spot_check(licence.case_id, task.id, finding="sound", note="", actor=cast["kezhang"], now=at("2026-09-14 09:00"))
    with pytest.raises(Invalid):
        cases.spot_check(licence.case_id, task.id, finding="faulty", note="", actor=cast["fazhi"], now=at("2026-09-14 09:00"))
    cases.spot_check(licence.case_id, task.id, finding="faulty", note="检测报告已过有效期", actor=cast["fazhi"], now=at("2026-09-14 09:00"))
    assert licence.state().task(task.id).verdict == "faulty"
    assert not licence.state().open_tasks
    assert list(cases.check_folds()) == []


def test_who_decided_does_not_look_at_the_own_decision(licence, cast):
    task = drawn(licence, cast)
    with pytest.raises(law.OwnDecision):
        law.check_finding(licence.state(), task, account_id=cast["chuangkou"].account_id, finding="sound", note="")


def test_the_two_shipped_items_say_so_and_where_it_comes_from(cast):
    for code, marked in (("public-place-hygiene", False), ("signboard-filing", True)):
        version = cast.items[code]
        assert law.declares(catalogue.terms(version))
        assert catalogue.guide(version).is_completed("on_the_spot") is marked, "the guide G014 itself says 即办件"
