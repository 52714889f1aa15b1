"""What a case does when others' facts arrive: a sealed decision can be handed over; a new calendar moves due dates."""

from __future__ import annotations

from yichuang.cases import publicity, tasks, visits
from yichuang.cases.actions import automatic, correcting, form_paper, moving, recount, serving, switching, window
from yichuang.cases.models import Act, Case, CaseParty
from yichuang.documents import api as documents
from yichuang.facts import cases as f
from yichuang.facts.catalogue import AgreementExpired, ChangeTookEffect, DelegationExpired, DelegationTookEffect
from yichuang.facts.clock import CalendarImported
from yichuang.facts.documents import DocumentReady
from yichuang.facts.dossier import AnswersChanged, DossierMoved, DossierOpened
from yichuang.facts.licences import LicenceReady
from yichuang.kernel.record import Recorded
from yichuang.kernel.subscriptions import subscribe
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations


@subscribe("cases.documents", DocumentReady)
def document_ready(event: Recorded) -> None:
    """A paper is sealed: a decision makes the result; whoever it is addressed to is told, and reminded by a text message."""
    found = Case.objects.filter(decision_document_id=event.stream_id, made_at__isnull=True).values_list("id", flat=True)
    actor = organisations.system_actor("cases.documents")
    decided = list(found[:1])
    for case_id in decided:
        serving.result_made(case_id, document_id=event.stream_id, actor=actor, now=event.at)
    documents.hint(serving.tell(event.stream_id, actor=actor, now=event.at))
    for case_id in decided:
        serving.hand_over_electronically(case_id, actor=actor, now=event.at)


@subscribe("cases.licences", LicenceReady)
def licence_ready(event: Recorded) -> None:
    """A paper of the licence is made: with consent it goes out electronically in the case that ordered it, else it waits at the
    window. So does one that was corrected."""
    found = Case.objects.filter(id=event.fact.case_id, licence_id=event.stream_id).values_list("id", "delivered_at")
    actor = organisations.system_actor("cases.licences")
    for case_id, delivered_at in found[:1]:
        if delivered_at is None:
            serving.hand_over_electronically(case_id, actor=actor, now=event.at)
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


@subscribe("cases.versions", ChangeTookEffect, f.VersionBatchMoved)
def version_replaced(event: Recorded) -> None:
    """A new version of an item is in force: its running cases stay or move by the rule that was stated, a batch for each event."""
    if isinstance(event.fact, ChangeTookEffect):
        switching.after_version(event)
        moving.begin_with(event)
    else:
        moving.go_on(event)


@subscribe("cases.power", DelegationTookEffect, DelegationExpired, f.SwitchBatchDone)
def power_moved(event: Recorded) -> None:
    """The power over an item has moved: its open cases follow or stay as listed, a batch for each event."""
    if isinstance(event.fact, f.SwitchBatchDone):
        switching.go_on(event)
    else:
        switching.begin_with(event)


@subscribe("cases.messages", f.ActOpened)
def told(event: Recorded) -> None:
    """A question to the applicant goes to the inbox; whatever else is told stands on a paper, which is told when it is sealed."""
    row = Case.objects.filter(id=event.stream_id).values("applicant_id", "number").first()
    if row is not None and event.fact.act == "supplement":
        documents.notify(
            row["applicant_id"], "explanation_asked", case_id=event.stream_id, params={"case_number": row["number"]}, at=event.at
        )


@subscribe("cases.sending", f.ActMoved)
def moved(event: Recorded) -> None:
    """The licence came to the window where it is collected: the applicant hears it from there on, not before."""
    if event.fact.state != "arrived":
        return
    row = Case.objects.filter(id=event.stream_id).values("applicant_id", "licence_id").get()
    number = licences.licence(row["licence_id"]).number
    documents.notify(row["applicant_id"], "licence_collect", case_id=event.stream_id, params={"number": number}, at=event.at)


