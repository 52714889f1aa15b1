"""What time does to 审管互动: a last day that went by is said once, so that whoever supervises sees it."""

from __future__ import annotations

from datetime import datetime

from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.oversight import actions
from yichuang.oversight.domain import State
from yichuang.oversight.models import Due

BATCH = 100


def run(now: datetime, limit: int = BATCH) -> int:
    """Proportional to what is due: a partial index on the last day of what is still owed."""
    rows = Due.objects.filter(state=State.OWED, due_on__lt=local_date(now)).order_by("due_on")
    actor = organisations.system_actor("oversight.due")
    return sum(actions.passed(due_id, now=now, actor=actor) for due_id in list(rows.values_list("id", flat=True)[:limit]))
