"""Who read whose personal data, when and what for (个人信息保护法 51, 54): a log beside the record, never in it.

Reads are noted in memory and written in one statement when the request ends, so that a page costs one row more, not one
round trip per field.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

BATCH = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """One read. `what` is a code ("party.number", "material.file"); `purpose` a code too, never free text."""

    at: datetime
    actor: str
    what: str
    subject_id: UUID | None
    case_id: UUID | None
    purpose: str


class _Noted(threading.local):
    def __init__(self) -> None:
        self.rows: list[Access] = []


_noted = _Noted()


def note(
    actor: str, what: str, *, at: datetime, subject_id: UUID | None = None, case_id: UUID | None = None, purpose: str = ""
) -> None:
    """Note a read of personal data; written by `flush`, at the latest when the request ends."""
    _noted.rows.append(Access(at, actor, what, subject_id, case_id, purpose))
    if len(_noted.rows) >= BATCH:
        flush()


def flush(**_: Any) -> int:
    """Write what this thread has noted, in one statement; how many rows. Also the receiver of `request_finished`."""
    rows, _noted.rows = _noted.rows, []
    if not rows:
        return 0
    marks = ",".join(["(%s, %s, %s, %s::uuid, %s::uuid, %s)"] * len(rows))
    values = [value for row in rows for value in (row.at, row.actor, row.what, row.subject_id, row.case_id, row.purpose)]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"insert into access_log (at, actor, what, subject_id, case_id, purpose) values {marks}", values)
    except DatabaseError:
        _noted.rows = rows + _noted.rows  # the next request of this thread writes them
        log.exception("%s reads of personal data could not be logged yet", len(rows))
        return 0
    return len(rows)


def open_months(now: datetime) -> list[str]:
    """Make the partitions of this and the next month (UTC); their names. Does nothing where they are."""
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [first, _next_month(first), _next_month(_next_month(first))]
    names = []
    for start, end in zip(starts, starts[1:], strict=False):
        name = f"access_log_{start:%Y_%m}"
        with connection.cursor() as cursor:
            cursor.execute("select to_regclass(%s)", [name])
            if cursor.fetchone()[0] is None:
                _make(name, start, end)
        names.append(name)
    return names


def _make(name: str, start: datetime, end: datetime) -> None:
    """Rows that came before their month was opened move out of the rest first, in the same transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table access_log in access exclusive mode")
        cursor.execute(f"create table {name} (like access_log including defaults)")
        cursor.execute(
            "with moved as (delete from access_log_rest where at >= %s and at < %s returning *)"
            f" insert into {name} select * from moved",
            [start, end],
        )
        cursor.execute(f"alter table access_log attach partition {name} for values from (%s) to (%s)", [start, end])


def _next_month(first: datetime) -> datetime:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
