"""The board of a project: every case of it on one axis of days. One query over the cases by project id, then linear passes.

Nothing of it is stored: schedule, critical path and totals are counted when the page is read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.clock.domain import Calendar
from yichuang.joint.counting import Counted, last_days, standing
from yichuang.joint.domain import schedule
from yichuang.joint.domain.edges import EdgeKind, Link
from yichuang.joint.domain.projects import C8, Stage, Standing, c8, called, called_en
from yichuang.joint.domain.state import FAILED, OVER, BranchState
from yichuang.kernel.prepared import ask
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences

ROWS = """
select b.id, b.item_id, b.version_id, b.organ_id, b.stage, b.state, b.joined_at, b.settled_on, b.again_for, c.id, c.number, c.phase,
  c.outcome, c.received_at, c.accepted_on, c.corrected_at is not null, coalesce(c.promised_on, c.statutory_on),
  coalesce(c.answer_on, c.lapse_on), o.name,
  (select json_agg(json_build_array(s.from_on, s.to_on) order by s.from_on) from case_clock_entry s where s.case_id = c.id and s.kind = 'stop'),
  (select json_agg(json_build_array(e.before_id, e.kind, e.met_at is not null)) from joint_edge e where e.after_id = b.id),
  exists (select from case_task t where t.case_id = c.id and t.kind in ('step', 'side') and (t.claimed_at is not null or t.closed_at is not null)),
  exists (select from case_act a where a.case_id = c.id and a.kind = 'tolerance' and a.state = 'complete'), c.licence_id, b.module
from joint_branch b join organ o on o.id = b.organ_id left join case_record c on c.id = b.case_id
where b.joint_id = %s order by b.joined_at, b.id
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One branch on the axis. `ends_on` is the day of its result, or the last day as it stands; `counted`: it is an estimate."""

    id: UUID
    item_id: UUID
    name: str
    name_en: str
    organ_id: UUID
    organ: str
    stage: str
    state: BranchState
    case_id: UUID | None
    number: str
    code: C8 | None
    begins_on: date
    ends_on: date
    promised_on: date
    settled_on: date | None
    counted: bool
    stops: tuple[tuple[date, date | None], ...]
    before: tuple[tuple[UUID, EdgeKind, bool], ...]
    """(branch, kind, met) of what it needs."""
    critical: bool = False
    replaced: bool = False
    """It was applied for again: another branch stands in its place."""

    @property
    def has_failed(self) -> bool:
        """It ended without its result and nobody applied for it again yet."""
        return self.state in FAILED and not self.replaced

    def over_from(self, today: date) -> date | None:
        """The day from which it is late: after its last day without a result, or with one that came too late."""
        end = self.settled_on or today
        return self.promised_on + timedelta(1) if not self.counted and end > self.promised_on else None


@dataclass(frozen=True, slots=True)
class Lane:
    stage: str
    lead: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A project at a glance. Working days count only while something is in the government's hands: building time is not counted."""

    lanes: tuple[Lane, ...]
    from_on: date
    to_on: date
    goal_on: date
    day: int
    """Today is this working day of the project."""
    total: int
    """Working days it will have taken when the last branch has its result."""
    target: int

    @property
    def bars(self) -> list[Bar]:
        return [bar for lane in self.lanes for bar in lane.bars]

    def count(self, *states: BranchState) -> int:
        return sum(bar.state in states for bar in self.bars)

    def failed(self) -> list[tuple[Bar, list[Bar]]]:
        """What ended without its result and was not applied for again, each with what is on its way and counts on it."""
        counting: dict[UUID, list[Bar]] = {}
        for bar in self.bars:
            for before, _, met in bar.before:
                if not met and bar.state not in OVER:
                    counting.setdefault(before, []).append(bar)
        return [(bar, counting.get(bar.id, [])) for bar in self.bars if bar.has_failed]

    def late(self, today: date) -> list[Bar]:
        return [bar for bar in self.bars if bar.state is BranchState.OPEN and bar.over_from(today)]


