"""Load a case by one read, save any verb by one statement (design §4, §9 hot path).

`load` gives the folded state and the stream's head. `save` takes the state before and after the verb's facts and writes
row, events, outbox and the changed child rows in one data-modifying CTE guarded by `id and version`: zero rows = lost.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from psycopg.types.json import Jsonb

from yichuang.cases.domain.dates import Dates
from yichuang.cases.domain.phases import ActKind, Outcome, Phase, TaskKind
from yichuang.cases.domain.state import Act, CaseState, Entry, Gate, Task
from yichuang.kernel.errors import NotFound, Stale
from yichuang.kernel.events import Head, Sealed, event_cte
from yichuang.kernel.values import parse_instant

SCALARS = tuple(f.name for f in fields(CaseState) if f.name not in ("tasks", "gates", "ledger", "acts"))
DATES = ("answer_on", "promised_on", "statutory_on", "delivery_on", "lapse_on", "work_on", "provisional", "next_check_at")
CHILDREN: dict[str, tuple[str, type]] = {
    "tasks": ("case_task", Task),
    "gates": ("case_gate", Gate),
    "ledger": ("case_clock_entry", Entry),
    "acts": ("case_act", Act),
}
ORDER = {"tasks": "opened_at, id", "gates": "opened_at, id", "ledger": "from_on, id", "acts": "opened_at, id"}
JSON = frozenset({"marking", "data"})


def names(cls: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))


def child_json(attribute: str) -> str:
    """A sub-select giving a case's child rows as one JSON array of arrays, in field order, instants in UTC text."""
    table, cls = CHILDREN[attribute]
    columns = ", ".join(
        f"""to_char(x."{n}" at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""" if n.endswith("_at") else f'x."{n}"'
        for n in names(cls)
    )
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


def cursor() -> psycopg.Cursor[Any]:
    """A server-side-binding cursor on Django's connection: statements are prepared and planned once."""
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)


