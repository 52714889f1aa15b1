"""Verbs of 审管互动: open what a case's step asks for, do it, note that the day went by, drop what nobody owes any more."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Outcome
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.boundary import Interaction
from yichuang.clock import api as clock
from yichuang.clock.domain import Limit, Unit
from yichuang.facts import oversight as facts
from yichuang.kernel import events
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import Fact, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor
from yichuang.oversight import domain
from yichuang.oversight.domain import OPEN, State
from yichuang.oversight.models import Due

STREAM = "interaction"


class NoSuchInteraction(NotFound):
    code = "oversight.no_such_interaction"
    message = "没有这一项审管互动"
    remedy = "请从审管互动的清单里选一项"


def record(row: Due, said: Fact, *, actor: str, at: datetime) -> None:
    """Emit behind the row's head."""
    end = events.emit(events.Head(STREAM, row.id, row.head_seq, bytes(row.head_hash)), [said], actor=actor, at=at)
    row.head_seq, row.head_hash = end.seq, end.hash


def open_for(case_id: UUID, *, tasks: Collection[str], phase: str, now: datetime, actor: Actor) -> int:
    """Everything the boundary list asks for at what a case has just reached, once a case and row; how many were opened."""
    on = local_date(now)
    listed = catalogue.boundaries.of_item(cases.item_of(case_id), on)
    if not listed:
        return 0
    state = cases.state(case_id)
    steps = catalogue.terms(state.item_version_id).steps
    rows = [row for row in listed if domain.reached(row.step, steps, tasks=tasks, phase=phase)]
    if not rows or state.outcome == Outcome.REFUSED:  # of a refusal nothing was licensed that could be regulated
        return 0
    known = set(Due.objects.filter(case_id=case_id).values_list("boundary_id", flat=True))
    calendar = clock.calendar()
    for row in rows:
        if row.boundary_id in known:
            continue
        due_on = clock.last_day(calendar, on, Limit(row.days, Unit.WORKING_DAY)) if row.days else on
        assert due_on is not None
        owed = Due(
            case_id=case_id, number=state.number, boundary_id=row.boundary_id, approve_organ_id=state.deciding_organ_id,
            regulate_organ_id=row.regulate_organ_id, opened_at=now, due_on=due_on, salt=os.urandom(16),
        )  # fmt: skip
        said = facts.InteractionOpened(
            case_id=case_id, boundary_id=row.boundary_id, interaction=row.interaction, regulate_organ_id=row.regulate_organ_id, days=row.days,
            due_on=due_on, calendar_version=calendar.version,
        )
        record(owed, said, actor=actor.ref, at=now)
        owed.save(force_insert=True)
        cases.relate(case_id, row.regulate_organ_id, "regulating")
    return sum(row.boundary_id not in known for row in rows)


@transaction.atomic
def answer(due_id: UUID, *, finding: str, text: str, actor: Actor, now: datetime) -> UUID:
    """办理: 认领, 回复, 核查, 反馈 or 异议 by the regulating organ, by a post with the power 回复意见. Returns the case.

    Raises NoSuchInteraction, Forbidden, NotOwed, Invalid per field.
    """
    row = Due.objects.select_for_update(of=("self",)).select_related("boundary").filter(id=due_id).first()
    if row is None:
        raise NoSuchInteraction(asked=str(due_id))
    ref = organisations.authority(actor, Act.ANSWER, organ_id=row.regulate_organ_id, item_id=row.boundary.item_id, on=local_date(now))
    row.finding = domain.check_answer(State(row.state), Interaction(row.boundary.interaction), finding, text)
    row.text, row.done_at, row.done_by, row.state = text.strip(), now, actor.ref, State.DONE
    digest = sha256(bytes(row.salt) + row.text.encode()).hexdigest() if row.text else ""
    record(row, facts.InteractionDone(case_id=row.case_id, finding=row.finding, text_hash=digest, authority_ref=ref), actor=actor.ref, at=now)
    row.save()
    return row.case_id


def passed(due_id: UUID, *, now: datetime, actor: Actor) -> bool:
    """The last day went by: said once. False when somebody else has the row in hand."""
    with transaction.atomic():
        row = Due.objects.select_for_update(of=("self",), skip_locked=True).filter(id=due_id, state=State.OWED, due_on__lt=local_date(now)).first()
        if row is None:
            return False
        row.state = State.OVERDUE
        record(row, facts.InteractionPassed(case_id=row.case_id, due_on=row.due_on), actor=actor.ref, at=now)
        row.save(update_fields=["state", "head_seq", "head_hash"])
        return True


def void(case_id: UUID, *, ended_by: str, now: datetime, actor: Actor) -> None:
    """The case was withdrawn, refused or ended: what is still open is not owed any more."""
    for row in Due.objects.select_for_update(of=("self",)).filter(case_id=case_id, state__in=OPEN).order_by("id"):
        row.state = State.VOID
        record(row, facts.InteractionVoided(case_id=case_id, ended_by=ended_by), actor=actor.ref, at=now)
        row.save(update_fields=["state", "head_seq", "head_hash"])
