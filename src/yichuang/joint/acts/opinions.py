"""Opinions in a joint act: given by each organ, reminded once before the due day, silent with the effect that was stated (26)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yichuang.cases import api as cases
from yichuang.clock import api as clock
from yichuang.facts import joint as f
from yichuang.joint.actions.unit import Unit, locked
from yichuang.joint.acts.reads import NOT_SEEN, seen
from yichuang.joint.acts.verbs import Opinion, give
from yichuang.joint.domain import acts as law
from yichuang.joint.domain.acts import ActState
from yichuang.joint.domain.law import HAS_RESULT, NotOpen
from yichuang.joint.domain.state import BranchState
from yichuang.joint.models import JointActBranch
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


@transaction.atomic
def opine(act_id: UUID, branch_id: UUID, opinion: Opinion, *, actor: Actor, now: datetime) -> None:
    """回复意见 by who reviews the case; one that comes late counts, though silence was recorded before (26). Raises NoAct, also for
    who may not see the act."""
    unit = locked(seen(act_id, actor).joint_id, actor=actor, now=now)
    row = JointActBranch.objects.select_related("act", "branch").filter(act_id=act_id, branch_id=branch_id, free="").first()
    if row is None:
        raise law.NoAct()
    if row.act.state == ActState.CANCELLED:
        law.check_going(row.act.state)
    law.check_seen(row.act.kind, row.act.state)
    if row.given_at is not None:
        raise law.OpinionGiven()
    if not give(unit, row.act, row, opinion):
        raise NotOpen(state=HAS_RESULT)


def due_rows(now: datetime, limit: int, *, put_off: Any = ()) -> list[tuple[UUID, int]]:
    """(联办, row) of opinions to be reminded of, once each, on the working day before they are due, or whose day has gone; those of a 联办 that
    was put off left out."""
    today = local_date(now)
    next_day = clock.add_working_days(clock.calendar(), today, 1)
    waits = JointActBranch.objects.filter(given_at__isnull=True, silent_at__isnull=True, due_on__isnull=False, branch__state=BranchState.OPEN).exclude(NOT_SEEN)
    due = waits.filter(Q(due_on__lt=today) | Q(due_on__lte=next_day, reminded_at__isnull=True))
    return list(due.exclude(act__joint_id__in=put_off).order_by("due_on", "id").values_list("act__joint_id", "id")[:limit])


@transaction.atomic
def by_time(joint_id: UUID, row_id: int, now: datetime) -> None:
    """What the day does to one of them: a reminder, which stands in the case as well, or silence with its effect."""
    unit = locked(joint_id, actor=organisations.system_actor("joint.due"), now=now)
    row = JointActBranch.objects.select_related("act", "branch").get(id=row_id)
    if row.given_at or row.silent_at or row.due_on is None:
        return
    if row.due_on < local_date(now):
        silent(unit, row)
    elif row.reminded_at is None:
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        unit.say(f.OpinionReminded(act_id=row.act_id, branch_id=row.branch_id, due_on=row.due_on))
        if row.branch.case_id:
            cases.remind(row.branch.case_id, actor=unit.actor, now=now)


def silent(unit: Unit, row: JointActBranch) -> None:
    assert row.due_on is not None
    row.silent_at = unit.now
    row.save(update_fields=["silent_at"])
    unit.say(f.OpinionSilent(act_id=row.act_id, branch_id=row.branch_id, due_on=row.due_on, silence=row.act.silence))
