"""The credit file 信用档案 of a party: what goes on record, how long it stands, how it is repaired 信用修复. Pure.

优化营商环境条例 40 and 国办发〔2020〕42号 (告知承诺: an untrue promise goes on record) say that there is a record; how long one stands is
set by the city [P], but for a ban, which stands as long as the law says (许可法 78, 79).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from yichuang.kernel.errors import FieldError, Invalid, Refusal

PROMISES = "《国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见》（国办发〔2020〕42号）"
LICENSING = "《中华人民共和国行政许可法》"


class Found(StrEnum):
    """What was found."""

    PROMISE_BROKEN = "promise_broken"
    TOLERANCE_BROKEN = "tolerance_broken"
    FALSE_MATERIAL = "false_material"
    BANNED = "banned"


FOUND_NAMES: Mapping[str, str] = {
    Found.PROMISE_BROKEN: "告知承诺不实，逾期没有整改",
    Found.TOLERANCE_BROKEN: "容缺受理承诺没有兑现",
    Found.FALSE_MATERIAL: "隐瞒有关情况或者提供虚假材料",
    Found.BANNED: "在不得再次申请的期限内",
}

ARTICLES: Mapping[str, str] = {
    Found.PROMISE_BROKEN: PROMISES, Found.TOLERANCE_BROKEN: "本地容缺受理办法", Found.FALSE_MATERIAL: f"{LICENSING}第七十八条",
    Found.BANNED: f"{LICENSING}第七十八条、第七十九条",
}  # fmt: skip

MONTHS: Mapping[str, int] = {Found.PROMISE_BROKEN: 12, Found.TOLERANCE_BROKEN: 6, Found.FALSE_MATERIAL: 12}
"""How long a record stands; local practice [P]. A ban's days are its own."""

REPAIR_AFTER: Mapping[str, int] = {Found.PROMISE_BROKEN: 3, Found.TOLERANCE_BROKEN: 0, Found.FALSE_MATERIAL: 6}
"""Months a record stands at least before it is repaired; local practice [P]. A ban is lifted, never repaired (decision 0010)."""

HOW: Mapping[str, str] = {
    Found.PROMISE_BROKEN: "整改完成、记录满三个月以后，持整改证明向作出记录的机关申请信用修复。",
    Found.TOLERANCE_BROKEN: "补齐当时承诺的材料以后，向作出记录的机关申请信用修复。",
    Found.FALSE_MATERIAL: "记录满六个月以后，持更正的材料和书面说明向作出记录的机关申请信用修复。",
    Found.BANNED: "期限届满自行消除；认定被撤销、更正的，由作出认定的机关解除。",
}
"""What one does to be clear again, as pages and refusals say it."""


def months_after(on: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def last_day(found: Found, on: date) -> date:
    return months_after(on, MONTHS[found])


@dataclass(frozen=True, slots=True)
class Record:
    """One record: what, found by whom, where, from when to when; `repaired_on` and `voided_on` end it early."""

    id: UUID
    party_id: UUID
    found: str
    ground: str
    organ_id: UUID
    case_id: UUID | None
    licence_id: UUID | None
    from_on: date
    to_on: date
    repaired_on: date | None = None
    proof: str = ""
    voided_on: date | None = None

    @property
    def name(self) -> str:
        return FOUND_NAMES[self.found]

    @property
    def article(self) -> str:
        return ARTICLES[self.found]

    @property
    def how(self) -> str:
        return HOW[self.found]

    def stands(self, on: date) -> bool:
        """Whether it counts against the party on a day: the last day still does, the day of repair no longer."""
        ended = self.repaired_on or self.voided_on
        return self.from_on <= on <= self.to_on and (ended is None or on < ended) and self.voided_on is None

    @property
    def repairable_on(self) -> date | None:
        """The first day on which it may be repaired; None for a ban."""
        return months_after(self.from_on, REPAIR_AFTER[self.found]) if self.found in REPAIR_AFTER else None


def bad(records: Iterable[Record], on: date) -> Record | None:
    """The record that keeps the party from promises on that day; of several the one that stands longest."""
    return max((row for row in records if row.stands(on)), key=lambda row: (row.to_on, row.id), default=None)


class RecordGone(Refusal):
    code = "credit.record_gone"
    message = "这条信用记录已经修复、解除或者期满。"
    remedy = "请刷新页面。"


class BanStands(Refusal):
    code = "credit.ban_stands"
    message = "不得再次申请的期限由法律规定，不能用信用修复缩短。"
    article = f"{LICENSING}第七十八条、第七十九条"
    remedy = "认定被撤销、更正的，在作出认定的办件里解除。"


class TooEarly(Refusal):
    code = "credit.too_early"
    message = "这条记录%(day)s起才能申请修复。"
    remedy = "到期以后，持证明再来申请。"


def check_repair(record: Record, *, proof: str, on: date) -> None:
    """Raises unless the record may be repaired on that day on that proof."""
    if record.found == Found.BANNED:
        raise BanStands()
    if not record.stands(on):
        raise RecordGone()
    first = record.repairable_on
    if first is not None and on < first:
        raise TooEarly(day=first.isoformat())
    if len(proof.strip()) < 4:
        wrong = FieldError("proof", "credit.no_proof", "请写明凭什么修复：证明的名称、文号或者核实的情况。")
        raise Invalid("没有写明修复的证明。", code="credit.no_proof", errors=(wrong,))
