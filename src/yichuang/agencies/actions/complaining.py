"""投诉 of an owner about the agency of a contract, and what came of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.agencies.actions import register
from yichuang.agencies.actions.record import authority, digest, lock_agency, lock_complaint, lock_request, need_owner, record
from yichuang.agencies.domain import agency as law
from yichuang.agencies.domain import request as requests
from yichuang.agencies.domain.words import BarGround, Finding
from yichuang.agencies.models import Complaint
from yichuang.documents import api as documents
from yichuang.facts import agencies as facts
from yichuang.kernel.values import new_id
from yichuang.organisations.domain import Actor


@transaction.atomic
def complain(request_id: UUID, *, ground: str, text: str, actor: Actor, now: datetime) -> UUID:
    """投诉, once for a contract. Raises NoNaming (officials), WrongState, ComplaintClosed, Invalid."""
    row = lock_request(request_id)
    need_owner(row, actor)
    why, said = law.read_complaint(ground), law.need_reason(text, "text")
    if requests.State(row.state) not in requests.SIGNED or row.agency_id is None:
        raise requests.WrongState(state=requests.LABELS[requests.State(row.state)])
    agency = lock_agency(row.agency_id)
    complaint = Complaint(id=new_id(), agency=agency, request=row, ground=why, text=said, made_at=now)
    try:
        with transaction.atomic():
            complaint.save(force_insert=True)
    except IntegrityError as twice:
        raise law.ComplaintClosed() from twice
    made = facts.ComplaintMade(complaint_id=complaint.id, request_id=row.id, ground=why, text_hash=digest(agency, said))
    record(agency, made, actor=actor, at=now)
    agency.save()
    return complaint.id


@transaction.atomic
def answer(complaint_id: UUID, *, finding: str, text: str, suspend: bool, actor: Actor, now: datetime) -> None:
    """核实答复: upheld or not; an upheld complaint may suspend the agency in the same act. Raises ComplaintClosed, Invalid, NoAuthority."""
    power, found, said = authority(actor, now), law.read_finding(finding), law.need_reason(text, "text")
    row = lock_complaint(complaint_id)
    if row.answered_at is not None:
        raise law.ComplaintClosed()
    agency = lock_agency(row.agency_id)
    fact = facts.ComplaintAnswered(complaint_id=row.id, finding=found, authority_ref=power, text_hash=digest(agency, said))
    record(agency, fact, actor=actor, at=now)
    agency.save()
    row.finding, row.answer, row.answered_at = found, said, now
    row.save()
    if suspend and found is Finding.UPHELD and agency.state == law.State.LISTED:
        register.suspend(agency.id, ground=BarGround.COMPLAINT, reason=said, actor=actor, now=now, complaint_id=row.id)
    documents.notify(row.request.party_id, "agency_complaint_answered", at=now, params={"service": row.request.service.name})
