"""智能审批: rules over what the system holds or fetches, all of which must hold for a grant. Pure.

The rules are one decision table: a row is a rule, with one condition on one input. A rule holds, does not hold, or cannot
be judged because its input (or one its cell names in braces) is not known. All hold = grant; anything else = a person
decides. There is no outcome that refuses, asks for a correction or rejects: 个人信息保护法 24, 行政许可法 32, 38.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yichuang.catalogue.domain import readings
from yichuang.catalogue.domain.cells import CellError, Kind, Test, Value, read
from yichuang.catalogue.domain.situations import Element
from yichuang.catalogue.domain.tables import Hit, Input, Output, Problem, Rule, Table, problem
from yichuang.catalogue.domain.terms import Terms

PIPL = "《中华人民共和国个人信息保护法》第二十四条"


class Outcome(StrEnum):
    """What a set of rules can say. A refusal is not among it."""

    GRANT = "grant"
    PERSON = "person"


OUTCOME_NAMES: Mapping[Outcome, str] = {Outcome.GRANT: "自动准予", Outcome.PERSON: "转人工"}


class Result(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


RESULT_NAMES: Mapping[Result, str] = {Result.HOLDS: "成立", Result.FAILS: "不成立", Result.UNKNOWN: "无法判断"}


@dataclass(frozen=True, slots=True)
class SmartRule:
    """One rule. `proves`: the 受理要素 and 审查要点 it stands for."""

    code: str
    name: str
    input: str
    cell: str
    article: str
    proves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SmartTrial:
    """One case of the test bench: what is known, and what must come out."""

    name: str
    given: tuple[tuple[str, str], ...]
    expect: str


@dataclass(frozen=True, slots=True)
class SmartRules:
    """`sample`: percent of the grants that somebody looks at afterwards. `fresh_minutes`: older answers of registries are not
    decided on. `by_person`: points no machine can judge; a case they apply to goes to a person."""

    rules: tuple[SmartRule, ...]
    sample: int
    fresh_minutes: int
    by_person: tuple[str, ...] = ()
    trials: tuple[SmartTrial, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """Everything the rules look at, named in cells included."""
        return tuple(dict.fromkeys(name for rule in self.rules for name in (rule.input, *named(rule.cell))))

    @property
    def queries(self) -> tuple[str, ...]:
        found = (name[len(REGISTRY) :].partition(".")[0] for name in self.inputs if name.startswith(REGISTRY))
        return tuple(dict.fromkeys(found))

    @property
    def answers(self) -> tuple[str, ...]:
        """Data elements the rules and the questions to registries need."""
        asked = (name for code in self.queries if code in readings.QUERIES for name in readings.QUERIES[code].asks.values())
        return tuple(dict.fromkeys(n[len(ANSWER) :] for n in (*self.inputs, *asked) if n.startswith(ANSWER)))


ANSWER, FILE, LICENCE, REGISTRY = "answer:", "file:", "licence:", "registry:"
ONLINE, BANNED, REVOKED = "case:online", "record:banned", "record:revoked"
FIXED: Mapping[str, tuple[str, str]] = {
    ONLINE: ("实名账户网上提交", "本平台收件记录"),
    BANNED: ("在不得再次申请本事项的期限内", "不得再次申请登记（行政许可法第七十八条、第七十九条）"),
    REVOKED: ("三年内有许可因欺骗、贿赂被撤销或者被吊销", "本平台许可登记"),
}
"""Inputs of the system itself: name, source."""
HANDED_IN, HOLDS_TYPE = "已提交“%(name)s”", "持有有效证照（类型代码%(code)s）"


@dataclass(frozen=True, slots=True)
class Known:
    """An input as rules and pages use it. `source`: who says so."""

    name: str
    kind: Kind
    source: str
    unit: str = ""
    options: tuple[str, ...] = ()


def known_of(name: str, elements: Mapping[str, Element], terms: Terms) -> Known | None:
    """What an input is; None for one that nobody can tell."""
    if name in FIXED:
        return Known(FIXED[name][0], Kind.BOOLEAN, FIXED[name][1])
    if name.startswith(REGISTRY) and (found := readings.find(name[len(REGISTRY) :])):
        return Known(found[1].name, found[1].kind, found[0].keeper, found[1].unit)
    if name.startswith(ANSWER) and (element := elements.get(name[len(ANSWER) :])):
        return Known(element.name, element.kind, "申请人填写", element.unit, element.options)
    if name.startswith(FILE) and (material := terms.material(name[len(FILE) :])) and not material.from_form:
        return Known(HANDED_IN % {"name": material.name}, Kind.BOOLEAN, "申请材料")
    if name.startswith(LICENCE) and re.fullmatch(r"[0-9A-Z]{3,12}", name[len(LICENCE) :]):
        return Known(HOLDS_TYPE % {"code": name[len(LICENCE) :]}, Kind.BOOLEAN, "本平台许可登记")
    return None


BRACES = re.compile(r"\{([a-z]+:[\w.\-]+)\}")


def named(cell: str) -> tuple[str, ...]:
    """Inputs a cell compares with: `<= {registry:felling_quota.left_m3}`."""
    return tuple(BRACES.findall(cell))


def written(value: Value) -> str:
    """A value as a cell writes it."""
    match value:
        case bool():
            return "是" if value else "否"
        case Decimal():
            return format(value.normalize(), "f")
        case date():
            return value.isoformat()
        case tuple():
            return ",".join(f'"{part}"' for part in value)
    return f'"{value}"'


QUOTES = frozenset('"“”\\')
"""What no text in a cell can hold: it would end there, and what follows it be read as part of the condition."""


def writable(value: Value) -> bool:
    """Known, and a cell can hold it as it is: what somebody typed never becomes more than one value."""
    return value is not None and not any(QUOTES & set(text) for text in (value if isinstance(value, tuple) else (value,)) if isinstance(text, str))


def applied(cell: str, values: Mapping[str, Value]) -> str | None:
    """The cell with the values it names written in; None while one of them is not known or not writable."""
    if not all(writable(values.get(name)) for name in named(cell)):
        return None
    return BRACES.sub(lambda match: written(values[match[1]]), cell)


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule as it came out: `cell` is the condition with its values written in, empty while one is missing."""

    rule: SmartRule
    value: Value
    cell: str
    result: Result


