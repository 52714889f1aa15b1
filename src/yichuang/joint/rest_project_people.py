"""Who leads, takes part and what is to be reached by when, and a case that joins late, in `/api/v1/projects/`: by an organ that leads a stage, or
the owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from yichuang.joint import projects
from yichuang.joint.actions import changing
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.projects import Role, Stage
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, headers, once, problems
from yichuang.kernel.values import local_date

router = Router(tags=["projects"])
Number = Annotated[str, Field(min_length=1, max_length=40, description="联办编号或者国家统一项目代码")]
ANSWERS, EXTRA = problems(401, 403, 409), headers(versioned=False)


class PartyIn(Schema):
    role: Literal["regulator", "intermediary", "contractor"]
    organ_id: UUID | None = None
    """Of a regulator."""
    name: str = Field("", max_length=100)
    number: str = Field("", max_length=18)
    """统一社会信用代码 of an intermediary or a contractor."""
    from_on: date


class LeaveIn(Schema):
    role: Literal["regulator", "intermediary", "contractor"]
    party_id: UUID
    to_on: date


class LeadIn(Schema):
    stage: Stage
    organ_id: UUID
    instead_of: UUID | None = None
    """Who leads it now; another than this one refuses."""


class NodeIn(Schema):
    name: str = Field(min_length=1, max_length=60)
    item_id: UUID
    planned_on: date


class NodeGoneIn(Schema):
    item_id: UUID


class LateEdgeIn(Schema):
    """One item's decision waits for another's result."""

    before: UUID
    after: UUID
    article: str = Field(min_length=1, max_length=200)


class LateIn(Schema):
    case_id: UUID
    stage: Stage
    edges: list[LateEdgeIn] = Field([], max_length=50)


class LateOut(Schema):
    number: str
    branch_id: UUID


class StandingPartyOut(Schema):
    role: Role
    party_id: UUID
    """Of a regulator its organ."""
    name: str
    from_on: date
    to_on: date | None


class PlannedNodeOut(Schema):
    name: str
    item_id: UUID
    planned_on: date
    reached_on: date | None


class PeopleOut(Schema):
    number: str
    leads: dict[str, UUID]
    parties: list[StandingPartyOut]
    nodes: list[PlannedNodeOut]


def do(request: HttpRequest, number: str, act: Callable[[UUID, Order], None]) -> HttpResponse:
    """The verb once by its key, then who leads and takes part, as it stands."""

    def run(asked: Order) -> Answer:
        actor = asked.caller.actor
        joint_id, _owner = projects.open_project(number, actor=actor)
        act(joint_id, asked)
        return answer(200, people(projects.view(number, actor=actor, today=local_date(timezone.now()))))

    return once(request, run, versioned=False)


def people(view: projects.ProjectView) -> dict[str, Any]:
    party, node = ("role", "party_id", "name", "from_on", "to_on"), ("name", "item_id", "planned_on", "reached_on")
    return {
        "number": view.number, "leads": view.lead_ids, "parties": [{n: getattr(row, n) for n in party} for row in view.parties],
        "nodes": [{n: getattr(row, n) for n in node} for row in view.nodes],
    }  # fmt: skip


@router.post("/projects/{number}/parties", response={200: PeopleOut, **ANSWERS}, summary="增加参建方", openapi_extra=EXTRA)
def join(request: HttpRequest, number: Number, body: PartyIn) -> HttpResponse:
    """A regulator by an organ that leads; an intermediary or a contractor also by the owner."""

    def act(joint_id: UUID, asked: Order) -> None:
        actor = asked.caller.actor
        if body.role == Role.REGULATOR:
            if body.organ_id is None:
                wrong = FieldError("organ_id", "required", "请填机关。")
                raise Invalid("没有这个机关。", code="joint.organ_unknown", errors=(wrong,))
            who = body.organ_id
        else:
            who = projects.party_named(body.name, body.number, actor=actor, now=asked.now)
        projects.join(joint_id, Role(body.role), who, from_on=body.from_on, actor=actor, now=asked.now)

    return do(request, number, act)


@router.post("/projects/{number}/parties/leave", response={200: PeopleOut, **ANSWERS}, summary="参建方退出", openapi_extra=EXTRA)
def leave(request: HttpRequest, number: Number, body: LeaveIn) -> HttpResponse:
    """A regulator that owes a receipt of a 抄告 stays."""

    def act(joint_id: UUID, asked: Order) -> None:
        projects.leave(joint_id, Role(body.role), body.party_id, to_on=body.to_on, actor=asked.caller.actor, now=asked.now)

    return do(request, number, act)


@router.post("/projects/{number}/lead", response={200: PeopleOut, **ANSWERS}, summary="确定牵头部门", openapi_extra=EXTRA)
def lead(request: HttpRequest, number: Number, body: LeadIn) -> HttpResponse:
    """One organ leads a stage; by an organ that leads one."""

    def act(joint_id: UUID, asked: Order) -> None:
        projects.set_lead(joint_id, body.stage, body.organ_id, instead_of=body.instead_of, actor=asked.caller.actor, now=asked.now)

    return do(request, number, act)


@router.post("/projects/{number}/nodes", response={200: PeopleOut, **ANSWERS}, summary="定关键节点", openapi_extra=EXTRA)
def node(request: HttpRequest, number: Number, body: NodeIn) -> HttpResponse:
    """Reached with the result of its item; said again for an item, it is put right."""

    def act(joint_id: UUID, asked: Order) -> None:
        projects.set_node(
            joint_id, name=body.name, item_id=body.item_id, planned_on=body.planned_on, actor=asked.caller.actor, now=asked.now
        )

    return do(request, number, act)


@router.post("/projects/{number}/nodes/remove", response={200: PeopleOut, **ANSWERS}, summary="取消关键节点", openapi_extra=EXTRA)
def unplan(request: HttpRequest, number: Number, body: NodeGoneIn) -> HttpResponse:
    """Planned no longer; what was planned stays in the history."""

    def act(joint_id: UUID, asked: Order) -> None:
        projects.remove_node(joint_id, body.item_id, actor=asked.caller.actor, now=asked.now)

    return do(request, number, act)


@router.post("/projects/{number}/cases", response={200: LateOut, **ANSWERS}, summary="后来的办件并进项目", openapi_extra=EXTRA)
def late(request: HttpRequest, number: Number, body: LateIn) -> HttpResponse:
    """A case of the same applicant becomes one of the project, by the organ that leads the stage; what waits for what is said with its article."""

    def run(asked: Order) -> Answer:
        actor = asked.caller.actor
        joint_id, _owner = projects.open_project(number, actor=actor)
        edges = [ThemeEdge(edge.before, edge.after, EdgeKind.ASSUMABLE, edge.article) for edge in body.edges]
        branch_id = changing.attach(joint_id, body.case_id, actor=actor, now=asked.now, stage=body.stage, edges=edges)
        return answer(200, {"number": projects.number_of(joint_id), "branch_id": branch_id})

    return once(request, run, versioned=False)
