"""Reads of projects: one with its people and nodes, and lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.catalogue import api as catalogue
from yichuang.exchange import api as exchange
from yichuang.joint import themes
from yichuang.joint.actions.unit import Named
from yichuang.joint.domain.parties import not_their_project
from yichuang.joint.domain.project_code import Checked
from yichuang.joint.domain.projects import Closed, Module, NodeDate, NoModules, Role, Stage, StageUnified, check_module
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.domain.themes import Mode, ThemeKind
from yichuang.joint.listing import NONE, page_of
from yichuang.joint.models import Branch, Joint, ProjectParty
from yichuang.joint.projects.board import Board, board
from yichuang.joint.queries import visible
from yichuang.kernel.errors import NotFound
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

NEW = timedelta(days=14)


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
    not_needed: tuple[Named, ...]
    """Items its situation does not call for, as the owner answered."""
    roles: tuple[PartyRow, ...] = ()
    """As what the reader takes part who neither owns nor approves it: then only the progress is here, of no case its number."""

    @property
    def partial(self) -> bool:
        """A stage is not handed in yet: what is counted is of what is handed in, not of the whole project."""
        return not set(Stage) - {Stage.BESIDE} <= {lane.stage for lane in self.board.lanes if lane.bars}

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
    roles: tuple[Role, ...] = ()
    """As what the reader takes part who does not own it."""


def seen(actor: Actor) -> QuerySet[Joint]:
    """Projects the actor acts in: all of them is there for it."""
    return visible(actor).filter(what=What.PROJECT)


def readable(actor: Actor) -> QuerySet[Joint]:
    """Projects the actor may read of: its own, and those its parties build or serve now, whose progress it sees and no more."""
    if not actor.is_applicant:
        return seen(actor)
    part = ProjectParty.objects.filter(party_id__in=actor.party_ids, to_on__isnull=True).values("project_id")
    return Joint.objects.filter(Q(applicant_id__in=actor.party_ids) | Q(agent_id__in=actor.party_ids) | Q(id__in=part), what=What.PROJECT)


def owns(joint: Joint, actor: Actor) -> bool:
    return not {joint.applicant_id, joint.agent_id}.isdisjoint(actor.party_ids)


def called(number: str) -> Q:
    """By its number here or by its national code."""
    wanted = number.strip().upper()
    return Q(number=wanted) | Q(project__code=wanted)


def view(number: str, *, actor: Actor, today: date) -> ProjectView:
    """By number or national code; NotFound when the actor may not see it. A constant number of queries. Who builds it or serves its owner
    reads how far it is and what is planned: nothing of its cases, papers and people."""
    joint = readable(actor).select_related("applicant", "project").filter(called(number)).first()
    if joint is None:
        raise NotFound("没有这个项目。", code="joint.no_project", remedy="请核对项目代码。")
    project = joint.project
    rows = list(project.leads.values_list("stage", "organ__name", "organ_id"))
    leads = {stage: organ for stage, organ, _ in rows}
    watches = actor.is_applicant and not owns(joint, actor)
    keeps = not watches and (actor.is_applicant or not organisations.mine(actor).isdisjoint(organ_id for _, _, organ_id in rows))
    parties = tuple(
        PartyRow(Role(role), party_id or organ_id, name or organ, from_on, to_on)
        for role, party_id, name, organ_id, organ, from_on, to_on in project.parties.order_by("role", "from_on").values_list(
            "role", "party_id", "party__name", "organ_id", "organ__name", "from_on", "to_on"
        )[:200]
    )  # fmt: skip
    drawn = board(joint.id, leads=leads, from_on=project.from_on, target=project.target_days, today=today)
    reached = reached_on(drawn)
    nodes = tuple(NodeDate(n.name, n.item_id, n.planned_on, reached.get(n.item_id)) for n in project.nodes.order_by("planned_on")[:100])
    whole = ProjectView(
        joint.id, joint.number, project.code, Checked(project.checked), joint.name, joint.applicant_id, joint.applicant.name, project.division,
        project.site, project.investment_fen, project.target_days, project.from_on, project.built_on, project.closed_at, project.ground, leads,
        {stage: organ_id for stage, _, organ_id in rows}, parties, nodes, drawn, keeps,
        exchange.evidence([project.evidence_id]).get(project.evidence_id) if project.evidence_id else None,
        spared(project.not_needed),
    )  # fmt: skip
    return watched(whole, actor) if watches else whole


def spared(item_ids: Iterable[str]) -> tuple[Named, ...]:
    """By name."""
    names = catalogue.item_titles(map(UUID, item_ids)) if item_ids else {}
    return tuple(sorted((Named(*pair) for pair in names.values()), key=lambda one: one.name))


def watched(view: ProjectView, actor: Actor) -> ProjectView:
    """A project as those read it who build it or serve its owner: its stages with what is done, under way and late, its key nodes, their
    own part in it."""
    lanes = tuple(replace(lane, bars=tuple(replace(bar, case_id=None, number="", code=None) for bar in lane.bars)) for lane in view.board.lanes)
    own = tuple(row for row in view.parties if row.party_id in actor.party_ids and row.to_on is None)
    return replace(
        view, parties=own, roles=own, board=replace(view.board, lanes=lanes), investment_fen=None, record=None, not_needed=(), lead_ids={},
    )  # fmt: skip


def reached_on(drawn: Board) -> dict[UUID, date | None]:
    """Item → the day its result was there; of one that comes in parts, when the last of them was."""
    going = {bar.item_id for bar in drawn.bars if bar.state in (BranchState.WAITING, BranchState.OPEN)}
    granted = sorted((bar for bar in drawn.bars if bar.state is BranchState.GRANTED), key=lambda bar: bar.settled_on or date.min)
    return {bar.item_id: bar.settled_on for bar in granted if bar.item_id not in going}


def listed(actor: Actor, *, query: str = "", page: int = 1) -> tuple[list[Line], bool]:
    """One page, newest first, and whether there is more; three queries however many there are."""
    found, tally, more = page_of(readable(actor).select_related("applicant", "project"), query, page, "number", "project__code")
    roles = roles_in(found, actor)
    lines = [
        Line(
            j.number, j.project.code, j.name, j.applicant.name, j.project.from_on, j.project.closed_at is not None,
            (count := tally.get(j.id, NONE)).stand, count.over,
            roles.get(j.id, ()),
        )
        for j in found
    ]  # fmt: skip
    return lines, more


def roles_in(found: Iterable[Joint], actor: Actor) -> dict[UUID, tuple[Role, ...]]:
    """As what the reader takes part in those of these projects it does not own; one query."""
    others = [joint.id for joint in found if actor.is_applicant and not owns(joint, actor)]
    if not others:
        return {}
    rows = ProjectParty.objects.filter(project_id__in=others, party_id__in=actor.party_ids, to_on__isnull=True)
    told: dict[UUID, tuple[Role, ...]] = {}
    for project_id, role in rows.order_by("role").values_list("project_id", "role"):
        told[project_id] = (*told.get(project_id, ()), Role(role))
    return told


def number_of(joint_id: UUID) -> str:
    """The number a project has here."""
    return Joint.objects.values_list("number", flat=True).get(id=joint_id)


def stands_for(branch_id: UUID) -> UUID:
    """The branch that was applied for again in the place of this one."""
    return Branch.objects.values_list("id", flat=True).get(again_for=branch_id)


def among(numbers: Iterable[str], actor: Actor) -> set[str]:
    """Those of these 联办编号 that are projects the actor may read of; one query, none for none."""
    wanted = [number for number in numbers if number]
    return set(readable(actor).filter(number__in=wanted).values_list("number", flat=True)) if wanted else set()


def newly_regulated(actor: Actor, today: date) -> int:
    """How many projects the organs of the actor were named to regulate in the last two weeks, from whatever day. One query."""
    rows = ProjectParty.objects.filter(organ_id__in=organisations.mine(actor), role=Role.REGULATOR, to_on__isnull=True)
    return rows.filter(Q(named_on__gte=today - NEW) | Q(named_on=None, from_on__gte=today - NEW), project__closed_at__isnull=True).count()


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


def open_for(number: str, party_id: UUID, *, on: date) -> tuple[UUID, UUID]:
    """(id, owner) of a project of whoever stands at the window, who owns it, is its agent, or holds a verified mandate of its owner. The
    clerk's own organ need take no part in it yet. Raises NotTheirProject, also for one that is another's; Closed."""
    owners = {party_id, *(row.principal_id for row in organisations.mandates(on=on, agent_id=party_id) if row.verified)}
    theirs = Joint.objects.filter(Q(applicant_id__in=owners) | Q(agent_id=party_id), what=What.PROJECT)
    row = theirs.filter(called(number)).values_list("id", "applicant_id", "project__closed_at").first()
    if row is None:
        raise not_their_project()
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
