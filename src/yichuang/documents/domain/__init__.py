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
    check_riding,
    check_service,
    document_number,
    missing,
    receipt_number,
    remedy_text,
)
from yichuang.documents.domain.messages import MESSAGES, NOTICES, OF_JOINT, SERVED, TO_SERVE, kept, message_params, sentence
from yichuang.documents.domain.remedies import Remedies, remedies_until
from yichuang.documents.domain.slips import (
    NotClerical,
    NotCorrectable,
    NotSealed,
    Place,
    Slip,
    check_place,
    check_slip,
    places,
)

__all__ = [
    "KINDS", "Kind", "KindSpec", "LABELS", "MESSAGES", "MODE_NAMES", "Mode", "NOTICES", "NotClerical", "NotCorrectable",
    "NotSealed", "OF_JOINT", "OWNERS", "PROOFS", "Place", "Recipient", "Remedies", "Role", "SEAL_NAMES", "SERVED", "STATE_NAMES", "Seal",
    "Slip", "State", "TO_SERVE", "TRANSITIONS", "can_move", "check_contents", "check_move", "check_place", "check_riding",
    "check_service", "check_slip", "document_number", "kept", "message_params", "missing", "outside_licensing", "places", "receipt_number",
    "remedies_until", "remedy_text", "sentence",
]
