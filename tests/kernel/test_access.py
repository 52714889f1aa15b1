"""Reads of personal data are logged by month, written in batches."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.signals import request_finished
from django.db import connection

from yichuang.kernel import access
from yichuang.kernel.values import new_id

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 24, 8, 20, tzinfo=UTC)


def rows(table: str = "access_log") -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"select actor, what, subject_id from {table} order by at")
        return list(cursor.fetchall())


def test_reads_are_written_together_when_the_request_ends() -> None:
    party = new_id()
    access.note("account:1", "party.number", at=NOW, subject_id=party)
    access.note("account:1", "party.phone", at=NOW, subject_id=party, purpose="case")
    assert rows() == []
    assert "kernel.access" in {key[0] for key, *_ in request_finished.receivers}
    assert access.flush(sender=None, signal=request_finished) == 2
    assert rows() == [("account:1", "party.number", party), ("account:1", "party.phone", party)]
    assert access.flush() == 0


def test_a_long_run_is_written_in_batches() -> None:
    for _ in range(access.BATCH):
        access.note("system:export", "party.number", at=NOW)
    assert len(rows()) == access.BATCH


def test_months_open_ahead_and_take_over_what_came_early() -> None:
    access.note("account:1", "party.number", at=NOW)
    access.flush()
    assert len(rows("access_log_rest")) == 1
    assert access.open_months(NOW) == ["access_log_2026_12", "access_log_2027_01"] == access.open_months(NOW)
    assert rows("access_log_rest") == [] and len(rows("access_log_2026_12")) == 1 == len(rows())
