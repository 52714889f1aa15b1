"""What time itself does: a notice ends, an approved change takes effect on its day, a verdict nobody appealed is final, a delegation
begins and ends, an agreement runs out, a large file has its turn. `now` is an argument."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yichuang.catalogue import agreements, delegating, exchange, life, memos, tasks
from yichuang.catalogue.prerequisites import tribunal


def run(now: datetime) -> int:
    """Close notices whose last day went by, put in force what was approved for today, make verdicts final, begin and end
    delegations, end agreements; how many were moved."""
    moved = life.close_notices(now) + life.put_in_force_today(now)  # before the rows themselves: a request begins its own with its stage
    begun = delegating.take_effect(now) + delegating.expire(now) + memos.take_effect(now) + agreements.expire(now)
    return moved + tribunal.lapse(now) + begun + hand_out(now)


@transaction.atomic
def hand_out(now: datetime) -> int:
    """The next large file is given to a worker; one whose worker died is given again."""
    found = exchange.next_one(now)
    if found:
        tasks.work_import.defer(preview_id=str(found[0]), attempt=found[1])
    return int(found is not None)
