"""The phases of a case: one table, from which the drawing in the docs is generated (design §5)."""

from __future__ import annotations

from enum import StrEnum

from yichuang.clock.domain import Ground


class Phase(StrEnum):
    """Where a case stands. 办结 (statistics) is every phase in `FINISHED`; `CLOSED` is served and handed over."""

    RECEIVED = "received"
    CORRECTING = "correcting"
    UNDER_REVIEW = "under_review"
    DECIDED = "decided"
    CLOSED = "closed"
    NOT_NEEDED = "not_needed"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    WITHDRAWN = "application_withdrawn"
    ENDED = "ended"


LABELS: dict[Phase, str] = {
    Phase.RECEIVED: "收件",
    Phase.CORRECTING: "等您补正",
    Phase.UNDER_REVIEW: "审查",
    Phase.DECIDED: "已决定",
    Phase.CLOSED: "办结",
    Phase.NOT_NEEDED: "不受理",
    Phase.REJECTED: "不予受理",
    Phase.LAPSED: "退件",
    Phase.WITHDRAWN: "已撤回申请",
    Phase.ENDED: "终止办理",
}

GENERIC_LABELS: dict[Phase, str] = {Phase.UNDER_REVIEW: "办理", Phase.DECIDED: "已办结，待送达"}
"""Other words for a regime that is not a licence: never 审查 of a licence, never 准予/不予."""

OWNERS: dict[Phase, str] = {
    Phase.RECEIVED: "window",
    Phase.CORRECTING: "applicant",
    Phase.UNDER_REVIEW: "undertaker",
    Phase.DECIDED: "certificate",
}
"""Who moves the case on from each phase that has a way out."""

TRANSITIONS: dict[Phase, dict[str, Phase]] = {
    Phase.RECEIVED: {
        "cases.CaseAccepted": Phase.UNDER_REVIEW,
        "cases.DeemedAccepted": Phase.UNDER_REVIEW,
        "cases.CorrectionAsked": Phase.CORRECTING,
        "cases.NotNeeded": Phase.NOT_NEEDED,
        "cases.AcceptanceRejected": Phase.REJECTED,
        "cases.DeemedRenewed": Phase.DECIDED,
        "cases.ApplicationWithdrawn": Phase.WITHDRAWN,
        "cases.CaseEnded": Phase.ENDED,
    },
    Phase.CORRECTING: {
        "cases.CaseAccepted": Phase.UNDER_REVIEW,
        "cases.DeemedAccepted": Phase.UNDER_REVIEW,
        "cases.CorrectionAsked": Phase.CORRECTING,
        "cases.CorrectionLapsed": Phase.LAPSED,
        "cases.NotNeeded": Phase.NOT_NEEDED,
        "cases.AcceptanceRejected": Phase.REJECTED,
        "cases.DeemedRenewed": Phase.DECIDED,
        "cases.ApplicationWithdrawn": Phase.WITHDRAWN,
        "cases.CaseEnded": Phase.ENDED,
    },
    Phase.UNDER_REVIEW: {
        "cases.CaseGranted": Phase.DECIDED,
        "cases.CaseRefused": Phase.DECIDED,
        "cases.CaseConcluded": Phase.DECIDED,
        "cases.DeemedRenewed": Phase.DECIDED,
        "cases.ApplicationWithdrawn": Phase.WITHDRAWN,
        "cases.CaseEnded": Phase.ENDED,
    },
    Phase.DECIDED: {"cases.CaseClosed": Phase.CLOSED},
}

FINISHED = frozenset(Phase) - frozenset(OWNERS)
"""Phases without a way out."""


class Outcome(StrEnum):
    """How a case ended; codes are ours, words come from the regime."""

    GRANTED = "granted"
    REFUSED = "refused"
    DONE = "done"
    NOT_DONE = "not_done"


OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.GRANTED: "准予",
    Outcome.REFUSED: "不予",
    Outcome.DONE: "办结",
    Outcome.NOT_DONE: "未办成",
}


class Channel(StrEnum):
    """办理形式, GB/T 39046 App. A."""

    WINDOW = "1"
    WEB = "2"
    MOBILE = "3"
    POST = "4"
    OTHER = "9"


CHANNEL_LABELS: dict[Channel, str] = {
    Channel.WINDOW: "窗口",
    Channel.WEB: "网上申请",
    Channel.MOBILE: "移动端",
    Channel.POST: "邮寄",
    Channel.OTHER: "其他",
}


TECHNICAL = frozenset({Ground.INSPECTION, Ground.TESTING, Ground.QUARANTINE})
"""检验、检测、检疫: made by two officers against a technical standard, 55."""


class TaskKind(StrEnum):
    """What a desk task asks for."""

    ACCEPT = "accept"
    STEP = "step"
    SIDE = "side"
    LEGAL = "legal"
    VISIT = "visit"
    APPROVE = "approve"
    DECIDE = "decide"
    DELIVER = "deliver"
    SPOT_CHECK = "spot_check"
    FIRST_REVIEW = "first_review"
    AUTOMATIC_REVIEW = "automatic_review"
    TOLERATED = "tolerated"
    FOLLOW_UP = "follow_up"
    REPORT = "report"


OUTLIVES = frozenset({TaskKind.SPOT_CHECK, TaskKind.AUTOMATIC_REVIEW, TaskKind.FOLLOW_UP})
"""Work that looks back at the whole case: its closing does not end it, and its limit runs on after the decision."""


class ActKind(StrEnum):
    """Acts on the way, each with its own small state table (acts.py)."""

    CORRECTION = "correction"
    SPECIAL = "special"
    EXTENSION = "extension"
    HEARING = "hearing"
    THIRD_PARTY = "third_party"
    VISIT = "visit"
    OPINION = "opinion"
    LEGAL_REVIEW = "legal_review"
    SUPPLEMENT = "supplement"
    STATEMENT = "statement"
    TOLERANCE = "tolerance"
    PROMISE = "promise"
    SENDING = "sending"
