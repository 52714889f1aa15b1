"""送达: what service of a paper means to its case (design §5a). The decision's starts the remedy periods and, with the licence
handed over, closes the case (44); a notice's starts the days of those it tells (32(4), 36, 47)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.cases.domain.acceptance import LAW, require
from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.state import CaseState
from yichuang.documents.domain import Kind
from yichuang.facts import cases as f
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import Effective, Fact

ENDINGS = frozenset({Kind.NOT_NEEDED_NOTICE, Kind.REJECTION_DECISION, Kind.RETURN_NOTICE, Kind.TERMINATION_NOTICE})
"""Papers that end a case without a decision; the case is 办结 for statistics before they are served."""


class NotServed(Refusal):
    code = "cases.not_served"
    message = "没有送达证明，不能办结。"
    article = f"{LAW}第四十四条"
    remedy = "登记送达回证或领证签收后再办结。"


def served(
    state: CaseState, *, document_id: UUID, kind: str, party_id: UUID | None, mode: str, proof_id: UUID, served_at: datetime,
    complete: bool,
) -> list[Fact | Effective]:
    """What the case hears of one service: of its decision or ending, or of a notice whose days wait for it. A day without an
    hour never counts from before the paper itself was made."""
    if document_id == state.decision_document_id or (kind in ENDINGS and state.finished_at):
        if state.served_at:
            return []
        made = state.decided_at or state.finished_at or served_at
        return [Effective(f.DecisionServed(document_id=document_id, mode=mode, proof_id=proof_id), max(served_at, made))]
    waits = (a for a in state.acts if a.waits_for_service and a.data.get("document_id") == str(document_id))
    # a hearing's day (48) and an extension (42) are told by service as well, though no days begin with it
    told_of = (a for a in state.acts if a.data.get("notice_id") == str(document_id))
    act = next(waits, None) or next(told_of, None)
    if act is None or party_id is None or state.finished_at:
        return []
    told = f.NoticeServed(
        act_id=act.id, document_id=document_id, party_id=party_id, mode=mode, proof_id=proof_id, complete=complete
    )
    return [Effective(told, max(served_at, act.opened_at))]


def deliver(state: CaseState, *, mode: str, proof_id: UUID, delivered_at: datetime) -> list[Fact | Effective]:
    """44: the licence or result reaches the applicant; closes the case when the decision is served."""
    require(state, Phase.DECIDED)
    facts: list[Fact | Effective] = []
    if state.delivered_at is None:
        facts.append(Effective(f.ResultDelivered(mode=mode, proof_id=proof_id), delivered_at))
    return facts


def close(state: CaseState) -> list[Fact]:
    """办结: needs service; a grant also needs the licence in the applicant's hands."""
    require(state, Phase.DECIDED)
    if state.served_at is None or (state.licence_id and state.delivered_at is None):
        raise NotServed()
    return [f.CaseClosed(note="")]
