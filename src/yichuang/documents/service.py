"""送达: services with their proof, service addresses and consent, the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from yichuang.documents import domain
from yichuang.documents.actions import ActorRef, locked, record, ref
from yichuang.documents.models import Document, DocumentRecipient, Message, ServiceAddress, ServiceRecord
from yichuang.facts import documents as facts
from yichuang.kernel import events
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.kernel.prepared import rows_cte, together
from yichuang.kernel.values import canonical, local_date, new_id
from yichuang.organisations import api as organisations

ADDRESS_STREAM = "service_address"


@dataclass(frozen=True, slots=True)
class Served:
    """One service: the day remedies count from, and whether everybody has been served."""

    service_id: UUID
    served_on: date
    complete: bool
    party_id: UUID | None
    message_id: UUID | None


@transaction.atomic
def serve(
    document_id: UUID, *, mode: domain.Mode | str, actor: ActorRef, at: datetime, proof: Mapping[str, Any] | None = None,
    recipient_id: UUID | None = None, party_id: UUID | None = None, on: date | None = None, proof_sha256: str = "",
) -> Served:
    """送达 a sealed document to one recipient, with proof; to the only unserved one when none is named.

    `on` is the day it was received when that is not the day of `at` (post). Electronic service needs consent and proves
    itself: the message lands in the party's inbox in this transaction. Raises Refusal without consent or proof.
    """
    document = locked(document_id)
    domain.check_move(domain.State(document.state), domain.State.SERVED)
    mode, proof = domain.Mode(mode), dict(proof or {})
    recipient = _recipient(document, recipient_id, party_id)
    announced = proof.get("announced_on")
    served_on = domain.check_service(
        mode, proof, on=on or local_date(at), today=local_date(at), fixed_on=local_date(document.fixed_at),
        consented=recipient.party_id is not None and consented(recipient.party_id, document.case_id),
        announced_on=_day(announced) if announced else None,
    )
    arrived = None
    if mode is domain.Mode.ELECTRONIC:
        assert recipient.party_id is not None
        arrived = _message(document, recipient.party_id, at=at)
        proof["message_id"] = str(arrived)
    service = ServiceRecord.objects.create(
        document=document, recipient=recipient, mode=mode, proof=_plain(proof), proof_sha256=proof_sha256,
        served_at=at, served_on=served_on, recorded_by=ref(actor),
    )
    complete = not document.recipients.filter(service__isnull=True).exclude(role=domain.Role.INTERNAL).exists()
    if complete:
        document.state, document.served_at = domain.State.SERVED, at
    done = facts.DocumentServed(
        document_kind=document.kind, case_id=document.case_id, recipient_id=recipient.id, service_id=service.id, mode=mode,
        served_on=served_on, complete=complete,
        proof_hash=sha256(bytes(document.salt) + canonical([service.proof, proof_sha256])).hexdigest(),
    )
    record(document, done, actor=actor, at=at)
    document.save()
    return Served(service.id, served_on, complete, recipient.party_id, arrived)


def _recipient(document: Document, recipient_id: UUID | None, party_id: UUID | None) -> DocumentRecipient:
    waiting = document.recipients.filter(service__isnull=True).order_by("position")
    if recipient_id:
        waiting = waiting.filter(id=recipient_id)
    if party_id:
        waiting = waiting.filter(party_id=party_id)
    found = list(waiting[:2])
    if not found:
        raise NotFound("没有这个待送达的受送达人。", code="documents.no_recipient")
    if len(found) > 1:
        raise Invalid("有几个受送达人，请指明送达给谁。", code="documents.which_recipient")
    return found[0]


def _day(value: object) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        wrong = FieldError("announced_on", "documents.bad_date", "请写成2026-09-30。")
        raise Invalid("公告日期不是日期。", code="documents.bad_date", errors=(wrong,)) from None


def _plain(proof: Mapping[str, Any]) -> dict[str, Any]:
    return {str(k): v.isoformat() if isinstance(v, date) else v for k, v in proof.items()}


@transaction.atomic(savepoint=False)
def confirm_address(
    party_id: UUID, *, electronic: bool, actor: ActorRef, at: datetime, case_id: UUID | None = None, address: str = "",
    phone: str = "", email: str = "",
) -> UUID:
    """送达地址确认书: where a party takes its documents; `electronic` = consents to electronic service."""
    if not (address.strip() or electronic):
        raise Invalid("请填写送达地址，或者同意电子送达。", code="documents.no_address")
    row = ServiceAddress(
        id=new_id(), party_id=party_id, case_id=case_id, address=address, phone=phone, email=email, electronic=electronic,
        confirmed_at=at,
    )
    confirmed = facts.AddressConfirmed(
        party_id=party_id, case_id=case_id, electronic=electronic,
        address_hash=sha256(row.id.bytes + canonical([address, phone, email])).hexdigest(),
    )
    sealed = events.seal(events.Head.new(ADDRESS_STREAM, row.id), [confirmed], actor=ref(actor), at=at)
    row.head_seq, row.head_hash = sealed.head.seq, sealed.head.hash
    together(rows_cte("made", [row]), events.ALWAYS, events.event_cte(sealed))
    return row.id


@transaction.atomic
def withdraw_consent(party_id: UUID, *, actor: ActorRef, at: datetime, case_id: UUID | None = None) -> None:
    """改送达方式: no further electronic service from now on; what was served stays served."""
    rows = ServiceAddress.objects.select_for_update().filter(party_id=party_id, electronic=True, withdrawn_at__isnull=True)
    for row in rows.filter(case_id=case_id) if case_id else rows:
        row.withdrawn_at = at
        gone = facts.ConsentWithdrawn(party_id=party_id, case_id=row.case_id)
        _record_address(row, gone, actor=actor, at=at)


def _record_address(row: ServiceAddress, fact: facts.ConsentWithdrawn, *, actor: ActorRef, at: datetime) -> None:
    head = events.Head(ADDRESS_STREAM, row.id, row.head_seq, bytes(row.head_hash))
    end = events.emit(head, [fact], actor=ref(actor), at=at)
    row.head_seq, row.head_hash = end.seq, end.hash
    row.save()


def address_of(party_id: UUID, case_id: UUID | None) -> ServiceAddress | None:
    """The newest confirmation for the case; without one, the newest general one."""
    rows = ServiceAddress.objects.filter(party_id=party_id).filter(Q(case_id=case_id) | Q(case_id__isnull=True))
    return rows.order_by(F("case_id").asc(nulls_last=True), "-confirmed_at", "-id").first()


def consented(party_id: UUID, case_id: UUID | None) -> bool:
    """Whether the party agrees to electronic service in this case as things stand."""
    row = address_of(party_id, case_id)
    return row is not None and row.electronic and row.withdrawn_at is None


def notify(
    party_id: UUID, kind: str, *, at: datetime, case_id: UUID | None = None, document_id: UUID | None = None,
    params: Mapping[str, Any] | None = None,
) -> UUID:
    """Put a message into a party's inbox; `kind` is one of `domain.MESSAGES`. Returns its id."""
    if kind not in domain.MESSAGES:
        raise Invalid("没有这种消息：%(kind)s。", code="documents.unknown_message", kind=kind)
    if lost := domain.message_params(kind) - set(params or {}):
        raise ValueError(f"message {kind} is not told {', '.join(sorted(lost))}")
    return Message.objects.create(
        party_id=party_id, kind=kind, case_id=case_id, document_id=document_id, params={name: domain.kept(value) for name, value in (params or {}).items()}, at=at
    ).id


