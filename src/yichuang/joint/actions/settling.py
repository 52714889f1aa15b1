"""What follows when a branch has its end: gates are met, what waited is handed in, the organs are told. Run by the worker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.clock import domain as counting
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.facts import joint as f
from yichuang.joint.actions.opening import has_ended, hold_for, open_waiting
from yichuang.joint.actions.unit import Unit, in_both, locked, name_of
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.projects import Role as ProjectRole
from yichuang.joint.domain.projects import Stage
from yichuang.joint.domain.state import FAILED, GIVEN_UP, OUTCOMES, BranchState, What
from yichuang.joint.models import Branch, CopyNotice, Edge, ProjectParty, StageLead
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

COPY_REPLY = counting.Limit(2, counting.Unit.WORKING_DAY)
"""抄告 is acknowledged within two working days: the city's own [P]."""


MOST = 200
"""A 联办 of a theme has a dozen branches at most."""


def branch_of_case(case_id: UUID) -> tuple[UUID, UUID] | None:
    """(联办, branch) of a case that belongs to one."""
    return Branch.objects.filter(case_id=case_id).values_list("joint_id", "id").first()


@transaction.atomic
def settle(case_id: UUID, outcome: str, *, licence_id: UUID | None, actor: Actor, now: datetime) -> None:
    """The case of a branch has its end. Heard twice, it settles once; a case of no 联办 is none of ours."""
    found = branch_of_case(case_id)
    if found is None:
        return
    unit = locked(found[0], actor=actor, now=now)
    branch = Branch.objects.get(id=found[1])
    if branch.state != BranchState.OPEN:
        return
    branch.state, branch.outcome, branch.settled_on = OUTCOMES[outcome], outcome, local_date(now)
    branch.save(update_fields=["state", "outcome", "settled_on"])
    unit.say(f.BranchSettled(branch_id=branch.id, outcome=outcome, decided_on=branch.settled_on))
    if branch.state == BranchState.GRANTED:
        meet(unit, branch, licence_id)
    else:
        tell_dependents(unit, branch)
        pass_lead(unit)
    if outcome in ("granted", "refused", "done", "not_done"):
        copy_to_others(unit, branch)


def pass_lead(unit: Unit) -> None:
    """牵头 stays with an organ that still takes part (26(2)): when no branch of the lead stands any more, the first that stands leads. A stage
    of a project keeps the lead it was given."""
    standing = unit.joint.branches.exclude(state__in=FAILED).order_by("joined_at", "id")
    organs = list(standing.values_list("organ_id", flat=True)[:MOST]) if unit.joint.what == What.THEME else []
    if not organs or unit.joint.lead_organ_id in organs:
        return
    unit.joint.lead_organ_id = organs[0]
    unit.joint.save(update_fields=["lead_organ_id"])
    unit.say(f.LeadPassed(organ_id=organs[0]))


def meet(unit: Unit, branch: Branch, licence_id: UUID | None) -> None:
    """The result is there: every edge that waited for it is met, in the case or by handing in what was kept."""
    assert branch.case_id is not None
    edges = list(Edge.objects.filter(before_id__in=line_of(branch), met_at__isnull=True).select_related("after").order_by("id"))
    for edge in edges:
        edge.met_at, edge.licence_id = unit.now, licence_id
        edge.save(update_fields=["met_at", "licence_id"])
    unit.say(*(f.EdgeMet(edge_id=edge.id, case_id=branch.case_id, licence_id=licence_id) for edge in edges))
    for edge in edges:
        after = edge.after
        if after.state == BranchState.OPEN and after.case_id and not cases.is_finished(cases.state(after.case_id).phase):
            cases.meet_gate(after.case_id, edge.id, actor=unit.actor, now=unit.now)
        elif after.state == BranchState.WAITING and may_begin(after):
            open_waiting(unit, after)


@transaction.atomic
def lose(licence_id: UUID, *, actor: Actor, now: datetime) -> None:
    """A licence that others count on is no longer in force (许可法 8, 69, 70; 暂扣, 吊销): for whoever is not decided yet it is again a condition
    of the decision (38), and the lawful ways are those of any result that is missing. What was decided stands until its organ decides."""
    edges = Edge.objects.filter(licence_id=licence_id, after__state__in=(BranchState.OPEN, BranchState.WAITING))
    joint_id = edges.values_list("joint_id", flat=True).first()  # the one its case is a branch of
    if joint_id is None:
        return
    unit = locked(joint_id, actor=actor, now=now)
    for edge in edges.select_related("after").order_by("id"):
        if held_again(unit, edge):
            edge.met_at = edge.licence_id = edge.pressed_at = None
            edge.save(update_fields=["met_at", "licence_id", "pressed_at"])
            unit.say(f.EdgeLost(edge_id=edge.id, licence_id=licence_id))


def held_again(unit: Unit, edge: Edge) -> bool:
    """Whether the branch after this edge is undecided still; its case, where it has one, waits from now on."""
    case_id = edge.after.case_id
    if case_id is None:
        return True
    if cases.state(case_id).phase not in (Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW):
        return False
    hold_for(unit, case_id, edge.id)  # one that was met before the case was there has held nothing yet
    cases.reopen_gate(case_id, edge.id, actor=unit.actor, now=unit.now)
    return True


