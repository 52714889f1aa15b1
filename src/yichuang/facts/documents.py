"""Facts of a document 文书 (stream "document"). Text and party data stand in rows; facts carry ids and hashes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("documents.DocumentFixed")
class DocumentFixed:
    """拟定: kind, template, fields and number are fixed for ever; the file follows from them."""

    document_kind: str
    case_id: UUID | None
    organ_id: UUID
    number: str | None
    template: str
    fields_hash: str
    recipients: tuple[UUID, ...]
    corrects: UUID | None


@fact("documents.DocumentRendered")
class DocumentRendered:
    """The layout file exists, not yet sealed."""

    case_id: UUID | None
    file_hash: str


@fact("documents.DocumentReady")
class DocumentReady:
    """用印: the file is sealed and signed (or needs no seal) and may be served."""

    document_kind: str
    case_id: UUID | None
    file_hash: str
    seal: str
    certificate: str


@fact("documents.RenderingFailed")
class RenderingFailed:
    """The file could not be made; a task for the seal officer, never a rollback of the decision."""

    case_id: UUID | None
    attempt: int
    error: str


@fact("documents.DocumentServed")
class DocumentServed:
    """送达 to one recipient; `complete` = to the last one it must be served on. `served_on` starts the remedy periods."""

    document_kind: str
    case_id: UUID | None
    recipient_id: UUID
    service_id: UUID
    mode: str
    served_on: date
    proof_hash: str
    complete: bool


@fact("documents.DocumentVoided")
class DocumentVoided:
    """作废: the number stays spent."""

    document_kind: str
    case_id: UUID | None
    number: str | None
    reason_hash: str


@fact("documents.DocumentReprinted")
class DocumentReprinted:
    """补打: a further copy of the same file."""

    case_id: UUID | None
    copy: int
    reason_hash: str


@fact("documents.RidingSealed")
class RidingSealed:
    """骑缝: the organ's seal was set across the pages of a printed copy; copy 0 = the originals, n = the n-th reprint."""

    case_id: UUID | None
    copy: int
    pages: int
    seal: str


@fact("documents.AddressConfirmed")
class AddressConfirmed:
    """送达地址确认书 (stream "service_address"): where a party wants its documents, and whether electronically."""

    party_id: UUID
    case_id: UUID | None
    electronic: bool
    address_hash: str


@fact("documents.ConsentWithdrawn")
class ConsentWithdrawn:
    """The party no longer agrees to electronic service."""

    party_id: UUID
    case_id: UUID | None
