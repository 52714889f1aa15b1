"""联办 in `/api/v1/`: what a connected system may see, and the verbs over all branches. A branch's own verbs are those of its case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.cases.domain.phases import Phase
from yichuang.joint import listing, queries, telling
from yichuang.joint.actions import together
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.queries import BranchRow, JointView
from yichuang.joint.time_spent import time_spent
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, headers, once, problems
from yichuang.kernel.values import local_date

router = Router(tags=["together"])
Number = Annotated[str, Field(min_length=1, max_length=40, description="联办编号")]
SEEN = problems(401, 403)


class TogetherLineOut(Schema):
    number: str
    name: str
    name_en: str
    applicant: str
    lead: str
    opened_at: datetime
    branches: int
    over: int


class LinesOut(Schema):
    together: list[TogetherLineOut]
    next: int | None
    """The next page, where there is one."""


class TogetherNeedOut(Schema):
    branch_id: UUID
    name: str
    kind: EdgeKind
    article: str
    met_at: datetime | None
    failed: bool


class HolderOut(Schema):
    organ: str
    step: str
    since: datetime


class BranchOut(Schema):
    branch_id: UUID
    item_id: UUID
    name: str
    organ: str
    state: BranchState
    outcome: str
    case_id: UUID | None
    case_number: str
    phase: Phase | None
    accepted_on: date | None
    last_on: date
    counted: bool
    """The last day is an estimate: not accepted yet, or waiting."""
    decided_at: datetime | None
    made: bool
    delivered: bool
    delivery_on: date | None
    """The last day of the ten of article 44."""
    group_id: UUID | None
    """What was made on the same day and goes out the same way has the same; any of it may be collected before."""
    signed: bool
    critical: bool
    again_for: UUID | None
    holders: list[HolderOut]
    needs: list[TogetherNeedOut]


class SpentOut(Schema):
    """`party`: an organ; empty for the applicant's corrections; with `partner`, what it does, one the applicant chose that is no organ."""

    party: str
    minutes: int
    running: bool
    partner: str


class TogetherOut(Schema):
    number: str
    name: str
    name_en: str
    theme_version_id: UUID | None
    applicant: str
    mode: Literal["separate", "unified"]
    basis: str
    lead: str
    opened_at: datetime
    last_on: date
    """The last day of the longest branch is the last day of all."""
    limit_on: date | None
    """统一办理: the last of the forty-five days, or of the sixty, for all together (42(2)); none before acceptance."""
    extended_at: datetime | None
    over: bool
    branches: list[BranchOut]
    spent: list[SpentOut]
    """Minutes each party had something in hand, an organ in its office hours; an organ's cases at once count once."""


class TogetherListIn(Schema):
    filter: Literal["going", "lead", "over", "all"] = "going"
    q: str = Field("", max_length=100)
    page: int = Field(1, ge=1, le=1000)


class DoneOut(Schema):
    number: str
    case_ids: list[UUID]


class DeliverIn(Schema):
    branch_ids: list[UUID] = Field(min_length=1, max_length=50)
    mode: Literal["direct", "post"]
    collected_by: str = Field(min_length=1, max_length=200)
    identity: str = Field(min_length=1, max_length=200)
    signature: str = Field("", max_length=200)


@router.get("/together", response={200: LinesOut, **SEEN}, summary="看得见的联办")
def listed(request: HttpRequest, asked: Query[TogetherListIn]) -> dict[str, Any]:
    """Those with a branch of the account's organs, led or accepted by them, or of its own parties; newest first."""
    rows, more = listing.listed(request.auth.actor, asked.filter, query=asked.q, page=asked.page)  # type: ignore[attr-defined]
    told = ("number", "name", "name_en", "applicant", "lead", "opened_at", "branches", "over")
    return {"together": [{n: getattr(row, n) for n in told} for row in rows], "next": asked.page + 1 if more else None}


@router.get("/together/{number}", response={200: TogetherOut, **SEEN}, summary="一个联办")
def one(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Every branch with who holds it now, its last day, and what it needs of the others."""
    actor, now = request.auth.actor, timezone.now()  # type: ignore[attr-defined]
    return whole(queries.view(queries.id_of(number, actor=actor, what=What.THEME), actor=actor, today=local_date(now)), now)


def whole(view: JointView, now: datetime) -> dict[str, Any]:
    told = ("number", "name", "name_en", "theme_version_id", "applicant", "mode", "basis", "lead", "opened_at", "limit_on", "extended_at")
    return {
        **{n: getattr(view, n) for n in told}, "last_on": view.total_on, "over": view.is_over,
        "branches": [branch(row, critical=row.id == view.critical) for row in view.branches],
        "spent": [{"party": x.party, "minutes": x.minutes, "running": x.running, "partner": x.partner} for x in time_spent(view, now)],
    }  # fmt: skip


def branch(row: BranchRow, *, critical: bool) -> dict[str, Any]:
    told = (
        "item_id", "name", "organ", "state", "outcome", "case_id", "phase", "accepted_on", "last_on", "counted", "decided_at", "made",
        "delivered", "delivery_on", "group_id", "signed", "again_for",
    )  # fmt: skip
    return {
        **{n: getattr(row, n) for n in told}, "branch_id": row.id, "case_number": row.number, "critical": critical,
        "holders": [{"organ": h.organ, "step": h.step, "since": h.since} for h in row.holders],
        "needs": [
            {"branch_id": n.before_id, **{k: getattr(n, k) for k in ("name", "kind", "article", "met_at", "failed")}} for n in row.needs
        ],
    }  # fmt: skip


def do(request: HttpRequest, number: str, act: Callable[..., list[UUID]], **given: Any) -> HttpResponse:
    """One verb over all branches, once by its key: all or none, and what stands in the way is listed in `errors`."""

    def run(asked: Order) -> Answer:
        actor = asked.caller.actor
        found = queries.id_of(number, actor=actor, what=What.THEME)
        return answer(200, {"number": telling.number_of(found), "case_ids": act(found, actor=actor, now=asked.now, **given)})

    return once(request, run, versioned=False)


ANSWERS = {200: DoneOut, **problems(401, 403, 409)}
EXTRA = headers(versioned=False)


@router.post("/together/{number}/accept", response=ANSWERS, summary="统一受理", openapi_extra=EXTRA)
def accept(request: HttpRequest, number: Number) -> HttpResponse:
    """Every branch that is not accepted yet, in one act of the window."""
    return do(request, number, together.accept)


@router.post("/together/{number}/decide", response=ANSWERS, summary="统一决定", openapi_extra=EXTRA)
def decide(request: HttpRequest, number: Number) -> HttpResponse:
    """Every open branch, granted by whoever signed it; by the lead organ (26(2))."""
    return do(request, number, together.decide)


@router.post("/together/{number}/deliver", response=ANSWERS, summary="统一送达", openapi_extra=EXTRA)
def deliver(request: HttpRequest, number: Number, body: DeliverIn) -> HttpResponse:
    """The chosen results, handed over in one meeting, each with its own proof (44)."""
    return do(request, number, together.deliver, **body.dict())
