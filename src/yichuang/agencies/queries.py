"""Reads of the mall: the list, the register, requests, the days an agency took. Typed rows; every list is bounded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from yichuang.agencies.actions.record import below, standing
from yichuang.agencies.domain import agency as agencies
from yichuang.agencies.domain import request as requests
from yichuang.agencies.domain.words import COMPLAINT_NAMES, FINDING_NAMES, LEVEL_NAMES, PAUSE_NAMES, STARS, WAY_NAMES, Level, Way
from yichuang.agencies.models import Agency, Complaint, Line, Offer, Pause, Request, Service
from yichuang.kernel import access
from yichuang.kernel.errors import NotFound
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

PAGE = 20
BOUND = 200


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service of the published list; `agencies` listed with it."""

    id: UUID
    code: str
    name: str
    item_code: str
    material_type: str
    basis: str
    article: str
    note: str
    listed_on: date
    ended_on: date | None
    agencies: int = 0


@dataclass(frozen=True, slots=True)
class LineRow:
    service_id: UUID
    service: str
    price_fen: int
    days: int
    qualification: str
    qualified_to: date | None
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Score:
    """Ratings of finished contracts: how many, and the stars they gave in all."""

    rated: int = 0
    stars: int = 0

    @property
    def average(self) -> str:
        return f"{self.stars / self.rated:.2f}" if self.rated else ""


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency as the register shows it. `number` is its unified social credit code, which is public; `state_name` a msgid."""

    id: UUID
    party_id: UUID
    name: str
    number: str
    state: str
    state_name: str
    organ: str
    staff_count: int
    conditions: str
    process: str
    reason: str
    applied_at: datetime
    listed_on: date | None
    version: int
    lines: tuple[LineRow, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class OfferRow:
    agency_id: UUID
    agency: str
    amount_fen: int
    days: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PauseRow:
    ground_name: str
    reason: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in a list; `way_name` and `state_name` are msgids, money in fen."""

    id: UUID
    party_id: UUID
    service: str
    service_id: UUID
    owner: str
    way: str
    way_name: str
    state: str
    state_name: str
    days: int
    price_fen: int | None
    published_at: datetime
    closes_on: date
    details: str
    case_id: UUID | None
    commitment: str
    agency_id: UUID | None
    agency: str
    amount_fen: int | None
    work_days: int | None
    signed_on: date | None
    due_on: date | None
    delivered_on: date | None
    accepted_on: date | None
    level: str
    level_name: str
    comment: str
    reason: str
    version: int
    offers: int

    @property
    def is_draw(self) -> bool:
        return self.way == Way.DRAW


def services(*, ended: bool = False) -> tuple[ServiceRow, ...]:
    """The list in force, by name; with `ended`, also what left it."""
    rows = Service.objects.annotate(n=Count("lines", filter=Q(lines__agency__state=agencies.State.LISTED)))
    if not ended:
        rows = rows.filter(ended_on__isnull=True)
    return tuple(service_row(row, row.n) for row in rows.order_by("name", "id")[:BOUND])


def service(service_id: UUID) -> ServiceRow:
    found = Service.objects.filter(id=service_id).first()
    if found is None:
        raise NotFound("清单里没有这项中介服务。", code="agencies.no_service")
    return service_row(found)


def service_row(row: Service, n: int = 0) -> ServiceRow:
    return ServiceRow(
        row.id, row.code, row.name, row.item_code, row.material_type, row.basis, row.article, row.note, row.listed_on, row.ended_on, n
    )


def register(*, query: str = "", service_id: UUID | None = None, states: Iterable[str] = (agencies.State.LISTED,), page: int = 1) -> tuple[tuple[AgencyRow, ...], bool]:
    """(agencies of a page, whether there are more), by name."""
    rows = Agency.objects.filter(state__in=tuple(states))
    if query:
        rows = rows.filter(party__name__icontains=query)
    if service_id is not None:
        rows = rows.filter(Exists(Line.objects.filter(agency=OuterRef("pk"), service_id=service_id)))
    found = list(whole(rows).order_by("party__name", "id")[(page - 1) * PAGE : page * PAGE + 1])
    return agency_rows(found[:PAGE]), len(found) > PAGE


def whole(rows: QuerySet[Agency]) -> QuerySet[Agency]:
    return rows.select_related("party", "organ").prefetch_related(Prefetch("lines", Line.objects.select_related("service").order_by("service__name")))


