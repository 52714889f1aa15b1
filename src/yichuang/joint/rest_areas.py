"""区域评估、打包审批 in `/api/v1/`: what an area was assessed for, its hard indicators, and alike cases granted as one package."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.joint import areas
from yichuang.joint.areas import AreaView, AssessmentRow
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, headers, once, problems
from yichuang.kernel.values import local_date

router = Router(tags=["areas"])


class AssessmentOut(Schema):
    assessment_id: UUID
    kind: str
    maker: str
    payer: str
    """The organ that paid: never a market entity (优化营商环境条例 42)."""
    item: str
    paper: str
    """The paper of the item it stands for."""
    type_code: str
    from_on: date
    to_on: date
    """Both days count."""
    conditions: str
    basis: str
    in_force: bool


class IndicatorOut(Schema):
    code: str
    name: str
    unit: str
    bound: str
    limit: str
    basis: str
    from_on: date
    to_on: date | None


class AreaLineOut(Schema):
    area_id: UUID
    code: str
    name: str
    organ: str
    founded_on: date
    ended_on: date | None
    assessments: int
    """In force today."""
    projects: int


class AreasOut(Schema):
    areas: list[AreaLineOut]
    next: int | None


class InsideOut(Schema):
    number: str
    name: str
    owner: str
    parcel: str
    off: list[str]
    """Hard indicators it does not keep today."""


class AreaOut(Schema):
    area_id: UUID
    code: str
    name: str
    organ: str
    divisions: list[str]
    parcels: list[str]
    founded_on: date
    ended_on: date | None
    end_reason: str
    assessments: list[AssessmentOut]
    indicators: list[IndicatorOut]
    projects: list[InsideOut]
    """Those the reader may know of."""


class WaitingOut(Schema):
    case_id: UUID
    case_number: str
    project: str
    applicant: str
    off: list[str]


class PackageGroupOut(Schema):
    version_id: UUID
    item: str
    cases: list[WaitingOut]


class PackagesOut(Schema):
    packages: list[PackageGroupOut]


class PackageIn(Schema):
    case_ids: list[UUID] = Field(min_length=1, max_length=50)


class PackageOut(Schema):
    case_ids: list[UUID]


class AreaListIn(Schema):
    page: int = Field(1, ge=1, le=1000)


@router.get("/areas", response={200: AreasOut, **problems()}, auth=None, summary="区域评估的区域")
def listed(request: HttpRequest, asked: Query[AreaListIn]) -> dict[str, Any]:
    """Every area, newest first; public, as 优化营商环境条例 42 means it for whoever looks for a site."""
    rows, more = areas.listed(today=today(), page=asked.page)
    told = ("code", "name", "organ", "founded_on", "ended_on", "assessments", "projects")
    found = [{**{n: getattr(row, n) for n in told}, "area_id": row.id} for row in rows]
    return {"areas": found, "next": asked.page + 1 if more else None}


@router.get("/areas/{area_id}", response={200: AreaOut, **problems(401, 403)}, summary="一个区域：评估、强制指标、区域内的项目")
def one(request: HttpRequest, area_id: UUID) -> dict[str, Any]:
    """Its assessments with days and conditions, its hard indicators, and the projects inside that the account may know of."""
    view = areas.view(area_id, today=today())
    return whole(view, request.auth.actor)  # type: ignore[attr-defined]


def today() -> date:
    return local_date(timezone.now())


def whole(view: AreaView, actor: Any) -> dict[str, Any]:
    told = ("code", "name", "organ", "founded_on", "ended_on", "end_reason")
    indicator = ("code", "name", "unit", "bound", "basis", "from_on", "to_on")
    inside = ("number", "name", "owner", "parcel")
    return {
        **{n: getattr(view, n) for n in told}, "area_id": view.id, "divisions": list(view.divisions), "parcels": list(view.parcels),
        "assessments": [assessment(row) for row in view.assessments],
        "indicators": [{**{n: getattr(row, n) for n in indicator}, "limit": f"{row.limit:f}"} for row in view.indicators],
        "projects": [{**{n: getattr(row, n) for n in inside}, "off": list(row.off)} for row, _opens in areas.projects_for(view, actor)],
    }  # fmt: skip


def assessment(row: AssessmentRow) -> dict[str, Any]:
    told = ("kind", "maker", "payer", "item", "paper", "type_code", "from_on", "to_on", "conditions", "basis", "in_force")
    return {**{n: getattr(row, n) for n in told}, "assessment_id": row.id}


@router.get("/areas/{area_id}/packages", response={200: PackagesOut, **problems(401, 403)}, summary="等着打包审批的办件")
def packages(request: HttpRequest, area_id: UUID) -> dict[str, Any]:
    """The cases of projects inside that wait for this account's decision, by version of an item: what may become one package."""
    groups = areas.waiting(area_id, actor=request.auth.actor, today=today())  # type: ignore[attr-defined]
    row = ("case_id", "project", "applicant")
    return {"packages": [
        {"version_id": group.version_id, "item": group.item, "cases": [
            {**{n: getattr(one, n) for n in row}, "case_number": one.number, "off": list(one.off)} for one in group.rows
        ]}
        for group in groups
    ]}  # fmt: skip


@router.post(
    "/areas/packages/decide", response={200: PackageOut, **problems(401, 403, 409)}, summary="打包审批", openapi_extra=headers(versioned=False)
)
def decide(request: HttpRequest, body: PackageIn) -> HttpResponse:
    """Every one of these cases granted, each by its own decision, in one act: all or none, and what stands in the way is in `errors`."""

    def run(asked: Order) -> Answer:
        return answer(200, {"case_ids": areas.decide_package(body.case_ids, actor=asked.caller.actor, now=asked.now)})

    return once(request, run, versioned=False)
