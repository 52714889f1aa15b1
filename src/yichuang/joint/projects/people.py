"""Who leads a stage, who takes part in a project, and its key nodes: verbs of the organs that lead and of the owner."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.facts import joint as f
from yichuang.joint.actions.changing import check_applicant
from yichuang.joint.actions.unit import Named, Unit, locked
from yichuang.joint.domain import parties as law
from yichuang.joint.domain.acts import ActState
from yichuang.joint.domain.law import NotTheLead
from yichuang.joint.domain.projects import ROLE_NAMES, Closed, Role, Stage
from yichuang.joint.models import CopyNotice, JointActBranch, KeyNode, Project, ProjectParty, StageLead
from yichuang.joint.projects.reads import stages
from yichuang.kernel.errors import Forbidden, NotFound
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

DAY = timedelta(1)


def opened(joint_id: UUID, *, actor: Actor, now: datetime) -> tuple[Unit, Project]:
    """A locked project that is not closed. Raises NotFound, Closed."""
    unit = locked(joint_id, actor=actor, now=now)
    project = Project.objects.select_related("joint").filter(joint_id=joint_id).first()
    if project is None:
        raise NotFound("没有这个项目。", code="joint.no_project", remedy="请核对项目代码。")
    if project.closed_at is not None:
        raise Closed()
    return unit, project


def check_leader(unit: Unit, project: Project) -> None:
    """People of an organ that leads a stage keep the project's plan; its owner too."""
    own = organisations.mine(unit.actor) if unit.actor.is_staff else frozenset()
    if unit.actor.is_staff and not project.leads.filter(organ_id__in=own).exists():
        raise NotTheLead()
    if unit.actor.is_applicant:
        check_applicant(unit)


def lead(unit: Unit, project: Project, stage: Stage, organ_id: UUID) -> None:
    StageLead.objects.update_or_create(project=project, stage=stage, defaults={"organ_id": organ_id})
    unit.say(f.StageLeadSet(stage=stage, organ_id=organ_id))


@transaction.atomic
def set_lead(joint_id: UUID, stage: Stage, organ_id: UUID, *, actor: Actor, now: datetime, instead_of: UUID | None = None) -> None:
    """牵头部门 of a stage: one, set by an organ that leads this stage or another. `instead_of`: who led it when the page was read. Raises
    LedByAnother, LeadHasActs, Invalid of an organ there is not."""
    unit, project = opened(joint_id, actor=actor, now=now)
    if actor.is_applicant:
        raise Forbidden("牵头部门由审批部门确定。", code="joint.lead_by_organs")
    check_leader(unit, project)
    check_organ(organ_id)
    now_led = project.leads.select_related("organ").filter(stage=stage).first()
    if now_led is not None and now_led.organ_id == organ_id:
        return
    if now_led is not None:
        if now_led.organ_id != instead_of:
            raise law.LedByAnother(organ=now_led.organ.name)
        planned = acts_planned(unit, stage, now_led.organ_id)
        if planned:
            raise law.LeadHasActs(organ=now_led.organ.name, count=planned)
    lead(unit, project, stage, organ_id)


def acts_planned(unit: Unit, stage: Stage, organ_id: UUID) -> int:
    """How many joint acts for cases of this stage the organ has planned and not recorded."""
    rows = JointActBranch.objects.filter(act__joint=unit.joint, act__lead_organ_id=organ_id, act__state=ActState.PLANNED, branch__stage=stage)
    return rows.order_by().values("act_id").distinct().count()


def check_organ(organ_id: UUID) -> None:
    """An organ in force, not an office of one: it acts in its own name. Raises Invalid."""
    if not any(row.id == organ_id and row.kind == "organ" for row in organisations.organs()):
        raise law.unknown_organ()


@transaction.atomic
def join(joint_id: UUID, role: Role, party_id: UUID, *, from_on: date | None, actor: Actor, now: datetime) -> None:
    """A contractor, an intermediary, a regulator takes part; of a regulator `party_id` is its organ. The owner is set when the project is
    registered. A party reads of it in its inbox, an organ on its desk."""
    unit, project = opened(joint_id, actor=actor, now=now)
    check_leader(unit, project)
    law.check_role(role, by_owner=actor.is_applicant)
    if role is Role.REGULATOR:
        check_organ(party_id)
    was = project.parties.filter(who(role, party_id), role=role, to_on__isnull=False).aggregate(last=Max("to_on"))["last"]
    first = max(project.from_on, was + DAY) if was else project.from_on
    day = law.check_day("from_on", from_on, not_before=first, today=local_date(now))
    if take_part(unit, project, role, party_id, day) and role is not Role.REGULATOR:
        told = {"number": unit.joint.number, "name": unit.joint.name, "role": ROLE_NAMES[role], "from_on": day}
        documents.notify(party_id, "project_joined", params=told, at=now)


