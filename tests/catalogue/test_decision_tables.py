"""Decision tables: the engine agrees with a naive reading of the same tests, and the checks find what a reader would."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.catalogue.domain import cells
from yichuang.catalogue.domain.cells import CellError, Kind
from yichuang.catalogue.domain.tables import Hit, Input, Output, Rule, Table, TableError, check, outcome
from yichuang.catalogue.situations import engine

# A naive oracle: a cell is a list of (sign, value) alternatives, written out as a person would, read again by us.

NUMBERS = st.integers(-30, 30).map(Decimal) | st.decimals(-30, 30, places=2)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
WORDS = st.sampled_from(["自有", "租赁", "无偿使用", "a / b", "it's", "{x} $ #", "（其他）"])
SIGNS = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "=": lambda a, b: a == b}


def written(value):
    match value:
        case bool():
            return "是" if value else "否"
        case date():
            return f'date("{value.isoformat()}")'
        case Decimal():
            return format(value, "f")
    return f'"{value}"'


def alternatives(values, ordered):
    signs = st.sampled_from(list(SIGNS) if ordered else ["="])
    one = st.tuples(signs, values).map(lambda p: ((p[0] if p[0] != "=" else "") + " " + written(p[1]), lambda v: v is not None and SIGNS[p[0]](v, p[1])))
    if not ordered:
        return one
    ends = st.tuples(values, values, st.booleans(), st.booleans()).map(lambda p: (*sorted(p[:2]), *p[2:]))
    span = ends.map(lambda p: (
        f"{'[' if p[2] else '('}{written(p[0])} .. {written(p[1])}{']' if p[3] else ')'}",
        lambda v: v is not None and (v >= p[0] if p[2] else v > p[0]) and (v <= p[1] if p[3] else v < p[1]),
    ))  # fmt: skip
    return one | span


@st.composite
def cell(draw, kind):
    """(text, oracle) of one cell."""
    values = {Kind.NUMBER: NUMBERS, Kind.DATE: DAYS, Kind.TEXT: WORDS, Kind.BOOLEAN: st.booleans(), Kind.LIST: WORDS}[kind]
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(["-", "", "  "])), lambda value: True
    found = draw(st.lists(alternatives(values, kind in (Kind.NUMBER, Kind.DATE)), min_size=1, max_size=3))
    text = ", ".join(words for words, _ in found)

    def holds(value):
        tried = value if kind is Kind.LIST and value is not None else [value]
        return any(test(one) for _, test in found for one in tried)

    if draw(st.booleans()):
        return f"not({text})", lambda value: not holds(value)
    return text, holds


def answers(kind):
    values = {Kind.NUMBER: NUMBERS, Kind.DATE: DAYS, Kind.TEXT: WORDS, Kind.BOOLEAN: st.booleans()}
    if kind is Kind.LIST:
        return st.none() | st.lists(WORDS, min_size=1, unique=True).map(tuple)
    return st.none() | values[kind]


@st.composite
def tables(draw):
    """A random table, its oracle, and a few rows of answers."""
    kinds = draw(st.lists(st.sampled_from(list(Kind)), min_size=1, max_size=4))
    rows = draw(st.lists(st.tuples(*[cell(kind) for kind in kinds]), min_size=1, max_size=6))
    hit = draw(st.sampled_from([Hit.FIRST, Hit.COLLECT]))
    table = Table(
        "t", "", hit, tuple(Input(f"i.{n}", kind) for n, kind in enumerate(kinds)), (Output("out"),),
        tuple(Rule(tuple(text for text, _ in row), (str(n),)) for n, row in enumerate(rows)),
    )  # fmt: skip
    asked = draw(st.lists(st.tuples(*[answers(kind) for kind in kinds]), min_size=1, max_size=5))
    return table, rows, asked


@given(tables())
def test_the_engine_agrees_with_a_naive_reading(made):
    table, rows, asked = made
    for values in asked:
        naive = [n for n, row in enumerate(rows) if all(test(v) for (_, test), v in zip(row, values, strict=True))]
        given_values = {f"i.{n}": value for n, value in enumerate(values)}
        assert engine.held(table, given_values) == (naive[:1] if table.hit is Hit.FIRST else naive)
        tests = [[cells.read(c, i.kind) for c, i in zip(rule.when, table.inputs, strict=True)] for rule in table.rules]
        assert [n for n, row in enumerate(tests) if all(t.matches(v) for t, v in zip(row, values, strict=True))] == naive


@pytest.mark.parametrize(
    ("text", "kind", "value", "holds"),
    [
        ("≥10", Kind.NUMBER, Decimal(10), True), ("（0..5］", Kind.NUMBER, Decimal(0), False), ("]0..5[", Kind.NUMBER, Decimal(5), False),
        ("自有，租赁", Kind.TEXT, "租赁", True), ("自有、租赁", Kind.TEXT, "无偿使用", False), ("“自有”", Kind.TEXT, "自有", True),
        ("是", Kind.BOOLEAN, True, True), ("false", Kind.BOOLEAN, True, False), ("null", Kind.TEXT, None, True),
        (">= 2026-01-01", Kind.DATE, date(2026, 1, 1), True), ("< 0.1", Kind.NUMBER, Decimal("0.1"), False),
        ("not(null)", Kind.TEXT, None, False), ("甲", Kind.LIST, ("乙", "甲"), True),
    ],
)  # fmt: skip
def test_cells_read_as_people_write_them(text, kind, value, holds):
    assert cells.read(text, kind).matches(value) is holds
    table = Table("t", "", Hit.COLLECT, (Input("x", kind),), (Output("o"),), (Rule((text,), ("1",)),))
    assert bool(engine.held(table, {"x": value})) is holds


@pytest.mark.parametrize(
    ("text", "kind", "options"),
    [
        ("> 自有", Kind.TEXT, ()), ("abc", Kind.NUMBER, ()), ("5..1", Kind.NUMBER, ()), ("[5..1]", Kind.NUMBER, ()), ("1,", Kind.NUMBER, ()),
        ("也许", Kind.BOOLEAN, ()), ("别墅", Kind.TEXT, ("自有", "租赁")), ("2026-13-01", Kind.DATE, ()), ("not(1", Kind.NUMBER, ()), ("1 2", Kind.NUMBER, ()),
        ("a\\", Kind.TEXT, ()),
    ],
)  # fmt: skip
def test_a_cell_that_says_nothing_clear_is_refused(text, kind, options):
    with pytest.raises(CellError):
        cells.read(text, kind, options)


def table_of(hit, *rules, kind=Kind.NUMBER, options=()):
    return Table("t", "", hit, (Input("x", kind, options),), (Output("o"),), tuple(Rule((w,), (t,)) for w, t in rules))


def test_rules_that_hold_at_once_are_found_under_unique_with_an_example():
    (found,) = check(table_of(Hit.UNIQUE, ("<= 10", "a"), (">= 10", "b")), "t")
    assert (found.place, found.code, dict(found.details)["example"]) == ("t.rules.1", "overlap", "x：10")
    assert check(table_of(Hit.UNIQUE, ("< 10", "a"), (">= 10", "b")), "t") == ()
    assert check(table_of(Hit.FIRST, ("<= 10", "a"), (">= 10", "b")), "t") == ()


def test_under_any_overlapping_rules_must_say_the_same():
    assert check(table_of(Hit.ANY, ("<= 10", "a"), (">= 10", "a")), "t") == ()
    (found,) = check(table_of(Hit.ANY, ("<= 10", "a"), (">= 10", "b")), "t")
    assert found.code == "overlap"


def test_each_bad_cell_is_named_by_its_place():
    table = Table("t", "", Hit.FIRST, (Input("x", Kind.NUMBER),), (Output("o", Kind.NUMBER),), (Rule(("<<",), ("1",)), Rule(("1",), ("一",))))
    assert [p.place for p in check(table, "tables.0")] == ["tables.0.rules.0.when.0", "tables.0.rules.1.then.0"]


def test_the_hit_policies_give_what_dmn_says():
    rows = (("<= 10", "1"), (">= 10", "2"), (">= 5", "3"))
    table = table_of(Hit.COLLECT, *rows)
    assert [row["o"] for row in outcome(table, [0, 2])] == ["1", "3"]
    with pytest.raises(TableError):
        outcome(table_of(Hit.UNIQUE, *rows), [0, 2])
    ranked = Table("t", "", Hit.PRIORITY, table.inputs, (Output("o", order=("3", "2", "1")),), table.rules)
    assert outcome(ranked, [0, 2]) == [{"o": "3"}]
    numbers = Table("t", "", Hit.COLLECT, table.inputs, (Output("o", Kind.NUMBER),), table.rules, aggregate="sum")
    assert outcome(numbers, [0, 2]) == [{"o": Decimal(4)}]
