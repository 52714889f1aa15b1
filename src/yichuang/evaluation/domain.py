"""好差评 as law and standard have it: five levels, voluntary, by the applicant only, once per matter; a bad one is followed up.

国办发〔2019〕51号 and GB/T 39046-2020 (codes of level 1–5); limits of the follow-up are a city's own (see FOLLOW_UP).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from yichuang.clock.domain import Limit, Unit
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal

RULES = "《国务院办公厅关于建立政务服务“好差评”制度提高政务服务水平的意见》（国办发〔2019〕51号）"
MOST_TEXT = 500


class Level(StrEnum):
    """满意度, GB/T 39046: code 1 is the best, so stars are the other way round."""

    VERY_GOOD = "1"
    GOOD = "2"
    FAIR = "3"
    BAD = "4"
    VERY_BAD = "5"


LEVEL_NAMES: Mapping[Level, str] = {
    Level.VERY_GOOD: "非常满意", Level.GOOD: "满意", Level.FAIR: "基本满意", Level.BAD: "不满意", Level.VERY_BAD: "非常不满意",
}
STARS: Mapping[Level, int] = {Level.VERY_GOOD: 5, Level.GOOD: 4, Level.FAIR: 3, Level.BAD: 2, Level.VERY_BAD: 1}
BAD_LEVELS = frozenset({Level.BAD, Level.VERY_BAD})
"""差评: found out, mended, answered, checked again."""


class Occasion(StrEnum):
    """What is rated: a matter once it is finished (一事一评), or one visit to a window (一次一评)."""

    CASE = "case"
    VISIT = "visit"


INDICATORS: Mapping[Occasion, Mapping[str, str]] = {
    Occasion.CASE: {"efficiency": "办事效率", "guide": "指南精确度", "convenience": "便捷度", "platform": "平台操作性"},
    Occasion.VISIT: {"efficiency": "服务效率", "skill": "服务水平", "attitude": "服务态度"},
}
"""Rated beside the whole 整体满意度, each only if the applicant likes."""


class Finding(StrEnum):
    """核实 of a bad rating: what the follow-up found."""

    TRUE = "true"
    MISTAKEN = "mistaken"
    NOT_FOUND = "not_found"


FINDING_NAMES: Mapping[Finding, str] = {
    Finding.TRUE: "情况属实，已整改", Finding.MISTAKEN: "申请人确认误评", Finding.NOT_FOUND: "无法核实，已解释",
}

FOLLOW_UP = Limit(5, Unit.WORKING_DAY)
"""Local practice [P] (one city 5, another 15 working days); 51号 says at once, and leaves the number to the place."""


class NotTheApplicant(Forbidden):
    code = "evaluation.not_the_applicant"
    message = "评价只能由申请人或者代理人本人作出，工作人员不能代评。"
    article = RULES


class NotFinished(Refusal):
    code = "evaluation.not_finished"
    message = "这件事还没有办结，办结以后请您评价。"
    remedy = "对办理有意见的，可以先催办或者到窗口反映。"


class NoVisit(Refusal):
    code = "evaluation.no_visit"
    message = "这件事不是在窗口提交的，没有到过窗口可评。"


class RatedAlready(Refusal):
    code = "evaluation.rated_already"
    message = "您已经评价过了，一件事评价一次。"


class AnsweredAlready(Refusal):
    code = "evaluation.answered_already"
    message = "这条评价已经答复。"


class TookPart(Forbidden):
    code = "evaluation.took_part"
    message = "办过这件事的人不能核实对它的评价。"


def is_bad(level: Level) -> bool:
    return level in BAD_LEVELS


def check_rate(
    *, occasion: Occasion, is_applicant: bool, own: bool, finished: bool, at_window: bool, rated: bool
) -> None:
    """Who may rate what, when. `own`: the actor stands for the applicant or the agent of the case."""
    if not (is_applicant and own):
        raise NotTheApplicant()
    if rated:
        raise RatedAlready()
    if occasion is Occasion.CASE and not finished:
        raise NotFinished()
    if occasion is Occasion.VISIT and not at_window:
        raise NoVisit()


def read(occasion: Occasion, level: str, indicators: Mapping[str, str], text: str) -> tuple[Level, dict[str, str], str]:
    """What was chosen, checked: the whole is required, indicators and words are free. Raises Invalid naming each field."""
    errors: list[FieldError] = []
    known = frozenset(Level)
    if level not in known:
        errors.append(FieldError("level", "evaluation.no_level", "请选择整体满意度"))
    kept = {}
    for code in INDICATORS[occasion]:
        value = indicators.get(code, "")
        if value and value not in known:
            errors.append(FieldError(code, "evaluation.no_level", "请选择五个等级中的一个"))
        elif value:
            kept[code] = value
    text = text.strip()
    if len(text) > MOST_TEXT or "\x00" in text:
        errors.append(FieldError("text", "evaluation.text_long", "意见最多500字"))
    if errors:
        raise Invalid("请改正后再提交。", code="evaluation.invalid", errors=tuple(errors))
    return Level(level), kept, text


def check_answer(*, answered: bool, took_part: bool, finding: str, text: str) -> Finding:
    """An answer needs a finding and words; whoever worked on the case does not look into its rating."""
    if answered:
        raise AnsweredAlready()
    if took_part:
        raise TookPart()
    errors = []
    if finding not in frozenset(Finding):
        errors.append(FieldError("finding", "evaluation.no_finding", "请选择核实结果"))
    if not text.strip():
        errors.append(FieldError("text", "evaluation.no_answer", "请写明核实、整改的情况"))
    if errors:
        raise Invalid("请改正后再提交。", code="evaluation.invalid", errors=tuple(errors))
    return Finding(finding)