def is_told(kind: str) -> bool:
    """Whether a paper of this kind tells those it is addressed to something."""
    return kind in domain.NOTICES


def tell(document_id: UUID, party_id: UUID, *, at: datetime) -> UUID | None:
    """The sealed paper in a party's inbox: no service, which is another verb. Once only; the new message's id, else None."""
    document = Document.objects.get(id=document_id)
    if Message.objects.filter(party_id=party_id, document_id=document_id).exists():
        return None
    return _message(document, party_id, at=at)


def _message(document: Document, party_id: UUID, *, at: datetime) -> UUID:
    kind = domain.NOTICES.get(domain.Kind(document.kind), domain.SERVED)
    told = {"title": document.fields["title"], "number": document.number or "", "case_number": document.fields["case_number"]}
    params = {name: told[name] for name in domain.message_params(kind)}
    return notify(party_id, kind, case_id=document.case_id, document_id=document.id, params=params, at=at)


def phone_of(message: Message) -> str:
    """Where a hint of a message goes: the phone of the service address, else of the party; "" when neither is known."""
    address = address_of(message.party_id, message.case_id)
    return (address.phone if address else "") or organisations.party(message.party_id).phone or ""


def mark_read(party_ids: Sequence[UUID], message_ids: Sequence[UUID], *, at: datetime) -> int:
    """Mark messages of these parties as read, with what tells of the same papers; others' are left alone."""
    mine = Message.objects.filter(party_id__in=party_ids)
    papers = mine.filter(id__in=message_ids, document_id__isnull=False).values("document_id")
    return mine.filter(Q(id__in=message_ids) | Q(document_id__in=papers), read_at__isnull=True).update(read_at=at)
