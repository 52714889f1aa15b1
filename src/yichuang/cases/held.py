"""Who had a case in hand, from when to when: the organs by their tasks, the applicant by what it was asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.kernel.prepared import ask

HELD = """
select t.case_id, t.organ_id, t.opened_at, least(coalesce(t.closed_at, %s), coalesce(c.decided_at, c.finished_at, %s))
from case_task t join case_record c on c.id = t.case_id where t.case_id = any(%s::uuid[]) and t.opened_at < %s
union all
select a.case_id, null, a.opened_at, case when a.state = 'asked' then coalesce(c.finished_at, %s) else a.moved_at end
from case_act a join case_record c on c.id = a.case_id where a.case_id = any(%s::uuid[]) and a.kind = 'correction' and a.opened_at < %s
order by 1, 3 limit 5000
"""


CORRECTING = "select case_id, min(opened_at) from case_act where case_id = any(%s::uuid[]) and kind = 'correction' and state = 'asked' group by 1"


@dataclass(frozen=True, slots=True)
class Held:
    """`organ_id` None: the applicant, who was asked for a correction 补正. Nothing counts after the decision."""

    case_id: UUID
    organ_id: UUID | None
    from_at: datetime
    to_at: datetime


def held(case_ids: Collection[UUID], *, now: datetime) -> list[Held]:
    """The spans of these cases up to now, in one statement; for those who have checked who asks."""
    ids = list(case_ids)
    found = (Held(*row) for row in ask(HELD, now, now, ids, now, now, ids, now)) if ids else ()
    return [one for one in found if one.from_at < one.to_at]


def correcting_since(case_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Those of these cases that wait for the applicant's correction 补正, and since when."""
    return dict(ask(CORRECTING, list(case_ids))) if case_ids else {}  # type: ignore[arg-type]
