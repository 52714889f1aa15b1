"""Fixing, numbering, voiding, correcting and reprinting documents; every verb runs in its caller's transaction."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from yichuang.documents import domain, templates
from yichuang.documents.models import Document, DocumentRecipient, Reprint
from yichuang.facts import documents as facts
from yichuang.kernel import events
from yichuang.kernel.errors import Invalid, NotFound, Refusal
from yichuang.kernel.prepared import one, rows_cte, together
from yichuang.kernel.values import ZONE, Fact, canonical, local_date, new_id, plain
from yichuang.organisations import api as organisations

STREAM = "document"


class HasRef(Protocol):
    """An actor: `organisations.domain.Actor` or the reference it writes."""

    @property
    def ref(self) -> str: ...


ActorRef = HasRef | str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A document that is fixed: `sha256` is the salted hash of template and fields, in hex."""

    document_id: UUID
    number: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A further copy of a document: `copy` counts from 1 for the first reprint."""

    document_id: UUID
    copy: int
    file_sha256: str


def ref(actor: ActorRef) -> str:
    return actor if isinstance(actor, str) else actor.ref


def record(document: Document, *written: Fact, actor: ActorRef, at: datetime) -> None:
    """Append facts to the document's stream; the caller has locked the row and saves it afterwards."""
    head = events.Head(STREAM, document.id, document.head_seq, bytes(document.head_hash))
    end = events.emit(head, written, actor=ref(actor), at=at)
    document.head_seq, document.head_hash = end.seq, end.hash


def locked(document_id: UUID) -> Document:
    """The document, locked for the rest of the transaction. Raises NotFound."""
    found = Document.objects.select_for_update(of=("self",)).filter(id=document_id).first()
    if found is None:
        raise NotFound("没有这份文书。", code="documents.not_found")
    return found


def next_number(series: str, year: int) -> int:
    """Take the next number of a series: one statement, inside the caller's transaction.

    The row stays locked until that transaction ends, so a number of a rolled-back transaction never existed and two
    transactions never get the same one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    row = one(
        "insert into number_series as s (id, series, year, next) values (%s, %s, %s, 2)"
        " on conflict (series, year) do update set next = s.next + 1 returning next - 1",
        new_id(), series, year,
    )  # fmt: skip
    assert row is not None
    return int(row[0])


def fix(
    kind: domain.Kind | str, *, case_id: UUID | None, case_number: str, organ_id: UUID,
    recipients: Sequence[domain.Recipient | UUID], fields: Mapping[str, Any], actor: ActorRef, at: datetime,
    corrects: UUID | None = None, hold_seal: bool = False, licensing: bool = True, review_first: bool = False,
) -> Fixed:
    """拟定 a document inside the caller's transaction: contents checked, numbered, hashed, `DocumentFixed` written.

    A recipient given as UUID is that party as applicant. Values of `fields` are text, numbers, dates, or lists of these
    or of mappings. Raises Invalid `documents.contents` naming each mandatory field that is missing. With `hold_seal` the
    worker only renders, and the seal officer seals by `seal`. Outside the licensing law (`licensing` False) the paper
    neither cites it nor carries its seal, and a 许可 decision is refused. `review_first` = 复议前置 for this act.
    """
    spec = _spec(kind) if licensing else domain.outside_licensing(_spec(kind))
    addressed = _addressed(recipients)
    content = {name: written(value) for name, value in fields.items() if value is not None}
    _check(spec, content, addressed)
    document = Document(
        id=new_id(), kind=spec.kind, case_id=case_id, organ_id=organ_id, year=local_date(at).year, fixed_at=at,
        corrects_id=corrects, hold_seal=hold_seal, token=secrets.token_urlsafe(18), salt=secrets.token_bytes(16),
    )
    template = templates.version(spec)
    document.template_id = template.sha256
    organ = organisations.organ(organ_id)
    _number(document, spec, organ.short_name)
    document.fields = _whole(document, spec, content, case_number, addressed, organ, review_first)
    document.fields_hash = fields_hash(document)
    made = facts.DocumentFixed(
        document_kind=spec.kind, case_id=case_id, organ_id=organ_id, number=document.number,
        template=document.template_id, fields_hash=document.fields_hash,
        recipients=tuple(r.party_id for r in addressed if r.party_id), corrects=corrects,
    )
    sealed = events.seal(events.Head.new(STREAM, document.id), [made], actor=ref(actor), at=at)
    document.head_seq, document.head_hash = sealed.head.seq, sealed.head.hash
    told = [DocumentRecipient(document=document, position=n, **asdict(r)) for n, r in enumerate(addressed)]
    together(
        templates.kept_cte(template), rows_cte("made", [document]), rows_cte("told", told), events.ALWAYS, events.event_cte(sealed)
    )
    return Fixed(document.id, document.number, document.fields_hash)


def fields_hash(document: Document) -> str:
    """Salted, so that erasing the row leaves a chain from which nothing can be guessed."""
    return sha256(bytes(document.salt) + canonical([document.template_id, document.fields])).hexdigest()


def written(value: Any) -> Any:
    """A field value as it is kept: an instant as the local time that will stand on the paper."""
    match value:
        case datetime():
            return value.astimezone(ZONE).isoformat(timespec="minutes")
        case Mapping():
            return {str(key): written(item) for key, item in value.items()}
        case list() | tuple():
            return [written(item) for item in value]
    return plain(value)


def _spec(kind: domain.Kind | str) -> domain.KindSpec:
    try:
        return domain.KINDS[domain.Kind(kind)]
    except ValueError:
        raise Invalid("没有这种文书：%(kind)s。", code="documents.unknown_kind", kind=str(kind)) from None


def _addressed(recipients: Sequence[domain.Recipient | UUID]) -> list[domain.Recipient]:
    """Parties named by id only are looked up; their number is printed masked when they are natural persons."""
    ids = [r for r in recipients if isinstance(r, UUID)]
    known = organisations.parties(ids) if ids else {}
    found: list[domain.Recipient] = []
    for r in recipients:
        if isinstance(r, domain.Recipient):
            found.append(r)
        elif r in known:
            row = known[r]
            found.append(domain.Recipient(domain.Role.APPLICANT, row.name, party_id=r, code=row.number_masked))
        else:
            raise NotFound("没有这个当事人。", code="documents.unknown_party")
    return found


def _check(spec: domain.KindSpec, content: Mapping[str, Any], addressed: Sequence[domain.Recipient]) -> None:
    domain.check_contents(spec.title, spec.labels, content)
    for group in spec.one_of:
        if len(domain.missing(group, content)) == len(group):
            domain.check_contents(spec.title, {group[0]: "或者".join(domain.LABELS[n] for n in group)}, content)
    if domain.Role.APPLICANT in spec.to and not addressed:
        raise Invalid("%(title)s没有写明受送达人。", code="documents.no_recipient", title=spec.title)
    if spec.kind is domain.Kind.VISIT_RECORD and len(content["officers"]) < 2:
        raise Refusal(
            "现场核查应当指派两名以上工作人员。", code="documents.two_officers",
            article="《中华人民共和国行政许可法》第三十四条第三款",
        )


def _number(document: Document, spec: domain.KindSpec, short_name: str) -> None:
    if not spec.letter:
        return
    if not short_name:
        raise Refusal("机关没有登记机关代字，不能编文号。", code="documents.no_short_name")
    document.series = short_name + spec.letter
    n = next_number(document.series, document.year)
    if spec.kind is domain.Kind.RECEIPT:
        document.number = domain.receipt_number(short_name, document.year, n)
    else:
        document.number = domain.document_number(short_name, spec.letter, document.year, n)


def _whole(
    document: Document, spec: domain.KindSpec, content: dict[str, Any], case_number: str,
    addressed: Sequence[domain.Recipient], organ: organisations.OrganRow, review_first: bool,
) -> dict[str, Any]:
    """Everything that stands on the paper, so that a later change of the organ changes no document."""
    whole = {
        "title": spec.title, "article": spec.article, **content,
        "number": document.number or "", "case_number": case_number, "date": local_date(document.fixed_at).isoformat(),
        "organ_name": organ.name, "organ_address": organ.address, "organ_phone": organ.phone,
        "seal": domain.SEAL_NAMES[spec.seal], "verify_url": verify_url(document.token),
        "recipients": [{"name": r.name, "code": r.code, "role": str(r.role)} for r in addressed],
    }
    if spec.remedy:
        whole["remedies"] = domain.remedy_text(
            organ=organ.review_organ, url=organ.review_url, court=organ.court, of=spec.remedy, review_first=review_first
        )
    return whole


def verify_url(token: str) -> str:
    """What the QR code says: the first of the site's public origins (YICHUANG_ORIGINS), else this machine."""
    origins = settings.CSRF_TRUSTED_ORIGINS or [f"http://localhost:{os.environ.get('PORT', '8000')}"]
    return f"{origins[0].rstrip('/')}/verify/{token}/"