Holds = Callable[[Table, Mapping[str, Value]], Sequence[int]]
"""The engine: numbers of the rows that hold."""
HELD = Output("holds", Kind.BOOLEAN)


def table_of(rows: Sequence[tuple[SmartRule, str, Known]]) -> Table:
    """The rules that can be judged as one decision table: a column a rule, every row that holds counts."""
    columns = tuple(Input(rule.code, known.kind, known.options) for rule, _, known in rows)
    rules = tuple(
        Rule(tuple(cell if n == k else "-" for k in range(len(rows))), ("是",), rule.article) for n, (rule, cell, _) in enumerate(rows)
    )
    return Table("smart", "智能审批", Hit.COLLECT, columns, (HELD,), rules)


def judge(rules: SmartRules, values: Mapping[str, Value], known: Mapping[str, Known], holds: Holds) -> tuple[Judged, ...]:
    """Every rule, in order. What is not known never holds."""
    ready: list[tuple[SmartRule, str, Known]] = []
    cells: dict[str, str] = {}
    for rule in rules.rules:
        cell, what = applied(rule.cell, values), known.get(rule.input)
        cells[rule.code] = cell or ""
        if cell is not None and what is not None and values.get(rule.input) is not None and readable(cell, what):
            ready.append((rule, cell, what))
    held = holds(table_of(ready), {rule.code: values[rule.input] for rule, _, _ in ready}) if ready else ()
    good, able = {ready[n][0].code for n in held}, {rule.code for rule, _, _ in ready}

    def result(code: str) -> Result:
        return Result.UNKNOWN if code not in able else Result.HOLDS if code in good else Result.FAILS

    return tuple(Judged(rule, values.get(rule.input), cells[rule.code], result(rule.code)) for rule in rules.rules)


def readable(cell: str, known: Known) -> Test | None:
    try:
        return read(cell, known.kind, known.options)
    except CellError:
        return None


def outcome(judged: Sequence[Judged]) -> Outcome:
    """Grant when there are rules and every one holds; else a person. Nothing else can come out."""
    return Outcome.GRANT if judged and all(row.result is Result.HOLDS for row in judged) else Outcome.PERSON


LOOKS = frozenset({Kind.TEXT, Kind.LIST})


def example_of(known: Known) -> Value:
    """Some value of an input's kind, to read a cell that names it."""
    samples: Mapping[Kind, Value] = {Kind.NUMBER: Decimal(1), Kind.BOOLEAN: True, Kind.DATE: date(2026, 1, 1)}
    return samples.get(known.kind, known.options[0] if known.options else "示例")


