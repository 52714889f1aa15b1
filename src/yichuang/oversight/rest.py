"""审管互动 in `/api/v1/`: a regulator's own system reads what its organ owes and answers there, without typing anything twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.catalogue.domain.boundary import Interaction
from yichuang.kernel.errors import Forbidden
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, headers, once, problems
from yichuang.organisations import api as organisations
from yichuang.oversight import api
from yichuang.oversight.domain import FINDING_NAMES, MOST_TEXT, State

router = Router(tags=["oversight"])
Side = Literal["owed", "awaited"]
FindingKey = Literal[tuple(FINDING_NAMES)]  # type: ignore[valid-type]


class StaffOnly(Forbidden):
    code = "oversight.staff_only"
    message = "审管互动只给机关工作人员看"
    remedy = "请用机关工作人员的账号接入"


class InteractionsIn(Schema):
    side: Side = Field("owed", description="owed：本机关要办的；awaited：本机关审批、等监管机关办的")
    page: Annotated[int, Field(ge=1, le=9_999)] = 1


class InteractionOut(Schema):
    id: UUID
    case_id: UUID
    number: str
    item_id: UUID
    item: str
    step: str
    interaction: Interaction
    approve_organ: str
    approve_office: str
    regulate_organ_id: UUID
    regulate_organ: str
    regulate_office: str
    basis: str
    days: int
    """Working days."""
    opened_at: datetime
    due_on: date
    state: State
    findings: list[str]
    """What may be answered."""


class InteractionsOut(Schema):
    page: int
    more: bool
    interactions: list[InteractionOut]


class AnswerIn(Schema):
    finding: FindingKey
    text: str = Field("", max_length=MOST_TEXT)


class AnsweredOut(Schema):
    id: UUID
    case_id: UUID


@router.get("/interactions", response={200: InteractionsOut, **problems(401, 403)}, summary="审管互动：要办的和在等的")
def interactions(request: HttpRequest, asked: Query[InteractionsIn]) -> dict[str, Any]:
    """What is open of one's organs, by last day, fifty a page."""
    actor = request.auth.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        raise StaffOnly()
    rows, more = api.page(organisations.mine(actor), asked.side, number=asked.page)
    return {"page": asked.page, "more": more, "interactions": [told(row) for row in rows]}


def told(row: api.DueRow) -> dict[str, Any]:
    same = (
        "case_id", "number", "item_id", "item", "step", "interaction", "approve_organ", "approve_office", "regulate_organ_id", "regulate_organ",
        "regulate_office", "basis", "days", "opened_at", "due_on", "state",
    )  # fmt: skip
    return {"id": row.due_id, "findings": [key for key, _ in row.findings], **{name: getattr(row, name) for name in same}}


@router.post(
    "/interactions/{interaction_id}/answer", response={200: AnsweredOut, **problems(401, 403, 409)}, summary="审管互动：监管机关答复",
    openapi_extra=headers(versioned=False),
)  # fmt: skip
def answer_interaction(request: HttpRequest, interaction_id: UUID, body: AnswerIn) -> HttpResponse:
    """认领, 回复, 核查, 反馈 or 异议, by a post of the regulating organ that may answer. It does not touch the case's version."""

    def act(asked: Order) -> Answer:
        case_id = api.answer(interaction_id, finding=body.finding, text=body.text, actor=asked.caller.actor, now=asked.now)
        return answer(200, {"id": interaction_id, "case_id": case_id})

    return once(request, act, versioned=False)
