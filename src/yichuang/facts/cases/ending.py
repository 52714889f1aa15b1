"""Facts of a case from the decision on: decided, ended, served, handed over, corrected afterwards."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.facts.cases.words import Opened
from yichuang.kernel.values import fact


@fact("cases.DeemedRenewed")
class DeemedRenewed:
    """逾期未作决定的，视为准予延续, 50(2); effective_at is the end of `expired_on`. Shown in red."""

    document_id: UUID
    licence_id: UUID
    expired_on: date
    opened: Opened


@fact("cases.SilenceBarred")
class SilenceBarred:
    """The last day of a licence ended without a decision on its renewal, but it was no longer in force (`licence_state`), or the party
    may not apply (banned): silence renews nothing."""

    licence_id: UUID
    licence_state: str


@fact("cases.CaseGranted")
class CaseGranted:
    """准予, 38: written decision."""

    document_id: UUID
    authority_ref: str
    licence_id: UUID | None
    opened: Opened


@fact("cases.CaseRefused")
class CaseRefused:
    """不予, 38: names the legal condition that is not met."""

    document_id: UUID
    authority_ref: str
    condition: str
    article: str
    statement_id: UUID
    opened: Opened


@fact("cases.CaseConcluded")
class CaseConcluded:
    """办结 of a regime that is not a licence: 办理结果通知书. result: done, not_done."""

    document_id: UUID
    authority_ref: str
    result: str
    licence_id: UUID | None
    opened: Opened


@fact("cases.SpotCheckDrawn")
class SpotCheckDrawn:
    """抽查: this decision on the spot was drawn by lot to be looked at by somebody else."""

    opened: Opened


@fact("cases.SpotChecked")
class SpotChecked:
    """What the look found: sound, faulty."""

    task_id: UUID
    finding: str
    statement_id: UUID
    authority_ref: str


@fact("cases.CaseEnded")
class CaseEnded:
    """终止办理: death, dissolution, item repealed …"""

    ground: str
    document_id: UUID
    authority_ref: str
    statement_id: UUID


@fact("cases.ApplicationWithdrawn")
class ApplicationWithdrawn:
    """撤回申请, by the applicant before the decision."""

    statement_id: UUID
    document_id: UUID | None


@fact("cases.DecisionServed")
class DecisionServed:
    """送达 of the decision, or of the paper that ended the case, with proof; starts the remedy periods."""

    document_id: UUID
    mode: str
    proof_id: UUID


@fact("cases.ResultMade")
class ResultMade:
    """The decision (and licence) is rendered and sealed: it can be handed over."""

    document_id: UUID


@fact("cases.ResultDelivered")
class ResultDelivered:
    """The licence or result is in the applicant's hands."""

    mode: str
    proof_id: UUID


@fact("cases.CaseClosed")
class CaseClosed:
    """办结: served, handed over, nothing open."""

    note: str


@fact("cases.ErrorCorrected")
class ErrorCorrected:
    """更正通知书 `document_id` for a slip on a paper: of the document `corrects_id`, or of the licence, which is made anew."""

    document_id: UUID
    corrects_id: UUID | None
    licence_id: UUID | None
    authority_ref: str
    statement_id: UUID


@fact("cases.LicenceExchanged")
class LicenceExchanged:
    """换领: the corrected paper is in the holder's hands."""

    licence_id: UUID
    edition: int
    mode: str
