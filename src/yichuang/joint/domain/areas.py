"""区域评估: an area assessed once at the government's cost, what a project inside inherits, hard indicators, alike cases as one package. Pure.

优化营商环境条例 42(2): one assessment for a whole area, none asked of the market entities inside, and its cost never theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID

from yichuang.joint.domain.law import NotAllReady
from yichuang.joint.domain.themes import LAW
from yichuang.kernel.errors import Forbidden, Invalid, NotFound, Refusal, Stale

ARTICLE = "《优化营商环境条例》第四十二条第二款"
ORIGIN = "区域评估"
"""How a paper laid in from an area begins its file name, so that everybody who opens the case sees where it is from."""


class AssessmentKind(StrEnum):
    SOIL = "soil"
    SEISMIC = "seismic"
    ENVIRONMENT = "environment"
    ENERGY = "energy"
    MINERAL = "mineral"
    GEOLOGY = "geology"
    HERITAGE = "heritage"
    WATER = "water"
    FLOOD = "flood"
    CLIMATE = "climate"


ASSESSMENT_NAMES: Mapping[AssessmentKind, str] = {
    AssessmentKind.SOIL: "水土保持", AssessmentKind.SEISMIC: "地震安全性", AssessmentKind.ENVIRONMENT: "环境影响", AssessmentKind.ENERGY: "节能",
    AssessmentKind.MINERAL: "压覆重要矿产资源", AssessmentKind.GEOLOGY: "地质灾害危险性", AssessmentKind.HERITAGE: "文物考古",
    AssessmentKind.WATER: "水资源论证", AssessmentKind.FLOOD: "洪水影响", AssessmentKind.CLIMATE: "气候可行性",
}  # fmt: skip


class Bound(StrEnum):
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


BOUND_NAMES: Mapping[Bound, str] = {Bound.AT_MOST: "不高于", Bound.AT_LEAST: "不低于"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """强制指标 of an area. Reaching the limit itself is inside, for both bounds."""

    code: str
    name: str
    unit: str
    bound: Bound
    limit: Decimal
    basis: str

    def holds(self, value: Decimal) -> bool:
        return value <= self.limit if self.bound is Bound.AT_MOST else value >= self.limit


@dataclass(frozen=True, slots=True)
class Off:
    """One indicator a project does not keep. `value` None: not given, or no number."""

    indicator: Indicator
    typed: str
    value: Decimal | None


def number(text: str) -> Decimal | None:
    """A plain number as people type it; None for anything else, infinities and exponents included."""
    plain = text.strip()
    if not plain or len(plain) > 18 or set(plain) - set("0123456789.-"):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def off(indicators: Iterable[Indicator], values: Mapping[str, str]) -> list[Off]:
    """Every indicator that is not kept by these typed values, in order."""
    found = []
    for one in indicators:
        typed = values.get(one.code, "").strip()
        value = number(typed)
        if value is None or not one.holds(value):
            found.append(Off(one, typed, value))
    return found


def inside(*, divisions: Sequence[str], parcels: Sequence[str], division: str, parcel: str) -> bool:
    """Whether a site lies in an area: its parcel is named, or its division is one of the area's or below one of them."""
    return bool(parcel and parcel in parcels) or bool(division and any(division.startswith(stem(code)) for code in divisions))


def stem(division: str) -> str:
    """The part of a division's code that all below it begin with: its levels have 2, 2, 2, 3 and 3 digits (GB/T 2260, GB/T 10114)."""
    for level, digits in ((12, 3), (9, 3), (6, 2), (4, 2)):
        if len(division) == level and division.endswith("0" * digits):
            division = division[:-digits]
    return division


def in_force(from_on: date, to_on: date, day: date) -> bool:
    """Both days count."""
    return from_on <= day <= to_on


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that is to be decided in a package. `area_id` None: its project is in no area; `off` names indicators it does not keep today."""

    case_id: UUID
    number: str
    version_id: UUID
    area_id: UUID | None
    off: tuple[str, ...] = ()


class Unlike(StrEnum):
    NO_AREA = "no_area"
    OTHER_AREA = "other_area"
    OTHER_ITEM = "other_item"
    INDICATORS = "indicators"


UNLIKE_NAMES: Mapping[Unlike, str] = {
    Unlike.NO_AREA: "它的项目没有纳入区域评估", Unlike.OTHER_AREA: "它的项目在另一个区域", Unlike.OTHER_ITEM: "事项或者事项的版本不同",
    Unlike.INDICATORS: "今天不符合区域的强制指标",
}  # fmt: skip


def unlike(rows: Sequence[Candidate]) -> list[tuple[Candidate, Unlike]]:
    """What keeps these from being one package: same version of the item, same area as the first, every indicator kept today."""
    found = []
    for row in rows:
        if row.area_id is None:
            found.append((row, Unlike.NO_AREA))
        elif row.area_id != rows[0].area_id:
            found.append((row, Unlike.OTHER_AREA))
        elif row.version_id != rows[0].version_id:
            found.append((row, Unlike.OTHER_ITEM))
        elif row.off:
            found.append((row, Unlike.INDICATORS))
    return found


class NoArea(NotFound):
    code = "joint.no_area"
    message = "没有这个区域。"
    remedy = "请从区域列表里打开。"


class AreaMoved(Stale):
    code = "joint.area_moved"
    message = "别人刚才也改了这个区域，您的改动还没有写进去。"
    remedy = "请看过最新的内容再办。"


class AreaEnded(Refusal):
    code = "joint.area_ended"
    message = "这个区域的评估已经终止，不能再这样办。"
    remedy = "已经纳入的项目，其已交的材料继续有效；新的项目按各事项的清单申请。"


class BadArea(Invalid):
    code = "joint.bad_area"
    message = "还有内容要改，区域没有改动。"


class CostOnMarket(Invalid):
    code = "joint.cost_on_market"
    message = "区域评估的费用不得由市场主体承担。"
    article = ARTICLE
    remedy = "请填出资的行政机关或者开发区管理机构；已经向企业收取的，应当退还。"


class NotInside(Invalid):
    code = "joint.not_inside_area"
    message = "项目的地块和区划都不在这个区域里。"
    article = ARTICLE
    remedy = "请核对地块编号；不在区域里的项目，按各事项的清单提交自己的评估。"


class OffIndicators(Invalid):
    code = "joint.off_indicators"
    message = "有%(count)s项强制指标不符合，项目没有纳入区域评估。"
    article = ARTICLE
    remedy = "请按下面每一项改方案；不改的，按各事项的清单单独评估和申请。"


class NotOneKeeper(Forbidden):
    code = "joint.not_one_keeper"
    message = "只有建设单位或者牵头机关能把项目纳入区域评估。"
    remedy = "请建设单位或者牵头机关办理。"


class NotAlike(Refusal):
    code = "joint.not_alike"
    message = "有%(count)s件不是同类，不能打包，一件也没有办。"
    article = f"{LAW}第三十八条第一款"
    remedy = "请去掉下面这些，再打包；它们分别决定。"


class TooMany(Refusal):
    code = "joint.package_too_large"
    message = "一次最多打包%(most)s件。"
    remedy = "请分几次办。"


class PackageNotReady(NotAllReady):
    code = "joint.package_not_ready"
    message = "还有%(count)s件没有准备好，一件也没有决定：%(names)s。"
    article = f"{LAW}第三十八条第一款"
    remedy = "按下面每一件的原因办好以后再打包；或者先去掉它们。"
