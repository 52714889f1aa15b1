"""The limit a step is held against: bare psycopg on the tables of the house, autocommit, prepared, no law."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from yichuang.cli.bench_cases import Copy
from yichuang.kernel.values import new_id

Once = Callable[[Copy], object]

READ = "select version, head_hash, phase, marking from case_record where id = %s"
UPDATE = "update case_record set version = version + 1, head_hash = %s, marking = %s where id = %s and version = %s"
EVENT = (
    "insert into event (stream, stream_id, seq, kind, v, data, actor, at, effective_at, prev_hash, hash) "
    "{values} ('case', %s, %s, 'bench.Step', 1, %s, 'system:bench', %s, %s, %s, %s)"
)
CLOSE = "update case_task set closed_at = %s, verdict = 'agree' where id = %s"
OPEN = (
    "insert into case_task (id, case_id, kind, node, index, name, post, organ_id, opened_at, verdict, timer, timer_node, "
    "limit_passed) values (%s, %s, 'step', 'next', 0, '审核', 'section_chief', %s, %s, '', '', '', false)"
)
CTE = f"""with moved as ({UPDATE} returning id),
ev as ({EVENT.format(values="select x.* from moved, (values")}) as x returning stream_id, seq),
ob as (insert into outbox (stream_id, seq) select stream_id, seq from ev),
done as ({CLOSE}),
new as ({OPEN})
select count(*) from moved"""
ORGAN = UUID(int=0)
HASH = bytes(32)
DATA = Jsonb({"task_id": str(ORGAN), "verdict": "agree", "marking": {"tokens": []}, "opened": [], "closed": []})
"""A plain fact of a step: what the real one says besides is the verb's own work."""


def connect() -> psycopg.Connection[Any]:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def parameters(case: Copy) -> tuple[list[object], list[object], list[object], list[object]]:
    """Of UPDATE, EVENT, CLOSE and OPEN."""
    now = datetime.now(UTC)
    update: list[object] = [HASH, DATA, case.case_id, case.version]
    event: list[object] = [case.case_id, case.version + 1, DATA, now, now, HASH, HASH]
    return update, event, [now, case.task_id], [new_id(), case.case_id, ORGAN, now]


def one_statement() -> Once:
    """The CTE alone."""
    cursor = connect().cursor()

    def once(case: Copy) -> None:
        cursor.execute(CTE.encode(), [value for part in parameters(case) for value in part], prepare=True)

    return once


def read_and_statement() -> Once:
    """The limit: one read by primary key, one CTE."""
    cursor, write = connect().cursor(), one_statement()

    def once(case: Copy) -> None:
        cursor.execute(READ, [case.case_id], prepare=True).fetchone()
        write(case)

    return once


def lock_and_statements() -> Once:
    """The way not taken: a transaction that locks the row, then four statements (outbox beside its event)."""
    connection = connect()
    event = EVENT.format(values="values")
    both = f"with ev as ({event} returning stream_id, seq) insert into outbox (stream_id, seq) select stream_id, seq from ev"
    statements = [UPDATE, both, CLOSE, OPEN]

    def once(case: Copy) -> None:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(f"{READ} for update".encode(), [case.case_id], prepare=True).fetchone()
            for statement, values in zip(statements, parameters(case), strict=True):
                cursor.execute(statement.encode(), values, prepare=True)

    return once
