"""转移和购买的服务 in `/api/v1/`: the organ's own with their checks, put one on the list, write down a check. The public reads two catalogues."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.catalogue import outsourcing
from yichuang.catalogue.domain.outsourcing import Finding, Way
from yichuang.catalogue.rest_posts import EXTRA, SEEN, WROTE, WrittenOut, holder, written
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Post

router = Router(tags=["items"])
Name, Words = Annotated[str, Field(max_length=300)], Annotated[str, Field(max_length=2_000)]


class OutsourcedOut(Schema):
    """`checked_on`, `finding`: its last check; null where nobody has checked."""

    service_id: UUID
    way_name: str
    organ: str
    name: str
    contractor: str
    number: str
    document: str
    duty: str
    from_on: date
    to_on: date
    checked_on: date | None
    finding: Finding | None


class OutsourcedListOut(Schema):
    services: list[OutsourcedOut]
    next: int | None


class OutsourcedIn(Schema):
    """`item`: the code or full name of an item in force it serves; a licence is never handed on (行政许可法 22 to 24)."""

    way: Way
    name: Name
    item: Name = ""
    contractor: Name
    number: Annotated[str, Field(max_length=18)] = Field("", description="统一社会信用代码")
    document: Name
    duty: Words
    from_on: date
    to_on: date


class OutsourcedCheckIn(Schema):
    """`finding` stop ends the contract with that day."""

    on: date
    finding: Finding
    text: Words


@router.get("/outsourced-services", response={200: OutsourcedListOut, **SEEN}, summary="本机关转移、购买的服务")
def listed(request: HttpRequest, page: Annotated[int, Query(ge=1, le=9_999)] = 1) -> dict[str, Any]:
    """Of the token's organ and those below, the newest first, fifty a page. Everybody reads `/catalogues/transferred` and `/purchased`."""
    actor = holder(request.auth.actor, Post.CATALOGUE_EDITOR)  # type: ignore[attr-defined]
    rows, more = outsourcing.rows(organisations.mine(actor), timezone.localdate(), page=page)
    shown = [{name: getattr(row, name) for name in OutsourcedOut.model_fields} | {"finding": row.finding or None} for row in rows]
    return {"services": shown, "next": page + 1 if more else None}


@router.post("/outsourced-services", response={200: WrittenOut, **WROTE}, summary="列入转移、购买服务目录", openapi_extra=EXTRA)
def keep(request: HttpRequest, body: OutsourcedIn) -> HttpResponse:
    """A service of the token's own organ. For catalogue editors."""
    said = body.model_dump() | {"way": body.way.value}
    return written(request, lambda who: outsourcing.keep(**said, **who), Post.CATALOGUE_EDITOR)


@router.post("/outsourced-services/{service_id}/checks", response={200: WrittenOut, **WROTE}, summary="登记监督检查", openapi_extra=EXTRA)
def supervise(request: HttpRequest, service_id: UUID, body: OutsourcedCheckIn) -> HttpResponse:
    """One check of the contractor's work, on a day of the contract that has come; its finding is public."""
    said = body.model_dump() | {"finding": body.finding.value}
    return written(request, lambda who: outsourcing.supervise(service_id, **said, **who), Post.CATALOGUE_EDITOR)
