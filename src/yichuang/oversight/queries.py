"""Reads of 审管互动: of one case, owed by one's organ, awaited from others, overdue for whoever supervises. Every list is bounded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from yichuang.catalogue.domain.boundary import INTERACTION_NAMES, STEP_NAMES, Interaction
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor
from yichuang.oversight.domain import FINDING_NAMES, FINDINGS, LABELS, OPEN, State
from yichuang.oversight.models import Due

SIZE = 50
MOST = 100


@dataclass(frozen=True, slots=True)
class DueRow:
    """One interaction; names are msgids but for what the list itself says."""

    due_id: UUID
    case_id: UUID
    number: str
    item_id: UUID
    item: str
    step: str
    interaction: Interaction
    interaction_name: str
    approve_organ: str
    approve_office: str
    regulate_organ_id: UUID
    regulate_organ: str
    regulate_office: str
    basis: str
    days: int
    opened_at: datetime
    due_on: date
    state: State
    state_name: str
    finding_name: str
    text: str
    done_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def findings(self) -> list[tuple[str, str]]:
        return [(one.key, FINDING_NAMES[one.key]) for one in FINDINGS[self.interaction]]


def row_of(row: Due) -> DueRow:
    said, state = row.boundary, State(row.state)
    way = Interaction(said.interaction)
    return DueRow(
        row.id, row.case_id, row.number, said.item_id, said.item.name, STEP_NAMES.get(said.step, said.step), way, INTERACTION_NAMES[way],
        row.approve_organ.name, said.approve_office, row.regulate_organ_id, row.regulate_organ.name, said.regulate_office, said.basis, said.days,
        row.opened_at, row.due_on, state, LABELS[state], FINDING_NAMES.get(row.finding, ""), row.text, row.done_at,
    )  # fmt: skip


ROWS = Due.objects.select_related("boundary__item", "approve_organ", "regulate_organ")


def of_case(case_id: UUID) -> tuple[DueRow, ...]:
    """What the boundary list asked for in one case, oldest first; one statement."""
    return tuple(map(row_of, ROWS.filter(case_id=case_id).order_by("opened_at", "id")[:MOST]))


SIDES = ("owed", "awaited")


def page(organs: Collection[UUID], side: str, *, number: int = 1) -> tuple[tuple[DueRow, ...], bool]:
    """A page of what is open, by last day: owed by these organs, awaited by them as approvers, or overdue at them. One statement."""
    mine = sorted(organs, key=str)
    which = {
        "owed": Q(regulate_organ__in=mine, state__in=OPEN), "awaited": Q(approve_organ__in=mine, state__in=OPEN),
        "overdue": Q(regulate_organ__in=mine, state=State.OVERDUE),
    }[side]  # fmt: skip
    start = (max(number, 1) - 1) * SIZE
    found = list(ROWS.filter(which).order_by("due_on", "id")[start : start + SIZE + 1])
    return tuple(map(row_of, found[:SIZE])), len(found) > SIZE


def counts(organs: Collection[UUID]) -> dict[str, int]:
    """Owed and awaited, counted to a hundred."""
    mine = sorted(organs, key=str)
    rows = Due.objects.filter(state__in=OPEN)
    return {
        "owed": rows.filter(regulate_organ__in=mine).values("id")[:MOST].count(), "awaited": rows.filter(approve_organ__in=mine).values("id")[:MOST].count(),
    }


def supervised(actor: Actor, on: date) -> tuple[UUID, ...]:
    """Organs with something overdue over which, or above which, the actor has the power to supervise; bounded."""
    found = Due.objects.filter(state=State.OVERDUE).order_by("regulate_organ").values_list("regulate_organ", flat=True).distinct()[:MOST]
    return tuple(organ_id for organ_id in found if watches(actor, organ_id, on))


def watches(actor: Actor, organ_id: UUID, on: date) -> bool:
    at: UUID | None = organ_id
    while at is not None and not organisations.may(actor, Act.SUPERVISE, organ_id=at, on=on):
        at = organisations.organ(at).parent_id
    return at is not None


def may_answer(row: DueRow, actor: Actor, on: date) -> bool:
    """Whether the page offers this person the verb."""
    return row.is_open and organisations.may(actor, Act.ANSWER, organ_id=row.regulate_organ_id, item_id=row.item_id, on=on)
