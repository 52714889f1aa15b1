"""What time itself does to change requests: a notice ends, an approved change takes effect on its day. `now` is an argument."""

from __future__ import annotations

from datetime import datetime

from yichuang.catalogue import life


def run(now: datetime) -> int:
    """Close notices whose last day went by and put in force what was approved for today; how many were moved."""
    return life.close_notices(now) + life.put_in_force_today(now)
