"""Projects 工程建设 in `/api/v1/`: what a connected system may see, registering one, the end of building."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.joint import projects
from yichuang.joint.domain.project_code import Checked
from yichuang.joint.domain.projects import C8_NAMES, STAGE_NAMES, Role, Stage
from yichuang.joint.domain.state import BranchState
from yichuang.joint.projects import Bar, ProjectView
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, headers, once, problems
from yichuang.kernel.values import local_date

router = Router(tags=["projects"])
Number = Annotated[str, Field(min_length=1, max_length=40, description="联办编号或者国家统一项目代码")]
Code = Annotated[str, Field(min_length=1, max_length=40, description="国家统一项目代码")]
SEEN, ANSWERS, EXTRA = problems(401, 403), problems(401, 403, 409), headers(versioned=False)


class ProjectLineOut(Schema):
    number: str
    code: str
    name: str
    owner: str
    from_on: date
    closed: bool
    branches: int
    over: int
    roles: list[Role]
    """As what the account's own parties take part in a project that is another's: then it reads the progress and changes nothing."""


class ProjectsOut(Schema):
    projects: list[ProjectLineOut]
    next: int | None


class PlatformOut(Schema):
    """What the national platform said of the code."""

    keeper: str
    answered_at: datetime
    is_local: bool
    """From the local register of the demonstration, not from the platform."""
    sha256: str
    gives: dict[str, str | bool | None]


class ProjectBarOut(Schema):
    branch_id: UUID
    item_id: UUID
    name: str
    name_en: str
    organ: str
    state: BranchState
    exchange_state: int | None
    """One of the fifteen states of the national construction exchange; null before it is handed in."""
    exchange_name: str
    case_id: UUID | None
    case_number: str
    begins_on: date
    ends_on: date
    promised_on: date
    settled_on: date | None
    counted: bool
    critical: bool
    late: bool
    waits_for: list[UUID]
    """Branches whose result it still needs."""
    replaced: bool
    """It was applied for again: another branch stands in its place."""


class LaneOut(Schema):
    stage: str
    name: str
    lead: str
    cases: list[ProjectBarOut]


class PartyOut(Schema):
    role: Role
    name: str
    from_on: date
    to_on: date | None


class KeyNodeOut(Schema):
    name: str
    item_id: UUID
    planned_on: date
    reached_on: date | None


class OfferedOut(Schema):
    """A stage its owner may hand in: `POST /themes/{theme_code}/applications` with this project."""

    stage: Stage
    theme_code: str
    name: str
    name_en: str
    handed_in: bool
    """Something of it was handed in before."""


class ProjectOut(Schema):
    number: str
    code: str
    checked: Checked
    record: PlatformOut | None
    name: str
    owner: str
    division: str
    site: str
    investment_fen: int | None
    from_on: date
    built_on: date | None
    closed_at: datetime | None
    target_days: int
    day: int
    """Today is this working day of the project; building time is not counted."""
    total_days: int
    goal_on: date
    stages: list[LaneOut]
    parties: list[PartyOut]
    nodes: list[KeyNodeOut]
    not_needed: list[str]
    """Items its situation does not call for, as the owner answered."""
    roles: list[Role]
    """As what the account's own parties take part in a project that is another's: then cases, papers and other parties are left out."""
    offered: list[OfferedOut]
    """For its owner."""
    partial: bool = Field(description="有的阶段还没有提交：总天数和目标日只按已提交的事项计算，不是整个项目的")


class ProjectListIn(Schema):
    q: str = Field("", max_length=100)
    page: int = Field(1, ge=1, le=1000)


class ProjectRegisterIn(Schema):
    owner_id: UUID
    """The party that builds: one of the account's own."""
    code: Code
    name: str = Field(min_length=1, max_length=120)
    """What the platform says of the code takes its place."""
    target_days: int = Field(ge=1, le=400)
    """Working days of the whole project."""
    site: str = Field("", max_length=200)


class CodeOut(Schema):
    number: str
    code: str
    checked: Checked


class BuiltIn(Schema):
    built_on: date


class BuiltOut(Schema):
    number: str
    built_on: date


@router.get("/projects", response={200: ProjectsOut, **SEEN}, summary="看得见的工程建设项目")
def listed(request: HttpRequest, asked: Query[ProjectListIn]) -> dict[str, Any]:
    """Those the account's organs take part in or lead, or of its own parties, and those its parties build or serve; newest first."""
    rows, more = projects.listed(request.auth.actor, query=asked.q, page=asked.page)  # type: ignore[attr-defined]
    told = ("number", "code", "name", "owner", "from_on", "closed", "branches", "over", "roles")
    return {"projects": [{n: getattr(row, n) for n in told} for row in rows], "next": asked.page + 1 if more else None}


