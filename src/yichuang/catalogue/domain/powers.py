"""The power and duty list 权责清单: a power, the clause of the 三定规定 it rests on, the duty that goes with it, the office that answers.

职责法定, 权责一致: a power nobody gave, a clause nobody exercises, a power without a duty, and one power in two hands are each named.
Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from yichuang.kernel.errors import FieldError, Invalid

POWER_KINDS: Mapping[str, str] = {
    "01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收", "05": "行政给付", "06": "行政检查", "07": "行政确认", "08": "行政奖励",
    "09": "行政裁决", "10": "其他行政权力",
}  # fmt: skip
"""行政权力 by GB/T 39046 App. A 事项类型; 20 公共服务 is a service and no power."""

POWER_LEVELS: Mapping[str, str] = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "镇（街道）级", "6": "村（社区）级"}
"""行使层级."""

MOST_DUTIES = 40


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both included; None = without end on that side."""

    from_on: date | None = None
    to_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)

    def overlaps(self, other: Period) -> bool:
        starts = [day for day in (self.from_on, other.from_on) if day]
        ends = [day for day in (self.to_on, other.to_on) if day]
        return not starts or not ends or max(starts) <= min(ends)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of an organ's 三定规定."""

    id: UUID
    organ_id: UUID
    label: str
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Power:
    """One power of one organ at its levels; `place` is the division it is exercised in, "" = the organ's own."""

    id: UUID
    code: str
    name: str
    levels: tuple[str, ...] = ()
    place: str = ""
    organ_id: UUID | None = None
    office_id: UUID | None = None
    clause_id: UUID | None = None
    duties: int = 0
    period: Period = Period()


class Fault(StrEnum):
    """What the report of orphans and conflicts looks for, the gravest first."""

    TWO_ORGANS = "two_organs"
    ORGAN_ENDED = "organ_ended"
    NO_CLAUSE = "no_clause"
    CLAUSE_ENDED = "clause_ended"
    CLAUSE_OF_ANOTHER = "clause_of_another"
    CLAUSE_UNUSED = "clause_unused"
    NO_DUTY = "no_duty"
    NO_OFFICE = "no_office"
    OFFICE_ENDED = "office_ended"
    OFFICE_OF_ANOTHER = "office_of_another"
    NO_ORGAN = "no_organ"