def agency_rows(rows: Sequence[Agency]) -> tuple[AgencyRow, ...]:
    numbers, scores = organisations.public_numbers(row.party_id for row in rows), scores_of([row.id for row in rows])
    return tuple(
        AgencyRow(
            row.id, row.party_id, row.party.name, numbers.get(row.party_id, ""), row.state, agencies.LABELS[agencies.State(row.state)],
            row.organ.name if row.organ else "", row.staff_count, row.conditions, row.process, row.reason, row.applied_at, row.listed_on,
            row.head_seq, tuple(line_row(line) for line in row.lines.all()), scores.get(row.id, Score()),
        )
        for row in rows
    )  # fmt: skip


def line_row(line: Line) -> LineRow:
    return LineRow(line.service_id, line.service.name, line.price_fen, line.days, line.qualification, line.qualified_to, line.file_sha256)


def scores_of(agency_ids: Sequence[UUID]) -> dict[UUID, Score]:
    found: dict[UUID, Score] = {}
    rows = Request.objects.filter(agency_id__in=agency_ids).exclude(level="").order_by().values_list("agency_id", "level").annotate(n=Count("id"))
    for agency_id, level, n in rows:
        if agency_id is not None:
            so_far = found.get(agency_id, Score())
            found[agency_id] = Score(so_far.rated + n, so_far.stars + n * STARS[Level(level)])
    return found


def agency(agency_id: UUID) -> AgencyRow:
    """One agency in any state. Raises NoAgency."""
    found = whole(Agency.objects.filter(id=agency_id)).first()
    if found is None:
        raise agencies.NoAgency()
    return agency_rows([found])[0]


def public_agency(agency_id: UUID) -> AgencyRow:
    """One agency as anybody may see it: what was never listed is not there. One whose change is being checked stays: results lead to it."""
    found = agency(agency_id)
    if found.listed_on is None:
        raise agencies.NoAgency()
    return found


def of_party(party_ids: Iterable[UUID]) -> tuple[AgencyRow, ...]:
    """The agencies a person stands for."""
    return agency_rows(list(whole(Agency.objects.filter(party_id__in=tuple(party_ids))).order_by("party__name")[:PAGE]))


def ratings_of(agency_id: UUID) -> tuple[RequestRow, ...]:
    """What owners said of its finished work, the newest first."""
    rows = listed(Request.objects.filter(agency_id=agency_id).exclude(level="")).order_by("-rated_at")
    return request_rows(rows[:PAGE])


def listed(rows: QuerySet[Request]) -> QuerySet[Request]:
    return rows.select_related("party", "service", "agency__party").annotate(n=Count("offers", filter=Q(offers__withdrawn_at__isnull=True)))


def request_rows(rows: Iterable[Request]) -> tuple[RequestRow, ...]:
    return tuple(
        RequestRow(
            row.id, row.party_id, row.service.name, row.service_id, owner_name(row), row.way, WAY_NAMES[Way(row.way)], row.state,
            requests.LABELS[requests.State(row.state)], row.days, row.price_fen, row.published_at, row.closes_on, row.details, row.case_id,
            row.commitment, row.agency_id, row.agency.party.name if row.agency else "", row.amount_fen, row.work_days, row.signed_on, row.due_on,
            row.delivered_on, row.accepted_on, row.level, LEVEL_NAMES[Level(row.level)] if row.level else "", row.comment, row.reason,
            row.head_seq, row.n,  # type: ignore[attr-defined]
        )
        for row in rows
    )  # fmt: skip


def owner_name(row: Request) -> str:
    """A company by its name; a natural person's name is not made public by asking for a service."""
    return row.party.name if row.party.kind == "legal" else _("个人（姓名不公开）")


def open_requests(*, today: date, page: int = 1) -> tuple[tuple[RequestRow, ...], bool]:
    """What may be signed up for, the first to close first."""
    rows = listed(Request.objects.filter(state=requests.State.OPEN, closes_on__gte=today)).order_by("closes_on", "id")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    return request_rows(found[:PAGE]), len(found) > PAGE


def results(limit: int = PAGE) -> tuple[RequestRow, ...]:
    """Requests with an agency, the newest first: who was chosen or drawn is public."""
    rows = listed(Request.objects.filter(agency__isnull=False)).order_by("-published_at")
    return request_rows(rows[:limit])


def request(request_id: UUID) -> RequestRow:
    """One request as anybody may see it. Raises NoRequest."""
    found = listed(Request.objects.filter(id=request_id)).first()
    if found is None:
        raise requests.NoRequest()
    return request_rows([found])[0]


def own_requests(party_ids: Iterable[UUID]) -> tuple[RequestRow, ...]:
    """Requests of the owners a person stands for."""
    return request_rows(listed(Request.objects.filter(party_id__in=tuple(party_ids))).order_by("-published_at")[:PAGE])


