"""The door of exchange."""

from yichuang.exchange.actions import Purpose, ask
from yichuang.exchange.domain import OUTCOME_NAMES, Outcome
from yichuang.exchange.gateway import is_connected
from yichuang.exchange.local import local_registry
from yichuang.exchange.queries import EvidenceRow, RequestRow, check_all, evidence, fresh_evidence, last_outcomes, requests_of

__all__ = [
    "EvidenceRow", "OUTCOME_NAMES", "Outcome", "Purpose", "RequestRow", "ask", "check_all", "evidence", "fresh_evidence",
    "is_connected", "last_outcomes", "local_registry", "requests_of",
]
