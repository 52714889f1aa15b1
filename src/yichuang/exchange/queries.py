"""Reads: evidence of a case, the log of questions, and what `yichuang verify` looks at."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.exchange.domain import Outcome, Plain, is_fresh
from yichuang.exchange.models import Evidence, RegistryRequest
from yichuang.facts.exchange import RegistryAnswered, RegistryAsked
from yichuang.kernel.crypto import salted_hash
from yichuang.kernel.record import read_many
from yichuang.kernel.values import chunks

PAGE = 50
BATCH = 200


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """An answer kept: what it said, who keeps the register, when it was fetched; `sha256` is what facts name it by."""

    id: UUID
    query: str
    keeper: str
    answered_at: datetime
    as_of: datetime
    is_local: bool
    gives: Mapping[str, Plain]
    sha256: str


def evidence_row(row: Evidence) -> EvidenceRow:
    request, content = row.request, json.loads(row.content)
    assert request.answered_at is not None
    return EvidenceRow(row.id, request.query, row.keeper, request.answered_at, row.as_of, row.is_local, content["gives"], row.sha256)


def fresh_evidence(case_id: UUID, queries: Collection[str], *, now: datetime, minutes: int) -> dict[str, EvidenceRow]:
    """The newest answer of each query that may still be decided on."""
    rows = Evidence.objects.filter(request__case_id=case_id, request__query__in=queries).select_related("request")
    found = {row.request.query: evidence_row(row) for row in rows.order_by("request__answered_at", "id")}
    return {query: row for query, row in found.items() if is_fresh(row.answered_at, now, minutes)}


def evidence(ids: Iterable[UUID]) -> dict[UUID, EvidenceRow]:
    rows = Evidence.objects.filter(id__in=list(ids)).select_related("request")
    return {row.id: evidence_row(row) for row in rows}


def last_outcomes(case_id: UUID) -> dict[str, Outcome]:
    """What became of the newest question of each query in a case."""
    rows = RegistryRequest.objects.filter(case_id=case_id).order_by("asked_at", "id")
    return {query: Outcome(outcome) for query, outcome in rows.values_list("query", "outcome")}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One line of the log 数据共享日志."""

    id: UUID
    query: str
    case_id: UUID
    item_id: UUID | None
    party_id: UUID
    basis: str
    actor: str
    asked_at: datetime
    answered_at: datetime | None
    outcome: Outcome
    keeper: str
    is_local: bool
    answer_hash: str


def requests_of(organ_ids: Collection[UUID], *, page: int = 1) -> tuple[list[RequestRow], bool]:
    """Newest first, of the organs that asked; whether there are more."""
    rows = RegistryRequest.objects.filter(organ_id__in=organ_ids).select_related("evidence").order_by("-asked_at", "-id")
    start = (page - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    return [request_row(row) for row in found[:PAGE]], len(found) > PAGE


def request_row(row: RegistryRequest) -> RequestRow:
    kept: Evidence | None = getattr(row, "evidence", None)
    return RequestRow(
        row.id, row.query, row.case_id, row.item_id, row.party_id, row.basis, row.actor, row.asked_at, row.answered_at,
        Outcome(row.outcome), kept.keeper if kept else "", kept is not None and kept.is_local, kept.sha256 if kept else "",
    )  # fmt: skip


def check_all() -> Iterator[tuple[UUID, str]]:
    """Questions whose outcome, and evidence whose content, is no longer what the stream of the question says."""
    for part in chunks(list(RegistryRequest.objects.order_by("id").values_list("id", flat=True)), BATCH):
        streams = read_many(part)
        for row in RegistryRequest.objects.filter(id__in=part).select_related("evidence").order_by("id"):
            yield from check(row, [event.fact for event in streams[row.id]])


def check(row: RegistryRequest, said: Sequence[object]) -> Iterator[tuple[UUID, str]]:
    asked, told = ([fact for fact in said if isinstance(fact, kind)] for kind in (RegistryAsked, RegistryAnswered))
    kept: Evidence | None = getattr(row, "evidence", None)
    if [(f.query, f.edition, f.case_id, f.basis, f.asked_hash) for f in asked] != [(row.query, row.edition, row.case_id, row.basis, row.asked_hash)]:
        yield row.id, "the question is not the one that was asked"
    if [f.outcome for f in told] != ([] if row.outcome == Outcome.WAITING else [row.outcome]):
        yield row.id, "what became of the question is not what its stream says"
    if kept is None:
        if any(f.evidence_id for f in told):
            yield row.id, "the evidence its stream names is missing"
        return
    if salted_hash(kept.salt, kept.content) != kept.sha256:
        yield kept.id, "content differs from its hash"
    if [(f.evidence_id, f.answer_hash) for f in told] != [(kept.id, kept.sha256)]:
        yield kept.id, "is not what the stream of its request says"
