"""Decision tables: rules over inputs, their hit policy, and what can be wrong with them. Pure.

A table is what a spreadsheet shows: one column an input or an output, one row a rule. What a cell may say is in `cells`.
Evaluation is the engine's (`catalogue.situations.engine`); here stands what a table means and what is checked of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from yichuang.catalogue.domain.cells import NULL, CellError, Kind, Test, Value, read, samples


class Hit(StrEnum):
    """Hit policies as DMN names them; the studio offers the first four."""

    UNIQUE = "unique"
    FIRST = "first"
    ANY = "any"
    COLLECT = "collect"
    PRIORITY = "priority"
    OUTPUT_ORDER = "output_order"


HIT_NAMES: Mapping[Hit, str] = {
    Hit.UNIQUE: "只有一条成立", Hit.FIRST: "取第一条成立的", Hit.ANY: "可有几条成立，结果相同", Hit.COLLECT: "成立的都算",
    Hit.PRIORITY: "取结果最优先的一条", Hit.OUTPUT_ORDER: "成立的都算，按结果的先后",
}
SEVERAL = frozenset({Hit.COLLECT, Hit.OUTPUT_ORDER})
"""Policies that give a list."""
AGGREGATES = ("", "sum", "min", "max", "count")
MOST_TRIES = 20_000
"""Combinations looked at for gaps; a table with more is told to be too large to prove."""


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions: `name` is a data element (in a DMN file: a path)."""

    name: str
    kind: Kind
    options: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results. `order` ranks its values for `priority`; `default` is said when no rule holds."""

    name: str
    kind: Kind = Kind.TEXT
    order: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a cell an input, a cell an output, and why (with the article where there is one)."""

    when: tuple[str, ...]
    then: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    code: str
    name: str
    hit: Hit
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    aggregate: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place (`tables.0.rules.2.when.1`). `message` has %(name)s places filled from `details`."""

    place: str
    code: str
    message: str
    details: tuple[tuple[str, str | int], ...] = ()
    is_error: bool = True


def problem(place: str, code: str, message: str, /, **details: str | int) -> Problem:
    return Problem(place, code, message, tuple(details.items()))


def literal(text: str, kind: Kind) -> str | Decimal | bool | None:
    """An output cell; None = the rule says nothing of it. Raises CellError."""
    word = text.strip()
    if not word or word in NULL or word == "-":
        return None
    if kind is Kind.TEXT:
        return word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word
    test = read(word, kind)
    if len(test.parts) != 1 or test.negated or not isinstance(test.parts[0], Decimal | bool):
        raise CellError("“%(got)s”不是一个值", got=word)
    return test.parts[0]


def tests_of(table: Table) -> list[list[Test | None]]:
    """Every condition read, rule by rule; None where a cell cannot be read."""
    return [[readable(cell, column) for cell, column in zip(rule.when, table.inputs, strict=False)] for rule in table.rules]


def readable(cell: str, column: Input) -> Test | None:
    try:
        return read(cell, column.kind, column.options)
    except CellError:
        return None


def shape(table: Table, at: str) -> Iterator[Problem]:
    """Columns and cells one by one."""
    if not table.inputs:
        yield problem(f"{at}.inputs", "no_input", "决策表至少要有一列条件")
    if not table.outputs:
        yield problem(f"{at}.outputs", "no_output", "决策表至少要有一列结果")
    if not table.rules:
        yield problem(f"{at}.rules", "no_rule", "决策表至少要有一条规则")
    if table.aggregate and (table.aggregate not in AGGREGATES or table.hit is not Hit.COLLECT or len(table.outputs) != 1):
        yield problem(f"{at}.hit", "bad_aggregate", "只有“成立的都算”而且只有一列结果的表才能汇总")
    for n, column in enumerate(table.inputs):
        if column.name in [c.name for c in table.inputs[:n]]:
            yield problem(f"{at}.inputs.{n}", "column_twice", "这一列重复了")
    for n, result in enumerate(table.outputs):
        if result.name in [c.name for c in table.outputs[:n]]:
            yield problem(f"{at}.outputs.{n}", "column_twice", "这一列重复了")
    for n, rule in enumerate(table.rules):
        yield from cells(rule, table, f"{at}.rules.{n}")


def cells(rule: Rule, table: Table, at: str) -> Iterator[Problem]:
    if len(rule.when) != len(table.inputs) or len(rule.then) != len(table.outputs):
        yield problem(at, "row_length", "这一行的格数与表头不一致")
        return
    for k, (cell, column) in enumerate(zip(rule.when, table.inputs, strict=True)):
        try:
            read(cell, column.kind, column.options)
        except CellError as wrong:
            yield problem(f"{at}.when.{k}", "bad_cell", wrong.message, **wrong.details)
    for k, (cell, result) in enumerate(zip(rule.then, table.outputs, strict=True)):
        try:
            literal(cell, result.kind)
        except CellError as wrong:
            yield problem(f"{at}.then.{k}", "bad_cell", wrong.message, **wrong.details)
    if not any(cell.strip() for cell in rule.then):
        yield problem(at, "rule_says_nothing", "这条规则没有写结果")


def column_samples(table: Table, tests: Sequence[Sequence[Test | None]]) -> list[list[Value]]:
    """Per input, one value of every kind its cells tell apart, and "not answered"."""
    found = []
    for k, column in enumerate(table.inputs):
        mine = [row[k] for row in tests if k < len(row)]
        found.append([*samples(column.kind, column.options, [t for t in mine if t], whole=column.whole), None])
    return found


def said(value: Value) -> str:
    """A value of an example, as a person reads it."""
    match value:
        case None:
            return "未答"
        case bool():
            return "是" if value else "否"
        case Decimal():
            return format(value.normalize(), "f")
        case tuple():
            return "、".join(value)
    return str(value)


def example(names: Sequence[str], values: Sequence[Value]) -> str:
    return "，".join(f"{name}：{said(value)}" for name, value in zip(names, values, strict=True))


def overlaps(table: Table, at: str) -> Iterator[Problem]:
    """Under `unique` no two rules hold at once; under `any` those that do say the same."""
    if table.hit not in (Hit.UNIQUE, Hit.ANY):
        return
    tests = tests_of(table)
    if any(test is None for row in tests for test in row):
        return
    values = column_samples(table, tests)
    names = [column.name for column in table.inputs]
    for one, two in combinations(range(len(table.rules)), 2):
        if table.hit is Hit.ANY and table.rules[one].then == table.rules[two].then:
            continue
        both = [next((v for v in values[k] if holds(tests[one][k], v) and holds(tests[two][k], v)), MISSING) for k in range(len(names))]
        if MISSING not in both:
            wrong = OVERLAPS[table.hit]
            yield problem(f"{at}.rules.{two}", "overlap", wrong, one=one + 1, two=two + 1, example=example(names, both))  # type: ignore[arg-type]


MISSING = object()
OVERLAPS: Mapping[Hit, str] = {
    Hit.UNIQUE: "第%(one)s条和第%(two)s条规则会同时成立，例如%(example)s",
    Hit.ANY: "第%(one)s条和第%(two)s条规则会同时成立而结果不同，例如%(example)s",
}


def holds(test: Test | None, value: Value) -> bool:
    return test is not None and test.matches(value)


def matching(table: Table, values: Mapping[str, Value], tests: Sequence[Sequence[Test | None]]) -> list[int]:
    """Numbers of the rules that hold for these values; what the proofs look at (the engine decides cases)."""
    given = [values.get(column.name) for column in table.inputs]
    return [n for n, row in enumerate(tests) if all(holds(test, value) for test, value in zip(row, given, strict=True))]





def check(table: Table, at: str) -> tuple[Problem, ...]:
    """Everything wrong with a table by itself."""
    found = tuple(shape(table, at))
    return found or tuple(overlaps(table, at))


class TableError(ValueError):
    """The rules that hold do not give one outcome under the table's hit policy."""


