"""Decision tables out of DMN 1.1–1.5 files: a decision whose logic is a table of simple unary tests becomes one of ours.

No FEEL is interpreted: cells are the unary tests of `domain.cells`, inputs are names or paths, outputs are plain values. All
else is refused by the id of its element (or its name, where a modeler gave it none), with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from yichuang.catalogue.domain.cells import CellError, Kind, Value, read
from yichuang.catalogue.domain.tables import Hit, Input, Output, Row, Rule, Table, TableError, literal, outcome
from yichuang.catalogue.situations import engine
from yichuang.kernel.errors import Invalid

KINDS = {"string": Kind.TEXT, "number": Kind.NUMBER, "boolean": Kind.BOOLEAN, "date": Kind.DATE}
HITS = {
    "UNIQUE": Hit.UNIQUE, "FIRST": Hit.FIRST, "ANY": Hit.ANY, "PRIORITY": Hit.PRIORITY, "COLLECT": Hit.COLLECT,
    "RULE ORDER": Hit.COLLECT, "OUTPUT ORDER": Hit.OUTPUT_ORDER,
}  # fmt: skip
AGGREGATES = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}
LOGIC = {
    "literalExpression": "文字表达式", "context": "上下文", "invocation": "调用", "relation": "关系表", "list": "列表", "functionDefinition": "函数",
    "conditional": "条件式", "filter": "筛选式", "for": "循环式", "every": "全称式", "some": "存在式",
}
PATH = re.compile(r"[^\W\d][\w \-/']*(\.[^\W\d][\w \-/']*)*")
"""A name of FEEL may hold blanks; a path goes into a structure."""
LARGEST = 2_000_000


class NotDmn(Invalid):
    code = "catalogue.not_dmn"
    message = "这个文件不是DMN决策模型"
    remedy = "请从建模工具里导出DMN 1.1到1.5的文件"


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be taken over: the element by its id or name, the decision it belongs to, and why."""

    element: str
    decision: str
    message: str
    """With %(name)s places filled from `details`; pages translate both."""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return self.message % self.details if self.details else self.message


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision taken over. `names` are the inputs as the model names them (a path may lead into a structure)."""

    name: str
    table: Table


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    decisions: tuple[Decision, ...]
    refused: tuple[Refused, ...]

    def decision(self, name: str) -> Decision | None:
        return next((decision for decision in self.decisions if decision.name == name), None)


class Unfit(Exception):
    """A decision that is not taken over, by an element of it."""

    def __init__(self, element: etree._Element, message: str, **details: str) -> None:
        self.element, self.message, self.details = element, message, details
        super().__init__(message)


def tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if tag(child) == name]


def text_of(element: etree._Element, *path: str) -> str:
    for name in path:
        found = children(element, name)
        if not found:
            return ""
        element = found[0]
    return (element.text or "").strip()


def parse(xml: bytes) -> etree._Element:
    """Raises NotDmn."""
    if len(xml) > LARGEST:
        raise NotDmn("DMN文件最大2MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise NotDmn() from None
    if tag(root) != "definitions" or "/DMN/" not in (etree.QName(root).namespace or ""):
        raise NotDmn()
    return root


def read_model(xml: bytes) -> Model:
    """What of a DMN file becomes tables, and what is refused. Raises NotDmn."""
    root = parse(xml)
    types = Types(root)
    decisions, refused = [], []
    for decision in children(root, "decision"):
        name = decision.get("name", "")
        try:
            decisions.append(Decision(name, table_of(decision, types)))
        except Unfit as unfit:
            refused.append(Refused(ident(unfit.element, decision), name, unfit.message, unfit.details))
    for other in ("businessKnowledgeModel", "decisionService"):
        words = {"businessKnowledgeModel": "业务知识模型不转换", "decisionService": "决策服务不转换"}
        refused += [Refused(ident(e, e), e.get("name", ""), words[other]) for e in children(root, other)]
    return Model(root.get("name", ""), tuple(decisions), tuple(refused))


def ident(element: etree._Element, decision: etree._Element) -> str:
    """The nearest id above an element, else the name of its decision."""
    while element is not None:
        if element.get("id"):
            return str(element.get("id"))
        element = element.getparent() if element is not decision else None
    return str(decision.get("name", ""))


class Types:
    """Kinds and allowed values behind the names of types."""

    def __init__(self, root: etree._Element) -> None:
        self.items = {item.get("name", ""): item for item in children(root, "itemDefinition")}
        self.inputs = {data.get("name", ""): data for data in children(root, "inputData")}

    def kind(self, name: str, depth: int = 0) -> Kind | None:
        base = name.rpartition(":")[2]
        if base in KINDS or depth > 5:
            return KINDS.get(base)
        item = self.items.get(name)
        return None if item is None else self.kind(text_of(item, "typeRef"), depth + 1)

    def of_path(self, path: str) -> Kind | None:
        """The kind of an input by its variable and, for a path, the components of its type."""
        first, *rest = path.split(".")
        data = self.inputs.get(first)
        variables = children(data, "variable") if data is not None else []
        name = variables[0].get("typeRef", "") if variables else ""
        for part in rest:
            item = self.items.get(name)
            found = [c for c in children(item, "itemComponent") if c.get("name") == part] if item is not None else []
            name = text_of(found[0], "typeRef") if found else ""
        return self.kind(name) if name else None


def table_of(decision: etree._Element, types: Types) -> Table:
    """Raises Unfit."""
    tables = children(decision, "decisionTable")
    if not tables:
        logic = next((child for child in decision if tag(child) in LOGIC), decision)
        raise Unfit(logic, "决策不是决策表，是%(logic)s", logic=LOGIC.get(tag(logic), "空的"))
    table = tables[0]
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in HITS:
        raise Unfit(table, "不认识命中策略%(policy)s", policy=policy)
    inputs = tuple(input_of(column, types) for column in children(table, "input"))
    variable = children(decision, "variable")
    typed = variable[0].get("typeRef", "") if variable else ""
    outputs = tuple(output_of(column, types, typed, decision) for column in children(table, "output"))
    rules = tuple(rule_of(rule, inputs, outputs) for rule in children(table, "rule"))
    return Table(
        decision.get("id") or decision.get("name", ""), decision.get("name", ""), HITS[policy], inputs, outputs, rules,
        AGGREGATES.get(table.get("aggregation", ""), ""),
    )  # fmt: skip


def input_of(column: etree._Element, types: Types) -> Input:
    expressions = children(column, "inputExpression")
    path = text_of(column, "inputExpression", "text")
    if not expressions or not PATH.fullmatch(path):
        raise Unfit(column, "条件列要是一个数据项，不能是表达式：%(text)s", text=path)
    kind = types.kind(expressions[0].get("typeRef", "")) or types.of_path(path)
    if kind is None:
        raise Unfit(column, "条件列%(text)s的类型不是文字、数字、是否、日期", text=path)
    return Input(path, kind)


def output_of(column: etree._Element, types: Types, variable: str, decision: etree._Element) -> Output:
    kind = types.kind(column.get("typeRef", "")) or types.kind(variable)
    name = column.get("name") or column.get("label") or decision.get("name", "")
    if kind is None or kind is Kind.DATE:
        raise Unfit(column, "结果列%(text)s的类型不是文字、数字、是否", text=name)
    ranked = text_of(column, "outputValues", "text")
    default = text_of(column, "defaultOutputEntry", "text")
    return Output(name, kind, tuple(values_in(column, ranked)), plain(column, default, kind) if default else "")


def values_in(column: etree._Element, text: str) -> Iterator[str]:
    if not text:
        return
    try:
        for part in read(text, Kind.TEXT, strict=True).parts:
            yield str(part)
    except CellError:
        raise Unfit(column, "结果列的取值看不懂：%(text)s", text=text) from None


def plain(element: etree._Element, text: str, kind: Kind) -> str:
    """An output cell, when it is a value and not an expression."""
    wrong = Unfit(element, "结果要是一个值，不能是表达式：%(text)s", text=text)
    if kind is Kind.TEXT and text not in ("null", "-", "") and not re.fullmatch(r'"[^"\\]*"', text):
        raise wrong
    try:
        literal(text, kind)
    except CellError:
        raise wrong from None
    return text


def rule_of(rule: etree._Element, inputs: Sequence[Input], outputs: Sequence[Output]) -> Rule:
    when, then = [], []
    for entry, column in zip(children(rule, "inputEntry"), inputs, strict=True):
        cell = text_of(entry, "text")
        try:
            read(cell, column.kind, strict=True)
        except CellError as wrong:
            raise Unfit(entry, "条件“%(cell)s”不是简单的一元测试：%(why)s", cell=cell, why=str(wrong)) from None
        when.append(cell)
    for entry, result in zip(children(rule, "outputEntry"), outputs, strict=True):
        then.append(plain(entry, text_of(entry, "text"), result.kind))
    why = next((text_of(note, "text") for note in children(rule, "annotationEntry")), "") or text_of(rule, "description")
    return Rule(tuple(when), tuple(then), why)


def decide(decision: Decision, values: Mapping[str, Value]) -> list[Row]:
    """What a decision says of these inputs (by path), by its hit policy. Raises TableError."""
    return outcome(decision.table, engine.held(decision.table, values, strict=True))


SHEET_HITS = (Hit.UNIQUE, Hit.FIRST, Hit.ANY, Hit.COLLECT)


def for_sheet(model: Model, codes: Mapping[str, str]) -> tuple[list[dict[str, object]], list[Refused]]:
    """The tables as rows of the studio's sheet; a column goes by the data element of its name (`codes`), else by the model's own
    name, for the editor to choose. Policies and columns that a situation has no use for are refused."""
    kept: list[dict[str, object]] = []
    refused = list(model.refused)
    for decision in model.decisions:
        table = without_defaults(decision.table)
        if table is None:
            refused.append(Refused(decision.table.code, decision.name, "情形里的决策表不用这种命中策略、汇总或者默认值"))
            continue
        kept.append({
            "name": decision.name, "hit": table.hit.value, "inputs": [codes.get(column.name, column.name) for column in table.inputs],
            "outputs": [column.name for column in table.outputs],
            "rules": [{"when": list(rule.when), "then": [cell.strip('"') for cell in rule.then], "why": rule.why} for rule in table.rules],
        })  # fmt: skip
    return kept, refused


def without_defaults(table: Table) -> Table | None:
    """A table as a situation can use it: what is said when no rule holds becomes a last rule, and the first that holds counts."""
    if table.hit not in SHEET_HITS or table.aggregate:
        return None
    defaults = tuple(output.default for output in table.outputs)
    if not any(defaults):
        return table
    if table.hit is Hit.COLLECT:
        return None
    return replace(table, hit=Hit.FIRST, rules=(*table.rules, Rule(("-",) * len(table.inputs), defaults)))


__all__ = ["Decision", "Model", "NotDmn", "Refused", "TableError", "decide", "for_sheet", "read_model"]
