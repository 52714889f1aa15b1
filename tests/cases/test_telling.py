"""许可法 32(4), 36, 42, 45, 47 告知 and design §5a: every notice reaches those it is addressed to, each with its own proof."""

from datetime import date
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from yichuang.cases import api as cases
from yichuang.cases.domain.acceptance import WrongPhase
from yichuang.cases.domain.phases import ActKind, Phase
from yichuang.cases.models import Case
from yichuang.catalogue import api as catalogue
from yichuang.cli.players import points_of, work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.documents.tasks import remind
from yichuang.kernel import record
from yichuang.kernel.errors import Forbidden, Invalid, NotFound
from yichuang.organisations.models import LocalMessage

from .conftest import at


@pytest.fixture
def case(play):
    return play("soil-conservation").apply(at("2026-09-10 10:00"))


def consent(case, party_id=None, now="2026-09-10 10:01"):
    documents.confirm_address(
        party_id or case.state().applicant_id, electronic=True, phone="13800000001", case_id=case.case_id, actor="system:test",
        at=at(now),
    )  # fmt: skip


def told(party_id):
    return [m.kind for m in reversed(documents.inbox([party_id]))]


def paper(case, kind):
    return next(d for d in documents.of_case(case.case_id) if d.kind == kind)


def act_of(case, kind):
    return case.state().acts_of(kind)[-1]


def whole_way(case, cast):
    """Correction, acceptance, stop, resumption, extension, third party, hearing right: all that has to be told."""
    case.ask_correction(at("2026-09-11 10:00"), points_of(case)).bring(at("2026-09-14 10:00")).accept(at("2026-09-14 11:00"))
    who, boss = cast["chengban"], cast["fenguan"]
    cases.start_special(case.case_id, ground="expert_review", days=5, basis="", actor=who, now=at("2026-09-15 09:00"))
    cases.end_special(case.case_id, act_id=act_of(case, ActKind.SPECIAL).id, actor=who, now=at("2026-09-17 09:00"))
    cases.ask_extension(case.case_id, days=3, reason="案情复杂需要", actor=who, now=at("2026-09-18 09:00"))
    extension = act_of(case, ActKind.EXTENSION).id
    cases.approve_extension(case.case_id, act_id=extension, reason="案情复杂", actor=boss, now=at("2026-09-18 10:00"))
    neighbour = cast.demo.applicants[0].party_id
    cases.tell_third_party(case.case_id, party_id=neighbour, interest="相邻土地", actor=who, now=at("2026-09-18 11:00"))
    cases.tell_hearing_right(case.case_id, matter="重大利益关系", actor=cast["fazhi"], now=at("2026-09-18 12:00"))
    work()
    return neighbour


NOTICES = ["received", "correction_asked", "accepted", "special_procedure", "special_procedure_ended", "extended",
           "third_party_told", "hearing_right_told"]  # fmt: skip


def test_everything_that_must_be_told_reaches_applicant_agent_and_third_party(case, cast):
    neighbour = whole_way(case, cast)
    state = case.state()
    assert told(state.applicant_id) == NOTICES
    assert state.agent_id not in (None, state.applicant_id)
    assert told(state.agent_id) == NOTICES
    assert told(neighbour) == ["third_party_told", "hearing_right_told"]
    message = documents.inbox([neighbour])[0]
    assert message.document_id == paper(case, Kind.HEARING_RIGHT_NOTICE).id
    assert not any(r.service for d in documents.of_case(case.case_id) for r in d.recipients)  # nobody agreed: the window serves


def test_whoever_signs_in_for_company_and_agent_reads_each_paper_once(case, cast):
    work()
    both = cast.applicant(1).party_ids
    assert {case.state().applicant_id, case.state().agent_id} <= both
    (message,) = [m for m in documents.inbox(both) if m.case_id == case.case_id]
    unread = documents.unread_count(both)
    documents.mark_read(tuple(both), [message.id], at=at("2026-09-11 09:00"))
    assert documents.unread_count(both) == unread - 1
    assert not [m for m in documents.inbox(both, unread=True) if m.case_id == case.case_id]