def board(joint_id: UUID, *, leads: Mapping[str, str], from_on: date, target: int, today: date) -> Board:
    """`leads`: the name of the organ that leads each stage. For those who have checked who asks."""
    calendar = clock.calendar()
    bars = lit(bars_of(ask(ROWS, joint_id), calendar, today))
    start = min([from_on, *(bar.begins_on for bar in bars)])
    end = max([today, *(bar.ends_on for bar in bars)])
    order = {stage.value: place for place, stage in enumerate(Stage)}
    by_stage: dict[str, list[Bar]] = {stage.value: [] for stage in Stage if stage is not Stage.BESIDE}
    for bar in bars:
        by_stage.setdefault(bar.stage, []).append(bar)
    lanes = [Lane(stage, leads.get(stage, ""), tuple(by_stage[stage])) for stage in sorted(by_stage, key=lambda s: order.get(s, 9))]
    spans = [(bar.begins_on, bar.ends_on) for bar in bars]
    goal = clock.add_working_days(calendar, start, target)
    return Board(
        tuple(lanes), start, max(end, goal), goal, busy_days(calendar, [(a, min(b, today)) for a, b in spans if a <= today]),
        busy_days(calendar, spans), target,
    )  # fmt: skip


def busy_days(calendar: Calendar, spans: Sequence[tuple[date, date]]) -> int:
    """Working days on which at least one span lies: sorted once, merged in one pass."""
    total, covered = 0, None
    for start, end in sorted(spans):
        begin = start if covered is None or start > covered else covered
        if end > begin:
            total += clock.working_days_between(calendar, begin, end)
            covered = end
        elif covered is None:
            covered = begin
    return total


def bars_of(rows: Sequence[Sequence[Any]], calendar: Calendar, today: date) -> list[Bar]:
    """Typed rows: what runs has its day, what waits is counted behind what it waits for, in one pass."""
    last_of = standing({row[0]: row[8] for row in rows})
    links = [
        Link(last_of[UUID(before)], row[0], EdgeKind(kind)) for row in rows for before, kind, met in read_json(row[20]) if not met
    ]
    ends = last_days([counted(row) for row in rows], links, calendar, today)
    starts: dict[UUID, date] = {}
    for link in schedule.hard(links):
        starts[link.after] = max(starts.get(link.after, today), ends[link.before])
    revoked = licences.revoked([row[23] for row in rows if row[23]])
    return [bar_of(row, ends[row[0]], starts.get(row[0], today), last_of, revoked) for row in rows]


def counted(row: Sequence[Any]) -> Counted:
    return Counted(row[0], row[2], BranchState(row[5]), row[6], row[7], row[9] is not None, row[16], row[17], row[11] == Phase.CORRECTING and not row[15])


def bar_of(row: Sequence[Any], ends_on: date, starts_on: date, last_of: Mapping[UUID, UUID], revoked: Collection[UUID]) -> Bar:
    (
        ident, item_id, version_id, organ_id, stage, state, _, settled_on, _, case_id, number, phase, outcome, received_at, accepted_on,
        corrected, promised_on, _, organ, stops, edges, claimed, tolerated, licence_id, module,
    ) = row  # fmt: skip
    terms = catalogue.terms(version_id)
    spans = tuple((date.fromisoformat(a), date.fromisoformat(b) if b else None) for a, b in read_json(stops))
    standing = Standing(
        Phase(phase), Outcome(outcome) if outcome else None, accepted_on is not None, corrected, claimed,
        any(b is None for _, b in spans), bool(spans), tolerated, licence_id in revoked,
    ) if phase else None  # fmt: skip
    began = accepted_on or (local_date(received_at) if received_at else starts_on)
    return Bar(
        ident, item_id, called(terms.name, module), called_en(terms.name_en, module), organ_id, organ, stage, BranchState(state), case_id, number or "",
        c8(standing) if standing else None, began, max(ends_on, began), promised_on or max(ends_on, began), settled_on,
        accepted_on is None and settled_on is None, spans,
        tuple((last_of[UUID(b)], EdgeKind(kind), met) for b, kind, met in read_json(edges)), replaced=last_of[ident] != ident,
    )  # fmt: skip


def read_json(value: Any) -> list[Any]:
    if value is None:
        return []
    return json.loads(value) if isinstance(value, str) else value


def lit(bars: Sequence[Bar]) -> list[Bar]:
    """The critical path lit: from the branch that ends last back through what it waits for, each time the one that ends latest."""
    by_id = {bar.id: bar for bar in bars}
    going = [bar for bar in bars if bar.state not in OVER or bar.state is BranchState.GRANTED]
    on_it: set[UUID] = set()
    at = max(going, key=lambda bar: (bar.ends_on, bar.begins_on), default=None)
    while at is not None and at.id not in on_it:
        on_it.add(at.id)
        needed = [by_id[b] for b, kind, met in at.before if b in by_id and by_id[b].state not in FAILED and (kind is EdgeKind.HARD or not met)]
        at = max(needed, key=lambda bar: bar.ends_on, default=None)
    return [replace(bar, critical=True) if bar.id in on_it else bar for bar in bars]

