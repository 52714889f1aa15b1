"""Telling and 送达: every paper reaches those it is addressed to, with its own proof; the licence is handed over; 办结."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers, window
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import serving as law
from yichuang.cases.domain.acceptance import require
from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.sending import check_here
from yichuang.cases.domain.window import counter
from yichuang.cases.models import Case
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind, Mode
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.kernel.events import Head
from yichuang.kernel.values import ZONE, local_date
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@transaction.atomic
def serve(
    case_id: UUID, *, mode: str, proof: Mapping[str, object], actor: Actor, now: datetime, version: int | None = None,
    served_on: date | None = None, document_id: UUID | None = None, recipient_id: UUID | None = None,
) -> Head:
    """送达 of one paper to one recipient with its 送达回证, also after the case has ended; without a document, of the decision.

    Starts the remedy periods or the days the paper tells of; closes a decided case when nothing is left.
    """
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    if document_id is None:
        require(verb.state, Phase.DECIDED)
        document_id = verb.state.decision_document_id
    assert document_id is not None
    paper = documents.document(document_id)
    if paper.case_id != case_id:
        raise NotFound("没有这份文书。", code="documents.not_found")
    own = organisations.may(actor, Act.SERVE, organ_id=paper.organ_id, item_id=verb.terms.item_id, on=local_date(now))
    if own:
        verb.authority_at(paper.organ_id, Act.SERVE)
    else:
        window.at_counter(verb, Act.SERVE)
    serve_paper(verb, paper, mode, dict(proof), on=served_on, recipient_id=recipient_id)
    close_if_done(verb)
    return verb.commit()


def serve_paper(
    verb: Verb, paper: documents.DocumentRow, mode: str, proof: dict[str, object], *, on: date | None = None,
    recipient_id: UUID | None = None,
) -> documents.Served:
    """Serve a sealed paper and say to the case what follows from it, dated by the day it reached the recipient."""
    served = documents.serve(
        paper.id, mode=Mode(mode), proof=proof, on=on, recipient_id=recipient_id, actor=verb.actor.ref, at=verb.now
    )
    same_day = served.served_on == local_date(verb.now)
    moment = verb.now if same_day else datetime.combine(served.served_on, time(), ZONE)
    verb.say(
        law.served(
            verb.state, document_id=paper.id, kind=paper.kind, party_id=served.party_id, mode=mode, proof_id=served.service_id,
            served_at=moment, complete=served.complete,
        )
    )
    return served


def serve_decision(verb: Verb, mode: str, proof: dict[str, object]) -> UUID:
    assert verb.state.decision_document_id is not None
    return serve_paper(verb, documents.document(verb.state.decision_document_id), mode, proof).service_id


@transaction.atomic
def tell(document_id: UUID, *, actor: Actor, now: datetime) -> list[UUID]:
    """A sealed notice reaches the inbox of everybody it is addressed to, and of the applicant's agent. With consent in the
    送达地址确认书 that is service, with its proof; without, it waits for service at the window. Gives the new messages.

    Called by a reaction when the paper is ready; idempotent, and dated by that readiness.
    """
    paper = documents.document(document_id)
    case_id = paper.case_id
    if case_id is None or not documents.is_told(paper.kind) or not Case.objects.filter(id=case_id).exists():
        return []
    verb, told = begin(case_id, actor=actor, now=now, lock=True), []
    for to in paper.recipients:
        if to.party_id is None or to.service is not None:
            continue
        if documents.consented(to.party_id, case_id):
            told.append(serve_paper(verb, paper, Mode.ELECTRONIC.value, {}, recipient_id=to.id).message_id)
        else:
            told.append(documents.tell(document_id, to.party_id, at=now))
        agent_id = verb.state.agent_id
        if agent_id and to.party_id == verb.state.applicant_id != agent_id:
            told.append(documents.tell(document_id, agent_id, at=now))
    close_if_done(verb)
    verb.commit()
    return [message_id for message_id in told if message_id]


def serve_waiting(case_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Somebody has just agreed to electronic service: what waits for them goes to their inbox, the licence too."""
    for paper in documents.of_case(case_id, voided=False):
        if paper.readable and any(to.service is None for to in paper.recipients):
            tell(paper.id, actor=actor, now=now)
    hand_over_electronically(case_id, actor=actor, now=now)


