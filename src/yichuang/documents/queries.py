"""Reads of documents for pages, API and other capabilities: typed rows, bounded lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from yichuang.documents import domain
from yichuang.documents.models import Document, DocumentRecipient, Message, Reprint, RidingSeal, ServiceRecord
from yichuang.kernel.errors import NotFound

BOUND = 200


@dataclass(frozen=True, slots=True)
class ServiceRow:
    id: UUID
    mode: str
    mode_name: str
    served_on: date
    served_at: datetime
    proof: dict[str, Any]
    proof_sha256: str


@dataclass(frozen=True, slots=True)
class RecipientRow:
    id: UUID
    role: str
    party_id: UUID | None
    name: str
    code: str
    service: ServiceRow | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as a page shows it; `state_name` is a msgid."""

    id: UUID
    kind: str
    title: str
    number: str
    case_id: UUID | None
    organ_id: UUID
    state: str
    state_name: str
    fixed_at: datetime
    sealed_at: datetime | None
    served_at: datetime | None
    file_sha256: str
    fields_hash: str
    token: str
    copies: int
    failure: str
    fields: dict[str, Any]
    recipients: tuple[RecipientRow, ...]
    corrects_id: UUID | None
    pages: int = 0
    ridden: tuple[int, ...] = ()
    """Copies of paper that carry the seal across their pages; 0 = the originals."""

    @property
    def readable(self) -> bool:
        return self.state in (domain.State.SEALED, domain.State.SERVED)

    @property
    def served_on(self) -> date | None:
        """The day it had reached everybody it is addressed to; None before."""
        days = [r.service.served_on for r in self.recipients if r.service]
        return max(days) if days and self.state == domain.State.SERVED else None

    @property
    def next_to_serve(self) -> UUID | None:
        """The first person it has not reached."""
        return next((r.id for r in self.recipients if r.party_id and r.service is None), None)


@dataclass(frozen=True, slots=True)
class MessageRow:
    id: UUID
    party_id: UUID
    kind: str
    sentence: str
    params: dict[str, Any]
    case_id: UUID | None
    document_id: UUID | None
    at: datetime
    read_at: datetime | None

    @property
    def joint_number(self) -> str:
        """Of the 联办 or project it tells of, when it is of none of its cases; else empty."""
        return str(self.params.get("number", "")) if self.case_id is None and self.kind in domain.OF_JOINT else ""


def _row(d: Document) -> DocumentRow:
    return DocumentRow(
        id=d.id, kind=d.kind, title=d.fields["title"], number=d.number or "", case_id=d.case_id, organ_id=d.organ_id,
        state=d.state, state_name=domain.STATE_NAMES[domain.State(d.state)], fixed_at=d.fixed_at, sealed_at=d.sealed_at,
        served_at=d.served_at, file_sha256=d.file_sha256, fields_hash=d.fields_hash, token=d.token, copies=d.copies,
        failure=d.failure, fields=d.fields, corrects_id=d.corrects_id, pages=d.pages,
        ridden=tuple(sorted(r.copy for r in d.riding.all())),
        recipients=tuple(
            RecipientRow(r.id, r.role, r.party_id, r.name, r.code, _service(getattr(r, "service", None)))
            for r in d.recipients.all()
        ),
    )


def _service(s: ServiceRecord | None) -> ServiceRow | None:
    if s is None:
        return None
    return ServiceRow(s.id, s.mode, domain.MODE_NAMES[domain.Mode(s.mode)], s.served_on, s.served_at, s.proof, s.proof_sha256)


def _full(rows: QuerySet[Document]) -> QuerySet[Document]:
    people = DocumentRecipient.objects.select_related("service").order_by("position")
    return rows.prefetch_related(Prefetch("recipients", people), "riding")


def document(document_id: UUID) -> DocumentRow:
    """One document. Raises NotFound. Who may see it is decided by the caller, through its case."""
    found = _full(Document.objects.filter(id=document_id)).first()
    if found is None:
        raise NotFound("没有这份文书。", code="documents.not_found")
    return _row(found)


def of_case(case_id: UUID, *, voided: bool = True) -> tuple[DocumentRow, ...]:
    """All documents of a case in the order they were fixed; a constant number of queries."""
    rows = Document.objects.filter(case_id=case_id)
    if not voided:
        rows = rows.exclude(state=domain.State.VOID)
    return tuple(_row(d) for d in _full(rows).order_by("fixed_at", "id")[:BOUND])


def of_party(party_id: UUID, *, case_id: UUID | None = None) -> tuple[DocumentRow, ...]:
    """What a party may read: sealed or served documents addressed to it."""
    rows = Document.objects.filter(
        recipients__party_id=party_id, state__in=[domain.State.SEALED, domain.State.SERVED]
    )
    if case_id:
        rows = rows.filter(case_id=case_id)
    return tuple(_row(d) for d in _full(rows.distinct()).order_by("-fixed_at", "-id")[:BOUND])