def uid(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def moment(value: str | None) -> datetime | None:
    return parse_instant(value) if value else None


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def task_of(r: list[Any]) -> Task:
    return Task(
        UUID(r[0]), TaskKind(r[1]), r[2], r[3], r[4], r[5], UUID(r[6]), uid(r[7]), uid(r[8]), parse_instant(r[9]),
        moment(r[10]), moment(r[11]), r[12], r[13], r[14], r[15], r[16],
    )  # fmt: skip


def gate_of(r: list[Any]) -> Gate:
    return Gate(UUID(r[0]), r[1], r[2], parse_instant(r[3]), moment(r[4]))


def entry_of(r: list[Any]) -> Entry:
    return Entry(UUID(r[0]), r[1], r[2], date.fromisoformat(r[3]), day(r[4]), r[5], r[6], r[7], uid(r[8]))


def act_of(r: list[Any]) -> Act:
    opened, moved = parse_instant(r[3]), parse_instant(r[4])
    return Act(UUID(r[0]), ActKind(r[1]), r[2], opened, moved, day(r[5]), uid(r[6]), r[7])


MAKERS = {"tasks": task_of, "gates": gate_of, "ledger": entry_of, "acts": act_of}


def load(case_id: UUID, *, lock: bool = False) -> Stored:
    """One read of a case with its tasks, gates, ledger and acts; NotFound when there is none."""
    with cursor() as cur:
        row = cur.execute(LOCK if lock else SELECT, (case_id,), prepare=True).fetchone()
    if row is None:
        raise NotFound("没有这个办件。", code="cases.not_found", remedy="请核对办件编号。")
    version, head_hash, values, children = row[0], row[1], row[2 : 2 + len(SCALARS)], row[2 + len(SCALARS) :]
    known = dict(zip(SCALARS, values, strict=True))
    known["phase"] = Phase(known["phase"])
    if isinstance(known["marking"], str):  # Django leaves jsonb as text on its connections
        known["marking"] = json.loads(known["marking"])
    known["outcome"] = Outcome(known["outcome"]) if known["outcome"] else None
    for attribute, items in zip(CHILDREN, children, strict=True):
        known[attribute] = tuple(MAKERS[attribute](item) for item in items)
    return Stored(CaseState(**known), Head("case", case_id, version, bytes(head_hash)))


# CaseState names foreign keys by id, which are the very column names Django gives them


def bound(name: str, value: object) -> object:
    if name in JSON:
        return None if value is None else Jsonb(value)
    return value.value if isinstance(value, Enum) else value


def child_cte(attribute: str, before: CaseState, after: CaseState, dates: Dates) -> tuple[str, list[object]]:
    """Upserts of the child rows that a verb added or changed; empty when there are none."""
    table, cls = CHILDREN[attribute]
    old = {row.id: row for row in getattr(before, attribute)} if before else {}
    rows = [row for row in getattr(after, attribute) if old.get(row.id) != row]
    if not rows:
        return "", []
    columns = list(names(cls))
    extra = ["work_on", "limit_on"] if attribute == "tasks" else []
    quoted = ", ".join(f'"{c}"' for c in [*columns, *extra])
    one = "(" + ", ".join(["%s"] * (len(columns) + len(extra))) + ")"
    params: list[object] = []
    for row in rows:
        params += [bound(c, getattr(row, c)) for c in columns]
        params += [work_date(row, dates), dates.limits.get(row.id)] if extra else []
    sets = ", ".join(f'"{c}" = excluded."{c}"' for c in [*columns[1:], *extra])
    sql = f"""
    {attribute}_rows as (
      insert into {table} (case_id, {quoted})
      select moved.id, r.* from moved, (values {", ".join([one] * len(rows))}) as r({quoted})
      on conflict (id) do update set {sets}
      returning 1
    )"""
    return typed(sql, table, columns + extra), params


TYPES: dict[str, dict[str, str]] = {}


def column_types(table: str) -> dict[str, str]:
    if table not in TYPES:
        with cursor() as cur:
            cur.execute(
                "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = %s::regclass and attnum > 0",
                (table,),
            )
            TYPES[table] = dict(cur.fetchall())
    return TYPES[table]


def typed(sql: str, table: str, columns: Sequence[str]) -> str:
    """A VALUES list has no column types of its own: cast its first row's parameters."""
    types = column_types(table)
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    cast = "(" + ", ".join(f"%s::{types[c]}" for c in columns) + ")"
    return sql.replace(one, cast)


def work_date(task: Task, dates: Dates) -> date | None:
    return min((d for d in (dates.limits.get(task.id), dates.work_on) if d), default=None)


def row_values(state: CaseState, dates: Dates) -> dict[str, object]:
    values = {name: bound(name, getattr(state, name)) for name in SCALARS if name != "id"}
    values |= {name: getattr(dates, name) for name in DATES}
    return values


def changed(before: CaseState, after: CaseState) -> list[str]:
    return [n for n in SCALARS if n != "id" and getattr(before, n) != getattr(after, n)]


def update_cte(stored: Stored, after: CaseState, dates: Dates, head: Head) -> tuple[str, list[object]]:
    columns = [*changed(stored.state, after), *DATES]
    values = row_values(after, dates)
    sets = ", ".join(f'"{c}" = %s' for c in ["version", "head_hash", *columns])
    params: list[object] = [head.seq, head.hash, *(values[c] for c in columns), after.id, stored.head.seq]
    return f"moved as (update case_record set {sets} where id = %s and version = %s returning id)", params


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new case row holds beside its state: the item, and the words it is found by."""

    item_id: UUID
    words: str


def insert_cte(after: CaseState, dates: Dates, head: Head, opening: Opening) -> tuple[str, list[object]]:
    values: dict[str, object] = {"id": after.id, "version": head.seq, "head_hash": head.hash, "item_id": opening.item_id}
    values |= row_values(after, dates)
    columns = ", ".join(f'"{c}"' for c in values)
    marks = ", ".join(["%s"] * len(values))
    sql = f"moved as (insert into case_record ({columns}, words) values ({marks}, to_tsvector('simple', %s)) returning id)"
    return sql, [*values.values(), opening.words]


@dataclass(frozen=True, slots=True)
class Written:
    """A statement row to be written with the verb."""

    id: UUID
    text: str
    salt: bytes
    sha256: str
    author: str
    at: datetime


def statement_cte(written: Sequence[Written]) -> tuple[str, list[object]]:
    if not written:
        return "", []
    one = "(%s::uuid, %s::text, %s::bytea, %s::text, %s::text, %s::timestamptz)"
    sql = f"""said as (
      insert into case_statement (case_id, id, text, salt, sha256, author, at)
      select moved.id, r.* from moved, (values {", ".join([one] * len(written))}) as r returning 1)"""
    return sql, [v for w in written for v in (w.id, w.text, w.salt, w.sha256, w.author, w.at)]


def redate_cte(before: CaseState | None, after: CaseState, old_dates: Dates | None, dates: Dates) -> tuple[str, list[object]]:
    """Open tasks carry the dates they work towards: moved with the case's when these moved."""
    if before is None or old_dates is None or (old_dates.work_on, old_dates.limits) == (dates.work_on, dates.limits):
        return "", []
    old = {task.id: task for task in before.tasks}
    stale = [t.id for t in after.open_tasks if old.get(t.id) == t]
    if not stale:
        return "", []
    sql = """redated as (update case_task set limit_on = x.limit_on, work_on = least(x.limit_on, %s::date)
      from moved, unnest(%s::uuid[], %s::date[]) as x(id, limit_on)
      where case_task.case_id = moved.id and case_task.id = x.id returning 1)"""
    return sql, [dates.work_on, stale, [dates.limits.get(task_id) for task_id in stale]]


def save(
    stored: Stored | None, after: CaseState, sealed: Sealed, *, dates: Dates, old_dates: Dates | None = None,
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
    parts += [child_cte(attribute, before, after, dates) for attribute in CHILDREN]  # type: ignore[arg-type]
    parts.append(statement_cte(statements))
    parts.append(redate_cte(before, after, old_dates, dates))
    parts.append(beside)
    parts = [part for part in parts if part[0]]
    sql = "with " + ",\n".join(part[0] for part in parts) + " select count(*) from moved"
    with cursor() as cur:
        row = cur.execute(sql, [value for part in parts for value in part[1]], prepare=True).fetchone()  # type: ignore[arg-type]
    if row is None or row[0] != 1:
        raise Stale("办件在您办理期间有了变化，没有写入。", code="cases.moved", remedy="请看最新的经过，再决定是否继续。")
