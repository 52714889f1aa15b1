"""Work of the catalogue beside the loop: periodic checks, and large files of versions."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from yichuang.catalogue import checks, exchange
from yichuang.kernel import worker
from yichuang.kernel.jobs import job, periodic

MOST = 5_000
"""Versions checked in one run; the rest waits for the next."""


@periodic("catalogue.check_versions", "*/5 * * * *")
def check_versions(timestamp: int) -> None:
    """Every five minutes: versions that changed, or whose laws, organs or rules changed, are checked again."""
    checks.check_stale(datetime.fromtimestamp(timestamp, UTC), most=MOST)


@job("catalogue.work_import", attempts=1)
def work_import(preview_id: str, attempt: int) -> None:
    """One attempt at a large file; the due loop begins the next where this one falls silent."""
    exchange.work(UUID(preview_id), attempt, worker.now)
