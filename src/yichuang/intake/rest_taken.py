"""代收转寄 in `/api/v1/`, read only: what a window took in for another organ, and what is on its way to it. Forwarding and arrival are confirmed
by people who have the papers before them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.intake import taken_in
from yichuang.intake.domain import TakenState
from yichuang.kernel.errors import Forbidden
from yichuang.kernel.rest import problems
from yichuang.organisations.domain import Actor, Post

router = Router(tags=["applications"])
SEEN = problems(401, 403)


class TakenInOut(Schema):
    """`received` at the accepting organ is `arrived_at` (许可法 29, 32; 电子签名法 11), never `taken_at`."""

    taken_in_id: UUID
    number: str
    item: str
    party: str
    window_organ: str
    for_organ: str
    state: TakenState
    taken_at: datetime
    forward_by: date | None
    late: bool
    means: str
    tracking_number: str
    forwarded_at: datetime | None
    arrived_at: datetime | None
    case_id: UUID | None
    reason: str


class TakenInListOut(Schema):
    taken_in: list[TakenInOut]
    next: int | None


class HandedInOut(Schema):
    name: str
    original: str
    copies: int


class WholeTakenInOut(TakenInOut):
    agreement: str
    materials: list[HandedInOut]
    papers_travel: bool


class TakenInListIn(Schema):
    show: Literal["open", "to-forward", "on-the-way", "done"] = "open"
    page: Annotated[int, Field(ge=1, le=9_999)] = 1


def clerk(request: HttpRequest) -> Actor:
    """As on the pages, for who works at a window."""
    actor: Actor = request.auth.actor  # type: ignore[attr-defined]
    if not actor.holds(Post.WINDOW, Post.HALL_LEAD):
        raise Forbidden("这些内容供窗口工作人员使用。", code="intake.not_at_a_window", remedy="请用窗口或者窗口组长的账号。")
    return actor


def line(row: taken_in.TakenRow) -> dict[str, Any]:
    told = (
        "number", "item", "party", "window_organ", "for_organ", "state", "taken_at", "forward_by", "late", "means", "tracking_number",
        "forwarded_at", "arrived_at", "case_id", "reason",
    )  # fmt: skip
    return {"taken_in_id": row.id, **{name: getattr(row, name) for name in told}}


@router.get("/taken-in", response={200: TakenInListOut, **SEEN}, summary="代收登记")
def listed(request: HttpRequest, asked: Query[TakenInListIn]) -> dict[str, Any]:
    """What the account's organ took in for others or is to receive from others; fifty a page."""
    rows, more = taken_in.register(clerk(request), asked.show, timezone.localdate(), page=asked.page)
    return {"taken_in": [line(row) for row in rows], "next": asked.page + 1 if more else None}


@router.get("/taken-in/{taken_in_id}", response={200: WholeTakenInOut, **SEEN}, summary="一份代收件")
def one(request: HttpRequest, taken_in_id: UUID) -> dict[str, Any]:
    """With what was handed in and the agreement it came under. For the two organs only."""
    view = taken_in.one(taken_in_id, clerk(request), timezone.localdate())
    return {**line(view.row), "agreement": view.agreement, "materials": view.materials, "papers_travel": view.papers_travel}
