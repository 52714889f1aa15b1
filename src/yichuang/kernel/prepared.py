"""Statements of the hot paths, past the ORM: bound by the server, prepared and planned once a connection (design §9, §10).

They run on Django's own connection, so inside its transaction. `%s` marks a parameter, as everywhere else.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import count
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

Fragment = tuple[str, list[Any]]
"""A CTE and its parameters, with %s where these go."""

_kept = threading.local()

M = TypeVar("M", bound=Model)


def cursor() -> psycopg.RawCursor[Any]:
    """This thread's server-side-binding cursor on Django's connection."""
    wrapper = connections[DEFAULT_DB_ALIAS]  # not the proxy `connection`, which looks itself up at every attribute
    wrapper.ensure_connection()
    kept: psycopg.RawCursor[Any] | None = getattr(_kept, "cursor", None)
    if kept is None or kept.connection is not wrapper.connection or kept.closed:
        kept = _kept.cursor = psycopg.RawCursor(wrapper.connection)
    return kept


@lru_cache(maxsize=2048)
def numbered(sql: str) -> bytes:
    """$1, $2 … for each %s. Callers make the same few texts again and again."""
    number = count(1)
    return re.sub("%s", lambda _: f"${next(number)}", sql).encode()


def run(sql: str, values: Sequence[Any]) -> psycopg.RawCursor[Any]:
    """One statement; errors are Django's, and who counts statements counts this one too."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.queries_logged:
        wrapper.queries_log.append({"sql": sql, "time": "0"})
    with wrapper.wrap_database_errors:
        return cursor().execute(numbered(sql), values, prepare=True)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """All rows of a read."""
    return run(sql, values).fetchall()


def one(sql: str, *values: Any) -> tuple[Any, ...] | None:
    """The first row of a statement, None without one."""
    return run(sql, values).fetchone()


def do(sql: str, *values: Any) -> int:
    """How many rows a write touched."""
    return run(sql, values).rowcount


def together(*parts: Fragment, then: str = "select 1") -> tuple[Any, ...] | None:
    """Several CTEs as one statement; the empty ones fall out."""
    filled = [part for part in parts if part[0]]
    sql = "with " + ",\n".join(sql for sql, _ in filled) + f" {then}"
    return one(sql, *[value for _, values in filled for value in values])


@cache
def _shape(model: type[Model]) -> tuple[Any, ...]:
    """The fields of a model that stand in an insert: all but those the database counts itself."""
    return tuple(field for field in model._meta.concrete_fields if field.get_internal_type() not in ("AutoField", "BigAutoField"))


@cache
def _columns(model: type[Model]) -> tuple[str, list[str], list[tuple[int, Any]]]:
    """The columns of a model as a select writes them, their attribute names, and which of them Django converts."""
    fields = model._meta.concrete_fields
    converted = [(n, field) for n, field in enumerate(fields) if hasattr(field, "from_db_value")]
    return ", ".join(f'"{field.column}"' for field in fields), [field.attname for field in fields], converted


def load(model: type[M], rest: str, *values: Any) -> list[M]:
    """Whole rows of a model; `rest` is what stands after the table: where, order, limit, for update."""
    columns, names, converted = _columns(model)
    found = ask(f'select {columns} from "{model._meta.db_table}" {rest}', *values)
    connection = connections[DEFAULT_DB_ALIAS]
    for number, field in converted:
        found = [(*row[:number], field.from_db_value(row[number], None, connection), *row[number + 1 :]) for row in found]
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in found]


def rows_cte(name: str, rows: Sequence[Model]) -> Fragment:
    """New rows of one model as a CTE; nothing when there are none. The rows are complete, their keys made by the caller."""
    if not rows:
        return "", []
    model, database = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    fields = _shape(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * len(rows))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection=database) for row in rows for field in fields]
    return f'{name} as (insert into "{model._meta.db_table}" ({columns}) values {marks} returning 1)', values
