"""Verbs of a project: register under its national code, hand in a stage, end before its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import Value

from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.facts import joint as f
from yichuang.joint.actions.by_law import demand, edges_of_stages, held_for
from yichuang.joint.actions.changing import check_applicant, link
from yichuang.joint.actions.opening import Begun, Wanted, add, lead_of
from yichuang.joint.actions.situation import answer, applied_again
from yichuang.joint.actions.unit import STREAM, Unit, begun, next_number
from yichuang.joint.domain import projects as law
from yichuang.joint.domain.parties import EndedByOrgans, RegisteredByOwner
from yichuang.joint.domain.project_code import Checked
from yichuang.joint.domain.projects import Module, Role, Stage
from yichuang.joint.domain.state import FAILED, BranchState, What
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.joint.models import Joint, Project
from yichuang.joint.projects.own_words import in_own_words, own_answers
from yichuang.joint.projects.people import check_leader, lead, opened, take_part
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.kernel.values import local_date, new_id
from yichuang.kernel.words import bigrams
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor, Post

__all__ = ["STREAM", "Evidenced", "Registration", "check_leader", "close", "opened", "register", "submit"]


@dataclass(frozen=True, slots=True)
class Evidenced:
    """The answer of the national platform, kept as evidence, with its hash."""

    id: UUID
    sha256: str


@dataclass(frozen=True, slots=True)
class Registration:
    """A project as it is registered. `evidenced`: what it says was fetched from the national platform; without, it was typed and the
    platform is asked by the worker."""

    code: str
    name: str
    owner_id: UUID
    division: str
    target_days: int
    from_on: date
    site: str = ""
    investment_fen: int | None = None
    evidenced: Evidenced | None = None
    agent_id: UUID | None = None
    leads: Mapping[Stage, UUID] = field(default_factory=dict)
    id: UUID | None = None
    at_window: bool = False
    """A clerk registers it for its owner, whose certificate was looked at."""


@transaction.atomic
def register(wanted: Registration, *, actor: Actor, now: datetime) -> UUID:
    """登记项目. A code is registered once, and never minted here (GB/T 40058). What is not `evidenced` is asked of the national platform
    by the worker; `enrol` asks first."""
    law.check_project(code=wanted.code, name=wanted.name, target_days=wanted.target_days)
    check_owner(wanted, actor)
    joint = Joint(
        id=wanted.id or new_id(), number=next_number(now), what=What.PROJECT, name=wanted.name.strip(), applicant_id=wanted.owner_id,
        agent_id=wanted.agent_id if wanted.agent_id != wanted.owner_id else None, opened_at=now,
    )  # fmt: skip
    joint.words, kept = words_of(joint, wanted.code, joint.name), wanted.evidenced
    opened = f.JointOpened(
        number=joint.number, what=What.PROJECT, theme_version_id=None, applicant_id=joint.applicant_id, agent_id=joint.agent_id,
        mode=joint.mode, lead_organ_id=None,
    )  # fmt: skip
    registered = f.ProjectRegistered(
        code=wanted.code, division=wanted.division, target_days=wanted.target_days, from_on=wanted.from_on, verified=kept is not None
    )
    checked = [f.ProjectCodeChecked(code=wanted.code, checked=Checked.FETCHED, evidence_id=kept.id, answer_hash=kept.sha256)] if kept else []
    unit = begun(joint, [opened, registered, *checked], actor=actor, now=now)
    try:
        with transaction.atomic():
            project = Project.objects.create(
                joint=joint, code=wanted.code, division=wanted.division, site=wanted.site, evidence_id=kept.id if kept else None,
                checked=Checked.FETCHED if kept else Checked.WAITING, ask_at=None if kept else now,
                investment_fen=wanted.investment_fen, target_days=wanted.target_days, from_on=wanted.from_on,
            )
    except IntegrityError as twice:
        raise known_already() from twice
    for stage, organ_id in sorted(wanted.leads.items()):
        lead(unit, project, stage, organ_id)
    take_part(unit, project, Role.OWNER, wanted.owner_id, wanted.from_on)
    if wanted.at_window:
        told = {"number": joint.number, "name": joint.name, "code": wanted.code}
        documents.notify(wanted.owner_id, "project_registered", params=told, at=now)
    return joint.id


def known_already() -> Invalid:
    wrong = FieldError("code", "joint.project_known", "这个项目代码已经登记，请在项目列表里打开它。")
    return Invalid("这个项目代码已经登记。", code="joint.project_known", errors=(wrong,))


def check_known(code: str) -> None:
    """A code is registered once: refused before the platform is asked."""
    if Project.objects.filter(code=code).exists():
        raise known_already()


def check_owner(wanted: Registration, actor: Actor) -> None:
    """The owner registers it, or a clerk for a verified owner at the window. Raises RegisteredByOwner, NotFound."""
    if actor.is_staff:
        stands_there = wanted.at_window and actor.holds(Post.WINDOW, Post.HALL_LEAD)
        if not (stands_there and organisations.party(wanted.owner_id).verified):
            raise RegisteredByOwner()
    if actor.is_applicant and wanted.owner_id not in actor.party_ids:
        raise NotFound("没有这个申请人。", code="organisations.no_party")


def words_of(joint: Joint, code: str, name: str) -> SearchVector:
    """What a project is found by."""
    owner = organisations.party(joint.applicant_id).name
    return SearchVector(Value(" ".join(bigrams(f"{joint.number} {code} {owner} {name}"))), config="simple")


@transaction.atomic
def submit(
    joint_id: UUID, stage: Stage, wanted: Sequence[Wanted], edges: Sequence[ThemeEdge] = (), *, actor: Actor, now: datetime,
    lead_item: UUID | None = None, answers: Mapping[UUID, bool] = MappingProxyType({}), module: Module = Module.WHOLE,
) -> Begun:
    """One stage, or a module of it, handed in as one: a case for each item at once, what the law wants first is waited for. A stage of
    several organs that has no lead yet is led by the organ of `lead_item` (26(2)).

    Whatever a wanted item needs must be in the project, asked for with it, held, or not needed: `answers` say of items a question was
    asked about whether the project needs them, and count in every later stage. Raises PrerequisiteMissing naming both.
    An item whose only branch ended without its result is applied for again: what waited for that one is met by the new one.
    Code, name and place are those of the project, whatever the form says. `module`: the part of the works it is all for. Raises NoModules, ModuleKnown.
    """
    unit, project = opened(joint_id, actor=actor, now=now)
    if actor.is_applicant:
        check_applicant(unit)
    ids = {one.item_id for one in wanted}
    joined = answer(unit, project, stage, {**answers, **dict.fromkeys(ids, True)})
    known = unit.joint.branches.exclude(state__in=FAILED)
    parts = [(catalogue.terms(version_id).name, Module(part)) for version_id, part in known.filter(item_id__in=ids).values_list("version_id", "module")]
    law.check_module(stage, module, parts)
    held = held_for(unit)
    demand(unit, project, ids, edges, held)
    give_lead(unit, project, stage, wanted, lead_item)
    own = own_answers(joint_id)
    placed = [Wanted(one.item_id, in_own_words(one.package, own), stage.value, module.value) for one in wanted]
    begun = add(unit, placed, [edge for edge in edges if edge.before not in held], again=applied_again(unit, ids, module))
    for branch in unit.joint.branches.filter(item_id__in=joined & ids, joined_at=now):
        link(unit, branch, [edge for edge in edges_of_stages() if edge.before == branch.item_id and edge.after not in ids])
    return begun


def give_lead(unit: Unit, project: Project, stage: Stage, wanted: Sequence[Wanted], lead_item: UUID | None) -> None:
    """Each stage has an organ that leads it (国办发〔2019〕11号), also where only one takes part: others may join late, and somebody keeps its
    plan. Who was set to lead stays."""
    found = lead_of(wanted, lead_item)
    if found is not None and not project.leads.filter(stage=stage).exists():
        lead(unit, project, stage, found)


@transaction.atomic
def close(joint_id: UUID, *, ground: str, reason: str, actor: Actor, now: datetime) -> list[UUID]:
    """项目终止: the owner bankrupt or no more, the site lost. What waits is given up at once; each running case is ended by its own organ,
    and granted licences are cancelled or recalled by those that gave them, as `domain.projects.AFTER` says for each ground; the page of
    the project lists both (`left_over`). The owner is told. Returns the cases still running."""
    law.check_closing(ground, reason)
    unit, project = opened(joint_id, actor=actor, now=now)
    if actor.is_applicant:
        raise EndedByOrgans()
    check_leader(unit, project)
    statement_id = unit.write(reason)
    project.closed_at, project.ground = now, ground
    project.save(update_fields=["closed_at", "ground"])
    unit.say(f.ProjectClosed(ground=ground, statement_id=statement_id))
    for branch in unit.joint.branches.filter(state=BranchState.WAITING).order_by("id"):
        branch.state, branch.outcome = BranchState.DROPPED, "dropped"
        branch.save(update_fields=["state", "outcome"])
        unit.say(f.BranchDropped(branch_id=branch.id, statement_id=statement_id))
    running = list(unit.joint.branches.filter(state=BranchState.OPEN).order_by("id").values_list("case_id", "case__number"))
    for case_id, number in running:
        documents.notify(
            unit.joint.applicant_id, "project_closed", case_id=case_id, at=now,
            params={"case_number": number, "number": unit.joint.number, "closed_on": local_date(now)},
        )
    return [case_id for case_id, _ in running]
