"""Facts of 代收 (stream "taken_in"): a window takes papers in for another organ and forwards them. Words stand in the table."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.kernel.values import fact


@fact("intake.PapersTakenIn")
class PapersTakenIn:
    """代收: papers lie at a window that may not accept them; no day of the accepting organ runs yet. `forward_days` working days to forward."""

    number: str
    item_version_id: UUID
    party_id: UUID
    agent_id: UUID | None
    window_organ_id: UUID
    for_organ_id: UUID
    agreement_id: UUID
    forward_days: int
    document_id: UUID
    authority_ref: str


@fact("intake.PapersForwarded")
class PapersForwarded:
    """转寄: by courier with its number, or through the net."""

    means: str
    tracking_number: str
    authority_ref: str


@fact("intake.PapersArrived")
class PapersArrived:
    """They are at the accepting organ: from here it has received the application; its case is named."""

    case_id: UUID
    arrived_at: datetime
    authority_ref: str


@fact("intake.PapersHandedBack")
class PapersHandedBack:
    """退还 before they arrived: the applicant takes them back, or the item is no longer offered. The reason by hash."""

    reason_hash: str
    authority_ref: str