Row = dict[str, str | Decimal | bool | None]


def outcome(table: Table, held: Sequence[int]) -> list[Row]:
    """What the table says when these rules hold, by its hit policy; one row at most unless it gives a list.

    `aggregate` gives one row with one number. Raises TableError.
    """
    rows = [said_by(table, n) for n in held]
    if not rows:
        defaults = {o.name: literal(o.default, o.kind) for o in table.outputs}
        return [defaults] if any(value is not None for value in defaults.values()) else []
    if table.aggregate:
        return [{table.outputs[0].name: aggregated(table, rows)}]
    if table.hit in (Hit.PRIORITY, Hit.OUTPUT_ORDER):
        rows.sort(key=lambda row: rank(table, row))
    if table.hit is Hit.UNIQUE and len(rows) > 1:
        raise TableError(f"{table.code}: rules {', '.join(str(n + 1) for n in held)} hold at once")
    if table.hit is Hit.ANY and any(row != rows[0] for row in rows):
        raise TableError(f"{table.code}: rules {', '.join(str(n + 1) for n in held)} hold at once and differ")
    return rows if table.hit in SEVERAL else rows[:1]


def said_by(table: Table, number: int) -> Row:
    cells_of = zip(table.outputs, table.rules[number].then, strict=True)
    return {column.name: literal(cell, column.kind) for column, cell in cells_of}


def rank(table: Table, row: Row) -> tuple[int, ...]:
    """Where a row stands by the order of its outputs' values, the first output first."""
    return tuple(
        column.order.index(str(row[column.name])) if str(row[column.name]) in column.order else len(column.order)
        for column in table.outputs
    )


def aggregated(table: Table, rows: Sequence[Row]) -> Decimal:
    values = [row[table.outputs[0].name] for row in rows]
    if table.aggregate == "count":
        return Decimal(len(set(values)))
    numbers = [value for value in values if isinstance(value, Decimal)]
    if not numbers:
        raise TableError(f"{table.code}: only numbers can be put together")
    return {"sum": sum, "min": min, "max": max}[table.aggregate](numbers)  # type: ignore[operator, no-any-return]
