"""审批标准化 (domain A row 14, after 中山: 目录、流程、协同、重大项目、数据交换、制度、考核): a standard of one of seven kinds asks for things an item can be
checked for, each kind for its own; the check says where an item does not conform. A standard may be tried 试点 by named organs first and then hold for
all 全面施行. Pure: looks at the plain content of a version by the keys of the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from yichuang.kernel.errors import FieldError, Invalid, Refusal

MOST = 365


class StandardKind(StrEnum):
    CATALOGUE = "catalogue"
    FLOW = "flow"
    COORDINATION = "coordination"
    PROJECT = "project"
    EXCHANGE = "exchange"
    SYSTEM = "system"
    ASSESSMENT = "assessment"


KIND_NAMES: Mapping[StandardKind, str] = {
    StandardKind.CATALOGUE: "目录标准", StandardKind.FLOW: "流程标准", StandardKind.COORDINATION: "协同标准", StandardKind.PROJECT: "重大项目标准",
    StandardKind.EXCHANGE: "数据交换标准", StandardKind.SYSTEM: "制度标准", StandardKind.ASSESSMENT: "考核标准",
}

Content = Mapping[str, Any]
Test = Callable[[Content, int], bool | None]
"""Content and the standard's number → does it conform; None: the item does not state it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a standard of these kinds may ask for. `number`: the standard gives a number with it."""

    key: str
    number: bool
    test: Test
    kinds: frozenset[StandardKind]


def rows(content: Content, key: str) -> list[Mapping[str, Any]] | None:
    held = content.get(key)
    return None if held is None else list(held)


def all_of(key: str, *fields: str) -> Test:
    """Every row of a list says all of these fields."""

    def test(content: Content, _number: int) -> bool | None:
        held = rows(content, key)
        return None if not held else all(row.get(field) not in (None, "", []) for row in held for field in fields)

    return test


def at_most(measure: Callable[[Content], int | None]) -> Test:
    def test(content: Content, number: int) -> bool | None:
        found = measure(content)
        return None if found is None else found <= number

    return test


def count(key: str) -> Callable[[Content], int | None]:
    return lambda content: None if (held := rows(content, key)) is None else len(held)


