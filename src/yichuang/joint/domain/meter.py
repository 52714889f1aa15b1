"""前后对比: what acting together saves against applying for each item by itself, with the rows it was computed from. Pure.

Before: every item alone, one after the other. After: one form, one set of materials, everything started at once. Days are working days;
a limit in another unit is put into working days the way `working_days` says, and an item without any limit counts for nothing and is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from yichuang.clock.domain import Limit, Unit
from yichuang.joint.domain import schedule
from yichuang.joint.domain.edges import Link


class Measure(StrEnum):
    FORMS = "forms"
    FIELDS = "fields"
    MATERIALS = "materials"
    VISITS = "visits"
    SITE_VISITS = "site_visits"
    STEPS = "steps"
    DAYS = "days"


MEASURE_NAMES: Mapping[Measure, str] = {
    Measure.FORMS: "申请表", Measure.FIELDS: "填写项", Measure.MATERIALS: "申请材料", Measure.VISITS: "到大厅次数",
    Measure.SITE_VISITS: "上门核查次数", Measure.STEPS: "办理环节", Measure.DAYS: "工作日",
}
HOW_HINTS: Mapping[Measure, str] = {
    Measure.FORMS: "分开办，一个事项一张申请表；一起办，只填一张。",
    Measure.FIELDS: "分开办，各张申请表的填写项相加；一起办，同一个数据项只填一次。",
    Measure.MATERIALS: "分开办，各事项要交的材料相加；一起办，同一种材料只交一次。系统调取的、由系统按填写的内容生成的不算。",
    Measure.VISITS: "分开办，各事项到大厅的次数相加；一起办，按其中最多的一个算。",
    Measure.SITE_VISITS: "分开办，各机关各上门一次；一起办，联合踏勘的事项合在一次。",
    Measure.STEPS: "分开办，各事项的环节相加；一起办，送达只算一次，统一办理的受理也只算一次，其余各办各的。",
    Measure.DAYS: "分开办，一个接一个，各事项的时限相加；一起办，同时受理，只等法律规定必须先有的结果。",
}


@dataclass(frozen=True, slots=True)
class Alone:
    """What one item costs by itself. `visits` and `days` are None where its guide does not say; `shared_steps`: those that are
    one act for all: delivery, and acceptance where all are accepted in one act."""

    item_id: UUID
    fields: int
    materials: int
    visits: int | None
    site_visit: bool
    steps: int
    shared_steps: int
    days: int | None

    def cost(self, measure: Measure) -> int | None:
        match measure:
            case Measure.FORMS:
                return 1
            case Measure.SITE_VISITS:
                return int(self.site_visit)
            case Measure.FIELDS:
                return self.fields
            case Measure.MATERIALS:
                return self.materials
            case Measure.VISITS:
                return self.visits
            case Measure.STEPS:
                return self.steps
            case Measure.DAYS:
                return self.days


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the meter; `parts`: item → what it costs alone, None where its guide does not say."""

    measure: Measure
    before: int
    after: int
    parts: Mapping[UUID, int | None]

    @property
    def saved(self) -> int:
        return self.before - self.after

    @property
    def unknown(self) -> tuple[UUID, ...]:
        return tuple(item_id for item_id, count in self.parts.items() if count is None)


@dataclass(frozen=True, slots=True)
class Meter:
    """`totals` are the three ways of the days; `critical`: the items the total hangs on when acting together."""

    rows: tuple[Row, ...]
    totals: schedule.Totals
    critical: tuple[UUID, ...]

    def row(self, measure: Measure) -> Row:
        return next(row for row in self.rows if row.measure is measure)


def measure(
    alone: Sequence[Alone], *, fields: int, materials: int, joint_visit: Sequence[UUID] = (), links: Sequence[Link[UUID]] = ()
) -> Meter:
    """The meter of these items. `fields`, `materials`: of the one form and the one set; `joint_visit`: items that share one visit.

    Raises Circle, Unknown for links that cannot be.
    """
    days = {item.item_id: item.days or 0 for item in alone}
    known = [link for link in links if link.before in days and link.after in days]
    spans = schedule.spans(days, schedule.hard(known))
    totals = schedule.totals(days, known)
    after = {
        Measure.FORMS: min(1, len(alone)), Measure.FIELDS: fields, Measure.MATERIALS: materials,
        Measure.VISITS: max((item.visits or 0 for item in alone), default=0), Measure.SITE_VISITS: visits_together(alone, joint_visit),
        Measure.STEPS: steps_together(alone), Measure.DAYS: totals.linked,
    }  # fmt: skip
    rows = []
    for one in Measure:
        parts = {item.item_id: item.cost(one) for item in alone}
        rows.append(Row(one, sum(count or 0 for count in parts.values()), after[one], parts))
    return Meter(tuple(rows), totals, tuple(span.node for span in spans if span.critical and days[span.node]))


def visits_together(alone: Sequence[Alone], joint_visit: Sequence[UUID]) -> int:
    """The shared visit once, and one for each other item that is visited."""
    visited = [item.item_id for item in alone if item.site_visit]
    shared = [item_id for item_id in visited if item_id in joint_visit]
    return len(visited) - len(shared) + min(1, len(shared))


def steps_together(alone: Sequence[Alone]) -> int:
    """What is one act happens once for all; everything else is each organ's own."""
    return sum(item.steps - item.shared_steps for item in alone) + max((item.shared_steps for item in alone), default=0)


def working_days(limit: Limit | None) -> int | None:
    """A limit in whole working days: five of seven calendar days, twenty-one a month, hours of a day are one day; None for no limit."""
    if limit is None:
        return None
    match limit.unit:
        case Unit.WORKING_DAY:
            return limit.amount
        case Unit.CALENDAR_DAY:
            return -(-limit.amount * 5 // 7)
        case Unit.MONTH:
            return 21 * limit.amount
        case Unit.ON_THE_SPOT:
            return 0
    return 1 if limit.unit in (Unit.SAME_DAY, Unit.MINUTE) else -(-limit.amount // 8)
