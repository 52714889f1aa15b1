"""A case as a value: what the stored row holds and what replaying its stream gives (the fold test compares both)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from yichuang.cases.domain.phases import ActKind, Outcome, Phase, TaskKind
from yichuang.clock.domain import Stop
from yichuang.kernel.values import local_date

T = TypeVar("T")


@cache
def _slots(cls: type[Any]) -> tuple[tuple[str, Callable[[Any], Any], Callable[[Any, Any], None]], ...]:
    slots = [(f.name, getattr(cls, f.name)) for f in fields(cls)]
    return tuple((name, slot.__get__, slot.__set__) for name, slot in slots)


def replace(value: T, /, **changes: Any) -> T:
    """`dataclasses.replace` for the frozen, slotted values of this module, at a third of its price: every fact pays it."""
    new = object.__new__(type(value))
    for name, get, put in _slots(type(value)):
        put(new, changes.pop(name) if name in changes else get(value))
    if changes:
        raise TypeError(f"{type(value).__name__} has no field {', '.join(changes)}")
    return new


@dataclass(frozen=True, slots=True)
class Task:
    """One thing somebody has to do; `post` and `organ_id` say who may claim it, `owner_id` who has."""

    id: UUID
    kind: TaskKind
    node: str
    index: int
    name: str
    post: str
    organ_id: UUID
    host_id: UUID | None
    owner_id: UUID | None
    opened_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None
    verdict: str
    limit: int | None
    """The step's own limit in working days from its opening; like every count it stops with the statutory clock."""
    timer: str
    """A boundary timer: working days ("5") or a duration ("P5D", "PT4H"); empty when there is none."""
    timer_node: str
    limit_passed: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """Holds the decision until met."""

    id: UUID
    kind: str
    ground: str
    opened_at: datetime
    met_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the clock ledger: kind is start, stop or extension; a stop is `from_on..to_on`."""

    id: UUID
    kind: str
    ground: str
    from_on: date
    to_on: date | None
    amount: int
    unit: str
    article: str
    document_id: UUID | None


@dataclass(frozen=True, slots=True)
class Term:
    """The days of an act and the day they run from; None while the notice that tells of them is not served."""

    limit: int
    unit: str
    from_on: date | None


@dataclass(frozen=True, slots=True)
class Act:
    """A correction, special procedure, hearing, visit …: its state and plain data. Its last day is a projection (dates.py)."""

    id: UUID
    kind: ActKind
    state: str
    opened_at: datetime
    moved_at: datetime
    limit: int | None
    unit: str
    from_on: date | None
    gate_id: UUID | None
    data: Mapping[str, object]

    @property
    def term(self) -> Term | None:
        return None if self.limit is None else Term(self.limit, self.unit, self.from_on)

    @property
    def waits_for_service(self) -> bool:
        """Its days begin when the notice has reached everybody it is addressed to."""
        return self.limit is not None and self.from_on is None


@dataclass(frozen=True, slots=True)
class Running:
    """A timer on a sub-process that was entered and not yet left; `limit` as on a task."""

    event: str
    limit: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class CaseState:
    """Everything a verb may look at. Due dates are not here: they are a projection (dates.py)."""

    id: UUID
    number: str
    item_version_id: UUID
    regime: str
    channel: str
    applicant_id: UUID
    agent_id: UUID | None
    accepting_organ_id: UUID
    deciding_organ_id: UUID
    phase: Phase
    received_at: datetime
    corrected_at: datetime | None
    correction_count: int
    accepted_on: date | None
    acceptor_id: UUID | None
    deemed: bool
    procedure_id: UUID | None
    marking: object
    outcome: Outcome | None
    decided_at: datetime | None
    decider_id: UUID | None
    decision_document_id: UUID | None
    licence_id: UUID | None
    made_at: datetime | None
    served_at: datetime | None
    delivered_at: datetime | None
    finished_at: datetime | None
    promise_passed: bool
    statutory_passed: bool
    delivery_passed: bool
    calendar_version: str
    selection_id: UUID | None = None
    """情形: what of the version applies to this case; None = the whole version."""
    timers: tuple[Running, ...] = ()
    purpose: str = ""
    """What is asked: a licence (empty), or 变更 (49) or 延续 (50) of the one named next."""
    asked_id: UUID | None = None
    expires_on: date | None = None
    """延续: the last day of the validity that is to be renewed."""
    in_time: bool = False
    """延续 was asked early enough that silence renews (50)."""
    entrusted_organ_id: UUID | None = None
    """委托 (24): whose staff handle it in the name of the deciding organ."""
    retained_under: UUID | None = None
    """The delegation after which the organ that held the power before finishes the case, as the memo lists it."""
    window_organ_id: UUID | None = None
    """通办窗口: the other organ whose window took it in; None = handed in at the accepting organ, online or by post."""
    agreement_id: UUID | None = None
    window_accepts: bool = False
    """The window accepts in the accepting organ's name; False after 代收."""
    collects_at_window: bool = False
    """就近领取: the applicant collects the result there."""
    by_person: bool = False
    """The applicant declined, handing in, a decision by rules alone (个人信息保护法 24(3))."""
    tasks: tuple[Task, ...] = ()
    gates: tuple[Gate, ...] = ()
    ledger: tuple[Entry, ...] = ()
    acts: tuple[Act, ...] = ()

    @property
    def first_review(self) -> Task | None:
        """初审 by the lower organ (35), where the item has one and the case was accepted."""
        return next((task for task in reversed(self.tasks) if task.kind is TaskKind.FIRST_REVIEW), None)

    @property
    def report(self) -> Task | None:
        """转报 by the lower organ, where the item has it and the case was accepted."""
        return next((task for task in reversed(self.tasks) if task.kind is TaskKind.REPORT), None)

    @property
    def handling_organ_id(self) -> UUID:
        """Whose staff handle the case: the deciding organ's, or those of the organ it entrusted."""
        return self.entrusted_organ_id or self.deciding_organ_id

    @property
    def is_licence(self) -> bool:
        return self.regime == "licence"

    @property
    def silence_on(self) -> date | None:
        """50(2): the day at whose end silence renews the licence. Not while the applicant owes what was asked in time, and not when
        it came in after that day: then it is not the organ that is silent."""
        owed = self.phase is Phase.CORRECTING and self.corrected_at is None
        late = self.corrected_at is not None and self.expires_on is not None and local_date(self.corrected_at) > self.expires_on
        waits = self.phase in (Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW)
        return self.expires_on if self.in_time and waits and not owed and not late else None

    @property
    def untold_extension(self) -> Act | None:
        """An extension whose notice has not reached the applicant, nor been found late (42)."""
        acts = (a for a in self.acts_of(ActKind.EXTENSION) if a.state == "approved" and a.data.get("tell_by"))
        return next((a for a in acts if not a.data.get("notified") and not a.data.get("overrun")), None)

    @property
    def tell_by(self) -> date | None:
        """Until when the applicant has to be told of it."""
        act = self.untold_extension if self.phase is Phase.UNDER_REVIEW else None
        return date.fromisoformat(str(act.data["tell_by"])) if act else None

    @property
    def is_granted_licence(self) -> bool:
        """Only a granted licence has the ten days of 44."""
        return self.is_licence and self.outcome is Outcome.GRANTED

    @property
    def decided_at_once(self) -> bool:
        """即办: accepted and decided in one sitting, without a procedure in between (34(2))."""
        return self.decided_at is not None and self.procedure_id is None and self.decider_id is not None

    @property
    def decided_automatically(self) -> bool:
        """智能审批: granted by rules under the head's authority, by no officer; silence that renews (50) grants as well, but not these."""
        granted = self.outcome is Outcome.GRANTED and self.procedure_id is None and self.decider_id is None
        return granted and not self.purpose

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.closed_at is None)

    def with_gate(self, gate_id: UUID | None, met_at: datetime | None) -> CaseState:
        """The gate met at that moment; None: it holds the decision, again."""
        return replace(self, gates=tuple(replace(gate, met_at=met_at) if gate.id == gate_id else gate for gate in self.gates))

    @property
    def unmet_gates(self) -> tuple[Gate, ...]:
        return tuple(gate for gate in self.gates if gate.met_at is None)

    @property
    def stops(self) -> tuple[Stop, ...]:
        return tuple(Stop(e.from_on, e.to_on, e.ground) for e in self.ledger if e.kind == "stop")

    @property
    def is_stopped(self) -> bool:
        return any(e.kind == "stop" and e.to_on is None for e in self.ledger)

    @property
    def extension(self) -> Entry | None:
        return next((e for e in self.ledger if e.kind == "extension"), None)

    @property
    def correction(self) -> Act | None:
        """The latest correction notice, if one was sent."""
        return next((a for a in reversed(self.acts) if a.kind is ActKind.CORRECTION), None)

    def task(self, task_id: UUID) -> Task | None:
        return next((task for task in self.tasks if task.id == task_id), None)

    def act(self, act_id: UUID) -> Act | None:
        return next((act for act in self.acts if act.id == act_id), None)

    def acts_of(self, kind: ActKind) -> tuple[Act, ...]:
        return tuple(act for act in self.acts if act.kind is kind)

    @property
    def materials_complete_on(self) -> date:
        """The day from which acceptance counts: last asked material in, else receipt (32(4), design §5 Dates)."""
        return local_date(self.corrected_at or self.received_at)

    def with_task(self, task_id: UUID, **changes: object) -> CaseState:
        return replace(self, tasks=tuple(replace(t, **changes) if t.id == task_id else t for t in self.tasks))

    def with_act(self, act_id: UUID, **changes: object) -> CaseState:
        return replace(self, acts=tuple(replace(a, **changes) if a.id == act_id else a for a in self.acts))

    def closing(self, task_ids: tuple[UUID, ...], at: datetime, verdict: str = "closed") -> CaseState:
        return replace(self, tasks=closed_tasks(self.tasks, task_ids, at, verdict)) if task_ids else self

    def opening(self, opened: tuple[Mapping[str, object], ...], at: datetime) -> CaseState:
        return replace(self, tasks=self.tasks + opened_tasks(opened, at)) if opened else self


