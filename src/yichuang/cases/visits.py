"""Measured visits 实际到现场次数: the days on which the record shows that somebody came to the window for a case.

A case is counted from its stream when it is finished, and again when something is served after that; a list of a year adds up these rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yichuang.kernel.prepared import ask, do

COUNT = """
insert into case_visits (case_id, item_id, finished_on, days)
select c.id, c.item_id, (c.finished_at at time zone 'Asia/Shanghai')::date, (
  select count(distinct day) from (
    select (c.received_at at time zone 'Asia/Shanghai')::date as day where c.channel = '1'
    union all
    select (e.effective_at at time zone 'Asia/Shanghai')::date from event e where e.stream_id = c.id and (
      e.kind in ('cases.NoticeServed', 'cases.DecisionServed', 'cases.ResultDelivered') and e.data->>'mode' = 'direct'
      or e.kind = 'cases.CorrectionReceived' and e.data->>'at_window' = 'true'
    )
  ) came
) from case_record c where c.finished_at is not null and c.id = %s
on conflict (case_id) do update set days = excluded.days, finished_on = excluded.finished_on
"""

YEAR = """
select item_id, count(*), sum(days), count(*) filter (where days > 1), max(days)
from case_visits where finished_on > %s and finished_on <= %s group by item_id
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


def count(case_id: UUID) -> None:
    """Count the visits of a finished case from its stream; one that is not finished is left. The same again changes nothing."""
    do(COUNT, case_id)


def year_before(day: date) -> date:
    """The same day a year ago; of 29 February the 28th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def visits(until: date) -> dict[UUID, Visits]:
    """By item, over every case finished in the year that ends with this day; one statement over an index by day."""
    return {row[0]: Visits(row[1], int(row[2]), row[3], row[4]) for row in ask(YEAR, year_before(until), until)}
