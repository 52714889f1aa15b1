"""What every verb of the mall shares: locking a row, writing its facts, hashing its words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from yichuang.agencies.domain import agency as agencies
from yichuang.agencies.domain import request as requests
from yichuang.agencies.domain import services
from yichuang.agencies.models import Agency, Complaint, Request, Said, Service
from yichuang.kernel import events
from yichuang.kernel.crypto import salted_hash
from yichuang.kernel.values import Fact, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

STREAMS: dict[type, str] = {Service: "agency_service", Agency: "agency", Request: "agency_request"}


def new_salt() -> bytes:
    return os.urandom(16)


def digest(row: Any, text: str) -> str:
    """The hash a fact holds of words; "" for none."""
    return salted_hash(bytes(row.salt), text) if text else ""


def record(row: Any, *written: Fact, actor: Actor, at: datetime, words: str = "") -> None:
    """Append facts to the row's stream and move its state by them; the caller has locked the row (or made it) and saves it. `words`: what
    the last fact holds the hash of, where the row itself does not keep it for good.

    Raises WrongState where the table of states has no such move.
    """
    if isinstance(row, Agency):
        row.state = state_after(agencies.TRANSITIONS, agencies.move, agencies.State(row.state), written)
    elif isinstance(row, Request):
        row.state = state_after(requests.TRANSITIONS, requests.move, requests.State(row.state), written)
    head = events.Head(STREAMS[type(row)], row.id, row.head_seq, bytes(row.head_hash))
    end = events.emit(head, written, actor=actor.ref, at=at)
    row.head_seq, row.head_hash = end.seq, end.hash
    if words:
        Said.objects.create(stream_id=row.id, seq=end.seq, text=words)


def state_after(table: Mapping[Any, Mapping[str, Any]], move: Callable[[Any, str], Any], state: Any, written: Iterable[Fact]) -> Any:
    """The state after these facts; those the table does not know (an offer, a complaint, a stop) move none."""
    moving = {kind for ways in table.values() for kind in ways}
    for fact in written:
        if fact.kind in moving:
            state = move(state, fact.kind)
    return state


def lock_agency(agency_id: UUID, version: int | None = None) -> Agency:
    row = Agency.objects.select_for_update(of=("self",)).select_related("party").filter(id=agency_id).first()
    if row is None:
        raise agencies.NoAgency()
    requests.check_version(version, row.head_seq)
    return row


def lock_request(request_id: UUID, version: int | None = None) -> Request:
    row = Request.objects.select_for_update(of=("self",)).select_related("service", "agency__party", "party").filter(id=request_id).first()
    if row is None:
        raise requests.NoRequest()
    requests.check_version(version, row.head_seq)
    return row


def lock_complaint(complaint_id: UUID) -> Complaint:
    row = Complaint.objects.select_for_update(of=("self",)).filter(id=complaint_id).first()
    if row is None:
        raise agencies.NoAgency("没有这件投诉。", code="agencies.no_complaint")
    return row


def authority(actor: Actor, now: datetime) -> str:
    """The power to keep list and register, at the actor's own organ. Applicants are refused."""
    if not actor.is_staff:
        raise services.StaffOnly()
    return organisations.authority(actor, Act.MANAGE_AGENCIES, organ_id=organisations.own_organ(actor), on=local_date(now))


def need_owner(row: Request, actor: Actor) -> None:
    """The owner or who stands for them; any official is refused whatever their post (43)."""
    requests.check_owner(is_applicant=actor.is_applicant, own=row.party_id in actor.party_ids)


def need_agency(row: Agency | None, actor: Actor) -> Agency:
    """Somebody who stands for the agency itself."""
    if not actor.is_applicant:
        raise agencies.NotTheAgency()
    if row is None or row.party_id not in actor.party_ids:
        raise agencies.NoAgency()
    return row


def check_organ(organ_id: UUID | None) -> None:
    """The organ an agency is connected with, none or one of the register. Raises NotFound."""
    if organ_id is not None:
        organisations.organ(organ_id)


def standing(row: Agency) -> agencies.Standing:
    """What eligibility is judged by; `lines` prefetched where there are many."""
    lines = tuple(
        agencies.Line(line.service_id, line.price_fen, line.days, line.qualification, line.qualified_to) for line in row.lines.all()
    )
    return agencies.Standing(row.id, row.party_id, agencies.State(row.state), row.organ_id, lines)


def below(organ_ids: list[str]) -> tuple[UUID, ...]:
    """These organs and everything under them: offices, halls, institutions of theirs."""
    parents = {row.id: row.parent_id for row in organisations.organs()}
    wanted = {UUID(one) for one in organ_ids}
    return tuple(one for one in {*parents, *wanted} if wanted & set(up(one, parents)))


def up(organ_id: UUID, parents: dict[UUID, UUID | None]) -> list[UUID]:
    found: list[UUID] = []
    at: UUID | None = organ_id
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found