HANDINGS = {"direct": "counter", "post": "post", "electronic": "electronic"}
"""Way of service of the decision → way the licence is handed over."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Who took a licence away, how, against which proof of identity and with which signature (44)."""

    mode: str
    collected_by: str
    identity: str
    signature: str

    def check(self) -> None:
        if not self.collected_by.strip():
            raise Invalid("没有写领取人。", errors=(FieldError("collected_by", "required", "请填领取人姓名。"),))


def hand_over(verb: Verb, licence_id: UUID, taken: Taken, *, name: str) -> None:
    """A paper of the licence goes to its holder against name, checked identity and signature, with its 领证签收单."""
    proof = {
        "collected_by": taken.collected_by, "signed_by": taken.collected_by, "tracking_number": taken.identity,
        "identity": taken.identity, "signature": taken.signature or taken.collected_by,
    }  # fmt: skip
    licences.hand_over(licence_id, mode=HANDINGS[taken.mode], proof=proof, actor=verb.actor.ref, at=verb.now)
    papers.fix(
        verb, Kind.COLLECTION_RECEIPT, organ_id=counter(verb.state)[1], result_name=name,
        collected_by=taken.collected_by, collected_at=papers.minute(verb.now), identity=taken.identity or "已核对身份证件",
    )


@transaction.atomic
def deliver(
    case_id: UUID, *, mode: str, collected_by: str, identity: str, actor: Actor, now: datetime, version: int | None = None,
    signature: str = "",
) -> Head:
    """领证签收 at the window or by post: the licence and the decision in the applicant's hands (44)."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    window.at_counter(verb, Act.ISSUE)
    require(verb.state, Phase.DECIDED)
    check_here(verb.state)
    taken = Taken(mode, collected_by, identity, signature)
    taken.check()
    if verb.state.licence_id:
        hand_over(verb, verb.state.licence_id, taken, name=verb.terms.result.name)
    proof_id = verb.state.decision_document_id
    assert proof_id is not None
    if verb.state.served_at is None:
        proof_id = serve_decision(verb, mode, {"signed_by": collected_by, "tracking_number": identity})
    verb.say(law.deliver(verb.state, mode=mode, proof_id=proof_id, delivered_at=now))
    close_if_done(verb)
    return verb.commit()


@transaction.atomic
def hand_over_electronically(case_id: UUID, *, actor: Actor, now: datetime) -> None:
    """With consent in the 送达地址确认书 the made licence goes to the applicant beside the sealed decision.

    Called by reactions after each of the two is ready; idempotent, and dated by that readiness.
    """
    verb = begin(case_id, actor=actor, now=now, lock=True)
    state = verb.state
    if state.phase is not Phase.DECIDED or state.made_at is None or not documents.consented(state.applicant_id, case_id):
        return
    if state.licence_id and state.delivered_at is None and licences.licence(state.licence_id).ready_at:
        licences.hand_over(state.licence_id, mode="electronic", proof={}, actor=actor.ref, at=now)
        proof_id = state.decision_document_id
        assert proof_id is not None
        verb.say(law.deliver(verb.state, mode=Mode.ELECTRONIC.value, proof_id=proof_id, delivered_at=now))
    close_if_done(verb)
    verb.commit()


def close_if_done(verb: Verb) -> None:
    """办结 as soon as the decision is served and the licence handed over."""
    if verb.state.phase is Phase.DECIDED and verb.state.served_at and (verb.state.delivered_at or not verb.state.licence_id):
        verb.say(law.close(verb.state))


def result_made(case_id: UUID, *, document_id: UUID, actor: Actor, now: datetime) -> None:
    """The decision is rendered and sealed: it can be handed over. Called by reactions; idempotent."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    if verb.state.decision_document_id == document_id and verb.state.made_at is None:
        verb.say([f.ResultMade(document_id=document_id)])
        verb.commit()