def test_with_consent_arrival_in_the_inbox_is_service_with_its_proof(case, cast):
    consent(case)
    whole_way(case, cast)
    applicant = case.state().applicant_id
    by_id = {str(m.id): m for m in documents.inbox([applicant])}
    for kind in (Kind.CORRECTION_NOTICE, Kind.ACCEPTANCE_NOTICE, Kind.SPECIAL_PROCEDURE_NOTICE, Kind.EXTENSION_NOTICE):
        row = paper(case, kind)
        service = row.recipients[0].service
        assert (service.mode, row.state) == ("electronic", "served")
        assert by_id[service.proof["message_id"]].document_id == row.id
    assert len(by_id) == len(NOTICES)  # the message is the service, not a second one beside it
    right = paper(case, Kind.HEARING_RIGHT_NOTICE)
    assert [bool(r.service) for r in right.recipients] == [True, False]  # the neighbour has agreed to nothing
    assert act_of(case, ActKind.HEARING).from_on is None
    assert list(cases.check_folds()) == []


def test_a_text_message_is_a_hint_and_no_service(case, cast):
    documents.confirm_address(
        case.state().applicant_id, electronic=False, address="窗口领取", phone="13800000001", case_id=case.case_id,
        actor="system:test", at=at("2026-09-10 10:01"),
    )  # fmt: skip
    work()
    queued = [job.args["message_id"] for job in ProcrastinateJob.objects.filter(task_name="documents.send_hint")]
    messages = {str(m.id): m for m in documents.inbox([case.state().applicant_id])}
    (mine,) = [message_id for message_id in queued if message_id in messages]
    remind(UUID(mine))
    remind(UUID(mine))  # a job that is tried again sends nothing twice
    sent = LocalMessage.objects.get(phone="13800000001")
    assert case.number in sent.text and "不是送达" in sent.text
    assert paper(case, Kind.RECEIPT).state == "sealed"


def test_who_agrees_later_gets_what_waits(case, cast):
    case.ask_correction(at("2026-09-11 10:00"), points_of(case))
    work()
    assert act_of(case, ActKind.CORRECTION).from_on is None
    cases.change_service(case.case_id, way="electronic", actor=cast.applicant(1), now=at("2026-09-15 09:00"))
    assert act_of(case, ActKind.CORRECTION).from_on == date(2026, 9, 15)
    assert paper(case, Kind.CORRECTION_NOTICE).state == "served"
    assert Case.objects.get(id=case.case_id).lapse_on is not None


def hand(case, cast, kind, now, who="chuangkou", **more):
    return cases.serve(case.case_id, document_id=paper(case, kind).id, mode="direct", proof={"signed_by": "张某"}, actor=cast[who],
                       now=at(now), **more)  # fmt: skip


def ended(case, cast, way):
    match way:
        case "rejected":
            cases.reject(case.case_id, ground="not_competent", reason="该事项由省级机关办理", where_to_go="省水利厅",
                         actor=cast["kezhang"], now=at("2026-09-11 09:00"))  # fmt: skip
            return Kind.REJECTION_DECISION
        case "not_needed":
            cases.tell_not_needed(case.case_id, reason="该活动依法不需要许可", actor=cast["chuangkou"], now=at("2026-09-11 09:00"))
            return Kind.NOT_NEEDED_NOTICE
        case "ended":
            cases.end(case.case_id, ground="dissolved", reason="申请人已经注销登记", actor=cast["fenguan"], now=at("2026-09-11 09:00"))
            return Kind.TERMINATION_NOTICE
    case.ask_correction(at("2026-09-11 09:00"), points_of(case))
    work()
    case.serve(at("2026-09-11 10:00"))
    cases.run_due(at("2026-10-20 09:00"))
    return Kind.RETURN_NOTICE


@pytest.mark.parametrize("way", ["rejected", "not_needed", "ended", "lapsed"])
def test_5a_a_paper_that_ends_the_case_is_served_too_and_starts_its_remedies(case, cast, way):
    kind = ended(case, cast, way)
    work()
    before = case.state()
    assert before.finished_at and before.served_at is None
    hand(case, cast, kind, "2026-10-21 10:00", served_on=date(2026, 10, 20))
    after = case.state()
    assert (after.phase, after.finished_at) == (before.phase, before.finished_at)  # 办结 of the statistics stays
    assert after.served_at == at("2026-10-20 00:00")
    assert paper(case, kind).served_on == date(2026, 10, 20)
    assert list(cases.check_folds()) == []


