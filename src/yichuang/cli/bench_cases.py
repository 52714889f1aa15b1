"""Many cases for a bench: one is played through the real verbs, the others are copies of its rows under new ids.

A copy keeps everything a verb reads (row, tasks, acts, ledger, gates, relations, dossier marks) and the events of its
stream. Its hashes are those of the original: good enough to be continued and timed, not to be verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from yichuang.kernel.values import new_id

TABLES = (
    "case_task", "case_gate", "case_clock_entry", "case_act", "case_statement", "case_organ", "case_party",
    "dossier", "dossier_answers", "dossier_file", "dossier_point", "document",
)  # fmt: skip
OWN_KEYS = frozenset({"id", "host_id", "dossier_id", "gate_id"})
"""Columns that hold ids of copied rows: they get new ones, derived from the copy's id, alike in every table."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copied case and its open task."""

    case_id: UUID
    task_id: UUID
    version: int


def columns_of(name: str) -> dict[str, bool]:
    """Columns of a table, and whether the database numbers them itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname::text, attidentity <> '' from pg_attribute "
            "where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped and attgenerated = ''",
            [name],
        )
        return dict(cursor.fetchall())


def copying(name: str, key: str) -> str:
    """`insert … select` of a table's rows for every new case in `twin(id, n)`."""
    values = {}
    for column, numbered in columns_of(name).items():
        if column == key:
            values[column] = "twin.id"
        elif column in OWN_KEYS and not numbered:
            values[column] = f"case when x.{column} is not null then md5(twin.id::text || x.{column}::text)::uuid end"
        elif column == "number":
            values[column] = "x.number || '-' || twin.n"
        elif column == "token":
            values[column] = "left(md5(twin.id::text || x.token), 24)"
        elif not numbered:
            values[column] = f'x."{column}"'
    names = ", ".join(f'"{column}"' for column in values)
    return f"insert into {name} ({names}) select {', '.join(values.values())} from {name} x, twin where x.{key} = %s"


@transaction.atomic
def copy_case(case_id: UUID, count: int, *, start: int = 0) -> list[UUID]:
    """`count` copies of a case; `start` keeps their numbers apart from earlier ones. Returns their ids."""
    ids = [new_id() for _ in range(count)]
    with connection.cursor() as cursor:
        cursor.execute("create temporary table twin (id uuid primary key, n int) on commit drop")
        cursor.execute("insert into twin select id, %s + ord from unnest(%s::uuid[]) with ordinality u(id, ord)", [start, ids])
        cursor.execute("analyze twin")
        cursor.execute(copying("case_record", "id"), [case_id])
        for name in TABLES:
            cursor.execute(copying(name, "case_id"), [case_id])
        cursor.execute(copying("event", "stream_id"), [case_id])
    return ids


def open_tasks(case_ids: list[UUID]) -> list[Copy]:
    """The open task of each case, with the case's version."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.case_id, t.id, c.version from case_task t join case_record c on c.id = t.case_id "
            "where t.case_id = any(%s) and t.closed_at is null",
            [case_ids],
        )
        return [Copy(*found) for found in cursor.fetchall()]