def agency_requests(party_ids: Iterable[UUID]) -> tuple[RequestRow, ...]:
    """Requests the agencies of a person offered for, or work on."""
    mine = Agency.objects.filter(party_id__in=tuple(party_ids)).values("id")
    offered = Offer.objects.filter(agency_id__in=mine, withdrawn_at__isnull=True).values("request_id")
    return request_rows(listed(Request.objects.filter(Q(agency_id__in=mine) | Q(id__in=offered))).order_by("-published_at")[:PAGE])


def offers(request_id: UUID) -> tuple[OfferRow, ...]:
    """Offers that stand, the lowest first; shown when the list is closed."""
    rows = Offer.objects.filter(request_id=request_id, withdrawn_at__isnull=True).select_related("agency__party")
    return tuple(OfferRow(o.agency_id, o.agency.party.name, o.amount_fen, o.days, o.at) for o in rows.order_by("amount_fen", "at")[:BOUND])


def pauses(request_id: UUID) -> tuple[PauseRow, ...]:
    rows = Pause.objects.filter(request_id=request_id).order_by("from_on", "id")[:BOUND]
    return tuple(PauseRow(PAUSE_NAMES.get(p.ground, p.ground), p.reason, p.from_on, p.to_on) for p in rows)


def may_offer(row: RequestRow, actor: Actor) -> tuple[tuple[AgencyRow, str], ...]:
    """(agency, why not) of each agency of a person for this request; "" when it may. The reason is a msgid."""
    mine = list(whole(Agency.objects.filter(party_id__in=tuple(actor.party_ids))).order_by("party__name")[:PAGE])
    if not mine:
        return ()
    organs = below(list(Request.objects.filter(id=row.id).values_list("organ_ids", flat=True)[0]))
    found = []
    for one, shown in zip(mine, agency_rows(mine), strict=True):
        try:
            agencies.check_eligible(standing(one), service_id=row.service_id, on=row.closes_on, organ_ids=organs, owner_id=row.party_id)
            found.append((shown, ""))
        except agencies.NotEligible as no:
            found.append((shown, str(no.message)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    id: UUID
    agency_id: UUID
    agency: str
    request_id: UUID
    service: str
    ground_name: str
    text: str
    made_at: datetime
    finding_name: str
    answer: str
    answered_at: datetime | None


def complaint_row(row: Complaint) -> ComplaintRow:
    return ComplaintRow(
        row.id, row.agency_id, row.agency.party.name, row.request_id, row.request.service.name, COMPLAINT_NAMES.get(row.ground, row.ground), row.text,  # type: ignore[call-overload]
        row.made_at, FINDING_NAMES.get(row.finding, ""), row.answer, row.answered_at,  # type: ignore[call-overload]
    )  # fmt: skip


def open_complaints() -> tuple[ComplaintRow, ...]:
    rows = Complaint.objects.filter(answered_at__isnull=True).select_related("agency__party", "request__service")
    return tuple(complaint_row(row) for row in rows.order_by("made_at")[:BOUND])


def complaint_of(request_id: UUID) -> ComplaintRow | None:
    found = Complaint.objects.filter(request_id=request_id).select_related("agency__party", "request__service").first()
    return complaint_row(found) if found else None


def names(agency_ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Agency.objects.filter(id__in=tuple(agency_ids)).values_list("id", "party__name"))


def offered_by(request_id: UUID, agency_ids: Sequence[UUID]) -> tuple[OfferRow, ...]:
    """The standing offers of one's own agencies."""
    return tuple(row for row in offers(request_id) if row.agency_id in agency_ids) if agency_ids else ()


def paper(request_id: UUID, kind: str, *, reader: Actor, at: datetime) -> tuple[str, str]:
    """(hash, name) of the contract or the report; the reader is written to the access log. NotFound when there is none. Who may read it,
    the caller has checked."""
    columns = {"contract": ("contract_sha256", "contract_name"), "report": ("report_sha256", "report_name")}.get(kind)
    found = Request.objects.filter(id=request_id).values_list(*columns, "party_id", "case_id").first() if columns else None
    if not found or not found[0]:
        raise NotFound("没有这份文件。", code="agencies.no_paper")
    access.note(reader.ref, f"agency.{kind}", at=at, subject_id=found[2], case_id=found[3], purpose="agency")
    return found[0], found[1]


def qualification(agency_id: UUID, service_id: UUID, *, reader: Actor, at: datetime) -> tuple[str, str]:
    """(hash, name) of the paper an agency handed in with its application; read as `paper` is."""
    found = Line.objects.filter(agency_id=agency_id, service_id=service_id).values_list("file_sha256", "file_name", "agency__party_id").first()
    if not found or not found[0]:
        raise NotFound("没有这份文件。", code="agencies.no_paper")
    access.note(reader.ref, "agency.qualification", at=at, subject_id=found[2], purpose="agency")
    return found[0], found[1]
