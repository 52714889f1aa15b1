"""Whether every agency and request is what its stream says, and every lot can be drawn again; read by `yichuang verify`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from yichuang.agencies.actions.record import digest
from yichuang.agencies.domain import agency, draw, request
from yichuang.agencies.models import Agency, Lot, Request, Said, Service
from yichuang.facts import agencies as facts
from yichuang.kernel import files
from yichuang.kernel.record import Recorded, read_many
from yichuang.kernel.values import chunks

BATCH = 200
Found = Iterator[tuple[UUID, str]]


def check_all() -> Found:
    """(id, what is wrong) of services, agencies and requests."""
    yield from check_services()
    yield from check_agencies()
    yield from check_requests()


def check_services() -> Found:
    for part in chunks(list(Service.objects.order_by("id").values_list("id", flat=True)), BATCH):
        streams, said = read_many(part), said_of(part)
        for row in Service.objects.filter(id__in=part).order_by("id"):
            listed = [e.fact for e in streams[row.id] if isinstance(e.fact, facts.ServiceListed)]
            kept = (row.code, row.item_code, row.material_type, row.instrument_id, row.article)
            if [(f.code, f.item_code, f.material_type, f.instrument_id, f.article) for f in listed] != [kept]:
                yield row.id, "the service is not the one that was listed"
            if any(isinstance(e.fact, facts.ServiceEnded) for e in streams[row.id]) != (row.ended_on is not None):
                yield row.id, "whether the service has ended is not what the record says"
            yield from ((row.id, why) for why in of_words(row, streams[row.id], said))


def check_agencies() -> Found:
    for part in chunks(list(Agency.objects.order_by("id").values_list("id", flat=True)), BATCH):
        streams, said = read_many(part), said_of(part)
        for row in Agency.objects.filter(id__in=part).prefetch_related("lines", "complaints").order_by("id"):
            for why in (*of_agency(row, streams[row.id]), *of_words(row, streams[row.id], said)):
                yield row.id, why


def said_of(stream_ids: Sequence[UUID]) -> dict[tuple[UUID, int], str]:
    return {(stream_id, seq): text for stream_id, seq, text in Said.objects.filter(stream_id__in=stream_ids).values_list("stream_id", "seq", "text")}


HASHED = {
    facts.ServiceEnded: "reason_hash", facts.AgencyApplied: "text_hash", facts.AgencyTurnedDown: "reason_hash",
    facts.AgencySuspended: "reason_hash", facts.AgencyRestored: "reason_hash", facts.AgencyRemoved: "reason_hash",
}  # fmt: skip
"""Facts whose words are kept by `Said`, and the field with their hash."""


def of_words(row: Service | Agency, events: Sequence[Recorded], said: Mapping[tuple[UUID, int], str]) -> Iterator[str]:
    for event in events:
        field = HASHED.get(type(event.fact))
        if field and getattr(event.fact, field) != digest(row, said.get((row.id, event.seq), "")):
            yield f"the words of event {event.seq} are missing or were changed"


def of_agency(row: Agency, events: Sequence[Recorded]) -> Iterator[str]:
    state = folded(events, agency.TRANSITIONS, agency.State.APPLIED)
    if state != row.state:
        yield f"it is {row.state}, the record says {state or 'what the table of states forbids'}"
    applied = [e.fact for e in events if isinstance(e.fact, facts.AgencyApplied)]
    told = {(s[0], s[1], s[2], s[3], s[4]) for s in applied[-1].services} if applied else set()
    if told != {(line.service_id, line.days, line.price_fen, line.qualified_to, line.file_sha256) for line in row.lines.all()}:
        yield "the services it is listed with are not those it applied with"
    answers = {e.fact.complaint_id: e.fact.finding for e in events if isinstance(e.fact, facts.ComplaintAnswered)}
    made = {e.fact.complaint_id for e in events if isinstance(e.fact, facts.ComplaintMade)}
    if {c.id: answers.get(c.id, "") for c in row.complaints.all()} != {c.id: c.finding for c in row.complaints.all()}:
        yield "a complaint was answered otherwise than the record says"
    if made != {c.id for c in row.complaints.all()}:
        yield "complaints are missing, or nobody made them"


def check_requests() -> Found:
    for part in chunks(list(Request.objects.order_by("id").values_list("id", flat=True)), BATCH):
        streams = read_many(part)
        lots = Lot.objects.in_bulk(part)
        for row in Request.objects.filter(id__in=part).order_by("id"):
            for why in of_request(row, lots.get(row.id), streams[row.id]):
                yield row.id, why


def of_request(row: Request, lot: Lot | None, events: Sequence[Recorded]) -> Iterator[str]:
    state = folded(events, request.TRANSITIONS, request.State.OPEN)
    if state != row.state:
        yield f"it is {row.state}, the record says {state or 'what the table of states forbids'}"
    last: dict[type, Any] = {type(e.fact): e.fact for e in events}
    found = last.get(facts.LotDrawn) or last.get(facts.AgencyChosen)
    if (found.agency_id if found else None) != row.agency_id:
        yield "the agency is not the one that was chosen or drawn"
    for kind, kept in ((facts.ContractProposed, row.contract_sha256), (facts.ReportDelivered, row.report_sha256)):
        if (last[kind].file_sha256 if kind in last else "") != kept:
            yield f"the file of {kind.kind} is another one than the record names"
        elif kept and not files.sound(kept):
            yield f"the file of {kind.kind} is missing or was changed"
    if (last[facts.ServiceRated].level if facts.ServiceRated in last else "") != row.level:
        yield "the rating is not the one that was given"
    yield from of_lot(row, lot, events)


def of_lot(row: Request, lot: Lot | None, events: Sequence[Recorded]) -> Iterator[str]:
    """The lot is drawn again from the record alone, and compared with what is shown."""
    drawn = recorded_lot(row.id, events)
    if (drawn is None) != (lot is None):
        yield "a lot is shown that was not drawn, or one that was drawn is not shown"
    if drawn is None or lot is None:
        return
    yield from draw.faults(drawn)
    if drawn != shown_lot(row, lot):
        yield "the lot shown is not the one in the record"


def recorded_lot(request_id: UUID, events: Sequence[Recorded]) -> draw.Lot | None:
    """What the record says of the lot; None when none was drawn."""
    last: dict[type, Any] = {type(e.fact): e.fact for e in events}
    asked, closed, drawn = (last.get(kind) for kind in (facts.ServiceRequested, facts.ListClosed, facts.LotDrawn))
    if asked is None or closed is None or drawn is None:
        return None
    return draw.Lot(
        request_id, tuple(closed.agency_ids), asked.commitment, drawn.secret, drawn.owner_number, closed.list_hash, drawn.seed, drawn.place,
        drawn.agency_id,
    )


def shown_lot(row: Request, lot: Lot) -> draw.Lot:
    ids = tuple(UUID(one) for one in lot.agency_ids)
    chosen = row.agency_id or ids[lot.place]
    return draw.Lot(row.id, ids, row.commitment, lot.secret, lot.owner_number, lot.list_hash, lot.seed, lot.place, chosen)


def folded(events: Sequence[Recorded], table: Mapping[Any, Mapping[str, Any]], first: Any) -> Any:
    """The state after these events; None when one of them may not happen in the state it met."""
    state, moving = first, {kind for ways in table.values() for kind in ways}
    for event in events:
        if event.kind in moving:
            state = table.get(state, {}).get(event.kind)
            if state is None:
                return None
    return state
