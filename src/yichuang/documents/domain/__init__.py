"""Kinds, contents, numbers, states, service and messages of documents. Pure; no Django."""

from yichuang.documents.domain.kinds import KINDS, LABELS, Kind, KindSpec, outside_licensing
from yichuang.documents.domain.life import (
    MODE_NAMES,
    OWNERS,
    PROOFS,
    SEAL_NAMES,
    STATE_NAMES,
    TRANSITIONS,
    Mode,
    Recipient,
    Role,
    Seal,
    State,
    can_move,
    check_contents,
    check_move,
    check_service,
    document_number,
    missing,
    receipt_number,
    remedy_text,
)
from yichuang.documents.domain.messages import MESSAGES, NOTICES, SERVED, TO_SERVE, places, sentence
from yichuang.documents.domain.remedies import Remedies, remedies_until

__all__ = [
    "KINDS", "LABELS", "MESSAGES", "MODE_NAMES", "NOTICES", "OWNERS", "PROOFS", "SEAL_NAMES", "SERVED", "STATE_NAMES", "TO_SERVE", "TRANSITIONS",
    "Kind", "KindSpec", "Mode", "Recipient", "Remedies", "Role", "Seal", "State",
    "can_move", "check_contents", "check_move", "check_service", "document_number", "missing", "outside_licensing", "places", "receipt_number",
    "remedies_until", "remedy_text", "sentence",
]
