"""Verbs on one branch: give it up, apply again, join a case that came later, refuse for what is missing, acknowledge 抄告."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.facts import joint as f
from yichuang.joint.actions import by_law
from yichuang.joint.actions.opening import Begun, Wanted, add, carried, has_ended, is_unified, open_gates, package_of, set_edges
from yichuang.joint.actions.settling import pass_lead, tell_dependents
from yichuang.joint.actions.situation import answer, applied_again
from yichuang.joint.actions.together import branch_in, check_lead
from yichuang.joint.actions.unit import NoJoint, Unit, locked, name_en_of, name_of
from yichuang.joint.counting import standing
from yichuang.joint.domain import law
from yichuang.joint.domain.building import NotBuilt
from yichuang.joint.domain.edges import EdgeKind, Link, in_order
from yichuang.joint.domain.projects import Closed, Stage
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.joint.models import Branch, CopyNotice, Edge, Joint, Part, Project, StageLead
from yichuang.joint.telling import nameable
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

GOING = (BranchState.WAITING, BranchState.OPEN)


def check_applicant(unit: Unit) -> None:
    if not {unit.joint.applicant_id, unit.joint.agent_id} & unit.actor.party_ids:
        raise Forbidden("只有申请人或者代理人能做这一步。", code="joint.not_the_applicant", remedy="请由申请人或者受委托的代理人办理。")


def check_goes_on(unit: Unit) -> None:
    """A project that has ended takes no application any more. Raises Closed."""
    if Project.objects.filter(joint_id=unit.joint.id, closed_at__isnull=False).exists():
        raise Closed()


@transaction.atomic
def drop(joint_id: UUID, branch_id: UUID, *, reason: str, actor: Actor, now: datetime) -> None:
    """The applicant gives up a branch that waits. One on its way is withdrawn by the verb of the case."""
    unit = locked(joint_id, actor=actor, now=now)
    check_applicant(unit)
    check_goes_on(unit)
    branch = branch_in(unit, branch_id, *BranchState)
    law.check_droppable(BranchState(branch.state))
    branch.state, branch.outcome = BranchState.DROPPED, "dropped"
    branch.save(update_fields=["state", "outcome"])
    unit.say(f.BranchDropped(branch_id=branch.id, statement_id=unit.write(reason or "申请人放弃这一项")))
    tell_dependents(unit, branch)
    pass_lead(unit)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a branch would be applied for again with; `faulty`: material → what a window asked to be put right and nobody did; `by_system`:
    materials the government fetched itself."""

    name: str
    name_en: str
    package: cases.Package
    faulty: Mapping[str, tuple[str, ...]]
    by_system: frozenset[str]


def kept(joint_id: UUID, branch_id: UUID, *, actor: Actor, now: datetime) -> Kept:
    """Of a branch that ended without its result, to be read and changed before it is sent. Raises what `again` does."""
    found = Joint.objects.filter(id=joint_id).first()
    if found is None:
        raise NoJoint()
    old, package = repeatable(Unit(found, actor, now), branch_id)
    stood = dossier.standing(old.case_id) if old.case_id else None
    return Kept(name_of(old), name_en_of(old), package, stood.faulty if stood else {}, stood.by_system if stood else frozenset())


def repeatable(unit: Unit, branch_id: UUID) -> tuple[Branch, cases.Package]:
    """A branch its applicant may apply for again, and what was handed in for it, corrections and all."""
    check_applicant(unit)
    check_goes_on(unit)
    old = branch_in(unit, branch_id, *BranchState)
    law.check_again(BranchState(old.state))
    if Branch.objects.filter(again_for=old.id).exists():
        raise law.NotOpen(state=law.APPLIED_AGAIN)
    part = Part.objects.filter(branch=old).first()
    if part is None:
        raise law.NothingKept()
    return old, package_of(unit.joint, old, part)


