"""更正 of a slip on a licence: the paper is made anew with the same number and validity; the notice is documents' 更正通知书."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.documents.domain import Place, check_place, check_slip
from yichuang.facts import licences as facts
from yichuang.kernel.values import local_date
from yichuang.licences import domain
from yichuang.licences.actions import ActorRef, check_valid, locked, record, replace_paper
from yichuang.licences.models import Edition


def read(edition: Edition) -> tuple[Place, ...]:
    content = edition.content
    return tuple(Place(key, label, content[key]) for key, label in domain.CORRECTABLE.items() if content.get(key))


def places(licence_id: UUID) -> tuple[Place, ...]:
    """Where on the paper a slip may be corrected; empty while there is no finished paper of a valid licence."""
    edition = Edition.objects.select_related("licence").filter(licence_id=licence_id).order_by("-edition").first()
    made = (domain.EditionState.READY, domain.EditionState.HANDED_OVER)
    if edition is None or edition.state not in made or edition.licence.state != domain.State.VALID:
        return ()
    return read(edition)


@transaction.atomic
def check(licence_id: UUID, *, where: str, was: str, now_reads: str, at: datetime) -> Place:
    """The place of a slip on the current paper; raises unless this is one that may be corrected now. Locks the licence."""
    licence, edition = locked(licence_id)
    check_valid(licence, "更正", on=local_date(at))
    domain.check_made(domain.EditionState(edition.state))
    place = check_place(read(edition), where, of_record=domain.OF_RECORD)
    check_slip(place, was=was, now_reads=now_reads)
    return place


@transaction.atomic
def correct(
    licence_id: UUID, *, where: str, was: str, now_reads: str, document_id: UUID, actor: ActorRef, at: datetime
) -> int:
    """Order the paper anew with the slip mended; `document_id` is the 更正通知书. Returns the number of the new edition."""
    place = check(licence_id, where=where, was=was, now_reads=now_reads, at=at)
    licence, edition = locked(licence_id)
    text = place.text.replace(was.strip(), now_reads.strip(), 1)
    column = {"title": "name", "holder_name": "holder_name", "scope": "scope"}.get(where)
    if column:
        setattr(licence, column, text)
    again = replace_paper(licence, edition, {**edition.content, where: text}, reason="corrected", at=at)
    corrected = facts.LicenceCorrected(
        case_id=licence.case_id, number=licence.number, edition=again.edition, content_hash=again.content_hash,
        document_id=document_id,
    )  # fmt: skip
    record(licence, corrected, actor=actor, at=at)
    return again.edition
