"""What the pages of a project do besides, in `/api/v1/projects/`: its code, what ended or waits, its area, its end.

Nothing here waits for the national platform: the worker asks it at once, and `checked` of the project says what it answered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from yichuang.joint import areas, projects
from yichuang.joint.actions import changing
from yichuang.joint.rest_projects import ANSWERS, EXTRA, Code, CodeOut, Number, spelled
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, once

router = Router(tags=["projects"])


class CodeIn(Schema):
    code: Code


class DropIn(Schema):
    reason: str = Field("", max_length=2000)


class BranchKeptOut(Schema):
    number: str
    branch_id: UUID
    """Of an item applied for again: the new one."""


class EnterIn(Schema):
    area_id: UUID
    parcel: str = Field("", max_length=60)
    values: dict[str, Annotated[str, Field(max_length=40)]] = Field({}, max_length=60)
    """Code of each hard indicator → its value in this project."""


class EnteredOut(Schema):
    number: str
    area_id: UUID


class CloseIn(Schema):
    ground: Literal["bankrupt", "dissolved", "given_up", "site_lost"]
    reason: str = Field(min_length=1, max_length=2000)


class ClosedOut(Schema):
    number: str
    running: list[UUID]
    """Cases still running: each is ended by its own organ."""


def do(request: HttpRequest, number: str, act: Callable[[UUID, Order], dict[str, Any]]) -> HttpResponse:
    """One verb, once by its key; `act` returns what the answer says besides the number."""

    def run(asked: Order) -> Answer:
        joint_id, _owner = projects.open_project(number, actor=asked.caller.actor)
        return answer(200, {"number": projects.number_of(joint_id), **act(joint_id, asked)})

    return once(request, run, versioned=False)


@router.post("/projects/{number}/code", response={200: CodeOut, **ANSWERS}, summary="改正项目代码，再问国家平台", openapi_extra=EXTRA)
def put_right(request: HttpRequest, number: Number, body: CodeIn) -> HttpResponse:
    """A mistyped code put right, or the same one asked again; not once the platform has confirmed it."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        code = spelled(body.code)
        checked = projects.put_right(joint_id, code, actor=asked.caller.actor, now=asked.now)
        return {"code": code, "checked": checked}

    return do(request, number, act)


@router.post(
    "/projects/{number}/branches/{branch_id}/again", response={200: BranchKeptOut, **ANSWERS}, summary="重新申请，材料沿用", openapi_extra=EXTRA
)
def again(request: HttpRequest, number: Number, branch_id: UUID) -> HttpResponse:
    """By the owner: an item that ended without its result, with what was handed in then."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        changing.again(joint_id, branch_id, actor=asked.caller.actor, now=asked.now)
        return {"branch_id": projects.stands_for(branch_id)}

    return do(request, number, act)


@router.post("/projects/{number}/branches/{branch_id}/drop", response={200: BranchKeptOut, **ANSWERS}, summary="放弃等待中的一项", openapi_extra=EXTRA)
def drop(request: HttpRequest, number: Number, branch_id: UUID, body: DropIn) -> HttpResponse:
    """By the owner: what waits and was not received yet; a case on its way is withdrawn by its own verb."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        changing.drop(joint_id, branch_id, reason=body.reason, actor=asked.caller.actor, now=asked.now)
        return {"branch_id": branch_id}

    return do(request, number, act)


@router.post("/projects/{number}/area", response={200: EnteredOut, **ANSWERS}, summary="纳入区域评估", openapi_extra=EXTRA)
def enter(request: HttpRequest, number: Number, body: EnterIn) -> HttpResponse:
    """By the owner, or an organ that leads a stage: its site inside, every hard indicator kept."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        areas.enter(joint_id, body.area_id, body.values, parcel=body.parcel, actor=asked.caller.actor, now=asked.now)
        return {"area_id": body.area_id}

    return do(request, number, act)


@router.post("/projects/{number}/close", response={200: ClosedOut, **ANSWERS}, summary="项目终止", openapi_extra=EXTRA)
def close(request: HttpRequest, number: Number, body: CloseIn) -> HttpResponse:
    """By an organ that leads a stage: what waits is given up, each running case is ended by its own organ."""

    def act(joint_id: UUID, asked: Order) -> dict[str, Any]:
        told: dict[str, Any] = {"ground": body.ground, "reason": body.reason, "actor": asked.caller.actor, "now": asked.now}
        return {"running": projects.close(joint_id, **told)}

    return do(request, number, act)
