"""Load a case by one read, save any verb by one statement (design §4, §9 hot path).

`load` gives the folded state and the stream's head. `save` takes the state before and after the verb's facts and writes
row, events, outbox and the changed child rows in one data-modifying CTE guarded by `id and version`: zero rows = lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from yichuang.cases.domain.dates import Dates
from yichuang.cases.domain.phases import ActKind, Outcome, Phase, TaskKind
from yichuang.cases.domain.state import Act, CaseState, Entry, Gate, Running, Task
from yichuang.kernel.errors import NotFound, Stale
from yichuang.kernel.events import Head, Sealed, event_cte
from yichuang.kernel.prepared import Fragment, ask, one, together
from yichuang.kernel.values import parse_instant, plain

SCALARS = tuple(f.name for f in fields(CaseState) if f.name not in ("tasks", "gates", "ledger", "acts"))
DATES = ("answer_on", "promised_on", "statutory_on", "delivery_on", "lapse_on", "work_on", "provisional", "next_check_at")
CHILDREN: dict[str, tuple[str, type]] = {
    "tasks": ("case_task", Task),
    "gates": ("case_gate", Gate),
    "ledger": ("case_clock_entry", Entry),
    "acts": ("case_act", Act),
}
ORDER = {"tasks": "opened_at, id", "gates": "opened_at, id", "ledger": "from_on, id", "acts": "opened_at, id"}
JSON = frozenset({"marking", "timers", "data"})


@cache
def names(cls: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))


def child_json(attribute: str) -> str:
    """A sub-select giving a case's child rows as one JSON array of arrays, in field order."""
    table, cls = CHILDREN[attribute]
    columns = ", ".join(f'x."{name}"' for name in names(cls))
    return (
        f"(select coalesce(json_agg(json_build_array({columns}) order by {ORDER[attribute]}), '[]') "
        f"from {table} x where x.case_id = c.id)"
    )


SELECT = (
    f"select c.version, c.head_hash, {', '.join(f'c.{n}' for n in SCALARS)}, {', '.join(child_json(a) for a in CHILDREN)} "
    "from case_record c where c.id = %s"
)
LOCK = SELECT + " for update of c"


@dataclass(frozen=True, slots=True)
class Stored:
    """A case as read: its state, and the head its stream had then."""

    state: CaseState
    head: Head


