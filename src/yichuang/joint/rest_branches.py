"""Single branches of a 联办 in `/api/v1/`: given up, applied for again, signed, joined later; the longer limit of all; 抄告."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.joint import queries, telling
from yichuang.joint.actions import changing, partners, together
from yichuang.joint.actions.unit import name_of
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.partners import PartnerKind
from yichuang.joint.domain.state import What
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.joint.rest_project_people import LateEdgeIn
from yichuang.joint.rest_together import Number
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, headers, once, problems

router = Router(tags=["together"])
SEEN, ANSWERS, EXTRA = problems(401, 403), problems(401, 403, 409), headers(versioned=False)
Reason = Annotated[str, Field(min_length=1, max_length=2000)]


class BranchDoneOut(Schema):
    number: str
    branch_id: UUID


class AgainOut(Schema):
    """The cases that were opened at once; empty while the new branch waits for what the law wants first."""

    number: str
    case_numbers: list[str]


class GiveUpIn(Schema):
    reason: str = Field("", max_length=2000)


class JoinIn(Schema):
    case_id: UUID
    edges: list[LateEdgeIn] = Field(default_factory=list, max_length=50)


class PartnerIn(Schema):
    """`name`: the one the applicant chose."""

    kind: PartnerKind
    name: str = Field(min_length=1, max_length=100)


class PartnerOut(Schema):
    number: str
    partner_id: UUID


class LongerIn(Schema):
    reason: Reason


class LongerOut(Schema):
    number: str


class CopyNoticeOut(Schema):
    notice_id: UUID
    number: str
    item: str
    """Whose decision it tells of."""
    from_organ: str
    to_organ: str
    sent_at: datetime


class CopyNoticesOut(Schema):
    notices: list[CopyNoticeOut]
    next: int | None


class CopiesAsked(Schema):
    page: int = Field(1, ge=1, le=1000)


class AcknowledgedOut(Schema):
    notice_id: UUID


def do(request: HttpRequest, number: str, act: Callable[[UUID, Order], Any]) -> HttpResponse:
    """One verb, once by its key; `act` returns what the answer says besides the number."""

    def run(asked: Order) -> Answer:
        found = queries.id_of(number, actor=asked.caller.actor, what=What.THEME)
        return answer(200, {"number": telling.number_of(found), **(act(found, asked) or {})})

    return once(request, run, versioned=False)


@router.post("/together/{number}/branches/{branch_id}/again", response={200: AgainOut, **ANSWERS}, summary="重新申请一项", openapi_extra=EXTRA)
def again(request: HttpRequest, number: Number, branch_id: UUID) -> HttpResponse:
    """By its applicant, with what was handed in then: an item that ended without its result."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        begun = changing.again(joint_id, branch_id, actor=asked.caller.actor, now=asked.now)
        return {"case_numbers": list(begun.cases.values())}

    return do(request, number, act)


@router.post("/together/{number}/branches/{branch_id}/drop", response={200: BranchDoneOut, **ANSWERS}, summary="放弃一项", openapi_extra=EXTRA)
def drop(request: HttpRequest, number: Number, branch_id: UUID, body: GiveUpIn) -> HttpResponse:
    """By its applicant, while it waits; one on its way is withdrawn by the verb of its case."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        changing.drop(joint_id, branch_id, reason=body.reason, actor=asked.caller.actor, now=asked.now)
        return {"branch_id": branch_id}

    return do(request, number, act)


@router.post("/together/{number}/branches/{branch_id}/sign", response={200: BranchDoneOut, **ANSWERS}, summary="签署", openapi_extra=EXTRA)
def sign(request: HttpRequest, number: Number, branch_id: UUID) -> HttpResponse:
    """统一办理: whoever may grant the branch says that it is ready for the one decision (26(2))."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        together.sign(joint_id, branch_id, actor=asked.caller.actor, now=asked.now)
        return {"branch_id": branch_id}

    return do(request, number, act)


@router.post("/together/{number}/cases", response={200: BranchDoneOut, **ANSWERS}, summary="后来的办件并进联办", openapi_extra=EXTRA)
def attach(request: HttpRequest, number: Number, body: JoinIn) -> HttpResponse:
    """A case of the same applicant joins, by the lead organ or the applicant; what waits for what is said with its article."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        edges = [ThemeEdge(edge.before, edge.after, EdgeKind.ASSUMABLE, edge.article) for edge in body.edges]
        return {"branch_id": changing.attach(joint_id, body.case_id, actor=asked.caller.actor, now=asked.now, edges=edges)}

    return do(request, number, act)


@router.post("/together/{number}/partners", response={200: PartnerOut, **ANSWERS}, summary="交配合单位办", openapi_extra=EXTRA)
def hand_on(request: HttpRequest, number: Number, body: PartnerIn) -> HttpResponse:
    """At the counter of the organ that leads: to the one the applicant chose; its minutes run."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        return {"partner_id": partners.begin_partner(joint_id, kind=body.kind, name=body.name, actor=asked.caller.actor, now=asked.now)}

    return do(request, number, act)


@router.post("/together/{number}/partners/{partner_id}/done", response={200: PartnerOut, **ANSWERS}, summary="配合单位办好了", openapi_extra=EXTRA)
def partner_done(request: HttpRequest, number: Number, partner_id: UUID) -> HttpResponse:
    """It has done its part; its minutes stop."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        partners.end_partner(joint_id, partner_id, actor=asked.caller.actor, now=asked.now)
        return {"partner_id": partner_id}

    return do(request, number, act)


@router.post("/together/{number}/extend", response={200: LongerOut, **ANSWERS}, summary="统一办理延长十五日", openapi_extra=EXTRA)
def extend(request: HttpRequest, number: Number, body: LongerIn) -> HttpResponse:
    """By a head of the government, once, before the forty-five days are over; no branch's own limit changes (42(2))."""

    def act(joint_id: UUID, asked: Order) -> None:
        together.extend(joint_id, reason=body.reason, actor=asked.caller.actor, now=asked.now)

    return do(request, number, act)


@router.get("/copy-notices", response={200: CopyNoticesOut, **SEEN}, summary="待签收的抄告")
def copies(request: HttpRequest, asked: Query[CopiesAsked]) -> dict[str, Any]:
    """Decisions the account's organs were told of and have not acknowledged, the oldest first."""
    rows, more = telling.copies_to_acknowledge(request.auth.actor, page=asked.page)  # type: ignore[attr-defined]
    return {
        "notices": [
            {
                "notice_id": row.id, "number": row.joint.number, "item": name_of(row.branch), "from_organ": row.branch.organ.name,
                "to_organ": row.organ.name, "sent_at": row.sent_at,
            }
            for row in rows
        ],
        "next": asked.page + 1 if more else None,
    }  # fmt: skip


@router.post("/copy-notices/{notice_id}/acknowledge", response={200: AcknowledgedOut, **ANSWERS}, summary="抄告签收", openapi_extra=EXTRA)
def acknowledge(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """By somebody of the organ that was told; once."""

    def run(asked: Order) -> Answer:
        changing.acknowledge(notice_id, actor=asked.caller.actor, now=asked.now)
        return answer(200, {"notice_id": notice_id})

    return once(request, run, versioned=False)