def test_each_paper_has_its_own_proof_and_serving_one_serves_no_other(case, cast):
    case.accept(at("2026-09-11 09:00"))
    work()
    hand(case, cast, Kind.ACCEPTANCE_NOTICE, "2026-09-14 09:00")
    assert paper(case, Kind.ACCEPTANCE_NOTICE).recipients[0].service.proof == {"signed_by": "张某"}
    assert case.state().served_at is None
    with pytest.raises(WrongPhase):  # without a paper it is the decision, which there is none of
        cases.serve(case.case_id, mode="direct", proof={"signed_by": "张某"}, actor=cast["chuangkou"], now=at("2026-09-14 10:00"))


def test_only_papers_of_the_case_and_only_by_who_serves(case, play, cast):
    other = play().apply(at("2026-09-10 11:00"))
    work()
    with pytest.raises(NotFound):
        cases.serve(case.case_id, document_id=paper(other, Kind.RECEIPT).id, mode="direct", proof={"signed_by": "张某"},
                    actor=cast["chuangkou"], now=at("2026-09-14 10:00"))  # fmt: skip
    with pytest.raises(Forbidden):
        hand(case, cast, Kind.RECEIPT, "2026-09-14 10:00", who="fazhi")


@pytest.mark.parametrize(("served_on", "code"), [
    (date(2026, 9, 15), "documents.served_in_future"), (date(2026, 9, 10), "documents.served_before_made"),
])  # fmt: skip
def test_no_service_in_the_future_or_before_the_paper(case, cast, served_on, code):
    case.accept(at("2026-09-11 09:00"))
    work()
    with pytest.raises(Invalid) as refused:
        hand(case, cast, Kind.ACCEPTANCE_NOTICE, "2026-09-14 10:00", served_on=served_on)
    assert refused.value.code == code
    assert [e.field for e in refused.value.errors] == ["served_on"]


def test_the_decision_of_a_case_is_told_served_and_closes_it(case, cast):
    consent(case)
    case.accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00"))
    while case.meet_needs(at("2026-09-14 10:00")):
        pass
    case.refuse(at("2026-09-15 09:00"), "现场与方案不一致，见笔录")
    work()
    assert case.state().phase is Phase.CLOSED
    assert told(case.state().applicant_id)[-1] == "refused"
    kinds = [e.kind for e in record.read(case.case_id)]
    assert kinds.index("cases.ResultMade") < kinds.index("cases.DecisionServed") < kinds.index("cases.CaseClosed")


def test_32_the_receipt_certifies_what_was_handed_in_and_nothing_else(play):
    empty = play().apply(at("2026-09-10 10:00"), papers=False)
    form = empty.terms.materials[0].name
    assert paper(empty, Kind.RECEIPT).fields["materials"] == [{"name": form, "original": "电子件", "copies": 1, "medium": "电子"}]
    full = play().apply(at("2026-09-10 10:00")).accept(at("2026-09-10 11:00"))
    terms = catalogue.case_terms(full.terms.version_id, full.state().selection_id)
    names = [m.name for m in terms.materials]
    for kind in (Kind.RECEIPT, Kind.ACCEPTANCE_NOTICE):
        assert [row["name"] for row in paper(full, kind).fields["materials"]] == names


def test_a_record_takes_the_time_it_took_place_never_the_future_nor_before_it_was_opened(case, cast):
    case.accept(at("2026-09-11 09:00"))
    neighbour = cast.demo.applicants[0].party_id
    cases.tell_third_party(case.case_id, party_id=neighbour, interest="相邻土地", actor=cast["chengban"], now=at("2026-09-14 09:00"))
    said = {"act_id": act_of(case, ActKind.THIRD_PARTY).id, "text": "担心雨季倒灌", "speaker": "张某", "place": "窗口",
            "actor": cast["chengban"], "now": at("2026-09-16 17:00")}  # fmt: skip
    for wrong in ("2026-09-14 08:59", "2026-09-16 17:01"):
        with pytest.raises(Invalid) as refused:
            cases.take_statement(case.case_id, held_at=at(wrong), **said)
        assert [e.field for e in refused.value.errors] == ["held_at"]
    cases.take_statement(case.case_id, held_at=at("2026-09-15 10:30"), **said)
    assert "9月15日10时30分" in paper(case, Kind.STATEMENT_RECORD).fields["held_at"]
    moved = [e for e in record.read(case.case_id) if e.kind == "cases.ActMoved"][-1]
    assert (moved.effective_at, moved.at) == (at("2026-09-15 10:30"), at("2026-09-16 17:00"))
