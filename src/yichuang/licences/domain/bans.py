"""不得再次申请: who may not ask again for the same licence, and until when (《行政许可法》 78, 79). Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import local_date


class Finding(StrEnum):
    """What was found: the article that bars the party."""

    FALSE_MATERIAL = "78"
    OBTAINED_BY_FRAUD = "79"


YEARS: Mapping[Finding, int] = {Finding.FALSE_MATERIAL: 1, Finding.OBTAINED_BY_FRAUD: 3}

ARTICLES: Mapping[str, str] = {
    Finding.FALSE_MATERIAL: "《中华人民共和国行政许可法》第七十八条", Finding.OBTAINED_BY_FRAUD: "《中华人民共和国行政许可法》第七十九条",
}

FINDING_NAMES: Mapping[str, str] = {
    Finding.FALSE_MATERIAL: "隐瞒有关情况或者提供虚假材料申请", Finding.OBTAINED_BY_FRAUD: "以欺骗、贿赂等不正当手段取得许可",
}


@dataclass(frozen=True, slots=True)
class Ban:
    """One party may not apply for one item: from the moment of the decision to the end of `to_on`."""

    id: UUID
    party_id: UUID
    item_id: UUID
    finding: str
    opened_at: datetime
    to_on: date

    @property
    def article(self) -> str:
        return ARTICLES[self.finding]

    @property
    def why(self) -> str:
        return FINDING_NAMES[self.finding]

    def bars(self, at: datetime) -> bool:
        """Whether an application handed in at that moment falls into it; the last day still counts."""
        return self.opened_at <= at and local_date(at) <= self.to_on


LIFTINGS: Mapping[str, str] = {
    "revoked": "认定所在的决定在复议、诉讼中或者由本机关依法撤销", "corrected": "认定有误，本机关依法更正",
}
"""Why a ban ends early. It stands on a finding in a decision; the law knows no pardon, so nothing else lifts it."""


class BanGone(Refusal):
    code = "licences.ban_gone"
    message = "这项不得再次申请的期限已经解除或者届满。"
    remedy = "请刷新页面。"


def check_lift(*, ground: str, reason: str, is_lifted: bool, to_on: date, on: date) -> None:
    if is_lifted or on > to_on:
        raise BanGone()
    errors = []
    if ground not in LIFTINGS:
        errors.append(FieldError("ground", "required", "请选解除的理由。"))
    if len(reason.strip()) < 4:
        errors.append(FieldError("reason", "required", "请写明撤销、更正的文书和理由。"))
    if errors:
        raise Invalid("解除的理由没有写明。", code="licences.ban_reason", errors=tuple(errors))


def last_day(finding: Finding, on: date) -> date:
    """The last barred day. Years run from the day after the decision to the same day of the year; where that day does not
    exist, to the last of the month (《民法典》 201, 202)."""
    year = on.year + YEARS[finding]
    return date(year, on.month, min(on.day, monthrange(year, on.month)[1]))


def bars_again(*, concerns_safety: bool) -> bool:
    """Only where the matter bears directly on public safety, health, or safety of life and property."""
    return concerns_safety
