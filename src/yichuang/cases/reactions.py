"""What a case does when others' facts arrive: a sealed decision can be handed over; a new calendar moves due dates."""

from __future__ import annotations

from uuid import UUID

from yichuang.cases import publicity
from yichuang.cases.actions import correcting, decision, recount
from yichuang.cases.models import Case, CaseParty
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.facts import cases as f
from yichuang.facts.clock import CalendarImported
from yichuang.facts.documents import DocumentReady
from yichuang.facts.licences import LicenceReady
from yichuang.kernel.record import Recorded
from yichuang.kernel.subscriptions import subscribe
from yichuang.organisations import api as organisations


@subscribe("cases.documents", DocumentReady)
def document_ready(event: Recorded) -> None:
    """A decision document is sealed: mark the result as made. A sealed 更正通知书 goes to the applicant."""
    if event.fact.document_kind == Kind.CLERICAL_CORRECTION:
        actor = organisations.system_actor("cases.documents")
        correcting.send_notice(event.fact.case_id, event.stream_id, actor=actor, now=event.at)
        return
    found = Case.objects.filter(decision_document_id=event.stream_id, made_at__isnull=True).values_list("id", flat=True)
    actor = organisations.system_actor("cases.documents")
    for case_id in found[:1]:
        decision.result_made(case_id, document_id=event.stream_id, actor=actor, now=event.at)
        decision.send_electronically(case_id, actor=actor, now=event.at)


@subscribe("cases.licences", LicenceReady)
def licence_ready(event: Recorded) -> None:
    """The licence is made: with consent it goes out electronically, else it waits at the window. So does one that was corrected."""
    found = Case.objects.filter(licence_id=event.stream_id).values_list("id", "delivered_at")
    actor = organisations.system_actor("cases.licences")
    for case_id, delivered_at in found[:1]:
        if delivered_at is None:
            decision.send_electronically(case_id, actor=actor, now=event.at)
        else:
            correcting.send_corrected(case_id, actor=actor, now=event.at)


@subscribe("cases.calendar", CalendarImported, f.CalendarBatchCounted)
def calendar_imported(event: Recorded) -> None:
    """Count every open case again under the new calendar, a batch for each event: the fact that a batch is done brings the
    next one, in a commit of its own."""
    if isinstance(event.fact, CalendarImported):
        recount.begin_with(event, event.fact.version)
    else:
        recount.go_on(event)


@subscribe(
    "cases.messages", f.ActOpened, f.ActMoved, f.SpecialProcedureStarted, f.SpecialProcedureEnded, f.ExtensionApproved
)  # fmt: skip
def told(event: Recorded) -> None:
    """What somebody was told on the way goes to their inbox; what the law counts is the service of the document."""
    row = Case.objects.filter(id=event.stream_id).values("applicant_id", "number", "statutory_on").first()
    if row is None:
        return
    kind, to = message_of(event, row["applicant_id"])
    params = {"case_number": row["number"], "due_on": row["statutory_on"].isoformat() if row["statutory_on"] else ""}
    for party_id in to:
        documents.notify(party_id, kind, case_id=event.stream_id, params=params, at=event.at)


def message_of(event: Recorded, applicant_id: UUID) -> tuple[str, list[UUID]]:
    """(message, to whom) of one fact; nobody where it is the organ's own affair."""
    fact, everybody = event.fact, [applicant_id, *third_parties(event.stream_id)]
    match fact:
        case f.ActOpened(act="third_party"):
            return "third_party_told", [UUID(str(fact.data["party_id"]))]
        case f.ActOpened(act="hearing") | f.ActMoved(state="noticed"):
            return "hearing", everybody
        case f.ActOpened(act="supplement"):
            return "explanation_asked", [applicant_id]
        case f.SpecialProcedureStarted():
            return "special_procedure", [applicant_id]
        case f.SpecialProcedureEnded():
            return "special_procedure_ended", [applicant_id]
        case f.ExtensionApproved():
            return "extended", [applicant_id]
    return "", []


def third_parties(case_id: UUID) -> list[UUID]:
    return list(CaseParty.objects.filter(case_id=case_id, role="third_party").order_by("id").values_list("party_id", flat=True))


@subscribe("cases.publicity", f.ResultMade)
def result_made(event: Recorded) -> None:
    """A sealed decision on a licence becomes public (40)."""
    publicity.publish(event.stream_id)


@subscribe("cases.moved_dates", f.DueMoved)
def due_moved(event: Recorded) -> None:
    """A moved date goes to the applicant's inbox."""
    row = Case.objects.filter(id=event.stream_id).values("applicant_id", "number").first()
    if row is None:
        return
    params = {"number": row["number"], "to": event.fact.to_on.isoformat()}
    documents.notify(row["applicant_id"], "due_moved", case_id=event.stream_id, params=params, at=event.at)
