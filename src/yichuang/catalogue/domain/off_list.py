"""变相许可举报: somebody says that an organ asks for what is on no list, or for a licence under another name (domain A row 3). Pure.

优化营商环境条例 39, 40: off the list nothing is licensed, and no form of filing, registration or inspection may be a licence in disguise;
whoever does so answers for it (69(8)). Who looks into it supervises the organ and belongs to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal

ARTICLE = "《优化营商环境条例》第三十九条第一款、第四十条"
MOST_TEXT = 2000


class Shape(StrEnum):
    """Under which name the licence goes; the forms are those 条例 39 names."""

    LICENCE = "licence"
    FILING = "filing"
    REGISTRATION = "registration"
    CATALOGUE = "catalogue"
    PLANNING = "planning"
    ANNUAL = "annual"
    MANUFACTURE = "manufacture"
    RECOGNITION = "recognition"
    ABOLISHED = "abolished"
    OTHER = "other"


SHAPE_NAMES: Mapping[Shape, str] = {
    Shape.LICENCE: "清单上没有的许可", Shape.FILING: "备案", Shape.REGISTRATION: "登记、注册", Shape.CATALOGUE: "目录", Shape.PLANNING: "规划",
    Shape.ANNUAL: "年检、年报", Shape.MANUFACTURE: "监制", Shape.RECOGNITION: "认定、认证、审定", Shape.ABOLISHED: "已经取消的许可", Shape.OTHER: "其他形式",
}


class State(StrEnum):
    RECEIVED = "received"
    ORDERED = "ordered"
    MENDED = "mended"
    DISMISSED = "dismissed"


LABELS: Mapping[State, str] = {State.RECEIVED: "正在核查", State.ORDERED: "属实，责令改正", State.MENDED: "已改正", State.DISMISSED: "不属实"}

TRANSITIONS: Mapping[State, Mapping[str, State]] = {
    State.RECEIVED: {"catalogue.OffListFound": State.ORDERED, "catalogue.OffListDismissed": State.DISMISSED},
    State.ORDERED: {"catalogue.OffListMended": State.MENDED},
}
OWNERS: Mapping[State, str] = {State.RECEIVED: "supervisor", State.ORDERED: "supervisor"}


class ReportOver(Refusal):
    code = "catalogue.report_over"
    message = "这件举报%(state)s，不能这样做"
    remedy = "请看这件举报的经过"


class OwnOrgan(Forbidden):
    code = "catalogue.own_organ"
    message = "被举报机关的人不能核查这件举报"
    article = ARTICLE
    remedy = "请由本级政府的监督人员核查"


def check_report(*, organ: bool, requirement: str, shape: str, text: str) -> None:
    """Who, what, in which form, and what happened. Raises Invalid per field."""
    errors = []
    if not organ:
        errors.append(FieldError("organ", "catalogue.no_organ", "请选是哪个机关"))
    if not requirement.strip() or len(requirement) > 120:
        errors.append(FieldError("requirement", "catalogue.no_requirement", "请写要您办什么，120个字以内"))
    if shape not in Shape._value2member_map_:
        errors.append(FieldError("shape", "catalogue.no_shape", "请选以什么名义"))
    if not text.strip() or len(text) > MOST_TEXT:
        errors.append(FieldError("text", "catalogue.no_text", "请写明经过，最多2000个字"))
    if errors:
        raise Invalid("举报还没有写全", errors=tuple(errors))


def check_move(state: State, fact: str) -> State:
    """Raises ReportOver."""
    if fact not in TRANSITIONS.get(state, {}):
        raise ReportOver(state=LABELS[state])
    return TRANSITIONS[state][fact]


def check_finding(*, holds: bool, text: str, article: str, mend_by: date | None, today: date) -> None:
    """What was found, on what article, and until when it is to be put right. Raises Invalid per field."""
    errors = []
    if not text.strip() or len(text) > MOST_TEXT:
        errors.append(FieldError("text", "catalogue.no_text", "请写明核查的结论，最多2000个字"))
    if not article.strip() or len(article) > 200:
        errors.append(FieldError("article", "catalogue.no_article", "请写明依据哪一条"))
    if holds and (mend_by is None or mend_by < today):
        errors.append(FieldError("mend_by", "catalogue.no_mend_by", "请填改正的期限，不早于今天"))
    if errors:
        raise Invalid("结论还没有写全", errors=tuple(errors))


def check_apart(*, own_organ: object, reported: object) -> None:
    """Nobody looks into a report on the own organ. Raises OwnOrgan."""
    if own_organ == reported:
        raise OwnOrgan()
