"""What a case does when others' facts arrive: a sealed decision can be handed over; a new calendar moves due dates."""

from __future__ import annotations

from yichuang.cases.actions import serving
from yichuang.cases.actions.unit import begin
from yichuang.cases.domain.dates import dates
from yichuang.cases.domain.phases import OWNERS
from yichuang.cases.models import Case, CaseParty
from yichuang.clock import api as clock
from yichuang.documents import api as documents
from yichuang.facts import cases as f
from yichuang.facts.clock import CalendarImported
from yichuang.facts.documents import DocumentReady
from yichuang.facts.licences import LicenceReady
from yichuang.kernel.record import Recorded
from yichuang.kernel.subscriptions import subscribe
from yichuang.organisations import api as organisations

BATCH = 500


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
    """The licence is made: with consent it goes out electronically, else it waits at the window."""
    found = Case.objects.filter(licence_id=event.stream_id, delivered_at__isnull=True).values_list("id", flat=True)
    actor = organisations.system_actor("cases.licences")
    for case_id in found[:1]:
        serving.hand_over_electronically(case_id, actor=actor, now=event.at)


@subscribe("cases.calendar", CalendarImported)
def calendar_imported(event: Recorded) -> None:
    """Recompute every open case under the new calendar, a batch at a time; a moved date is a fact of its case.

    Resumable: a case that has adopted the calendar has nothing more to say.
    """
    actor, last = organisations.system_actor("cases.calendar"), None
    while True:
        rows = Case.objects.filter(phase__in=[p.value for p in OWNERS]).order_by("id")
        ids = list((rows.filter(id__gt=last) if last else rows).values_list("id", flat=True)[:BATCH])
        if not ids:
            return
        for case_id in ids:
            verb = begin(case_id, actor=actor, now=event.at, lock=True)
            if dates(verb.state, verb.terms, clock.calendar(verb.state.calendar_version)) != verb.dates:
                verb.adopt()
                verb.commit()
        last = ids[-1]


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