def published(kind: domain.Kind, limit: int = 20) -> tuple[DocumentRow, ...]:
    """Papers addressed to the public (超期说明, 听证公告), the newest first."""
    rows = Document.objects.filter(kind=kind, recipients__role=domain.Role.PUBLIC).exclude(state=domain.State.VOID)
    return tuple(_row(d) for d in _full(rows).order_by("-fixed_at", "-id")[:limit])


def _of_organs(state: domain.State, organ_ids: Iterable[UUID]) -> tuple[DocumentRow, ...]:
    rows = Document.objects.filter(state=state, organ_id__in=tuple(organ_ids))
    return tuple(_row(d) for d in _full(rows).order_by("fixed_at", "id")[:BOUND])


def failed(organ_ids: Iterable[UUID]) -> tuple[DocumentRow, ...]:
    """The seal officer's task list: files that could not be made."""
    return _of_organs(domain.State.FAILED, organ_ids)


def to_seal(organ_ids: Iterable[UUID]) -> tuple[DocumentRow, ...]:
    """Rendered and held for the seal officer's 用印(B)."""
    return _of_organs(domain.State.RENDERED, organ_ids)


def to_serve(organ_ids: Iterable[UUID]) -> tuple[DocumentRow, ...]:
    """Sealed and not yet served on everybody."""
    return _of_organs(domain.State.SEALED, organ_ids)


@dataclass(frozen=True, slots=True)
class PrintedCopy:
    """A printed copy of several pages that still wants its 骑缝."""

    document: DocumentRow
    copy: int

    @property
    def key(self) -> str:
        return f"{self.document.id}:{self.copy}"


def to_ride(organ_ids: Iterable[UUID]) -> tuple[PrintedCopy, ...]:
    """待骑缝(B): originals about to be handed over or mailed, and reprints, of more than one page."""
    sealed = [kind.value for kind, spec in domain.KINDS.items() if spec.seal is not domain.Seal.NONE]
    organs = tuple(organ_ids)
    rows = Document.objects.filter(organ_id__in=organs, kind__in=sealed, pages__gte=2)
    done = RidingSeal.objects.filter(document_id=OuterRef("pk"), copy=0)
    fresh = rows.filter(~Exists(done), state=domain.State.SEALED)
    found = [PrintedCopy(_row(d), 0) for d in _full(fresh).order_by("sealed_at", "id")[:BOUND]]
    ridden = RidingSeal.objects.filter(document_id=OuterRef("document_id"), copy=OuterRef("copy"))
    again = Reprint.objects.filter(~Exists(ridden), document__in=rows).order_by("printed_at", "id")
    pairs = list(again.values_list("document_id", "copy")[:BOUND])
    known = {d.id: _row(d) for d in _full(Document.objects.filter(id__in={i for i, _ in pairs}))}
    return (*found, *(PrintedCopy(known[i], copy) for i, copy in pairs))


def waiting(case_id: UUID) -> tuple[tuple[DocumentRow, RecipientRow], ...]:
    """Sealed papers of a case that have not reached everybody yet, each with one recipient who still has to be served."""
    rows = [d for d in of_case(case_id, voided=False) if d.state == domain.State.SEALED and d.kind in domain.TO_SERVE]
    return tuple((d, r) for d in rows for r in d.recipients if r.service is None and r.party_id)


def by_token(token: str) -> DocumentRow | None:
    found = _full(Document.objects.filter(token=token)).first() if token else None
    return _row(found) if found else None


def is_corrected(document_id: UUID) -> bool:
    """Whether a 更正通知书 goes with the paper."""
    return Document.objects.filter(corrects_id=document_id).exclude(state=domain.State.VOID).exists()


def by_file(sha256: str) -> DocumentRow | None:
    found = _full(Document.objects.filter(file_sha256=sha256)).first() if sha256 else None
    return _row(found) if found else None


def inbox(party_ids: Iterable[UUID], *, unread: bool = False, limit: int = 50) -> tuple[MessageRow, ...]:
    """The newest messages of these parties; sentences are made here, when they are read. One paper told to several of them
    (a company and the agent who signs in for both) is one message."""
    rows = Message.objects.filter(party_id__in=tuple(party_ids))
    if unread:
        rows = rows.filter(read_at__isnull=True)
    told: dict[UUID, Message] = {}
    for m in rows.order_by("-at", "-id")[: 2 * limit]:
        told.setdefault(m.document_id or m.id, m)
    return tuple(
        MessageRow(
            m.id, m.party_id, m.kind, domain.sentence(m.kind, m.params), m.params, m.case_id, m.document_id, m.at, m.read_at
        )
        for m in list(told.values())[:limit]
    )


def unread_count(party_ids: Iterable[UUID]) -> int:
    """Counted up to 100: a page shows "99+"."""
    rows = Message.objects.filter(party_id__in=tuple(party_ids), read_at__isnull=True).order_by()
    return len(rows.values_list(Coalesce("document_id", "id")).distinct()[:100])
