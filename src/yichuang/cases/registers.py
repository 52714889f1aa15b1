"""The two registers, kept apart: 容缺受理 and 告知承诺, each with what it waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from yichuang.cases.domain.phases import ActKind
from yichuang.cases.models import Act, Task
from yichuang.cases.queries import visible_cases
from yichuang.catalogue import api as catalogue
from yichuang.organisations.domain import Actor

PAGE = 50
OPEN: Mapping[ActKind, tuple[str, ...]] = {
    ActKind.TOLERANCE: ("offered", "agreed", "running", "brought", "overdue"), ActKind.PROMISE: ("signed", "to_check", "mending"),
}
"""States in which somebody still has to do something."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a register. `due_on`: the promised day, or the day by which it is checked; None while none runs."""

    case_id: UUID
    number: str
    item: str
    applicant: str
    state: str
    opened_at: datetime
    moved_at: datetime
    due_on: date | None
    materials: tuple[str, ...]
    points: int
    letter_id: UUID | None
    item_en: str


def register(actor: Actor, kind: ActKind, *, open_only: bool = False, page: int = 1) -> tuple[list[Entry], bool]:
    """One page of a register over the cases the actor may see, newest first, and whether there is more; two queries.

    A party sees what it owes itself; of a case it was only told of (36) nothing.
    """
    rows = Act.objects.filter(kind=kind, case__in=visible_cases(actor)).select_related("case__applicant")
    if not actor.is_staff:
        rows = rows.filter(Q(case__applicant_id__in=actor.party_ids) | Q(case__agent_id__in=actor.party_ids))
    if open_only:
        rows = rows.filter(state__in=OPEN[kind], case__finished_at__isnull=True) if kind is ActKind.TOLERANCE else rows.filter(state__in=OPEN[kind])
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by("-opened_at", "-id")[start : start + PAGE + 1])
    checks = Task.objects.filter(case_id__in={row.case_id for row in found}, kind="follow_up", closed_at__isnull=True)
    days = {task.node: task.limit_on for task in checks}
    return [entry(row, days) for row in found[:PAGE]], len(found) > PAGE


def entry(row: Act, days: Mapping[str, date | None]) -> Entry:
    case, data = row.case, row.data
    terms = catalogue.terms(case.item_version_id)
    names = {m.code: m.name for m in terms.materials}
    promised = date.fromisoformat(data["due_on"]) if data.get("due_on") else None
    return Entry(
        case.id, case.number, terms.name, case.applicant.name, row.state, row.opened_at, row.moved_at, days.get(str(row.id)) or promised,
        tuple(names.get(code, code) for code in listed(data, "materials")), len(listed(data, "points")),
        UUID(data["letter_id"]) if data.get("letter_id") else None, terms.name_en,
    )


def listed(data: Mapping[str, Any], key: str) -> list[str]:
    return list(data.get(key, ()))
