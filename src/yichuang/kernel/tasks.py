"""Periodic jobs of the kernel: forgetting what is kept for days, opening the month ahead."""

from __future__ import annotations

from datetime import UTC, datetime

from yichuang.kernel import access, idempotency
from yichuang.kernel.jobs import periodic


@periodic("kernel.purge_idempotency", "17 18 * * *")
def purge_idempotency(timestamp: int) -> None:
    """Every night: answers older than seven days are forgotten."""
    idempotency.purge(datetime.fromtimestamp(timestamp, UTC))


@periodic("kernel.open_access_months", "23 18 * * *")
def open_access_months(timestamp: int) -> None:
    """Every night: the partitions of this and the next month are there."""
    access.open_months(datetime.fromtimestamp(timestamp, UTC))
