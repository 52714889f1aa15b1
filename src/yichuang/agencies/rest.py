"""The mall in `/api/v1/`: public, read only. There is no write: an agency is found by its owner on the owner's own pages (43)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.agencies import audit, queries
from yichuang.agencies.domain.request import NoRequest
from yichuang.agencies.views import as_json
from yichuang.kernel.record import read
from yichuang.kernel.rest import problems
from yichuang.kernel.values import local_date

router = Router(tags=["intermediaries"])
Page = Annotated[int, Field(ge=1, le=9_999)]


class ServiceOut(Schema):
    id: UUID
    code: str
    name: str
    item_code: str
    material_type: str
    basis: str
    article: str
    note: str
    listed_on: date
    agencies: int


class LineOut(Schema):
    service_id: UUID
    service: str
    price_fen: int
    days: int
    qualification: str
    qualified_to: date | None


class AgencyOut(Schema):
    id: UUID
    name: str
    number: str
    state: str
    organ: str
    staff_count: int
    conditions: str
    process: str
    listed_on: date | None
    rated: int
    stars: int
    lines: list[LineOut]


class AgenciesOut(Schema):
    page: int
    more: bool
    agencies: list[AgencyOut]


class OfferOut(Schema):
    agency_id: UUID
    agency: str
    amount_fen: int
    days: int
    at: datetime


class RequestOut(Schema):
    id: UUID
    service: str
    service_id: UUID
    owner: str
    way: str
    state: str
    days: int
    price_fen: int | None
    published_at: datetime
    closes_on: date
    commitment: str
    agency_id: UUID | None
    agency: str
    amount_fen: int | None
    work_days: int | None
    signed_on: date | None
    delivered_on: date | None
    accepted_on: date | None
    level: str
    offers: int


class WholeRequestOut(RequestOut):
    details: str
    offers_closed: list[OfferOut]
    """Empty until the last day is over."""


class RequestsOut(Schema):
    page: int
    more: bool
    requests: list[RequestOut]


class LotOut(Schema):
    scheme: str
    request_id: UUID
    agency_ids: list[UUID]
    list_hash: str
    commitment: str
    secret: str
    owner_number: str
    seed: str
    place: int
    agency_id: UUID


class AgencyQuery(Schema):
    q: str = Field("", max_length=60)
    service: UUID | None = None
    page: Page = 1


class RequestQuery(Schema):
    page: Page = 1


@router.get("/mall/services", response={200: list[ServiceOut], **problems()}, auth=None, summary="中介服务清单")
def services(request: HttpRequest) -> Any:
    """Every service an item may ask for, with the law it stands on; at most 200."""
    return list(queries.services())


@router.get("/mall/agencies", response={200: AgenciesOut, **problems()}, auth=None, summary="中介机构名录")
def agencies(request: HttpRequest, asked: Query[AgencyQuery]) -> dict[str, Any]:
    """Listed agencies by name, twenty a page."""
    rows, more = queries.register(query=asked.q.replace("\x00", ""), service_id=asked.service, page=asked.page)
    return {"page": asked.page, "more": more, "agencies": [agency_out(row) for row in rows]}


@router.get("/mall/agencies/{agency_id}", response={200: AgencyOut, **problems()}, auth=None, summary="一家中介机构")
def agency(request: HttpRequest, agency_id: UUID) -> dict[str, Any]:
    return agency_out(queries.public_agency(agency_id))


def agency_out(row: queries.AgencyRow) -> dict[str, Any]:
    shown = ("id", "name", "number", "state", "organ", "staff_count", "conditions", "process", "listed_on", "lines")
    return {**{name: getattr(row, name) for name in shown}, "rated": row.score.rated, "stars": row.score.stars}


@router.get("/mall/requests", response={200: RequestsOut, **problems()}, auth=None, summary="正在报名的需求")
def requests(request: HttpRequest, asked: Query[RequestQuery]) -> dict[str, Any]:
    rows, more = queries.open_requests(today=local_date(timezone.now()), page=asked.page)
    return {"page": asked.page, "more": more, "requests": list(rows)}


@router.get("/mall/requests/{request_id}", response={200: WholeRequestOut, **problems()}, auth=None, summary="一个需求")
def one(request: HttpRequest, request_id: UUID) -> dict[str, Any]:
    row = queries.request(request_id)
    closed = local_date(timezone.now()) > row.closes_on
    shown = {name: getattr(row, name) for name in WholeRequestOut.model_fields if name != "offers_closed"}
    return {**shown, "offers_closed": list(queries.offers(request_id)) if closed else []}


@router.get("/mall/requests/{request_id}/lot", response={200: LotOut, **problems()}, auth=None, summary="抽取记录")
def lot(request: HttpRequest, request_id: UUID) -> dict[str, Any]:
    """Everything the lot was drawn from; `yichuang lot` draws it again."""
    drawn = audit.recorded_lot(request_id, read(request_id))
    if drawn is None:
        raise NoRequest("还没有抽取。", code="agencies.not_drawn", remedy="抽取以后在这里公开。")
    return as_json(drawn)
