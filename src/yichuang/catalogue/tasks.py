"""Periodic work of the catalogue."""

from __future__ import annotations

from datetime import UTC, datetime

from yichuang.catalogue import checks
from yichuang.kernel.jobs import periodic

MOST = 5_000
"""Versions checked in one run; the rest waits for the next."""


@periodic("catalogue.check_versions", "*/5 * * * *")
def check_versions(timestamp: int) -> None:
    """Every five minutes: versions that changed, or whose laws, organs or rules changed, are checked again."""
    checks.check_stale(datetime.fromtimestamp(timestamp, UTC), most=MOST)