def uid(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def instant(value: str) -> datetime:
    """Of JSON, which writes an instant in the session's zone with its offset."""
    return datetime.fromisoformat(value).astimezone(UTC)


def moment(value: str | None) -> datetime | None:
    return instant(value) if value else None


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def task_of(r: list[Any]) -> Task:
    return Task(
        UUID(r[0]), TaskKind(r[1]), r[2], r[3], r[4], r[5], UUID(r[6]), uid(r[7]), uid(r[8]), instant(r[9]),
        moment(r[10]), moment(r[11]), r[12], r[13], r[14], r[15], r[16],
    )  # fmt: skip


def gate_of(r: list[Any]) -> Gate:
    return Gate(UUID(r[0]), r[1], r[2], instant(r[3]), moment(r[4]))


def entry_of(r: list[Any]) -> Entry:
    return Entry(UUID(r[0]), r[1], r[2], date.fromisoformat(r[3]), day(r[4]), r[5], r[6], r[7], uid(r[8]))


def act_of(r: list[Any]) -> Act:
    opened, moved = instant(r[3]), instant(r[4])
    return Act(UUID(r[0]), ActKind(r[1]), r[2], opened, moved, r[5], r[6], day(r[7]), uid(r[8]), r[9])


MAKERS = {"tasks": task_of, "gates": gate_of, "ledger": entry_of, "acts": act_of}


def json_of(value: Any) -> Any:
    """Django leaves jsonb as text on its connections."""
    return json.loads(value) if isinstance(value, str) else value


def running_of(row: dict[str, str]) -> Running:
    return Running(row["event"], row["limit"], row["name"], parse_instant(row["since"]))


def load(case_id: UUID, *, lock: bool = False) -> Stored:
    """One read of a case with its tasks, gates, ledger and acts; NotFound when there is none."""
    row = one(LOCK if lock else SELECT, case_id)
    if row is None:
        raise NotFound("没有这个办件。", code="cases.not_found", remedy="请核对办件编号。")
    version, head_hash, values, children = row[0], row[1], row[2 : 2 + len(SCALARS)], row[2 + len(SCALARS) :]
    known = dict(zip(SCALARS, values, strict=True))
    known["phase"] = Phase(known["phase"])
    known["marking"], known["timers"] = json_of(known["marking"]), tuple(map(running_of, json_of(known["timers"])))
    known["outcome"] = Outcome(known["outcome"]) if known["outcome"] else None
    for attribute, items in zip(CHILDREN, children, strict=True):
        known[attribute] = tuple(MAKERS[attribute](item) for item in items)
    return Stored(CaseState(**known), Head("case", case_id, version, bytes(head_hash)))


# CaseState names foreign keys by id, which are the very column names Django gives them


def bound(name: str, value: object) -> object:
    if name in JSON:
        return None if value is None else Jsonb(plain(value) if name == "timers" else value)
    return value.value if isinstance(value, Enum) else value


def child_ctes(attribute: str, before: CaseState | None, after: CaseState, dates: Dates) -> list[Fragment]:
    """The child rows that a verb added, in one insert, and an update for each it changed."""
    rows: tuple[Any, ...] = getattr(after, attribute)
    known: tuple[Any, ...] = getattr(before, attribute) if before else ()
    if rows is known:
        return []
    old = {row.id: row for row in known}
    moved = [(old[row.id], row) for row in rows if row.id in old and old[row.id] is not row and old[row.id] != row]
    parts = [update_child(attribute, n, was, row, dates) for n, (was, row) in enumerate(moved)]
    if new := [row for row in rows if row.id not in old]:
        parts.append(insert_children(attribute, new, dates))
    return parts


def insert_children(attribute: str, rows: Sequence[Any], dates: Dates) -> Fragment:
    columns = names(CHILDREN[attribute][1])
    found = [[bound(column, getattr(row, column)) for column in columns] for row in rows]
    if attribute == "tasks":
        columns = (*columns, "work_on", "limit_on")
        found = [[*values, work_date(row, dates), dates.limits.get(row.id)] for row, values in zip(rows, found, strict=True)]
    # a new row has many empty columns, and what nobody fills need not be sent
    filled = [n for n in range(len(columns)) if any(values[n] is not None for values in found)]
    return insert_text(attribute, tuple(columns[n] for n in filled), len(rows)), [values[n] for values in found for n in filled]


@cache
def insert_text(attribute: str, columns: Sequence[str], rows: int) -> str:
    """A VALUES list has no column types of its own, so its parameters are cast."""
    table = CHILDREN[attribute][0]
    types = column_types(table)
    one = "(" + ", ".join(f"%s::{types[column]}" for column in columns) + ")"
    quoted = ", ".join(f'"{column}"' for column in columns)
    return f"""{attribute}_new as (
      insert into {table} (case_id, {quoted}) select moved.id, r.* from moved, (values {", ".join([one] * rows)}) as r({quoted})
      returning 1)"""


def update_child(attribute: str, place: int, was: Any, row: Any, dates: Dates) -> Fragment:
    table, cls = CHILDREN[attribute]
    values = {name: bound(name, getattr(row, name)) for name in names(cls) if getattr(was, name) != getattr(row, name)}
    if attribute == "tasks":
        values |= {"work_on": work_date(row, dates), "limit_on": dates.limits.get(row.id)}
    sets = ", ".join(f'"{name}" = %s' for name in values)
    sql = f"{attribute}_{place} as (update {table} set {sets} from moved where {table}.id = %s and {table}.case_id = moved.id returning 1)"
    return sql, [*values.values(), row.id]


@cache
def column_types(table: str) -> dict[str, str]:
    """The types of a table's columns; asked once per process."""
    sql = "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = %s::regclass and attnum > 0"
    return dict(ask(sql, table))  # type: ignore[arg-type]


def work_date(task: Task, dates: Dates) -> date | None:
    return min((d for d in (dates.limits.get(task.id), dates.work_on) if d), default=None)


def row_values(columns: Sequence[str], state: CaseState, dates: Dates) -> list[object]:
    return [*(bound(name, getattr(state, name)) for name in columns), *(getattr(dates, name) for name in DATES)]


def changed(before: CaseState, after: CaseState) -> list[str]:
    return [n for n in SCALARS if n != "id" and getattr(before, n) != getattr(after, n)]


def update_cte(stored: Stored, after: CaseState, dates: Dates, head: Head) -> Fragment:
    columns = changed(stored.state, after)
    sets = ", ".join(f'"{c}" = %s' for c in ["version", "head_hash", *columns, *DATES])
    params: list[object] = [head.seq, head.hash, *row_values(columns, after, dates), after.id, stored.head.seq]
    return f"moved as (update case_record set {sets} where id = %s and version = %s returning id)", params


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new case row holds beside its state: the item, and the words it is found by."""

    item_id: UUID
    words: str


def insert_cte(after: CaseState, dates: Dates, head: Head, opening: Opening) -> Fragment:
    columns = ", ".join(f'"{c}"' for c in ["version", "head_hash", "item_id", *SCALARS, *DATES])
    values = [head.seq, head.hash, opening.item_id, *row_values(SCALARS, after, dates)]
    marks = ", ".join(["%s"] * len(values))
    sql = f"moved as (insert into case_record ({columns}, words) values ({marks}, to_tsvector('simple', %s)) returning id)"
    return sql, [*values, opening.words]


@dataclass(frozen=True, slots=True)
class Written:
    """A statement row to be written with the verb."""

    id: UUID
    text: str
    salt: bytes
    sha256: str
    author: str
    at: datetime


def statement_cte(written: Sequence[Written]) -> Fragment:
    if not written:
        return "", []
    one = "(%s::uuid, %s::text, %s::bytea, %s::text, %s::text, %s::timestamptz)"
    sql = f"""said as (
      insert into case_statement (case_id, id, text, salt, sha256, author, at)
      select moved.id, r.* from moved, (values {", ".join([one] * len(written))}) as r returning 1)"""
    return sql, [v for w in written for v in (w.id, w.text, w.salt, w.sha256, w.author, w.at)]


BRINGING = frozenset({TaskKind.STEP, TaskKind.FIRST_REVIEW, TaskKind.REPORT})
"""Tasks that bring their organ into the case."""


def relate_cte(before: CaseState | None, after: CaseState) -> Fragment:
    """An organ to which the procedure opened a step sees the case from then on (design §11, relation `joint`); so does one that now
    decides or was entrusted, beside the one that did before, and the one whose window took it in."""
    known = {task.id for task in before.tasks} if before else set()
    own = (after.accepting_organ_id, after.handling_organ_id)
    found = {(t.organ_id, "joint") for t in after.tasks if t.kind in BRINGING and t.id not in known and t.organ_id not in own}
    if before is None and after.window_organ_id:
        found.add((after.window_organ_id, "window"))
    if before and before.deciding_organ_id != after.deciding_organ_id:
        found.add((after.deciding_organ_id, "deciding"))
    if after.entrusted_organ_id and (before is None or before.entrusted_organ_id != after.entrusted_organ_id):
        found.add((after.entrusted_organ_id, "entrusted"))
    if not found:
        return "", []
    organs, roles = zip(*sorted(found), strict=True)
    sql = """related as (
      insert into case_organ (case_id, organ_id, role) select moved.id, x.organ_id, x.role
      from moved, unnest(%s::uuid[], %s::text[]) as x(organ_id, role) on conflict do nothing returning 1)"""
    return sql, [list(organs), list(roles)]


def redate_cte(before: CaseState | None, after: CaseState, old_dates: Callable[[], Dates], dates: Dates) -> Fragment:
    """Open tasks carry the dates they work towards: moved with the case's when these moved."""
    old = {task.id: task for task in before.tasks} if before else {}
    stale = [t.id for t in after.open_tasks if old.get(t.id) == t]
    if not stale:  # most verbs: what was open is done, what is open is new
        return "", []
    was = old_dates()
    if (was.work_on, was.limits) == (dates.work_on, dates.limits):
        return "", []
    sql = """redated as (update case_task set limit_on = x.limit_on, work_on = least(x.limit_on, %s::date)
      from moved, unnest(%s::uuid[], %s::date[]) as x(id, limit_on)
      where case_task.case_id = moved.id and case_task.id = x.id returning 1)"""
    return sql, [dates.work_on, stale, [dates.limits.get(task_id) for task_id in stale]]


def save(
    stored: Stored | None, after: CaseState, sealed: Sealed, *, dates: Dates, old_dates: Callable[[], Dates] | None = None,
    opening: Opening | None = None, statements: Sequence[Written] = (), beside: tuple[str, list[Any]] = ("", []),
) -> None:
    """One statement for one verb; raises Stale when the row moved since it was read.

    `beside` is a further CTE guarded by `moved`: what its owner wants written with the verb or not at all.
    """
    if stored is None:
        assert opening is not None
        parts = [insert_cte(after, dates, sealed.head, opening)]
    else:
        parts = [update_cte(stored, after, dates, sealed.head)]
    parts.append(event_cte(sealed))
    before = stored.state if stored else None
    parts += [part for attribute in CHILDREN for part in child_ctes(attribute, before, after, dates)]
    parts.append(statement_cte(statements))
    parts.append(relate_cte(before, after))
    if old_dates is not None:
        parts.append(redate_cte(before, after, old_dates, dates))
    parts.append(beside)
    row = together(*parts, then="select count(*) from moved")
    if row is None or row[0] != 1:
        raise Stale("办件在您办理期间有了变化，没有写入。", code="cases.moved", remedy="请看最新的经过，再决定是否继续。")


OPEN_TASKS = """select id, kind, name, node, post, organ_id, owner_id, opened_at, limit_on from case_task
  where case_id = %s and closed_at is null order by opened_at, id"""


def open_tasks(case_id: UUID) -> list[dict[str, object]]:
    """What is to be done next in a case, for those who have checked who asks: the keys of `rest_out.TaskOut`."""
    names = ("id", "kind", "name", "node", "post", "organ_id", "owner_id", "opened_at", "limit_on")
    return [dict(zip(names, row, strict=True)) for row in ask(OPEN_TASKS, case_id)]