@transaction.atomic
def again(joint_id: UUID, branch_id: UUID, *, actor: Actor, now: datetime, package: cases.Package | None = None) -> Begun:
    """免重复提交: a branch that ended without its result is applied for again, as a new branch, with what stood in its case at the end, or
    with what the applicant made of it (`package`, checked by the form).

    What it needed of others and has not got holds the new one too, and what the law wants first is waited for again; what waited for it is met by the new one.
    """
    unit = locked(joint_id, actor=actor, now=now)
    old, stood = repeatable(unit, branch_id)
    package = package or stood
    if (package.applicant_id, package.version_id) != (stood.applicant_id, stood.version_id):
        raise law.Strange()
    return add(unit, [Wanted(old.item_id, package, old.stage, old.module)], again={old.item_id: old.id})


@transaction.atomic
def attach(
    joint_id: UUID, case_id: UUID, *, actor: Actor, now: datetime, stage: str = "", edges: Sequence[ThemeEdge] = ()
) -> UUID:
    """A department joins late: a case of the same applicant becomes a branch; in a project of one of its stages, by the organ that leads it.
    What the law puts between it and the others holds, whoever attaches it (`by_law`); `edges` name items and add to that. It stands in the
    place of a branch of its item that ended. Raises OfAnotherProject; PrerequisiteMissing where the law wants first what comes from nowhere."""
    unit = locked(joint_id, actor=actor, now=now)
    if unit.joint.what == What.PROJECT:
        check_stage(unit, stage)
    elif actor.is_staff:
        check_lead(unit)
    if not actor.is_staff:
        check_applicant(unit)
    cases.visible(actor, case_id)
    state = cases.state(case_id)
    if state.applicant_id != unit.joint.applicant_id:
        raise law.Strange()
    terms = catalogue.terms(state.item_version_id)
    project = Project.objects.filter(joint_id=unit.joint.id).first()
    if cases.is_finished(state.phase) or state.decided_at is not None:
        raise law.NotOpen(state=law.HAS_RESULT)
    by_law.check_code(unit.joint.id, case_id)
    if project is not None:
        by_law.demand_first(unit, project, terms.item_id)
    branch = Branch(
        id=new_id(), joint=unit.joint, item_id=terms.item_id, version_id=terms.version_id, organ_id=state.deciding_organ_id, stage=stage,
        state=BranchState.OPEN, joined_at=now, case_id=case_id, again_for=applied_again(unit, [terms.item_id]).get(terms.item_id),
    )  # fmt: skip
    try:
        with transaction.atomic():
            branch.save(force_insert=True)
    except IntegrityError as twice:
        raise law.InAnother() from twice
    unit.say(
        f.BranchJoined(
            branch_id=branch.id, item_id=branch.item_id, version_id=branch.version_id, organ_id=branch.organ_id, stage=stage, waits=False,
            content_hash="", again_for=branch.again_for,
        ),
        f.BranchOpened(branch_id=branch.id, case_id=case_id, version_id=branch.version_id),
    )
    stated = by_law.once([*by_law.edges_around(unit, branch.item_id, branch.version_id), *edges])
    unit.say(*set_edges(carried(unit, [branch], link(unit, branch, stated))))
    open_gates(unit, branch)
    if project is not None:
        answer(unit, project, stage, {branch.item_id: True})
    if is_unified(unit.joint):
        for row in unit.joint.branches.filter(state=BranchState.OPEN).order_by("id"):
            if not has_result(row):
                open_gates(unit, row)
    return branch.id


def check_stage(unit: Unit, stage: str) -> None:
    """A stage there is, of a project that goes on, led by the actor's organ; the fourth begins with the end of building."""
    if stage not in set(Stage):
        wrong = FieldError("stage", "joint.no_stage", "请选本项目的一个阶段。")
        raise Invalid("没有这个阶段。", code="joint.no_stage", errors=(wrong,))
    check_goes_on(unit)
    if stage == Stage.COMPLETION and not has_ended(unit.joint.id):
        raise NotBuilt()
    own = organisations.mine(unit.actor)
    if unit.actor.is_staff and not StageLead.objects.filter(project_id=unit.joint.id, stage=stage, organ_id__in=own).exists():
        raise law.NotTheLead()


