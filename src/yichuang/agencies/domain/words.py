"""The law behind the mall, and the words of its choices."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

ORDINANCE = "《优化营商环境条例》"
STATUTORY = f"{ORDINANCE}第四十三条第一款"
"""An intermediary service is a condition only on a law, a regulation or a decision of the State Council; its terms are public."""
FREE_CHOICE = f"{ORDINANCE}第四十三条第二款"
"""No organ names an agency, openly or not; nobody of an organ's own works on what that organ decides."""
MOST_TEXT = 500
MOST_FEN = 10**11
MOST_DAYS = 250


HAPPENED: Mapping[str, str] = {
    "agencies.AgencyApplied": "提交申请或者变更", "agencies.AgencyAdmitted": "核对通过，列入名录", "agencies.AgencyTurnedDown": "核对不通过",
    "agencies.AgencySuspended": "暂停", "agencies.AgencyRestored": "恢复", "agencies.AgencyRemoved": "清退", "agencies.ComplaintMade": "收到投诉",
    "agencies.ComplaintAnswered": "答复投诉",
}  # fmt: skip
"""What happened to an agency, for the history on its page of the desk."""


class Way(StrEnum):
    """How the agency is found: the owner compares offers, or a lot among those who signed up."""

    CHOICE = "choice"
    DRAW = "draw"


WAY_NAMES: Mapping[Way, str] = {Way.CHOICE: "公开比选", Way.DRAW: "随机抽取"}
WAY_HINTS: Mapping[Way, str] = {
    Way.CHOICE: "机构报价、报天数，截止以后您自己选", Way.DRAW: "您定价格和天数，机构报名，截止以后摇号，谁都能复算",
}


class StopGround(StrEnum):
    """Causes that lie with the owner and stop the agency's clock."""

    PAPERS = "papers"
    SITE = "site"
    CHANGED = "changed"
    PAYMENT = "payment"


STOP_NAMES: Mapping[StopGround, str] = {
    StopGround.PAPERS: "业主资料没有交齐", StopGround.SITE: "现场不具备条件", StopGround.CHANGED: "业主改变要求", StopGround.PAYMENT: "没有按约定付款",
}

INSPECTION = "inspection"
"""Ground of a pause that is no stop: the report lay with the owner and came back."""
PAUSE_NAMES: Mapping[str, str] = {**{ground.value: name for ground, name in STOP_NAMES.items()}, INSPECTION: "成果在业主手里"}


class BarGround(StrEnum):
    """Why an agency is suspended or removed."""

    COMPLAINT = "complaint"
    FALSE_PAPERS = "false_papers"
    QUALIFICATION = "qualification"
    COLLUSION = "collusion"
    OWN_WISH = "own_wish"


BAR_NAMES: Mapping[BarGround, str] = {
    BarGround.COMPLAINT: "投诉属实", BarGround.FALSE_PAPERS: "提供虚假材料或者出具虚假成果", BarGround.QUALIFICATION: "资质失效或者不再具备条件",
    BarGround.COLLUSION: "串通报价", BarGround.OWN_WISH: "机构自己申请退出",
}


class ComplaintGround(StrEnum):
    LATE = "late"
    POOR = "poor"
    FEES = "fees"
    FALSE = "false"
    OTHER = "other"


COMPLAINT_NAMES: Mapping[ComplaintGround, str] = {
    ComplaintGround.LATE: "逾期不交成果", ComplaintGround.POOR: "成果质量差", ComplaintGround.FEES: "合同以外收费", ComplaintGround.FALSE: "弄虚作假",
    ComplaintGround.OTHER: "其他",
}


class Finding(StrEnum):
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"


FINDING_NAMES: Mapping[Finding, str] = {Finding.UPHELD: "投诉属实", Finding.NOT_UPHELD: "投诉不属实"}


class Level(StrEnum):
    """GB/T 39046: 1 is the best."""

    VERY_GOOD = "1"
    GOOD = "2"
    FAIR = "3"
    BAD = "4"
    VERY_BAD = "5"


LEVEL_NAMES: Mapping[Level, str] = {
    Level.VERY_GOOD: "非常满意", Level.GOOD: "满意", Level.FAIR: "基本满意", Level.BAD: "不满意", Level.VERY_BAD: "非常不满意",
}
STARS: Mapping[Level, int] = {Level.VERY_GOOD: 5, Level.GOOD: 4, Level.FAIR: 3, Level.BAD: 2, Level.VERY_BAD: 1}