TOLD = {f.ToleranceReminded.kind: "tolerance_reminder", f.TolerancePassed.kind: "tolerance_passed", f.ToleratedChecked.kind: "tolerated_unfit"}


@subscribe("cases.tolerance", f.ToleranceReminded, f.TolerancePassed, f.ToleratedChecked)
def tolerance_moved(event: Recorded) -> None:
    """容缺: the applicant is reminded, hears that the day has gone by, or that a paper has to come again."""
    row = Case.objects.filter(id=event.stream_id).values("applicant_id", "number").first()
    act = Act.objects.filter(id=event.fact.act_id).values_list("data", flat=True).first()
    if row is None or act is None or getattr(event.fact, "fits", False):
        return
    params = {"case_number": row["number"], "due_on": act["due_on"]}
    documents.notify(row["applicant_id"], TOLD[event.kind], case_id=event.stream_id, params=params, at=event.at)


@subscribe("cases.publicity", f.ResultMade)
def result_made(event: Recorded) -> None:
    """A sealed decision on a licence becomes public (40)."""
    publicity.publish(event.stream_id)


MOVED = {
    "answer": "answer_moved", "promised": "promise_moved", "statutory": "limit_moved", "delivery": "delivery_moved",
    "lapse": "correction_moved", "hearing": "hearing_moved", "third_party": "statement_moved",
}  # fmt: skip
"""Clock → what those it concerns are told when a new calendar moves its last day; other clocks are the desk's own."""


@subscribe("cases.moved_dates", f.DueMoved)
def due_moved(event: Recorded) -> None:
    """A moved date goes to the inbox of the applicant, and of a third party when it is their right's (36, 47)."""
    row = Case.objects.filter(id=event.stream_id).values("applicant_id", "number").first()
    kind = MOVED.get(event.fact.clock)
    if row is None or kind is None:
        return
    to = {row["applicant_id"]}
    if event.fact.clock in ("hearing", "third_party"):
        others = CaseParty.objects.filter(case_id=event.stream_id, role="third_party")
        to |= set(others.values_list("party_id", flat=True))
    params = {"case_number": row["number"], "was": event.fact.from_on, "due_on": event.fact.to_on}
    for party_id in sorted(to):
        documents.notify(party_id, kind, case_id=event.stream_id, params=params, at=event.at)


@subscribe("cases.automatic", f.CaseReceived)
def considered(event: Recorded) -> None:
    """智能审批: a case whose item declares it is considered by a job of the worker, because that asks registries."""
    if automatic.open_run(event.stream_id, now=event.at):
        tasks.consider.defer(case_id=str(event.stream_id))


@subscribe("cases.form_paper", DossierOpened, AnswersChanged, DossierMoved)
def filled_in(event: Recorded) -> None:
    """The form was confirmed or corrected, in whatever way it came in: its paper is made and laid in. What the record holds is made
    sooner or later, whatever dies in between; heard twice, it is laid once."""
    edition = {AnswersChanged.kind: getattr(event.fact, "edition", None), DossierOpened.kind: 1}.get(event.kind)
    form_paper.make_form(event.fact.case_id, edition, actor=organisations.system_actor("cases.form_paper"), now=event.at)


@subscribe("cases.agreements", AgreementExpired)
def agreement_over(event: Recorded) -> None:
    """What the window had not answered goes to the accepting organ, which must not learn of it from the silence of 32(4)."""
    window.give_back(event.stream_id, event.fact.for_organ_id, actor=organisations.system_actor("cases.agreements"), now=event.at)


@subscribe(
    "cases.visits", f.CorrectionLapsed, f.NotNeeded, f.AcceptanceRejected, f.ApplicationWithdrawn, f.CaseEnded, f.CaseClosed, f.NoticeServed,
    f.DecisionServed, f.ResultDelivered,
)
def came(event: Recorded) -> None:
    """How often somebody came to the window is counted when a case is finished, and again when something was handed over after that."""
    visits.count(event.stream_id)