FAULT_NAMES: Mapping[Fault, str] = {
    Fault.TWO_ORGANS: "同一权力由两个机关行使", Fault.ORGAN_ENDED: "行使机关已经撤销", Fault.NO_CLAUSE: "没有三定条款",
    Fault.CLAUSE_ENDED: "三定条款已经失效", Fault.CLAUSE_OF_ANOTHER: "三定条款属于别的机关", Fault.CLAUSE_UNUSED: "三定条款没有对应的权力",
    Fault.NO_DUTY: "没有责任事项", Fault.NO_OFFICE: "没有责任科室", Fault.OFFICE_ENDED: "责任科室已经撤销",
    Fault.OFFICE_OF_ANOTHER: "责任科室不属于行使机关", Fault.NO_ORGAN: "行使机关没有登记",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: of which powers, or of which clause."""

    fault: Fault
    power_ids: tuple[UUID, ...] = ()
    clause_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the powers are held against: clauses, the offices of organs (office → organ), organs and offices with the days they exist."""

    clauses: Mapping[UUID, Clause] = field(default_factory=dict)
    owner_of: Mapping[UUID, UUID] = field(default_factory=dict)
    organs: Mapping[UUID, Period] = field(default_factory=dict)


def report(powers: Iterable[Power], around: Surroundings, *, on: date) -> tuple[Finding, ...]:
    """Orphans and conflicts of one day: only what is in force then is looked at. In the order of `Fault`, then as given."""
    live = [power for power in powers if power.period.holds_on(on)]
    found = [finding for power in live for finding in single(power, around, on)]
    found += two_organs(live)
    used = {power.clause_id for power in live}
    found += [
        Finding(Fault.CLAUSE_UNUSED, clause_id=clause.id) for clause in around.clauses.values() if clause.period.holds_on(on) and clause.id not in used
    ]
    order = {fault: place for place, fault in enumerate(Fault)}
    return tuple(sorted(found, key=lambda finding: order[finding.fault]))


def single(power: Power, around: Surroundings, on: date) -> Iterator[Finding]:
    """What is wrong with one power taken alone."""

    def fault(kind: Fault) -> Finding:
        return Finding(kind, (power.id,))

    organ = around.organs.get(power.organ_id) if power.organ_id else None
    if organ is None:
        yield fault(Fault.NO_ORGAN)
    elif not organ.holds_on(on):
        yield fault(Fault.ORGAN_ENDED)
    clause = around.clauses.get(power.clause_id) if power.clause_id else None
    if clause is None:
        yield fault(Fault.NO_CLAUSE)
    elif not clause.period.holds_on(on):
        yield fault(Fault.CLAUSE_ENDED)
    if clause is not None and power.organ_id is not None and clause.organ_id != power.organ_id:
        yield fault(Fault.CLAUSE_OF_ANOTHER)
    if not power.duties:
        yield fault(Fault.NO_DUTY)
    office = around.organs.get(power.office_id) if power.office_id else None
    if office is None:
        yield fault(Fault.NO_OFFICE)
    elif not office.holds_on(on):
        yield fault(Fault.OFFICE_ENDED)
    if power.office_id and power.organ_id and around.owner_of.get(power.office_id, power.organ_id) != power.organ_id:
        yield fault(Fault.OFFICE_OF_ANOTHER)


def two_organs(powers: Iterable[Power]) -> list[Finding]:
    """Pairs of organs that claim one power at the same time, level and place. Organs of different levels share a power lawfully."""
    by_code: dict[str, list[Power]] = defaultdict(list)
    for power in powers:
        if power.organ_id:
            by_code[power.code].append(power)
    return [
        Finding(Fault.TWO_ORGANS, (one.id, other.id))
        for claimed in by_code.values() for one, other in combinations(claimed, 2) if collide(one, other)
    ]  # fmt: skip


def collide(one: Power, other: Power) -> bool:
    """Whether two rows of one code are one power in two hands."""
    levels = not one.levels or not other.levels or bool(set(one.levels) & set(other.levels))
    return one.organ_id != other.organ_id and levels and one.place == other.place and one.period.overlaps(other.period)


def fields_of_duty(line: str) -> dict[str, str]:
    """`责任事项｜追责情形｜依据`: the three columns of the list, of which the first is needed."""
    parts = [part.strip() for part in line.replace("|", "｜").split("｜")]
    return {"duty": parts[0], "blame": parts[1] if len(parts) > 1 else "", "article": parts[2] if len(parts) > 2 else ""}


def check_power(*, code: str, name: str, kind: str, levels: Iterable[str], duties: list[dict[str, str]], period: Period) -> None:
    """Raises Invalid with every field that is wrong."""
    errors = []
    if not 1 <= len(code) <= 120:
        errors.append(FieldError("code", "catalogue.power_code", "请填权力编码，120个字符以内"))
    if not 1 <= len(name) <= 500:
        errors.append(FieldError("name", "catalogue.power_name", "请填权力名称，500个字以内"))
    if kind not in POWER_KINDS:
        errors.append(FieldError("kind", "catalogue.power_kind", "请选权力类型"))
    if not set(levels) <= set(POWER_LEVELS):
        errors.append(FieldError("levels", "catalogue.power_level", "行使层级从1（国家级）到6（村、社区级）"))
    if len(duties) > MOST_DUTIES or any(not row["duty"] for row in duties):
        errors.append(FieldError("duties", "catalogue.power_duty", "每行写一项责任：责任事项｜追责情形｜依据"))
    if period.from_on and period.to_on and period.to_on < period.from_on:
        errors.append(FieldError("to_on", "catalogue.span_backwards", "止日不能早于起日"))
    if errors:
        raise Invalid("这项权责还不能保存", code="catalogue.bad_power", errors=tuple(errors))