def promised_share(content: Content) -> int | None:
    """The promised limit in per cent of the statutory one, where both are stated in the same unit."""
    limits = [(content.get(f"{name}_amount"), content.get(f"{name}_unit")) for name in ("promised", "statutory")]
    (promised, unit), (statutory, other) = limits
    if promised is None or not statutory or unit != other:
        return None
    return -(-100 * int(promised) // int(statutory))


def steps_limited(content: Content, _number: int) -> bool | None:
    """Every step of the review has its days: 限时办结."""
    held = [row for row in rows(content, "steps") or [] if row.get("phase") in (None, "", "review")]
    return all(row.get("limit") for row in held) if held else None


def promised_days(content: Content) -> int | None:
    return int(content["promised_amount"]) if content.get("promised_amount") is not None and content.get("promised_unit") == "working_day" else None


def said(key: str) -> Test:
    """The item states it; where it is empty it does not say."""
    return lambda content, _number: None if content.get(key) in (None, "", [], {}) else True


def is_true(key: str) -> Test:
    return lambda content, _number: content.get(key)


def basic_code(content: Content, _number: int) -> bool | None:
    return bool((content.get("codes") or {}).get("basic_code"))


def regulated(content: Content, _number: int) -> bool | None:
    """`regulator` is put beside the content by the caller: who regulates the item on that day."""
    return bool(content.get("regulator"))


RULE_WORDS: Mapping[str, str] = {
    "basic_code": "有基本编码", "bases": "设定依据写到条款", "conditions": "每个条件写明依据", "materials_source": "每份材料写明来源", "materials": "申请材料不超过几份",
    "steps": "环节不超过几个", "step_posts": "每个环节写明阶段和责任岗位", "step_limits": "每个审查环节写明时限", "promised": "承诺时限不超过法定的百分之几",
    "regulator": "写明由谁监管", "office": "写明承办机构", "joint_departments": "写明联办机构", "promised_days": "承诺时限不超过几个工作日",
    "by_promise": "可以告知承诺", "tolerates": "可以容缺受理", "online": "能在网上申请", "single_login": "网上办理可以单点登录",
    "electronic_licence": "生成电子证照", "acceptance_points": "写明受理要素", "review_points": "写明审查要点", "legal_review": "经过法制审核",
    "visits": "到现场不超过几次", "courier": "结果可以快递送达", "windows": "写明办理窗口和投诉电话", "questions": "有常见问题和解答",
}

C, F, J, P, X, S, A = StandardKind
"""The seven kinds in their order: 目录 (C), 流程 (F), 协同 (J), 重大项目 (P), 数据交换 (X), 制度 (S), 考核 (A)."""


def rule(key: str, test: Test, *kinds: StandardKind, number: bool = False) -> Rule:
    return Rule(key, number, test, frozenset(kinds))


RULES: tuple[Rule, ...] = (
    rule("basic_code", basic_code, C, X), rule("bases", all_of("bases", "title", "article"), C), rule("conditions", all_of("conditions", "article"), C),
    rule("materials_source", all_of("materials", "source"), C, X), rule("materials", at_most(count("materials")), C, P, number=True),
    rule("steps", at_most(count("steps")), F, P, number=True), rule("step_posts", all_of("steps", "phase", "post"), F),
    rule("step_limits", steps_limited, F), rule("promised", at_most(promised_share), F, A, number=True),
    rule("regulator", regulated, J), rule("office", said("undertaking_office"), J), rule("joint_departments", said("joint_departments"), J, P),
    rule("promised_days", at_most(promised_days), P, number=True), rule("by_promise", is_true("by_promise"), P), rule("tolerates", is_true("tolerates_absence"), P),
    rule("online", is_true("online"), X, A), rule("single_login", is_true("single_login"), X), rule("electronic_licence", is_true("electronic_licence"), X),
    rule("acceptance_points", said("acceptance_points"), S), rule("review_points", said("review_points"), S), rule("legal_review", is_true("legal_review"), S),
    rule("visits", at_most(lambda content: content.get("visits")), A, number=True), rule("courier", is_true("by_courier"), A),
    rule("windows", all_of("windows", "name", "complaint_phone"), S, A), rule("questions", said("questions"), C, S),
)
BY_KEY = {one.key: one for one in RULES}
MOST_PILOTS = 50
SCOPE_NAMES: Mapping[str, str] = {"all": "全部机关"}


class NotOnTrial(Refusal):
    code = "catalogue.not_on_trial"
    message = "这项标准已经全面施行，或者已经停用"
    remedy = "试点的标准才要决定全面施行"


def rules_of(kind: str) -> tuple[Rule, ...]:
    """What a standard of this kind can ask for."""
    return tuple(one for one in RULES if kind in one.kinds)


def check_widening(general_on: date | None, *, pilots: Collection[object], ended: bool, widened: bool, from_on: date, today: date) -> date:
    """全面施行 from a day on: only of what is on trial, not backdated, after the trial began. Raises NotOnTrial, Invalid."""
    if not pilots or ended or widened:
        raise NotOnTrial()
    if general_on is None or general_on < today or general_on <= from_on:
        error = FieldError("general_on", "catalogue.backdated", "请填全面施行的日期，不早于今天，晚于试点开始的日期")
        raise Invalid("日期不对", errors=(error,))
    return general_on


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a standard asks for; `number` is 0 for a rule without one."""

    rule: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Miss:
    """Where an item does not conform; `stated` False: it does not say."""

    requirement: Requirement
    stated: bool


def misses(content: Content, requirements: Iterable[Requirement]) -> tuple[Miss, ...]:
    """Every requirement the item does not meet, those it says nothing of among them."""
    found = []
    for one in requirements:
        holds = BY_KEY[one.rule].test(content, one.number)
        if not holds:
            found.append(Miss(one, holds is not None))
    return tuple(found)


def check(
    *, kind: str, title: str, document: str, requirements: Iterable[Requirement], from_on: date | None, today: date, pilots: Collection[object] = ()
) -> None:
    """One standard: its kind, the document it stands in, from when, at least one requirement of its kind. Raises Invalid per field."""
    errors = []
    if kind not in StandardKind._value2member_map_:
        errors.append(FieldError("kind", "catalogue.no_kind", "请选标准的类别"))
    if not title.strip() or len(title) > 120:
        errors.append(FieldError("title", "catalogue.no_title", "请写标准的名称，120个字以内"))
    if not document.strip() or len(document) > 300:
        errors.append(FieldError("document", "catalogue.no_document", "请写文件的名称和文号"))
    asked = list(requirements)
    if not asked or any(one.rule not in BY_KEY for one in asked):
        errors.append(FieldError("rules", "catalogue.no_rule", "请至少选一条要求"))
    elif kind in StandardKind._value2member_map_ and any(kind not in BY_KEY[one.rule].kinds for one in asked):
        errors.append(FieldError("rules", "catalogue.rule_of_another_kind", "这一类标准没有这条要求，请从本类的要求里选"))
    if len(pilots) > MOST_PILOTS:
        errors.append(FieldError("pilots", "catalogue.too_many_pilots", "试点机关最多50个"))
    for one in asked:
        if one.rule in BY_KEY and BY_KEY[one.rule].number and not 0 <= one.number <= MOST:
            errors.append(FieldError(f"number-{one.rule}", "catalogue.no_number", "请填整数，最多365"))
    if from_on is None or from_on < today:
        errors.append(FieldError("from_on", "catalogue.backdated", "请填从哪一天起，不早于今天"))
    if errors:
        raise Invalid("这项标准还不能保存", errors=tuple(errors))
