"""决定公开 (《行政许可法》 40): what anybody may read of a decision, and the rows of 双公示 for the credit portal.

Names of natural persons are masked, a refusal names nobody, and an item whose decisions are secret (5) publishes none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Q, Value

from yichuang.cases.domain.phases import Outcome
from yichuang.cases.models import Case, OpenDecision
from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.kernel.values import local_date
from yichuang.kernel.words import bigrams
from yichuang.licences import api as licences
from yichuang.licences.domain import masked_person
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

PAGE = 20
PUBLIC = (Outcome.GRANTED, Outcome.REFUSED)


def publish(case_id: UUID) -> bool:
    """Put a sealed decision on a licence among the public ones; idempotent. Whether it is public."""
    case = Case.objects.select_related("applicant", "deciding_organ").filter(id=case_id, decided_at__isnull=False).first()
    if case is None or case.outcome not in PUBLIC or case.regime != "licence":
        return False
    terms = catalogue.case_terms(case.item_version_id, case.selection_id)
    if terms.withheld:
        return False
    paper = documents.document(case.decision_document_id)
    licence = licences.licence(case.licence_id) if case.licence_id else None
    named = case.outcome == Outcome.GRANTED
    legal = case.applicant.kind == "legal"
    holder = (case.applicant.name if legal else masked_person(case.applicant.name)) if named else ""
    number = licence.number if licence else ""
    found = " ".join(bigrams(f"{terms.name} {paper.number} {number} {case.deciding_organ.name} {holder if legal else ''}"))
    OpenDecision.objects.get_or_create(
        case=case,
        defaults={
            "outcome": case.outcome, "item_version_id": case.item_version_id, "item_name": terms.name, "holder": holder,
            "title": paper.title, "number": paper.number, "decided_on": local_date(case.decided_at),
            "organ": case.deciding_organ, "licence_id": case.licence_id, "licence_number": number,
            "scope": str(paper.fields.get("scope", "")) or terms.name,
            "valid_from": licence.valid_from if licence else None, "valid_to": licence.valid_to if licence else None,
            "words": SearchVector(Value(found), config="simple"),
        },
    )  # fmt: skip
    return True


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """One decision as the public reads it. `ended` is what became of the licence since ("revoked", …), else empty."""

    case_id: UUID
    outcome: str
    item_version_id: UUID
    item_name: str
    holder: str
    number: str
    licence_number: str
    decided_on: date
    valid_from: date | None
    valid_to: date | None
    organ: str
    ended: str


def decisions(*, query: str = "", page: int = 1, size: int = PAGE) -> tuple[list[PublicDecision], bool]:
    """One page of public decisions, the newest first, and whether there is more; two queries whatever their number."""
    rows = OpenDecision.objects.select_related("organ")
    if query.strip():
        rows = rows.filter(sought(query))
    start = (max(page, 1) - 1) * size
    found = list(rows.order_by("-decided_on", "-case_id")[start : start + size + 1])
    ended = licences.ended({row.licence_id for row in found[:size] if row.licence_id})
    return [
        PublicDecision(
            row.case_id, row.outcome, row.item_version_id, row.item_name, row.holder, row.number, row.licence_number,
            row.decided_on, row.valid_from, row.valid_to, row.organ.name, ended.get(row.licence_id, ""),
        )
        for row in found[:size]
    ], len(found) > size  # fmt: skip


def sought(query: str) -> Q:
    """By words of item, organ, number or an organisation's name; never by a person's name."""
    pairs = " & ".join(f"'{pair}'" for pair in bigrams(query))
    return Q(words=SearchQuery(pairs, search_type="raw", config="simple")) if pairs else Q(pk__isnull=True)


def reported(actor: Actor, start: date, end: date) -> Iterator[OpenDecision]:
    """双公示: the grants of the actor's organs in a span of days, streamed in order of decision."""
    rows = OpenDecision.objects.filter(
        outcome=Outcome.GRANTED, organ_id__in=organisations.mine(actor), decided_on__gte=start, decided_on__lte=end
    )
    rows = rows.select_related("case__applicant", "organ").order_by(F("decided_on"), "case_id")
    return rows.iterator(chunk_size=500)
