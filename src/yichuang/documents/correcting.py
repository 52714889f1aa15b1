"""更正通知书 for a slip on a sealed paper: the paper itself is never touched, the notice goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.documents import domain
from yichuang.documents.actions import ActorRef, Fixed, fix, locked
from yichuang.documents.models import Document
from yichuang.documents.queries import BOUND


def slips_of(document: Document) -> list[domain.Slip]:
    """The corrections made so far, in their order; a void notice corrects nothing."""
    rows = sorted(document.corrections.all(), key=lambda row: (row.fixed_at, row.id))
    return [slip_in(row.fields) for row in rows if row.state != domain.State.VOID]


def slip_in(fields: Mapping[str, Any]) -> domain.Slip:
    return domain.Slip(fields["field"], fields["was"], fields["now_reads"])


def check_correctable(document: Document) -> None:
    """Sealed, and addressed to somebody outside; a notice of correction is mended by another one of the paper itself."""
    if document.state not in (domain.State.SEALED, domain.State.SERVED):
        raise domain.NotSealed()
    kind = domain.Kind(document.kind)
    outside = any(row.role != domain.Role.INTERNAL for row in document.recipients.all())
    if kind is domain.Kind.CLERICAL_CORRECTION or domain.KINDS[kind].seal is domain.Seal.NONE or not outside:
        raise domain.NotCorrectable()


def of_record(document: Document) -> dict[str, str]:
    """What else stands on the paper, by name: numbers, days, remedies … which no correction changes."""
    names = {**domain.LABELS, "number": "文号", "case_number": "办件编号", "date": "日期", "remedies": "救济途径", "title": "标题"}
    return {key: label for key, label in names.items() if document.fields.get(key)}


def places(case_id: UUID) -> dict[UUID, tuple[domain.Place, ...]]:
    """For each paper of a case that may be corrected: where, as it reads now. Three queries."""
    sealed = Document.objects.filter(case_id=case_id, state__in=(domain.State.SEALED, domain.State.SERVED))
    found = {}
    for document in sealed.prefetch_related("recipients", "corrections").order_by("fixed_at", "id")[:BOUND]:
        try:
            check_correctable(document)
        except domain.NotCorrectable:
            continue
        found[document.id] = domain.places(document.fields, slips_of(document))
    return found


@transaction.atomic
def correct(
    document_id: UUID, *, where: str, was: str, now_reads: str, reason: str, actor: ActorRef, at: datetime,
    licensing: bool = True,
) -> Fixed:
    """更正通知书 for a slip in a sealed or served document, to everybody it was addressed to. `where` is a field's name."""
    document = locked(document_id)
    check_correctable(document)
    place = domain.check_place(domain.places(document.fields, slips_of(document)), where, of_record=of_record(document))
    slip = domain.check_slip(place, was=was, now_reads=now_reads)
    recipients = [
        domain.Recipient(domain.Role(r.role), r.name, party_id=r.party_id, organ_id=r.organ_id, code=r.code)
        for r in document.recipients.order_by("position")
        if r.role != domain.Role.INTERNAL
    ]
    return fix(
        domain.Kind.CLERICAL_CORRECTION, case_id=document.case_id, case_number=document.fields["case_number"],
        organ_id=document.organ_id, recipients=recipients, actor=actor, at=at, corrects=document.id, licensing=licensing,
        fields={
            "item_name": document.fields["item_name"], "corrected_title": document.fields["title"],
            "corrected_number": document.number or "", "where": place.label, "field": slip.key, "was": slip.was,
            "now_reads": slip.now_reads, "reason": reason,
        },
    )  # fmt: skip