@router.post("/projects", response={201: CodeOut, **ANSWERS}, summary="登记工程建设项目", openapi_extra=EXTRA)
def register(request: HttpRequest, body: ProjectRegisterIn) -> HttpResponse:
    """By its owner, under the code the national platform gave; a code is registered once. The worker asks the platform at once, and `checked`
    of the project says what it answered."""

    def run(asked: Order) -> Answer:
        code = spelled(body.code)
        wanted = projects.Registration(
            code=code, name=body.name.strip(), owner_id=body.owner_id, division=code.split("-")[1] if code.count("-") >= 2 else "",
            target_days=body.target_days, from_on=local_date(asked.now), site=body.site.strip(),
        )  # fmt: skip
        number = projects.number_of(projects.register(wanted, actor=asked.caller.actor, now=asked.now))
        return answer(201, {"number": number, "code": code, "checked": Checked.WAITING}, location=f"/api/v1/projects/{number}")

    return once(request, run, versioned=False)


def spelled(code: str) -> str:
    """A code as it is typed, in its one spelling."""
    return "".join(code.split()).upper()


@router.get("/projects/{number}", response={200: ProjectOut, **SEEN}, summary="一个工程建设项目：阶段、办件、关键路径")
def one(request: HttpRequest, number: Number) -> dict[str, Any]:
    """The board: every case by stage, with its day and what it waits for; the code with where it came from; parties and key nodes.
    Who builds it or serves its owner reads the board and the key nodes."""
    today, actor = local_date(timezone.now()), request.auth.actor  # type: ignore[attr-defined]
    view = projects.view(number, actor=actor, today=today)
    return {**whole(view, today), "offered": offered(view) if actor.is_applicant and view.keeps and not view.closed_at else []}


def offered(view: ProjectView) -> list[dict[str, Any]]:
    handed = {bar.stage for bar in view.board.bars}
    return [
        {"stage": stage, "theme_code": theme.code, "name": theme.name, "name_en": theme.name_en, "handed_in": stage in handed}
        for stage, theme in projects.stages()
    ]


def whole(view: ProjectView, today: date) -> dict[str, Any]:
    told = (
        "number", "code", "checked", "name", "owner", "division", "site", "investment_fen", "from_on", "built_on", "closed_at", "target_days", "partial",
    )  # fmt: skip
    board, record = view.board, view.record
    return {
        **{n: getattr(view, n) for n in told}, "day": board.day, "total_days": board.total, "goal_on": board.goal_on,
        "record": {n: getattr(record, n) for n in ("keeper", "answered_at", "is_local", "sha256", "gives")} if record else None,
        "stages": [
            {
                "stage": lane.stage, "name": STAGE_NAMES[Stage(lane.stage)] if lane.stage in set(Stage) else "", "lead": lane.lead,
                "cases": [bar_out(bar, today) for bar in lane.bars],
            }
            for lane in board.lanes
        ],
        "parties": [{n: getattr(row, n) for n in ("role", "name", "from_on", "to_on")} for row in view.parties],
        "nodes": [{n: getattr(row, n) for n in ("name", "item_id", "planned_on", "reached_on")} for row in view.nodes],
        "not_needed": [one.name for one in view.not_needed], "roles": [row.role for row in view.roles],
    }  # fmt: skip


def bar_out(bar: Bar, today: date) -> dict[str, Any]:
    told = (
        "item_id", "name", "name_en", "organ", "state", "case_id", "begins_on", "ends_on", "promised_on", "settled_on", "counted", "critical", "replaced",
    )  # fmt: skip
    return {
        **{n: getattr(bar, n) for n in told}, "branch_id": bar.id, "case_number": bar.number,
        "exchange_state": bar.code.value if bar.code else None, "exchange_name": C8_NAMES[bar.code] if bar.code else "",
        "late": bar.state is BranchState.OPEN and bar.over_from(today) is not None,
        "waits_for": [before for before, _kind, met in bar.before if not met],
    }  # fmt: skip


@router.post("/projects/{number}/built", response={200: BuiltOut, **ANSWERS}, summary="报竣工", openapi_extra=EXTRA)
def built(request: HttpRequest, number: Number, body: BuiltIn) -> HttpResponse:
    """By the owner, or an organ that leads a stage: building ended on this day, and the fourth stage begins (建设工程质量管理条例 16)."""

    def run(asked: Order) -> Answer:
        joint_id, _owner = projects.open_project(number, actor=asked.caller.actor)
        projects.complete(joint_id, body.built_on, actor=asked.caller.actor, now=asked.now)
        return answer(200, {"number": projects.number_of(joint_id), "built_on": body.built_on})

    return once(request, run, versioned=False)
