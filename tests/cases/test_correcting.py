"""更正通知书 in a case: who may, what it says, how it reaches the applicant; a licence made anew under its number."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind, NotClerical
from yichuang.kernel.errors import Forbidden, Invalid, NotFound, Refusal
from yichuang.licences import api as licences
from yichuang.licences.verification import Verdict

pytestmark = pytest.mark.django_db
REASON = "与申请表第3页不一致，打字错误"


@pytest.fixture
def closed(play, cast):
    """排水许可, granted for 生活污水, collected, closed on 16 September."""
    case = play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 09:00")).review(at("2026-09-14 10:00"))
    cases.grant(case.case_id, actor=cast["fenguan"], now=at("2026-09-15 10:00"), scope="生活圬水排入市政管网")
    work()
    return case.hand_out(at("2026-09-16 10:00"))


def paper(case, kind) -> documents.DocumentRow:
    return [d for d in documents.of_case(case.case_id) if d.kind == kind][-1]


def order(case, cast, paper_id, **changes):
    said = {"where": "scope", "was": "圬水", "now_reads": "污水", "reason": REASON, "actor": cast["kezhang"], "now": at("2026-09-17 09:00")}
    return {"case_id": case.case_id, "paper_id": paper_id, **said, **changes}


def test_the_notice_says_where_was_and_is_and_the_decision_stays_as_it_was(closed, cast):
    decision = paper(closed, Kind.GRANT_DECISION)
    cases.correct_clerical(**order(closed, cast, decision.id))
    work()
    notice = paper(closed, Kind.CLERICAL_CORRECTION)
    assert notice.number == "示行审更〔2026〕1号" and notice.corrects_id == decision.id
    assert [notice.fields[n] for n in ("corrected_title", "corrected_number", "where", "was", "now_reads", "reason")] == [
        "准予行政许可决定书", decision.number, "范围", "圬水", "污水", REASON,
    ]  # fmt: skip
    after = documents.document(decision.id)
    assert (after.fields_hash, after.file_sha256, after.state) == (decision.fields_hash, decision.file_sha256, "served")
    history = cases.view(closed.case_id, actor=cast["kezhang"]).history
    said = next(e.fact for e in history if e.kind == "cases.ErrorCorrected")
    assert (said.document_id, said.corrects_id, said.licence_id) == (notice.id, decision.id, None)
    assert said.authority_ref
    assert closed.state().phase is Phase.CLOSED
    assert list(cases.check_folds()) == [] and list(documents.check_all()) == []
    with pytest.raises(Invalid):
        cases.correct_clerical(**order(closed, cast, decision.id))  # it reads 污水 now


def test_without_consent_the_applicant_is_told_and_the_window_serves_it(closed, cast):
    cases.correct_clerical(**order(closed, cast, paper(closed, Kind.GRANT_DECISION).id))
    work()
    notice = paper(closed, Kind.CLERICAL_CORRECTION)
    assert notice.state == "sealed"
    assert any(m.kind == "corrected" and m.document_id == notice.id for m in documents.inbox([cast.company]))
    who = {"document_id": notice.id, "mode": "direct", "now": at("2026-09-18 09:00")}
    with pytest.raises(Forbidden):
        cases.serve(closed.case_id, proof={"signed_by": "刘某"}, actor=cast["kezhang"], **who)
    with pytest.raises(Invalid):
        cases.serve(closed.case_id, proof={}, actor=cast["chuangkou"], **who)
    cases.serve(closed.case_id, proof={"signed_by": "刘某"}, actor=cast["chuangkou"], **who)
    assert documents.document(notice.id).state == "served"
    assert list(cases.check_folds()) == []


def test_with_consent_the_notice_arrives_in_the_inbox(closed, cast):
    documents.confirm_address(
        cast.company, case_id=closed.case_id, electronic=True, actor=cast.applicant(1).ref, at=at("2026-09-16 12:00")
    )
    cases.correct_clerical(**order(closed, cast, paper(closed, Kind.GRANT_DECISION).id))
    work()
    notice = paper(closed, Kind.CLERICAL_CORRECTION)
    assert notice.state == "served" and notice.recipients[0].service.mode == "electronic"


def test_a_licence_is_made_anew_under_its_number_and_exchanged_for_the_old_paper(closed, cast):
    before = licences.of_case(closed.case_id)[0]
    cases.correct_clerical(**order(closed, cast, before.id))
    work()
    notice, after = paper(closed, Kind.CLERICAL_CORRECTION), licences.of_case(closed.case_id)[0]
    assert (notice.fields["corrected_title"], notice.fields["corrected_number"]) == (before.name, before.number)
    assert notice.fields["where"] == "许可范围"
    assert (after.number, after.valid_from, after.valid_to) == (before.number, before.valid_from, before.valid_to)
    assert (after.edition, after.edition_state, after.scope) == (2, "ready", "生活污水排入市政管网")
    assert after.content == {**before.content, **{n: after.content[n] for n in ("edition", "identifier", "reason", "made_on", "scope")}}
    old = licences.verify(before.identifier, on=date(2026, 9, 17))
    assert (old.verdict, licences.verify_code(after.token, on=date(2026, 9, 17)).scope) == (Verdict.SUPERSEDED, after.scope)
    assert any(m.kind == "licence_collect" for m in documents.inbox([cast.company]))
    taken = {"mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致", "now": at("2026-09-18 09:00")}
    with pytest.raises(Forbidden):
        cases.exchange(closed.case_id, actor=cast["kezhang"], **taken)
    cases.exchange(closed.case_id, actor=cast["zhizheng"], **taken)
    assert licences.of_case(closed.case_id)[0].edition_state == "handed_over"
    assert paper(closed, Kind.COLLECTION_RECEIPT).fields["result_name"].endswith("（更正后）")
    with pytest.raises(Refusal) as twice:
        cases.exchange(closed.case_id, actor=cast["zhizheng"], **taken)
    assert twice.value.code == "cases.nothing_to_exchange"
    assert list(cases.check_folds()) == [] and list(licences.check_all()) == []


def test_a_licence_not_yet_collected_is_corrected_first_and_collected_then(play, cast):
    case = play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 09:00")).review(at("2026-09-14 10:00"))
    cases.grant(case.case_id, actor=cast["fenguan"], now=at("2026-09-15 10:00"), scope="生活圬水排入市政管网")
    licence_id = case.state().licence_id
    early = order(case, cast, licence_id, now=at("2026-09-15 10:05"))
    with pytest.raises(Refusal) as unmade:
        cases.correct_clerical(**early)
    assert unmade.value.code in ("licences.not_ready", "licences.not_valid")
    work()
    cases.correct_clerical(**order(case, cast, licence_id, actor=cast["zhizheng"], now=at("2026-09-15 11:00")))
    work()
    case.hand_out(at("2026-09-16 10:00"))
    row = licences.of_case(case.case_id)[0]
    assert (case.state().phase, row.edition, row.edition_state) == (Phase.CLOSED, 2, "handed_over")


@pytest.mark.parametrize("who", ["chuangkou", "chengban", "fazhi", "linye-daibiao"])
def test_whoever_lacks_the_power_does_not_correct(closed, cast, who):
    with pytest.raises(Forbidden):
        cases.correct_clerical(**order(closed, cast, paper(closed, Kind.GRANT_DECISION).id, actor=cast[who]))
    assert not [d for d in documents.of_case(closed.case_id) if d.kind == Kind.CLERICAL_CORRECTION]


def test_what_is_the_decision_itself_is_no_slip(closed, cast):
    licence = licences.of_case(closed.case_id)[0]
    for paper_id, where in ((paper(closed, Kind.GRANT_DECISION).id, "validity"), (licence.id, "valid_to"), (licence.id, "number")):
        with pytest.raises(NotClerical) as refused:
            cases.correct_clerical(**order(closed, cast, paper_id, where=where, was="2026", now_reads="2027"))
        assert "撤销后重新作出" in refused.value.remedy


def test_a_paper_of_another_case_and_a_missing_reason_are_refused(closed, play, cast):
    other = play().apply(at("2026-09-10 16:05"))
    work()
    with pytest.raises(NotFound):
        cases.correct_clerical(**order(closed, cast, paper(other, Kind.RECEIPT).id))
    with pytest.raises(Invalid) as refused:
        cases.correct_clerical(**order(closed, cast, paper(closed, Kind.GRANT_DECISION).id, reason=" "))
    assert [e.field for e in refused.value.errors] == ["reason"]


def test_a_filing_is_corrected_without_the_word_licence(play, cast):
    case = play("signboard-filing").apply(at("2026-09-10 10:00")).at_once(at("2026-09-10 10:10"), roll=lambda n: 1)
    work()
    notice = paper(case, Kind.RESULT_NOTICE)
    cases.correct_clerical(**order(case, cast, notice.id, where="content", was="户外牌匾", now_reads="户外招牌", now=at("2026-09-10 11:00")))
    work()
    made = paper(case, Kind.CLERICAL_CORRECTION)
    assert made.fields["seal"] == "机关印章" and "许可" not in str({**made.fields, "organ_name": ""})
