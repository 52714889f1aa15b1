"""报竣工: the owner, or an organ that leads a stage, says that building ended and when: what was handed in for the fourth stage and
waited is received that day, what comes later at once."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.documents import api as documents
from yichuang.facts import joint as f
from yichuang.joint import themes
from yichuang.joint.actions.opening import open_waiting
from yichuang.joint.actions.settling import may_begin
from yichuang.joint.domain import building as law
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.projects import Stage
from yichuang.joint.domain.state import BranchState
from yichuang.joint.models import Joint
from yichuang.joint.projects.verbs import check_leader, opened
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Actor

GOING = (BranchState.WAITING, BranchState.OPEN)
THERE = (*GOING, BranchState.GRANTED)


@transaction.atomic
def complete(joint_id: UUID, built_on: date | None, *, actor: Actor, now: datetime) -> None:
    """Said again before the fourth stage is under way, it puts the day right. Raises NoPermitYet, CompletionBegun."""
    unit, project = opened(joint_id, actor=actor, now=now)
    check_leader(unit, project)
    if unit.joint.branches.filter(stage=Stage.COMPLETION, state__in=(BranchState.OPEN, BranchState.GRANTED)).exists():
        raise law.CompletionBegun()
    day = law.check_built(built_on, today=local_date(now), permitted_on=permitted_on(unit.joint))
    if day == project.built_on:
        return
    project.built_on = day
    project.save(update_fields=["built_on"])
    unit.say(f.BuildingEnded(built_on=day))
    for branch in unit.joint.branches.filter(stage=Stage.COMPLETION, state=BranchState.WAITING).order_by("joined_at", "id"):
        if may_begin(branch):
            open_waiting(unit, branch)
    documents.notify(unit.joint.applicant_id, "project_built", at=now, params={"number": unit.joint.number, "built_on": day})


def permitted_on(joint: Joint) -> date | None:
    """The day the project had what the law wants before building begins; None when this project has no such case. Raises NoPermitYet."""
    rows = dict(joint.branches.filter(item_id__in=permits(), state__in=THERE).values_list("state", "settled_on").order_by("settled_on"))
    if any(state in rows for state in GOING):
        raise law.NoPermitYet()
    return rows.get(BranchState.GRANTED)


def permits() -> set[UUID]:
    """Items of earlier stages without whose result nothing of the fourth may begin: the permit to build."""
    try:
        content = themes.in_force(f"project-{Stage.COMPLETION}").content
    except themes.NoSuchTheme:
        return set()
    return {edge.before for edge in content.edges if edge.kind is EdgeKind.HARD} - set(content.item_ids)
