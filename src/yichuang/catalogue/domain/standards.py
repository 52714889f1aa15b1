"""审批标准化 (domain A row 14, after 中山: 目录、流程、协同、重大项目、数据交换、制度、考核): a standard of one of seven kinds asks for things an item can be
checked for; the check says where an item does not conform. Pure: looks at the plain content of a version by the keys of the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from yichuang.kernel.errors import FieldError, Invalid

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
    """One thing a standard may ask for. `number`: the standard gives a number with it."""

    key: str
    number: bool
    test: Test


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


def said(key: str) -> Test:
    """The item states it, and it is not empty."""
    return lambda content, _number: content.get(key) not in (None, "", [], {})


def is_true(key: str) -> Test:
    return lambda content, _number: content.get(key)


def basic_code(content: Content, _number: int) -> bool | None:
    return bool((content.get("codes") or {}).get("basic_code"))


def regulated(content: Content, _number: int) -> bool | None:
    """`regulator` is put beside the content by the caller: who regulates the item on that day."""
    return bool(content.get("regulator"))


RULE_WORDS: Mapping[str, str] = {
    "basic_code": "有基本编码", "bases": "设定依据写到条款", "conditions": "每个条件写明依据", "materials_source": "每份材料写明来源", "materials": "申请材料不超过几份",
    "steps": "环节不超过几个", "step_posts": "每个环节写明阶段和责任岗位", "promised": "承诺时限不超过法定的百分之几",
    "regulator": "写明由谁监管", "online": "能在网上申请",
    "visits": "到现场不超过几次", "courier": "结果可以快递送达", "windows": "写明办理窗口和投诉电话", "questions": "有常见问题和解答",
}

RULES: tuple[Rule, ...] = (
    Rule("basic_code", False, basic_code), Rule("bases", False, all_of("bases", "title", "article")), Rule("conditions", False, all_of("conditions", "article")),
    Rule("materials_source", False, all_of("materials", "source")), Rule("materials", True, at_most(count("materials"))),
    Rule("steps", True, at_most(count("steps"))), Rule("step_posts", False, all_of("steps", "phase", "post")), Rule("promised", True, at_most(promised_share)),
    Rule("regulator", False, regulated), Rule("online", False, is_true("online")), Rule("visits", True, at_most(lambda content: content.get("visits"))),
    Rule("courier", False, is_true("by_courier")), Rule("windows", False, all_of("windows", "name", "complaint_phone")),
    Rule("questions", False, said("questions")),
)
BY_KEY = {rule.key: rule for rule in RULES}


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


def check(*, kind: str, title: str, document: str, requirements: Iterable[Requirement], from_on: date | None, today: date) -> None:
    """One standard: its kind, the document it stands in, from when, at least one requirement. Raises Invalid per field."""
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
    for one in asked:
        if one.rule in BY_KEY and BY_KEY[one.rule].number and not 0 <= one.number <= MOST:
            errors.append(FieldError(f"number-{one.rule}", "catalogue.no_number", "请填整数，最多365"))
    if from_on is None or from_on < today:
        errors.append(FieldError("from_on", "catalogue.backdated", "请填从哪一天起，不早于今天"))
    if errors:
        raise Invalid("这项标准还不能保存", errors=tuple(errors))