@transaction.atomic
def regain(licence_id: UUID, case_id: UUID | None, *, actor: Actor, now: datetime) -> None:
    """发还: a suspended licence is in force again, and meets what it met."""
    found = branch_of_case(case_id) if case_id else None
    if found is not None:
        unit = locked(found[0], actor=actor, now=now)
        meet(unit, Branch.objects.get(id=found[1]), licence_id)


def line_of(branch: Branch) -> list[UUID]:
    """A branch and those it was applied for again after: what waited for the first of them is met by the last."""
    found = [branch.id]
    earlier = branch.again_for
    while earlier:
        found.append(earlier)
        earlier = Branch.objects.values_list("again_for", flat=True).get(id=earlier)
    return found


def may_begin(branch: Branch) -> bool:
    """No hard prerequisite is missing any more, building has ended where its stage begins with that, and the item is still offered."""
    if branch.stage == Stage.COMPLETION and not has_ended(branch.joint_id):
        return False
    if branch.needs.filter(kind=EdgeKind.HARD, met_at__isnull=True).exists():
        return False
    return catalogue.is_open(branch.version_id) or bool(open_version(branch.version_id))


def open_version(version_id: UUID) -> UUID | None:
    try:
        return catalogue.published(catalogue.terms(version_id).code)
    except catalogue.NotPublished:
        return None


def edges_on(branch: Branch) -> list[Edge]:
    """The edges by which branches still on their way count on this one's result."""
    going = (BranchState.OPEN, BranchState.WAITING)
    edges = Edge.objects.filter(before_id__in=line_of(branch), met_at__isnull=True, after__state__in=going)
    return list(edges.select_related("after").order_by("id"))


def tell_dependents(unit: Unit, branch: Branch) -> None:
    """Nothing cascades by itself: the applicant reads which of the others counted on it, and the three lawful ways."""
    kind = "prerequisite_withdrawn" if branch.outcome in GIVEN_UP else "prerequisite_failed"
    for after in (edge.after for edge in edges_on(branch)):
        params = {"number": unit.joint.number, "item": in_both(after), "failed": in_both(branch)}
        for party_id in concerned(unit):
            documents.notify(party_id, kind, case_id=after.case_id, params=params, at=unit.now)


def concerned(unit: Unit) -> Iterable[UUID]:
    return sorted({unit.joint.applicant_id, unit.joint.agent_id} - {None}, key=str)  # type: ignore[type-var]


def copy_to_others(unit: Unit, branch: Branch) -> None:
    """抄告相关: the organs concerned are told of a decision by one paper, and each acknowledges it."""
    others = sorted((organ_id for organ_id in organs_concerned(unit, branch) - {branch.organ_id} if organ_id), key=str)
    if not others:
        return
    assert branch.case_id is not None
    names = organisations.organ_names(others)
    due_on = clock.last_day(clock.calendar(), local_date(unit.now), COPY_REPLY)
    assert due_on is not None
    state = cases.state(branch.case_id)
    fixed = documents.fix(
        Kind.COPY_NOTICE, case_id=branch.case_id, case_number=state.number, organ_id=branch.organ_id, actor=unit.actor, at=unit.now,
        recipients=[Recipient(Role.ORGAN, names[organ_id]) for organ_id in others], licensing=state.is_licence,
        fields={
            "item_name": name_of(branch), "organ_asked": "、".join(names[organ_id] for organ_id in others),
            "joint_number": unit.joint.number, "decision": DECIDED[branch.outcome], "decided_on": said(branch.settled_on), "due_on": said(due_on),
        },
    )  # fmt: skip
    notices = [
        CopyNotice(
            id=new_id(), joint=unit.joint, branch=branch, organ_id=organ_id, document_id=fixed.document_id, sent_at=unit.now, due_on=due_on
        )
        for organ_id in others
    ]  # fmt: skip
    CopyNotice.objects.bulk_create(notices)
    unit.say(*(f.CopyNoticed(notice_id=row.id, organ_id=row.organ_id, document_id=fixed.document_id) for row in notices))


def organs_concerned(unit: Unit, branch: Branch) -> set[UUID | None]:
    """Of a theme every organ that takes part, and the lead. Of a project, which may have thousands of cases, those whose case counts on
    the result, who leads its stage, and who regulates the project."""
    if unit.joint.what == What.THEME:
        return {*Branch.objects.filter(joint=unit.joint).values_list("organ_id", flat=True), unit.joint.lead_organ_id}
    counting_on = Edge.objects.filter(before_id__in=line_of(branch)).values_list("after__organ_id", flat=True)
    leading = StageLead.objects.filter(project_id=unit.joint.id, stage=branch.stage).values_list("organ_id", flat=True)
    regulating = ProjectParty.objects.filter(project_id=unit.joint.id, role=ProjectRole.REGULATOR, to_on__isnull=True)
    return {*counting_on, *leading, *regulating.values_list("organ_id", flat=True)}


DECIDED = {"granted": "准予", "refused": "不予", "done": "办结", "not_done": "未办成"}


def said(value: date | None) -> str:
    assert value is not None
    return f"{value.year}年{value.month}月{value.day}日"
