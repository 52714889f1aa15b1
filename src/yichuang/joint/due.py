"""What time does to a 联办: before the last day of a branch, what it still lacks is said aloud. Never a stop, never a silent hold.
Opinions of a joint act are reminded of, and silence gets the effect that was stated. The national platform is asked for codes it has not
answered yet."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from yichuang.clock import api as clock
from yichuang.documents import api as documents
from yichuang.facts import joint as f
from yichuang.joint import acts, projects
from yichuang.joint.actions.settling import concerned
from yichuang.joint.actions.unit import in_both, locked
from yichuang.joint.models import Edge
from yichuang.kernel import due as loops
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations

BATCH = 100
WHAT = "joint.due"
log = logging.getLogger(__name__)

# law.is_near as a condition; `least` leaves out what a case has not
DUE = """
select e.joint_id, e.id, least(c.promised_on, c.statutory_on)
from joint_edge e join joint_branch b on b.id = e.after_id join case_record c on c.id = b.case_id
where e.met_at is null and e.pressed_at is null and c.phase = 'under_review'
  and c.accepted_on < %(today)s
  and (least(c.promised_on, c.statutory_on) <= %(following)s
    or (least(c.promised_on, c.statutory_on) - %(today)s) * 5 <= least(c.promised_on, c.statutory_on) - c.accepted_on)
  and e.joint_id not in (select subject_id from put_off where what = %(what)s and next_try_at > %(now)s)
order by 3, e.id limit %(limit)s
"""


def run(now: datetime, limit: int = BATCH) -> int:
    """Say of each edge that is not met and whose branch is near its last day that it presses, once; then what opinions are due. A 联办
    whose work fails is put off and holds up no other."""
    with connection.cursor() as cursor:
        today = local_date(now)
        following = clock.add_working_days(clock.calendar(), today, 1)
        cursor.execute(DUE, {"today": today, "following": following, "what": WHAT, "now": now, "limit": limit})
        work = [(joint_id, partial(press, joint_id, edge_id, last_on, now)) for joint_id, edge_id, last_on in cursor.fetchall()]
    opinions = acts.due_rows(now, limit, put_off=loops.waiting(WHAT, now))
    work += [(joint_id, partial(acts.by_time, joint_id, row_id, now)) for joint_id, row_id in opinions]
    work += projects.due_rows(now, limit, put_off=loops.waiting(WHAT, now))
    failed_before = loops.known(WHAT, {joint_id for joint_id, _ in work}) if work else set()
    failed = {joint_id for joint_id, do in work if not alone(joint_id, do, now)}
    loops.went_well(WHAT, failed_before - failed)
    return len(work)


def alone(joint_id: UUID, do: Callable[[], None], now: datetime) -> bool:
    """One piece of work in its own transaction; one that fails is seen with `yichuang stuck`. A lost database is the worker's to mend."""
    try:
        do()
    except Exception as error:
        if connection.connection is None or connection.connection.closed:
            raise
        again = loops.put_off(WHAT, joint_id, f"{type(error).__name__}: {error}", now)
        log.exception("what was due on %s could not be done; tried again at %s", joint_id, again.isoformat())
        return False
    return True


@transaction.atomic
def press(joint_id: UUID, edge_id: UUID, last_on: object, now: datetime) -> None:
    unit = locked(joint_id, actor=organisations.system_actor("joint.due"), now=now)
    edge = Edge.objects.select_related("before", "after").get(id=edge_id)
    if edge.met_at or edge.pressed_at:
        return
    edge.pressed_at = now
    edge.save(update_fields=["pressed_at"])
    unit.say(f.ConditionPressing(branch_id=edge.after_id, edge_id=edge.id, last_on=last_on))  # type: ignore[arg-type]
    params = {
        "number": unit.joint.number, "item": in_both(edge.after), "due_on": last_on, "missing": in_both(edge.before),
    }  # fmt: skip
    for party_id in concerned(unit):
        documents.notify(party_id, "prerequisite_pressing", case_id=edge.after.case_id, params=params, at=now)
