"""Facts of the exchange with registries (stream "registry_request": one question and what became of it). What was asked about whom
stands nowhere in the record: a salted hash of it does."""

from __future__ import annotations

from uuid import UUID

from yichuang.kernel.values import fact


@fact("exchange.RegistryAsked")
class RegistryAsked:
    """A question went out: which query, in which case, on what legal basis. Recorded before it is sent."""

    query: str
    edition: int
    case_id: UUID
    basis: str
    asked_hash: str


@fact("exchange.RegistryAnswered")
class RegistryAnswered:
    """What became of it: `answered` with the evidence by id and content hash; `silent`, `refused` or `broken` without."""

    outcome: str
    evidence_id: UUID | None
    answer_hash: str
