"""What `/api/v1/` shows of a case: schemas, and rows out of the state."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yichuang.cases.domain.dates import Dates, statutory_limit, total
from yichuang.cases.domain.phases import LABELS, Phase
from yichuang.cases.domain.state import CaseState
from yichuang.cases.models import Case
from yichuang.cases.queries import CaseView
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.kernel.errors import Refusal
from yichuang.kernel.events import fact_data
from yichuang.kernel.record import Recorded
from yichuang.kernel.values import local_date


class CaseLine(Schema):
    id: UUID
    number: str
    version: int
    item_version_id: UUID
    item: str
    regime: str
    applicant: str
    phase: str
    outcome: str | None
    received_at: datetime
    accepted_on: date | None
    promised_on: date | None
    statutory_on: date | None
    work_on: date | None


class CasePage(Schema):
    cases: list[CaseLine]
    next: str | None
    """The `cursor` of the next page; null on the last."""


class EntryOut(Schema):
    id: UUID
    kind: str
    ground: str
    from_on: date
    to_on: date | None
    amount: int
    unit: str
    article: str


class ClockOut(Schema):
    """`sentence` is for people, the dates for programs. A provisional date stands on days not yet announced."""

    sentence: str
    why: str
    stopped: bool
    provisional: bool
    answer_on: date | None
    promised_on: date | None
    statutory_on: date | None
    delivery_on: date | None
    lapse_on: date | None
    silence_on: date | None
    calendar_version: str
    ledger: list[EntryOut]


class TaskOut(Schema):
    id: UUID
    kind: str
    name: str
    node: str
    post: str
    organ_id: UUID
    owner_id: UUID | None
    opened_at: datetime
    limit_on: date | None


class ActOut(Schema):
    id: UUID
    kind: str
    state: str
    opened_at: datetime
    due_on: date | None


class GateOut(Schema):
    kind: str
    ground: str
    opened_at: datetime


class CaseOut(Schema):
    id: UUID
    number: str
    version: int
    item_version_id: UUID
    item: str
    regime: str
    channel: str
    applicant_id: UUID
    applicant: str
    accepting_organ_id: UUID
    deciding_organ_id: UUID
    phase: str
    phase_label: str
    received_at: datetime
    accepted_on: date | None
    deemed: bool
    outcome: str | None
    decided_at: datetime | None
    decision_document_id: UUID | None
    licence_id: UUID | None
    purpose: str
    asked_licence_id: UUID | None
    expires_on: date | None
    asked_in_time: bool
    by_person: bool = Field(description="申请人提交时要求由工作人员决定，没有交给智能审批的规则（个人信息保护法第二十四条第三款）")
    made_at: datetime | None
    served_at: datetime | None
    delivered_at: datetime | None
    finished_at: datetime | None
    clock: ClockOut
    open_tasks: list[TaskOut]
    acts: list[ActOut]
    unmet_gates: list[GateOut]


class EventOut(Schema):
    seq: int
    kind: str
    at: datetime
    effective_at: datetime
    recorded_at: datetime
    actor: str
    data: dict[str, Any]
    hash: str


class HistoryOut(Schema):
    case_id: UUID
    version: int
    events: list[EventOut]
    urged: list[EventOut]
    """催办, each a stream of its own: it raises no version."""


class PlaceOut(Schema):
    key: str
    label: str
    text: str


class PaperOut(Schema):
    id: UUID
    is_licence: bool
    title: str
    number: str
    organ_id: UUID
    places: list[PlaceOut]


class CorrectableOut(Schema):
    case_id: UUID
    papers: list[PaperOut]


class PointOut(Schema):
    code: str
    text: str
    state: str
    note: str
    material_code: str


class ChecklistsOut(Schema):
    case_id: UUID
    acceptance: list[PointOut]
    review: list[PointOut]


PLAIN = (
    "id", "number", "item_version_id", "regime", "channel", "applicant_id", "accepting_organ_id", "deciding_organ_id",
    "received_at", "accepted_on", "deemed", "decided_at", "decision_document_id", "licence_id", "made_at", "served_at",
    "delivered_at", "finished_at", "by_person",
)  # fmt: skip


def line(case: Case) -> dict[str, Any]:
    same = ("id", "number", "version", "item_version_id", "regime", "phase", "outcome", "received_at", "accepted_on",
            "promised_on", "statutory_on", "work_on")  # fmt: skip
    return {
        **{name: getattr(case, name) for name in same}, "item": catalogue.terms(case.item_version_id).name,
        "applicant": case.applicant.name,
    }  # fmt: skip


TASK = ("id", "name", "node", "post", "organ_id", "owner_id", "opened_at")


def tasks_of(state: CaseState, known: Dates) -> list[dict[str, Any]]:
    """What is open now, and until when."""
    return [
        {**{n: getattr(t, n) for n in TASK}, "kind": t.kind.value, "limit_on": known.limits.get(t.id)} for t in state.open_tasks
    ]


def whole(view: CaseView, today: date) -> dict[str, Any]:
    state = view.state
    return {
        **{name: getattr(state, name) for name in PLAIN}, "version": view.version, "item": view.terms.name,
        "applicant": view.applicant, "phase": state.phase.value, "phase_label": LABELS[state.phase],
        "purpose": state.purpose, "asked_licence_id": state.asked_id, "expires_on": state.expires_on, "asked_in_time": state.in_time,
        "outcome": state.outcome and state.outcome.value, "clock": clock_of(view, today),
        "open_tasks": tasks_of(state, view.dates),
        "acts": [
            {"id": a.id, "state": a.state, "opened_at": a.opened_at, "due_on": view.dates.acts.get(a.id), "kind": a.kind.value}
            for a in state.acts
        ],
        "unmet_gates": list(state.unmet_gates),
    }  # fmt: skip


def clock_of(view: CaseView, today: date) -> dict[str, Any]:
    said, why = sentence(view, today)
    days = ("answer_on", "promised_on", "statutory_on", "delivery_on", "lapse_on", "silence_on", "provisional")
    return {
        "sentence": said, "why": why, "stopped": view.state.is_stopped, "calendar_version": view.state.calendar_version,
        **{name: getattr(view.dates, name) for name in days}, "ledger": list(view.state.ledger),
    }  # fmt: skip


def sentence(view: CaseView, today: date) -> tuple[str, str]:
    """The clock in words, once it runs; empty before acceptance, after an end without decision, and for limits in hours."""
    state = view.state
    decided_on = local_date(state.decided_at) if state.decided_at else None
    if state.accepted_on is None or (decided_on is None and state.phase is not Phase.UNDER_REVIEW):
        return "", ""
    limit = statutory_limit(state, view.terms) if state.is_licence else None
    try:
        said = clock.sentence(
            view.calendar, accepted_on=state.accepted_on, today=max(today, state.accepted_on), promised=view.terms.promised,
            statutory=total(limit, state.extension) if limit else None, stops=state.stops, decided_on=decided_on,
            promised_due=view.dates.promised_on, statutory_due=view.dates.statutory_on if state.is_licence else None,
        )  # fmt: skip
    except Refusal:
        return "", ""
    return said.text, said.why_text


def event(recorded: Recorded) -> dict[str, Any]:
    """One fact: ids, codes, dates and hashes; events hold no personal data (design §4)."""
    same = ("seq", "kind", "at", "effective_at", "recorded_at", "actor")
    return {**{n: getattr(recorded, n) for n in same}, "data": fact_data(recorded.fact), "hash": recorded.hash.hex()}
