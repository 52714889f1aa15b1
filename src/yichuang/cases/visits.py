"""Measured visits 实际到现场次数: the days on which the record shows that somebody came to the window for a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from yichuang.kernel.prepared import ask
from yichuang.kernel.values import ZONE

MOST = 5000
"""Cases looked at, the last that were finished."""

SQL = """
with finished as (
  select id, item_id, channel, received_at from case_record where finished_at >= %s order by finished_at desc limit %s
), came as (
  select id, (received_at at time zone 'Asia/Shanghai')::date as day from finished where channel = '1'
  union
  select f.id, (e.effective_at at time zone 'Asia/Shanghai')::date from finished f join event e on e.stream_id = f.id
  where e.kind in ('cases.NoticeServed', 'cases.DecisionServed', 'cases.ResultDelivered') and e.data->>'mode' = 'direct'
), counted as (select f.id, f.item_id, count(c.day) as days from finished f left join came c on c.id = f.id group by f.id, f.item_id)
select item_id, count(*), sum(days), count(*) filter (where days > 1), max(days) from counted group by item_id
"""


@dataclass(frozen=True, slots=True)
class Visits:
    """What the finished cases of an item took: how many cases, days at the window in all, cases with more than one, the most."""

    cases: int
    days: int
    more_than_one: int
    most: int

    @property
    def average(self) -> str:
        return f"{self.days / self.cases:.1f}" if self.cases else ""


def visits(since: date) -> dict[UUID, Visits]:
    """By item, over the cases finished since that day, at most the last MOST of them; one statement."""
    rows = ask(SQL, datetime.combine(since, time(), ZONE), MOST)
    return {row[0]: Visits(row[1], int(row[2]), row[3], row[4]) for row in rows}
