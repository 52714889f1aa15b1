"""The worker's part: render, seal, sign. Deterministic, so a retry makes the same file; a failure is kept, never raised."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction
from pypdf import PdfReader

from yichuang.documents import domain, press, signing
from yichuang.documents.actions import ActorRef, locked, record, ref
from yichuang.documents.models import Document, RidingSeal, SealAct
from yichuang.facts import documents as facts
from yichuang.kernel import files
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date


def pressed(document: Document) -> bytes:
    """The unsigned file, from the kept template and the fixed fields alone."""
    return press.press(document.template.source, document.fields, at=document.fixed_at)


def make(document_id: UUID, *, actor: ActorRef, at: datetime) -> domain.State:
    """Render a fixed or failed document and, unless its seal is held for the officer, seal and sign it.

    Whatever goes wrong is written on the document (state failed, `RenderingFailed`), a task for the seal officer; the
    decision it belongs to stands. Calling it again on a finished document does nothing.
    """
    with transaction.atomic():
        document = locked(document_id)
        if document.state not in (domain.State.FIXED, domain.State.FAILED):
            return domain.State(document.state)
        try:
            with transaction.atomic():
                _finish(document, actor=actor, at=at)
        except Exception as broken:  # noqa: BLE001 - kept and shown to the seal officer with its kind and text
            document.refresh_from_db()
            _failed(document, broken, actor=actor, at=at)
        document.attempts += 1
        document.save()
        return domain.State(document.state)


def _finish(document: Document, *, actor: ActorRef, at: datetime) -> None:
    unsigned = pressed(document)
    if document.hold_seal and _sealed_kind(document):
        _rendered(document, unsigned, actor=actor, at=at)
    else:
        _seal(document, unsigned, actor=actor, at=at)


def retry(document_id: UUID, *, actor: ActorRef, at: datetime) -> domain.State:
    """The seal officer's verb on a failed document."""
    return make(document_id, actor=actor, at=at)


@transaction.atomic
def seal(document_id: UUID, *, actor: ActorRef, at: datetime) -> None:
    """用印 by the seal officer on a document that was held; over the very bytes that were rendered."""
    document = locked(document_id)
    domain.check_move(domain.State(document.state), domain.State.SEALED)
    if document.state != domain.State.RENDERED:
        raise Refusal("文书尚未制作完成，不能用印。", code="documents.not_rendered")
    _seal(document, files.read(document.file_sha256), actor=actor, at=at)
    document.save()


@transaction.atomic
def ride(document_id: UUID, *, copy: int, actor: ActorRef, at: datetime) -> None:
    """骑缝: the seal officer has set the organ's seal across the pages of a printed copy (0 = the originals)."""
    document = locked(document_id)
    seal_of = domain.KINDS[domain.Kind(document.kind)].seal
    domain.check_riding(
        domain.State(document.state), seal_of, pages=document.pages, copy=copy, copies=document.copies,
        done=RidingSeal.objects.filter(document=document, copy=copy).exists(),
    )
    RidingSeal.objects.create(
        document=document, copy=copy, pages=document.pages, seal=seal_of, sealed_by=ref(actor), sealed_at=at
    )
    ridden = facts.RidingSealed(case_id=document.case_id, copy=copy, pages=document.pages, seal=seal_of)
    record(document, ridden, actor=actor, at=at)
    document.save()


def _sealed_kind(document: Document) -> bool:
    return domain.KINDS[domain.Kind(document.kind)].seal is not domain.Seal.NONE


def _rendered(document: Document, unsigned: bytes, *, actor: ActorRef, at: datetime) -> None:
    document.file_sha256, document.failure = files.put(unsigned).sha256, ""
    document.state = domain.State.RENDERED
    done = facts.DocumentRendered(case_id=document.case_id, file_hash=document.file_sha256)
    record(document, done, actor=actor, at=at)


def _seal(document: Document, unsigned: bytes, *, actor: ActorRef, at: datetime) -> None:
    """Sign at the time the document was fixed: the date on the paper, the same bytes at every retry."""
    kind = domain.KINDS[domain.Kind(document.kind)]
    signed = signing.sign(
        unsigned, at=document.fixed_at, reason=domain.SEAL_NAMES[kind.seal] or "机关存档", location=document.fields["organ_name"]
    )
    document.file_sha256, document.failure = files.put(signed).sha256, ""
    document.state, document.sealed_at, document.pages = domain.State.SEALED, at, len(PdfReader(BytesIO(signed)).pages)
    certificate = signing.keys().fingerprint
    SealAct.objects.create(
        document=document, seal=kind.seal, certificate=certificate, file_sha256=document.file_sha256,
        sealed_by=ref(actor), sealed_at=at,
    )
    ready = facts.DocumentReady(
        document_kind=document.kind, case_id=document.case_id, file_hash=document.file_sha256, seal=kind.seal,
        certificate=certificate,
    )
    record(document, ready, actor=actor, at=at)


def _failed(document: Document, broken: Exception, *, actor: ActorRef, at: datetime) -> None:
    document.state = domain.State.FAILED
    document.failure = f"{type(broken).__name__}: {broken}"[:2000]
    failure = facts.RenderingFailed(
        case_id=document.case_id, attempt=document.attempts + 1, error=type(broken).__name__
    )
    record(document, failure, actor=actor, at=at)


def opened(document: Document) -> bytes:
    """The file of a document; one that is only fixed is pressed for reading, unsigned and dated alike."""
    return files.read(document.file_sha256) if document.file_sha256 else pressed(document)


def made_on(document: Document) -> str:
    return local_date(document.fixed_at).isoformat()
