"""Reads of projects: one with its people and nodes, and lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.catalogue import api as catalogue
from yichuang.exchange import api as exchange
from yichuang.joint import themes
from yichuang.joint.domain.project_code import Checked
from yichuang.joint.domain.projects import Closed, Module, NodeDate, NoModules, Role, Stage, StageUnified, check_module
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.domain.themes import Mode, ThemeKind
from yichuang.joint.models import Joint
from yichuang.joint.projects.board import Board, board
from yichuang.joint.queries import page_of, visible
from yichuang.kernel.errors import NotFound
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class PartyRow:
    role: Role
    party_id: UUID
    """Of a regulator its organ."""
    name: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project as its page shows it."""

    joint_id: UUID
    number: str
    code: str
    checked: Checked
    name: str
    owner_id: UUID
    owner: str
    division: str
    site: str
    investment_fen: int | None
    target_days: int
    from_on: date
    built_on: date | None
    closed_at: datetime | None
    ground: str
    leads: dict[str, str]
    lead_ids: dict[str, UUID]
    parties: tuple[PartyRow, ...]
    nodes: tuple[NodeDate, ...]
    board: Board
    keeps: bool
    """The reader keeps its plan: the applicant, or an organ that leads a stage."""
    record: exchange.EvidenceRow | None
    """What the national platform said of its code."""
    not_needed: tuple[str, ...]
    """Items its situation does not call for, as the owner answered."""

    @property
    def is_completing(self) -> bool:
        """Something of the fourth stage is under way or has its result."""
        return any(bar.stage == Stage.COMPLETION and bar.state in (BranchState.OPEN, BranchState.GRANTED) for bar in self.board.bars)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    number: str
    code: str
    name: str
    owner: str
    from_on: date
    closed: bool
    branches: int
    over: int


def seen(actor: Actor) -> QuerySet[Joint]:
    """Projects the actor may see."""
    return visible(actor).filter(what=What.PROJECT)


def called(number: str) -> Q:
    """By its number here or by its national code."""
    wanted = number.strip().upper()
    return Q(number=wanted) | Q(project__code=wanted)


def view(number: str, *, actor: Actor, today: date) -> ProjectView:
    """By number or national code; NotFound when the actor may not see it. A constant number of queries."""
    joint = seen(actor).select_related("applicant", "project").filter(called(number)).first()
    if joint is None:
        raise NotFound("没有这个项目。", code="joint.no_project", remedy="请核对项目代码。")
    project = joint.project
    rows = list(project.leads.values_list("stage", "organ__name", "organ_id"))
    leads = {stage: organ for stage, organ, _ in rows}
    keeps = actor.is_applicant or not organisations.mine(actor).isdisjoint(organ_id for _, _, organ_id in rows)
    parties = tuple(
        PartyRow(Role(role), party_id or organ_id, name or organ, from_on, to_on)
        for role, party_id, name, organ_id, organ, from_on, to_on in project.parties.order_by("role", "from_on").values_list(
            "role", "party_id", "party__name", "organ_id", "organ__name", "from_on", "to_on"
        )[:200]
    )  # fmt: skip
    drawn = board(joint.id, leads=leads, from_on=project.from_on, target=project.target_days, today=today)
    reached = reached_on(drawn)
    nodes = tuple(NodeDate(n.name, n.item_id, n.planned_on, reached.get(n.item_id)) for n in project.nodes.order_by("planned_on")[:100])
    return ProjectView(
        joint.id, joint.number, project.code, Checked(project.checked), joint.name, joint.applicant_id, joint.applicant.name, project.division,
        project.site, project.investment_fen, project.target_days, project.from_on, project.built_on, project.closed_at, project.ground, leads,
        {stage: organ_id for stage, _, organ_id in rows}, parties, nodes, drawn, keeps,
        exchange.evidence([project.evidence_id]).get(project.evidence_id) if project.evidence_id else None,
        tuple(sorted(catalogue.item_names(map(UUID, project.not_needed)).values())) if project.not_needed else (),
    )  # fmt: skip


def reached_on(drawn: Board) -> dict[UUID, date | None]:
    """Item → the day its result was there; of one that comes in parts, when the last of them was."""
    going = {bar.item_id for bar in drawn.bars if bar.state in (BranchState.WAITING, BranchState.OPEN)}
    granted = sorted((bar for bar in drawn.bars if bar.state is BranchState.GRANTED), key=lambda bar: bar.settled_on or date.min)
    return {bar.item_id: bar.settled_on for bar in granted if bar.item_id not in going}


def listed(actor: Actor, *, query: str = "", page: int = 1) -> tuple[list[Line], bool]:
    """One page, newest first, and whether there is more; two queries however many there are."""
    found, tally, more = page_of(seen(actor).select_related("applicant", "project"), query, page, "number", "project__code")
    lines = [
        Line(j.number, j.project.code, j.name, j.applicant.name, j.project.from_on, j.project.closed_at is not None, *tally.get(j.id, (0, 0)))
        for j in found
    ]
    return lines, more


def number_of(joint_id: UUID) -> str:
    """The number a project has here."""
    return Joint.objects.values_list("number", flat=True).get(id=joint_id)


def is_project(number: str) -> bool:
    return Joint.objects.filter(number=number, what=What.PROJECT).exists()


def open_project(number: str, *, actor: Actor) -> tuple[UUID, UUID]:
    """(id, owner) of a project the actor may change, or hand a stage in to. Raises NotFound, Closed."""
    row = seen(actor).filter(called(number)).values_list("id", "applicant_id", "project__closed_at").first()
    if row is None:
        raise NotFound("没有这个项目。", code="joint.no_project", remedy="请核对项目代码。")
    if row[2] is not None:
        raise Closed()
    return row[0], row[1]


def stage_of(theme: themes.ThemeTerms) -> Stage:
    """The stage of a project that a theme of kind `stage` hands in; NotFound for any other. Raises StageUnified: what was published so before
    that was checked would have its mode ignored in silence."""
    name = theme.code.removeprefix("project-")
    if theme.kind != ThemeKind.STAGE or name not in set(Stage):
        raise NotFound("这个主题不是工程建设项目的一个阶段。", code="joint.no_stage", remedy="请从项目页面选择要提交的阶段。")
    if theme.content.mode is Mode.UNIFIED:
        raise StageUnified()
    return Stage(name)


def module_of(stage: Stage, module: str) -> Module:
    """The part of the works as it was asked for. Raises NoModules for a part there is not, or of a stage that is handed in whole."""
    if module not in set(Module):
        raise NoModules()
    check_module(stage, Module(module), ())
    return Module(module)


def stages() -> list[tuple[Stage, themes.ThemeTerms]]:
    """The stages that may be handed in now, in their order."""
    found = []
    for stage in Stage:
        try:
            found.append((stage, themes.in_force(f"project-{stage}")))
        except themes.NoSuchTheme:
            continue
    return found
