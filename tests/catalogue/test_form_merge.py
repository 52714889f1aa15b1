"""Several forms become one by data element: every element once, the strictest rule wins, conflicts named (issue of the catalogue, 6)."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from yichuang.catalogue.domain.forms import (
    ALWAYS,
    NEVER,
    Asked,
    Condition,
    Limits,
    Op,
    Repeat,
    Section,
    holds,
    is_required,
    joined,
    layout_of,
    merge,
    plain_layout,
)

ELEMENTS = ("a", "b", "c", "d")
VALUES = st.sampled_from(["甲", "乙", 3, 7, "12.5", True])
conditions = st.builds(Condition, st.sampled_from(ELEMENTS), st.sampled_from(list(Op)), VALUES).map(
    lambda c: Condition(c.element, c.op, (c.value, "丙")) if c.op is Op.ONE_OF else Condition(c.element, c.op) if c.op is Op.FILLED else c
)
rules = st.one_of(st.just(ALWAYS), st.just(NEVER), st.lists(st.lists(conditions, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple))
limits = st.builds(
    Limits, st.none() | st.integers(0, 5).map(Decimal), st.none() | st.integers(5, 9).map(Decimal), st.none() | st.integers(1, 9),
    st.none() | st.sets(st.sampled_from(["甲", "乙"]), min_size=1).map(lambda s: tuple(sorted(s))),
)  # fmt: skip


@st.composite
def layouts(draw):
    names = draw(st.permutations(ELEMENTS))
    cut = draw(st.integers(0, 4))
    asked = [draw(st.builds(Asked, st.just(name), rules, rules, st.booleans(), limits)) for name in names[: draw(st.integers(1, 4))]]
    parts = [("s1", asked[:cut]), ("s2", asked[cut:])]
    return tuple(Section(code, f"第{code}组", tuple(fields)) for code, fields in parts if fields)


answers = st.dictionaries(st.sampled_from(ELEMENTS), VALUES)


def fields(layout):
    return {asked.element: asked for section in layout for asked in section.fields}


@given(st.lists(layouts(), min_size=1, max_size=4), answers)
def test_every_element_once_and_never_less_strict_than_any_form(forms, given_answers) -> None:
    made = merge([(f"item{n}", layout) for n, layout in enumerate(forms)])
    asked = [a.element for section in made.layout for a in section.fields]
    assert sorted(asked) == sorted({e for layout in forms for e in fields(layout)}), "each once, none lost, none invented"
    conflicted = {conflict.element for conflict in made.conflicts}
    for n, layout in enumerate(forms):
        for element, single in fields(layout).items():
            whole = fields(made.layout)[element]
            assert f"item{n}" in made.asked_by[element]
            assert is_required(whole, given_answers) >= is_required(single, given_answers)
            assert holds(whole.shown, given_answers) >= holds(single.shown, given_answers)
            assert whole.recommended >= single.recommended
            if element not in conflicted:
                for name, tighter in (("least", max), ("most", min), ("longest", min)):
                    own, both = getattr(single.limits, name), getattr(whole.limits, name)
                    assert own is None or tighter(own, both) == both
                assert single.limits.options is None or set(whole.limits.options) <= set(single.limits.options)
    for element in asked:
        singles = [fields(layout)[element] for layout in forms if element in fields(layout)]
        assert is_required(fields(made.layout)[element], given_answers) == any(is_required(s, given_answers) for s in singles), "no stricter than needed"


@given(layouts(), answers)
def test_a_form_merged_with_itself_is_itself(layout, given_answers) -> None:
    twice = merge([("x", layout), ("x", layout)])
    assert twice.conflicts == ()
    assert merge([("x", twice.layout), ("x", twice.layout)]).layout == twice.layout
    for element, asked in fields(layout).items():
        assert is_required(fields(twice.layout)[element], given_answers) == is_required(asked, given_answers)


@given(layouts(), layouts(), layouts(), answers)
def test_the_order_of_the_forms_changes_no_rule(one, two, three, given_answers) -> None:
    there = fields(merge([("1", one), ("2", two), ("3", three)]).layout)
    back = fields(merge([("3", three), ("2", two), ("1", one)]).layout)
    for element, asked in there.items():
        assert is_required(asked, given_answers) == is_required(back[element], given_answers)
        assert joined(asked.required) == joined(back[element].required)


def test_conflicts_are_named_with_the_forms_and_the_reason() -> None:
    small = (Section("s1", "场所", (Asked("area", limits=Limits(most=Decimal(50))),)),)
    large = (Section("s1", "场所", (Asked("area", limits=Limits(least=Decimal(100))),)),)
    made = merge([("小餐饮", small), ("大型餐饮", large)])
    assert [(c.element, c.sources, c.why) for c in made.conflicts] == [("area", ("小餐饮", "大型餐饮"), "要求的最小值大于要求的最大值")]
    once = (Section("s1", "人员", (Asked("staff.name"),)),)
    many = (Section("staff", "人员", (Asked("staff.name"),), repeat=Repeat(1, 9)),)
    assert [c.element for c in merge([("甲", once), ("乙", many)]).conflicts] == ["staff.name"]
    few = (Section("staff", "人员", (Asked("staff.name"),), repeat=Repeat(0, 3)),)
    (section,) = merge([("乙", many), ("丙", few)]).layout
    assert section.repeat == Repeat(1, 3)


def test_what_is_asked_once_is_counted() -> None:
    own = lambda *names: (Section("s1", "基本", tuple(Asked(name) for name in names)),)  # noqa: E731
    assert merge([("1", own("a", "b")), ("2", own("a", "b", "c")), ("3", own("a"))]).saved == 3


def test_a_condition_reads_decimals_as_numbers_and_nothing_as_no() -> None:
    large = Condition("premises.area_m2", Op.AT_LEAST, 50)
    assert [large.holds({"premises.area_m2": v}) for v in ("50", "50.0", "49.99", "120", "约五十", None, True)] == [True, True, False, True, False, False, False]
    assert not Condition("x", Op.IS_NOT, "甲").holds({}), "what nobody answered meets no condition"


@given(layouts())
def test_a_layout_is_stored_and_read_again(layout) -> None:
    kept = plain_layout(layout)
    assert plain_layout(layout_of(kept)) == kept
    assert fields(layout_of(kept)).keys() == fields(layout).keys()