def closed_tasks(tasks: tuple[Task, ...], task_ids: tuple[UUID, ...], at: datetime, verdict: str) -> tuple[Task, ...]:
    """The tasks, with those named closed that still were open."""
    if not task_ids:
        return tasks
    return tuple(replace(t, closed_at=at, verdict=verdict) if t.id in task_ids and t.closed_at is None else t for t in tasks)


def opened_tasks(opened: tuple[Mapping[str, object], ...], at: datetime) -> tuple[Task, ...]:
    return tuple(opened_task(row, at) for row in opened)


def opened_task(row: Mapping[str, object], at: datetime) -> Task:
    """A task from the plain form a fact carries."""

    def uid(key: str) -> UUID | None:
        value = row.get(key)
        return UUID(str(value)) if value else None

    limit = row.get("limit")
    owner = uid("owner_id")
    task_id, organ_id = uid("id"), uid("organ_id")
    assert task_id is not None and organ_id is not None
    return Task(
        id=task_id, kind=TaskKind(str(row["kind"])), node=str(row.get("node", "")), index=int(str(row.get("index", 0))),
        name=str(row["name"]), post=str(row["post"]), organ_id=organ_id, host_id=uid("host_id"), owner_id=owner,
        opened_at=at, claimed_at=at if owner else None, closed_at=None, verdict="",
        limit=int(str(limit)) if limit else None, timer=str(row.get("timer") or ""),
        timer_node=str(row.get("timer_node") or ""), limit_passed=False,
    )  # fmt: skip
