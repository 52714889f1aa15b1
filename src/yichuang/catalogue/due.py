"""What time itself does: a notice ends, an approved change takes effect on its day, a verdict nobody appealed is final, a delegation
begins and ends, an agreement runs out. `now` is an argument."""

from __future__ import annotations

from datetime import datetime

from yichuang.catalogue import agreements, delegating, life, memos
from yichuang.catalogue.prerequisites import tribunal


def run(now: datetime) -> int:
    """Close notices whose last day went by, put in force what was approved for today, make verdicts final, begin and end
    delegations, end agreements; how many were moved."""
    moved = life.close_notices(now) + life.put_in_force_today(now)  # before the rows themselves: a request begins its own with its stage
    begun = delegating.take_effect(now) + delegating.expire(now) + memos.take_effect(now) + agreements.expire(now)
    return moved + tribunal.lapse(now) + begun