@transaction.atomic
def void(document_id: UUID, *, reason: str, actor: ActorRef, at: datetime) -> None:
    """作废 an unserved document; its number stays spent. A served one is corrected or revoked, never voided."""
    document = locked(document_id)
    domain.check_move(domain.State(document.state), domain.State.VOID)
    if not reason.strip():
        raise Invalid("作废要写明理由。", code="documents.no_reason")
    if document.services.exists():
        domain.check_move(domain.State.SERVED, domain.State.VOID)
    document.state, document.void_at, document.void_reason = domain.State.VOID, at, reason
    record(
        document,
        facts.DocumentVoided(
            document_kind=document.kind, case_id=document.case_id, number=document.number,
            reason_hash=_text_hash(document, reason),
        ),
        actor=actor, at=at,
    )
    document.save()


@transaction.atomic
def reprint(document_id: UUID, *, reason: str, actor: ActorRef, at: datetime) -> Copy:
    """补打: the same bytes again, with a copy number and a reason on record."""
    document = locked(document_id)
    if document.state not in (domain.State.SEALED, domain.State.SERVED):
        raise Refusal(
            "文书%(state)s，不能补打。", code="documents.not_ready", state=domain.STATE_NAMES[domain.State(document.state)]
        )
    if not reason.strip():
        raise Invalid("补打要写明理由。", code="documents.no_reason")
    document.copies += 1
    Reprint.objects.create(
        document=document, copy=document.copies, reason=reason, printed_by=ref(actor), printed_at=at
    )
    printed = facts.DocumentReprinted(
        case_id=document.case_id, copy=document.copies, reason_hash=_text_hash(document, reason)
    )
    record(document, printed, actor=actor, at=at)
    document.save()
    return Copy(document.id, document.copies, document.file_sha256)


def _text_hash(document: Document, text: str) -> str:
    return sha256(bytes(document.salt) + text.encode()).hexdigest()
