"""Verbs that find an agency: publish, offer, take back, choose, draw, withdraw. Choosing and drawing are the owner's alone (43)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from secrets import token_bytes
from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.agencies.actions.listing import paper
from yichuang.agencies.actions.record import below, digest, lock_request, need_agency, need_owner, new_salt, record, standing
from yichuang.agencies.domain import agency as agencies
from yichuang.agencies.domain import draw as lots
from yichuang.agencies.domain import request as law
from yichuang.agencies.domain import services
from yichuang.agencies.domain.words import WAY_NAMES, Way
from yichuang.agencies.models import Agency, Lot, Offer, Request, Service
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.documents import api as documents
from yichuang.facts import agencies as facts
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Actor


class CaseOver(Refusal):
    code = "agencies.case_over"
    message = "这件事已经决定或者结束，不再需要这份材料。"


class OtherItem(Refusal):
    code = "agencies.other_item"
    message = "这项服务不是办这件事要的材料。"


@transaction.atomic
def publish(
    party_id: UUID, service_id: UUID, wish: law.Wish, *, actor: Actor, now: datetime, case_id: UUID | None = None,
    random: Callable[[int], bytes] = token_bytes,
) -> UUID:
    """发布需求 by the owner, for the paper the service makes; out of a case of theirs, or before applying.

    Raises NoNaming for officials, NoRequest, ServiceEnded, Invalid, CaseOver, OtherItem. Returns the request's id.
    """
    law.check_owner(is_applicant=actor.is_applicant, own=party_id in actor.party_ids)
    way, details = law.read_wish(wish)
    service = Service.objects.filter(id=service_id).first()
    if service is None:
        raise services.NoService()
    if service.ended_on is not None:
        raise services.ServiceEnded()
    terms = catalogue.terms(catalogue.published(service.item_code))
    version_id, organs = terms.version_id, [terms.accepting_organ_id, terms.deciding_organ_id]
    material = paper(service.item_code, service.material_type).code
    if case_id is not None:
        version_id, organs, material = of_case(case_id, party_id, service, actor)
    secret = random(lots.SECRET_BYTES) if way is Way.DRAW else b""
    row = Request(
        party_id=party_id, service=service, version_id=version_id, material_code=material, case_id=case_id, way=way, details=details,
        organ_ids=sorted({str(one) for one in organs if one}), days=wish.days, price_fen=wish.price_fen if way is Way.DRAW else None,
        published_at=now, closes_on=clock.add_working_days(clock.calendar(), local_date(now), wish.open_days), secret=secret,
        commitment=lots.commitment_of(secret) if secret else "", salt=new_salt(),
    )  # fmt: skip
    said = facts.ServiceRequested(
        party_id=party_id, service_id=service.id, version_id=version_id, material_code=material, case_id=case_id, way=way, days=row.days,
        organ_ids=tuple(UUID(one) for one in row.organ_ids), price_fen=row.price_fen, closes_on=row.closes_on, commitment=row.commitment,
        text_hash=digest(row, details),
    )  # fmt: skip
    record(row, said, actor=actor, at=now)
    row.save(force_insert=True)
    return row.id


def of_case(case_id: UUID, party_id: UUID, service: Service, actor: Actor) -> tuple[UUID, list[UUID | None], str]:
    """(version, organs, material) of the owner's own case, while the paper can still matter."""
    cases.visible(actor, case_id)
    state = cases.state(case_id)
    if state.applicant_id != party_id:
        raise law.NoRequest()
    if state.phase not in (Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW):
        raise CaseOver()
    terms = catalogue.terms(state.item_version_id)
    found = next((m.code for m in terms.materials if m.type_code == service.material_type), "")
    if terms.code != service.item_code or not found:
        raise OtherItem()
    return state.item_version_id, [state.accepting_organ_id, state.deciding_organ_id], found


@transaction.atomic
def offer(request_id: UUID, agency_id: UUID, *, amount_fen: int | None = None, days: int | None = None, actor: Actor, now: datetime) -> None:
    """报名 by an agency, until the last day: its price and days, or for a draw those the owner set, at most its public price.

    Raises NotTheAgency, ClosedAlready, NotEligible, OverThePrice, OfferedAlready, Invalid.
    """
    row = lock_request(request_id)
    agency = need_agency(Agency.objects.prefetch_related("lines").filter(id=agency_id).first(), actor)
    if row.state != law.State.OPEN:
        raise law.WrongState(state=law.LABELS[law.State(row.state)])
    law.check_open(row.closes_on, local_date(now))
    found = standing(agency)
    check_eligible(row, found)
    line = found.line(row.service_id)
    assert line is not None  # eligible
    if row.way == Way.DRAW:
        amount_fen, days = law.drawn_price(row.price_fen or 0, public_fen=line.price_fen), row.days
    else:
        amount_fen, days = amount_fen or 0, days or 0
        law.check_offer(amount_fen=amount_fen, days=days, most_fen=line.price_fen, most_days=row.days)
    try:
        with transaction.atomic():
            Offer.objects.create(request=row, agency=agency, amount_fen=amount_fen, days=days, at=now)
    except IntegrityError as twice:
        raise law.OfferedAlready() from twice
    record(row, facts.OfferMade(agency_id=agency.id, amount_fen=amount_fen, days=days), actor=actor, at=now)
    row.save(update_fields=["head_seq", "head_hash"])


