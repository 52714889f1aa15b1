"""The words of the catalogue: regimes, kinds of power, the life of a version, the rank of a basis.

Pure. Bare article numbers are those of the 行政许可法.
"""

from __future__ import annotations

from enum import StrEnum


class Regime(StrEnum):
    """The body of law an implementing version runs under (design §5); only `licence` lives under the 行政许可法."""

    LICENCE = "licence"
    REGISTRATION = "registration"
    CONFIRMATION = "confirmation"
    PAYMENT = "payment"
    AWARD = "award"
    RULING = "ruling"
    FILING = "filing"
    SERVICE = "service"
    OTHER = "other"


REGIME_NAMES = {
    Regime.LICENCE: "行政许可",
    Regime.REGISTRATION: "行政登记",
    Regime.CONFIRMATION: "行政确认",
    Regime.PAYMENT: "行政给付",
    Regime.AWARD: "行政奖励",
    Regime.RULING: "行政裁决",
    Regime.FILING: "备案",
    Regime.SERVICE: "公共服务",
    Regime.OTHER: "其他",
}

class Routing(StrEnum):
    """How an application comes to the organ that decides (domain A55): three types, each with limits of its own."""

    OWN = "own"
    """本级权限: who accepts decides; 42 alone."""
    FIRST_REVIEW = "first_review"
    """代上级初审: a lower organ reviews first and reports its opinion; its days (43) come before those of the deciding organ (42)."""
    REPORT = "report"
    """转报上级: a lower organ sends the application up as it is, without an opinion; its days run inside those of the deciding organ,
    for 43 gives days of their own to a review only."""


ROUTING_NAMES = {Routing.OWN: "本级权限", Routing.FIRST_REVIEW: "代上级初审", Routing.REPORT: "转报上级"}

TASK_TYPES: dict[str, tuple[str, Regime | None]] = {
    "01": ("行政许可", Regime.LICENCE),
    "02": ("行政处罚", None),
    "03": ("行政强制", None),
    "04": ("行政征收", None),
    "05": ("行政给付", Regime.PAYMENT),
    "06": ("行政检查", None),
    "07": ("行政确认", Regime.CONFIRMATION),
    "08": ("行政奖励", Regime.AWARD),
    "09": ("行政裁决", Regime.RULING),
    "10": ("其他行政权力", Regime.OTHER),
    "20": ("公共服务", Regime.SERVICE),
}
"""GB/T 39046 App. A 事项类型 → name and regime; 02–04 and 06 are not applied for (None)."""

TYPE_WORDS = {
    "行政许可": "01",
    "行政给付": "05",
    "行政确认": "07",
    "行政奖励": "08",
    "行政裁决": "09",
    "备案": "10",
    "其他": "10",
    "其他行政权力": "10",
    "公共服务": "20",
}


def task_type_code(text: str) -> str | None:
    """The two-digit 事项类型 of a code or word as sources write it ("1", "01", "行政许可"); None when unknown."""
    word = text.strip()
    code = word.zfill(2) if word.isdigit() else TYPE_WORDS.get(word, "")
    return code if code in TASK_TYPES else None


def regime_of(task_type: str, name: str = "") -> Regime | None:
    """The regime of a two-digit 事项类型; the item's name tells 登记 from 确认 (07) and 备案 from other (10)."""
    regime = TASK_TYPES[task_type][1]
    if regime is Regime.CONFIRMATION and "登记" in name:
        return Regime.REGISTRATION
    if regime is Regime.OTHER and "备案" in name:
        return Regime.FILING
    return regime


class Status(StrEnum):
    """Life of an implementing version; `imported` is a dated reference 参考指南 that nobody can apply under."""

    IMPORTED = "imported"
    DRAFT = "draft"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    ENDED = "ended"


NEXT_STATUS: dict[Status, frozenset[Status]] = {
    Status.IMPORTED: frozenset({Status.ENDED}),
    Status.DRAFT: frozenset({Status.PUBLISHED, Status.ENDED}),
    Status.PUBLISHED: frozenset({Status.SUSPENDED, Status.ENDED}),
    Status.SUSPENDED: frozenset({Status.PUBLISHED, Status.ENDED}),
    Status.ENDED: frozenset(),
}


class DecidingModel(StrEnum):
    CENTRALISED = "centralised"
    """相对集中许可权: one bureau decides with one seal (25)."""
    STATIONED = "stationed"
    """进驻: the department decides in the hall by an authorised 首席代表."""


class Medium(StrEnum):
    PAPER = "paper"
    ELECTRONIC = "electronic"
    BOTH = "both"


class Rank(StrEnum):
    """Where a basis stands; only 法律 and 法规 may set a limit above 20 working days (42)."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    LOCAL_REGULATION = "local_regulation"
    RULE = "rule"
    DOCUMENT = "document"
