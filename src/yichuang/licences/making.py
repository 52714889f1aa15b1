"""The worker's part: the licence's file from its fixed contents; a failure is a task, a retry makes the same file."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.documents import api as documents
from yichuang.facts import licences as facts
from yichuang.kernel import files
from yichuang.licences import domain
from yichuang.licences.actions import ActorRef, locked, record
from yichuang.licences.models import Edition, Licence


def make(licence_id: UUID, *, actor: ActorRef, at: datetime) -> domain.EditionState:
    """Render and sign the current edition if that is still to do; the first one makes the licence valid.

    A licence is in force by the decision, not by its paper, but `valid` waits for the paper so that nobody verifies a
    licence that cannot be shown.
    """
    with transaction.atomic():
        licence, edition = locked(licence_id)
        if edition.state not in (domain.EditionState.ORDERED, domain.EditionState.FAILED):
            return domain.EditionState(edition.state)
        edition.attempts += 1
        try:
            signed = _file(edition)
        except Exception as broken:  # noqa: BLE001 - kept and shown to the certificate officer
            edition.state, edition.failure = domain.EditionState.FAILED, f"{type(broken).__name__}: {broken}"[:2000]
            failure = facts.LicenceFailed(
                case_id=edition.case_id, attempt=edition.attempts, error=type(broken).__name__
            )
            record(licence, failure, actor=actor, at=at)
        else:
            _ready(licence, edition, signed, actor=actor, at=at)
        edition.save()
        return domain.EditionState(edition.state)


def _file(edition: Edition) -> bytes:
    unsigned = documents.press_version(edition.template_id, edition.content, at=edition.ordered_at)
    return documents.sign(
        unsigned, at=edition.ordered_at, reason="行政许可专用章", location=edition.content["organ_name"]
    )


def _ready(licence: Licence, edition: Edition, signed: bytes, *, actor: ActorRef, at: datetime) -> None:
    edition.file_sha256, edition.failure = files.put(signed).sha256, ""
    edition.state, edition.ready_at = domain.EditionState.READY, at
    if licence.state == domain.State.ORDERED:
        licence.state = domain.State.VALID
    ready = facts.LicenceReady(
        case_id=edition.case_id, number=licence.number, edition=edition.edition, file_hash=edition.file_sha256,
        certificate=documents.signing_keys().fingerprint,
    )
    record(licence, ready, actor=actor, at=at)