def check(rules: SmartRules, known: Mapping[str, Known | None], terms: Terms, form: frozenset[str]) -> Iterator[Problem]:
    """What keeps these rules from deciding anything; `form`: the elements the application asks."""
    yield from lawful(terms)
    if not rules.rules:
        yield problem("rules", "no_rule", "没有规则：没有规则就不能自动准予")
    if not 1 <= rules.sample <= 100:
        yield problem("sample", "no_sample", "抽查比例应为1到100（百分之几）")
    if not 1 <= rules.fresh_minutes <= 1440:
        yield problem("fresh_minutes", "no_freshness", "查询结果的有效时间应为1到1440分钟")
    codes = [rule.code for rule in rules.rules]
    for n, rule in enumerate(rules.rules):
        if not rule.code.strip() or rule.code in codes[:n]:
            yield problem(f"rules.{n}.code", "rule_code", "规则编号没有写，或者重复了")
        if not rule.name.strip():
            yield problem(f"rules.{n}.name", "rule_name", "没有写规则名称，申请人看不懂")
        if not rule.article.strip():
            yield problem(f"rules.{n}.article", "rule_article", "没有写依据的条文")
        yield from check_condition(rule, f"rules.{n}", known)
    for code in rules.answers:
        if code not in form:
            yield problem("rules", "not_asked", "申请表里没有“%(element)s”，规则用不到它", element=code)
    yield from check_points(rules, terms)


def check_condition(rule: SmartRule, at: str, known: Mapping[str, Known | None]) -> Iterator[Problem]:
    """One input of a stated source, one condition that says something, also when the value is missing."""
    what = known.get(rule.input)
    if what is None:
        yield problem(f"{at}.input", "unknown_input", "“%(input)s”不是登记的数据项、材料、证照、信用事实或者登记查询", input=rule.input)
        return
    others = {name: known.get(name) for name in named(rule.cell)}
    for name in [name for name, other in others.items() if other is None]:
        yield problem(f"{at}.cell", "unknown_input", "“%(input)s”不是登记的数据项、材料、证照、信用事实或者登记查询", input=name)
        return
    cell = applied(rule.cell, {name: example_of(other) for name, other in others.items() if other})
    try:
        test = read(cell or "", what.kind, what.options)
    except CellError as wrong:
        yield problem(f"{at}.cell", "bad_cell", wrong.message, **wrong.details)
        return
    if test.is_any:
        yield problem(f"{at}.cell", "any_cell", "条件不能不写：这样的规则永远成立")
    if None in test.parts:
        yield problem(f"{at}.cell", "null_cell", "不能拿“未答”作准予的条件：不知道就转人工")


def points_of(terms: Terms) -> dict[str, str]:
    """Every point a case of this version is checked on, by code, those that follow from the law included (as `dossier` lists them)."""
    known = {material.code for material in terms.materials}
    stated = {p.material_code if p.material_code in known else "" for p in terms.acceptance_points}
    found = {p.code: p.text for p in terms.acceptance_points} | {p.code: p.text for p in terms.review_points}
    if "" not in stated:
        found["form.complete"] = "申请表填写齐全"
    for material in terms.materials:
        if material.code not in stated and not material.from_form:
            found |= {f"{material.code}.complete": f"{material.name}齐全", f"{material.code}.form": f"{material.name}符合法定形式"}
    tested = {p.condition_code for p in terms.review_points}
    return found | {f"condition.{row.code}": row.text for row in terms.conditions if row.code not in tested}


def check_points(rules: SmartRules, terms: Terms) -> Iterator[Problem]:
    """Every 受理要素 and 审查要点 is proven by a rule or left to a person; nothing is granted on a point nobody looked at (34, 38)."""
    points = points_of(terms)
    proven = {code for rule in rules.rules for code in rule.proves}
    for n, rule in enumerate(rules.rules):
        for code in rule.proves:
            if code not in points:
                yield problem(f"rules.{n}.proves", "unknown_point", "没有“%(point)s”这一要点", point=code)
    for code in rules.by_person:
        if code not in points:
            yield problem("by_person", "unknown_point", "没有“%(point)s”这一要点", point=code)
    for code, text in points.items():
        if code not in proven and code not in rules.by_person:
            yield problem("rules", "point_unproven", "要点“%(point)s %(text)s”没有规则证明，也没有写明由人核对", point=code, text=text)


NEEDS = {
    "visit_required": "现场核查", "legal_review": "法制审核", "hearing_required": "听证", "third_parties": "利害关系人", "quota": "数量限制",
}  # fmt: skip


def needs(terms: Terms) -> tuple[str, ...]:
    """What of a version wants a person whatever the data say."""
    found = [word for name, word in NEEDS.items() if getattr(terms, name)]
    return (*found, *(("下级机关先行审查",) if terms.first_review_organ_id else ()))


def lawful(terms: Terms) -> Iterator[Problem]:
    if terms.regime != "licence":
        yield problem("rules", "not_a_licence", "智能审批只用于行政许可的准予")
    for word in needs(terms):
        yield problem("rules", "needs_person", "本事项有“%(what)s”，不能自动决定", what=word)