def who(role: Role, party_id: UUID) -> Q:
    """A regulator is an organ, everybody else a party."""
    return Q(organ_id=party_id) if role is Role.REGULATOR else Q(party_id=party_id)


def take_part(unit: Unit, project: Project, role: Role, party_id: UUID, from_on: date) -> bool:
    """Whether it is new in this role."""
    named = {"organ_id": party_id} if role is Role.REGULATOR else {"party_id": party_id}
    days = {"from_on": from_on, "named_on": local_date(unit.now)}
    _, new = ProjectParty.objects.get_or_create(project=project, role=role, to_on=None, **named, defaults=days)
    if new:
        unit.say(f.ProjectPartySet(role=role, party_id=party_id, from_on=from_on))
    return new


def party_named(name: str, number: str, *, actor: Actor, now: datetime) -> UUID:
    """The company of this name and number. Staff register one that is not known; an applicant names a known one only, for who registers
    first is believed. Raises Invalid at the fields."""
    if actor.is_staff:
        return organisations.register_party(kind="legal", name=name, number=number, actor=actor, now=now).id
    known = organisations.find_party("legal", number.strip().upper())
    if known is None or known.name != name.strip():
        raise law.unknown_party()
    return known.id


@transaction.atomic
def leave(joint_id: UUID, role: Role, party_id: UUID, *, to_on: date | None, actor: Actor, now: datetime) -> None:
    """A party takes part no longer; its row stays with its last day. Raises NoSuchParty, PartyOwes, PartyEngaged."""
    unit, project = opened(joint_id, actor=actor, now=now)
    check_leader(unit, project)
    law.check_role(role, by_owner=actor.is_applicant)
    row = project.parties.select_related("organ", "party").filter(who(role, party_id), role=role, to_on__isnull=True).first()
    if row is None:
        raise law.NoSuchParty()
    if role is Role.REGULATOR and row.organ is not None:
        owed = CopyNotice.objects.filter(joint=unit.joint, organ_id=party_id, received_at__isnull=True).count()
        if owed:
            raise law.PartyOwes(party=row.organ.name, count=owed)
    if role is Role.INTERMEDIARY and row.party is not None:
        check_free(unit, party_id, row.party.name)
    row.to_on = law.check_day("to_on", to_on, not_before=row.from_on, today=local_date(now))
    row.save(update_fields=["to_on"])
    unit.say(f.ProjectPartyLeft(role=role, party_id=party_id, to_on=row.to_on))


def check_free(unit: Unit, party_id: UUID, name: str) -> None:
    """An intermediary has no open 中介超市 engagement for a case of this project. Raises PartyEngaged naming the first."""
    open_ones = cases.engagements(party_id)
    numbers = dict(unit.joint.branches.filter(case_id__in=[one.case_id for one in open_ones]).values_list("case_id", "case__number")) if open_ones else {}
    for one in open_ones:
        if one.case_id in numbers:
            raise law.PartyEngaged(party=name, case=numbers[one.case_id], service=one.what, state=one.state)


@transaction.atomic
def set_node(joint_id: UUID, *, name: str, item_id: UUID | None, planned_on: date | None, actor: Actor, now: datetime) -> None:
    """关键节点: what is to be reached by when; reached when the item's result is there. Said again for an item, it is put right."""
    unit, project = opened(joint_id, actor=actor, now=now)
    check_leader(unit, project)
    known = item_id is not None and (unit.joint.branches.filter(item_id=item_id).exists() or item_id in offered_items())
    day = law.check_node(name=name, planned_on=planned_on, from_on=project.from_on, known=known)
    row, _ = KeyNode.objects.update_or_create(
        project=project, item_id=item_id, defaults={"name": name.strip(), "planned_on": day}, create_defaults={
            "id": new_id(), "name": name.strip(), "planned_on": day,
        },
    )  # fmt: skip
    unit.say(f.KeyNodeSet(node_id=row.id, item_id=row.item_id, planned_on=day))


@transaction.atomic
def remove_node(joint_id: UUID, item_id: UUID | None, *, actor: Actor, now: datetime) -> None:
    """取消关键节点: planned no longer, also one that was reached; the history goes on telling both. Raises NoNode."""
    unit, project = opened(joint_id, actor=actor, now=now)
    check_leader(unit, project)
    row = project.nodes.filter(item_id=item_id).first()
    if row is None:
        raise law.NoNode()
    unit.say(f.KeyNodeRemoved(node_id=row.id, item_id=row.item_id))
    row.delete()


def offered_items() -> dict[UUID, Named]:
    """Items of the stages that may be handed in, by id."""
    titles = catalogue.item_titles({item_id for _, theme in stages() for item_id in theme.content.item_ids})
    return {item_id: Named(*title) for item_id, title in titles.items()}