def link(unit: Unit, branch: Branch, edges: Sequence[ThemeEdge]) -> list[Edge]:
    """Edges between a branch that came later and those still on their way, laid; of an item that comes in parts to each of them. A circle is
    refused."""
    if not edges:
        return []
    ends = {item_id for edge in edges for item_id in (edge.before, edge.after)}
    counting = counting_on(branch)
    others = unit.joint.branches.filter(state__in=GOING, item_id__in=ends).exclude(id=branch.id).order_by("joined_at", "id")
    rows = [branch, *(row for row in others if row.item_id != branch.item_id)]
    laid = [
        Edge(id=new_id(), joint=unit.joint, before=before, after=after, kind=edge.kind, article=edge.article)
        for edge in edges
        for before in rows if before.item_id == edge.before
        for after in rows if after.item_id == edge.after and branch in (before, after) and after.id not in counting and not has_result(after)
    ]  # fmt: skip
    check_order(unit, laid)
    unit.say(*set_edges(laid))
    for row in {edge.after_id: edge.after for edge in laid}.values():
        if row.case_id:
            open_gates(unit, row)
    return laid


def counting_on(branch: Branch) -> set[UUID]:
    """Branches that wait for one in whose place this one stands: they need no second edge."""
    found, old = set[UUID](), branch.again_for
    while old is not None:
        found.update(Edge.objects.filter(before_id=old, met_at__isnull=True).values_list("after_id", flat=True))
        old = Branch.objects.filter(id=old).values_list("again_for", flat=True).first()
    return found


def has_result(branch: Branch) -> bool:
    """Decided, whether the end was heard here yet or not: nothing can be a condition of it any more."""
    return branch.state == BranchState.GRANTED or bool(branch.case_id and cases.state(branch.case_id).decided_at)


def check_order(unit: Unit, laid: Sequence[Edge]) -> None:
    """No branch waits for itself, counted between the branches that stand now: what was applied for again stands for the first.
    Raises Circle naming the items."""
    rows = {row.id: row for row in unit.joint.branches.all()}
    stand = standing({ident: row.again_for for ident, row in rows.items()})
    links = [Link(stand[edge.before_id], stand[edge.after_id], EdgeKind(edge.kind)) for edge in (*unit.joint.edges.filter(met_at__isnull=True), *laid)]
    in_order(list(rows), links, name=lambda ident: name_of(rows[ident]))


@transaction.atomic
def refuse_for_missing(
    case_id: UUID, edge_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None, cut_reason: str | None = None
) -> None:
    """不予, naming the result that is missing (38(2)): the third lawful way of a branch at its limit."""
    edge = Edge.objects.select_related("before").filter(id=edge_id, after__case_id=case_id).first()
    if edge is None:
        wrong = FieldError("condition", "joint.no_edge", "请选择本件的一条前置条件。")
        raise Invalid("本件没有这一条前置条件。", code="joint.no_edge", errors=(wrong,))
    if edge.id not in {need.edge_id for need in nameable(case_id, today=local_date(now))} and edge.met_at is None:
        raise law.MayStillCome()
    words = f"未取得前置结果：{name_of(edge.before)}"
    missing = cases.Missing(gate_id=edge.id, words=words, article=edge.article)
    cases.refuse(case_id, reason=reason, actor=actor, now=now, version=version, cut_reason=cut_reason, missing=missing)


@transaction.atomic
def acknowledge(notice_id: UUID, *, actor: Actor, now: datetime) -> None:
    """抄告签收, once; by somebody of the organ that was told."""
    row = CopyNotice.objects.filter(id=notice_id, organ_id__in=organisations.mine(actor)).values("joint_id").first()
    if row is None:
        raise NotFound("没有这份抄告单。", code="joint.no_notice")
    unit = locked(row["joint_id"], actor=actor, now=now)
    notice = CopyNotice.objects.get(id=notice_id)
    if notice.received_at is not None:
        return
    notice.received_at, notice.received_by = now, actor.account_id
    notice.save(update_fields=["received_at", "received_by"])
    unit.say(f.CopyReceived(notice_id=notice.id))
