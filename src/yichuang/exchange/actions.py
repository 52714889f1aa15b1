"""Asking a registry: logged before it is sent, answered in a commit of its own, the answer kept as evidence."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain.readings import Query
from yichuang.exchange.domain import Answer, BadAnswer, NoRegistry, Outcome
from yichuang.exchange.gateway import Declined, Silent, gateway
from yichuang.exchange.models import Evidence, RegistryRequest
from yichuang.exchange.queries import EvidenceRow, evidence_row
from yichuang.facts.exchange import RegistryAnswered, RegistryAsked
from yichuang.kernel.crypto import salted
from yichuang.kernel.events import Head, emit
from yichuang.kernel.values import Fact, canonical, instant
from yichuang.organisations.domain import Actor

log = logging.getLogger(__name__)
STREAM = "registry_request"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a question is for: the case, its number, the item, the organ that decides, whose data they are. `case_id` may be that of a
    project: then there is no item, and no organ before one leads it."""

    case_id: UUID
    case_number: str
    item_id: UUID | None
    item_name: str
    organ_id: UUID | None
    party_id: UUID


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one question; `evidence` is the answer to this very one, None without."""

    outcome: Outcome
    evidence: EvidenceRow | None


def ask(query: Query, asks: Mapping[str, str], *, purpose: Purpose, actor: Actor, now: datetime) -> Reply:
    """One question to the registry. Not inside a transaction of one's own: it waits for an answer for seconds.

    Killed after sending, the log still says that it was asked; whoever needs the answer asks again.
    """
    row = begin(query, asks, purpose=purpose, actor=actor, now=now)
    answer: Answer | None = None
    try:
        about = {"case": purpose.case_number, "item": purpose.item_name}
        answer = gateway().ask(query, row.id, asks, purpose=about, basis=row.basis, now=now)
        outcome = Outcome.ANSWERED
    except NoRegistry:
        outcome = Outcome.SILENT  # the log on the desk and the explanation say so; a console that repeats it helps nobody
    except Silent as problem:
        log.warning("registry query %s of request %s: %s", query.code, row.id, problem)
        outcome = Outcome.SILENT
    except Declined as problem:
        log.warning("registry query %s of request %s was declined: %s", query.code, row.id, problem)
        outcome = Outcome.REFUSED
    except BadAnswer as problem:
        log.error("registry query %s of request %s: bad answer: %s", query.code, row.id, problem)
        outcome = Outcome.BROKEN
    return Reply(outcome, finish(row.id, outcome, answer, actor=actor, now=now))


@transaction.atomic
def begin(query: Query, asks: Mapping[str, str], *, purpose: Purpose, actor: Actor, now: datetime) -> RegistryRequest:
    salt, digest = salted(canonical(dict(asks)))
    row = RegistryRequest(
        query=query.code, edition=query.edition, case_id=purpose.case_id, item_id=purpose.item_id, organ_id=purpose.organ_id,
        party_id=purpose.party_id, basis=query.basis, actor=actor.ref, asked_salt=salt, asked_hash=digest, asked_at=now,
        outcome=Outcome.WAITING,
    )  # fmt: skip
    asked = RegistryAsked(query=query.code, edition=query.edition, case_id=purpose.case_id, basis=query.basis, asked_hash=digest)
    record(row, asked, actor=actor.ref, at=now)
    row.save(force_insert=True)
    return row


@transaction.atomic
def finish(request_id: UUID, outcome: Outcome, answer: Answer | None, *, actor: Actor, now: datetime) -> EvidenceRow | None:
    row = RegistryRequest.objects.select_for_update().get(id=request_id)
    row.outcome, row.answered_at = outcome, now
    evidence = None
    if answer is not None:
        content = canonical({"keeper": answer.keeper, "as_of": instant(answer.as_of), "local": answer.is_local, "gives": dict(answer.gives)})
        salt, digest = salted(content)
        evidence = Evidence.objects.create(
            request=row, keeper=answer.keeper, as_of=answer.as_of, is_local=answer.is_local, content=content.decode(), salt=salt, sha256=digest
        )
    said = RegistryAnswered(
        outcome=outcome.value, evidence_id=evidence.id if evidence else None, answer_hash=evidence.sha256 if evidence else ""
    )
    record(row, said, actor=actor.ref, at=now)
    row.save()
    return evidence_row(evidence) if evidence else None


def record(row: RegistryRequest, happened: Fact, *, actor: str, at: datetime) -> None:
    head = emit(Head(STREAM, row.id, row.head_seq, bytes(row.head_hash)), [happened], actor=actor, at=at)
    row.head_seq, row.head_hash = head.seq, head.hash