def check_eligible(row: Request, agency: agencies.Standing) -> None:
    agencies.check_eligible(
        agency, service_id=row.service_id, on=row.closes_on, organ_ids=below(row.organ_ids), owner_id=row.party_id
    )


@transaction.atomic
def take_back(request_id: UUID, agency_id: UUID, *, actor: Actor, now: datetime) -> None:
    """撤回报名, until the last day."""
    row = lock_request(request_id)
    agency = need_agency(Agency.objects.filter(id=agency_id).first(), actor)
    if row.state != law.State.OPEN:
        raise law.WrongState(state=law.LABELS[law.State(row.state)])
    law.check_open(row.closes_on, local_date(now))
    if not Offer.objects.filter(request=row, agency=agency, withdrawn_at__isnull=True).update(withdrawn_at=now):
        raise law.NoOffer()
    record(row, facts.OfferWithdrawn(agency_id=agency.id), actor=actor, at=now)
    row.save(update_fields=["head_seq", "head_hash"])


def standing_offers(row: Request) -> list[Offer]:
    """Offers of agencies that are still eligible now that the list is closed: a suspended one has dropped out."""
    organs = below(row.organ_ids)
    offers = row.offers.filter(withdrawn_at__isnull=True).select_related("agency__party").prefetch_related("agency__lines").order_by("at", "id")
    return [
        one for one in offers
        if agencies.is_eligible(standing(one.agency), service_id=row.service_id, on=row.closes_on, organ_ids=organs, owner_id=row.party_id)
    ]


@transaction.atomic
def choose(request_id: UUID, agency_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> None:
    """比选: the owner chooses one of the offers, after the last day. Raises NoNaming for every official, StillOpen, OtherWay, NoOffer, NotEligible."""
    row = lock_request(request_id, version)
    need_owner(row, actor)
    law.check_way(Way(row.way), Way.CHOICE, WAY_NAMES)
    found = row.offers.filter(agency_id=agency_id, withdrawn_at__isnull=True).select_related("agency__party").first()
    law.move(law.State(row.state), "agencies.AgencyChosen")
    law.check_closed(row.closes_on, local_date(now))
    if found is None:
        raise law.NoOffer()
    check_eligible(row, standing(found.agency))
    said = facts.AgencyChosen(agency_id=agency_id, amount_fen=found.amount_fen, days=found.days)
    settle(row, found, said, actor=actor, now=now)


@transaction.atomic
def draw(request_id: UUID, *, owner_number: str, actor: Actor, now: datetime, version: int | None = None) -> lots.Lot:
    """抽取: the owner draws the lot after the last day, with a number of their own. Raises NoNaming for every official, StillOpen, OtherWay,
    NobodyToDraw, Invalid."""
    row = lock_request(request_id, version)
    need_owner(row, actor)
    law.check_way(Way(row.way), Way.DRAW, WAY_NAMES)
    law.move(law.State(row.state), "agencies.LotDrawn")
    law.check_closed(row.closes_on, local_date(now))
    number, offers = lots.read_number(owner_number), {one.agency_id: one for one in standing_offers(row)}
    lot = lots.draw(row.id, tuple(offers), secret=bytes(row.secret), owner_number=number)
    Lot.objects.create(
        request=row, agency_ids=[str(one) for one in lot.agency_ids], list_hash=lot.list_hash, secret=lot.secret, owner_number=number,
        seed=lot.seed, place=lot.place, drawn_at=now,
    )  # fmt: skip
    closed = facts.ListClosed(agency_ids=lot.agency_ids, list_hash=lot.list_hash)
    drawn = facts.LotDrawn(agency_id=lot.agency_id, secret=lot.secret, owner_number=number, seed=lot.seed, place=lot.place)
    settle(row, offers[lot.agency_id], closed, drawn, actor=actor, now=now)
    return lot


def settle(row: Request, found: Offer, *said: facts.AgencyChosen | facts.ListClosed | facts.LotDrawn, actor: Actor, now: datetime) -> None:
    """Keep whom the request fell to, with the offer's price and days; the agency is told."""
    record(row, *said, actor=actor, at=now)  # type: ignore[arg-type]
    row.agency_id, row.amount_fen, row.work_days = found.agency_id, found.amount_fen, found.days
    row.save()
    documents.notify(found.agency.party_id, "agency_chosen", at=now, params={"service": row.service.name})


@transaction.atomic
def withdraw(request_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """撤回需求 by the owner, before a contract is signed."""
    row = lock_request(request_id, version)
    need_owner(row, actor)
    said = agencies.need_reason(reason)
    record(row, facts.RequestWithdrawn(reason_hash=digest(row, said)), actor=actor, at=now)
    row.reason = said
    row.save()
    if row.agency is not None:
        documents.notify(row.agency.party_id, "agency_withdrawn", at=now, params={"service": row.service.name})
