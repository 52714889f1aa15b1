"""Forms before publication (what nobody could answer), and the JSON Schema of answers beside the program's own rules."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from yichuang.catalogue.domain import Regime, Terms
from yichuang.catalogue.domain.forms import ALWAYS, NEVER, Asked, Condition, Limits, Op, Repeat, Section, plain_rule
from yichuang.catalogue.domain.remedies import FINDING_REMEDY_WORDS
from yichuang.catalogue.elements import SCHEMAS, SectionRow, asked_now, field_row, form_row, ruled, shape_of
from yichuang.catalogue.lints import Candidate, FormFacts, Severity, lint
from yichuang.catalogue.merging import united

TERMS = Terms(UUID(int=1), UUID(int=2), "x", "某项许可", Regime.LICENCE, UUID(int=3), UUID(int=3), None)
AROUND = frozenset({"party.name", "food.health_electronic"})
CHOICES = {"food.kind": ("热食类", "糕点类")}


def when(element: str, op: Op = Op.FILLED, value: object = None):
    return ((Condition(element, op, value),),)


def found(*sections: Section) -> set[tuple[str, str]]:
    rows = lint(Candidate(TERMS, on=date(2026, 9, 24), form=FormFacts(sections, AROUND, CHOICES, {"food.kind": "经营品种"})))
    ours = {"rule_looks_nowhere", "rule_of_itself", "group_of_no_size", "group_too_long", "group_code_taken", "required_but_unanswerable", "never_answerable"}
    assert ours <= set(FINDING_REMEDY_WORDS)
    assert all(row.field == "form" and row.text for row in rows if row.code in ours)
    return {(row.code, row.severity) for row in rows if row.code in ours}


def once(*asked: Asked) -> Section:
    return Section("s1", "经营情况", asked)


STAFF = Section("staff", "从业人员", (Asked("s.name"), Asked("s.paper", required=when("s.name"))), repeat=Repeat(1, 5))


@pytest.mark.parametrize(
    ("sections", "code"),
    [
        ((once(Asked("a"), Asked("b", shown=when("a"))), STAFF), ""),
        ((once(Asked("b", shown=when("a"))),), "rule_looks_nowhere"),
        ((once(Asked("b", required=when("party.name"))),), ""),
        ((once(Asked("b", shown=when("food.health_electronic"))),), ""),
        ((once(Asked("b", shown=when("s.name"))), STAFF), "rule_looks_nowhere"),
        ((once(Asked("b", shown=when("b"))),), "rule_of_itself"),
        ((Section("g", "人员", (Asked("x"),), repeat=Repeat(3, 2)),), "group_of_no_size"),
        ((Section("g", "人员", (Asked("x"),), repeat=Repeat(0, 0)),), "group_of_no_size"),
        ((Section("g", "人员", (Asked("x"),), repeat=Repeat(0, 201)),), "group_too_long"),
        ((STAFF, Section("staff", "人员", (Asked("x"),), repeat=Repeat())), "group_code_taken"),
        ((once(Asked("food.kind", required=ALWAYS, limits=Limits(options=("冷食类",)))),), "required_but_unanswerable"),
        ((once(Asked("food.kind", required=ALWAYS, limits=Limits(options=("热食类",)))),), ""),
        ((once(Asked("a"), Asked("food.kind", required=when("a"), limits=Limits(options=()))),), "required_but_unanswerable"),
        ((once(Asked("food.kind", limits=Limits(options=("冷食类",)))),), "never_answerable"),
    ],
)
def test_what_nobody_could_answer_is_found_before_publication(sections, code):
    severity = Severity.WARNING if code == "never_answerable" else Severity.ERROR
    assert found(*sections) == ({(code, severity)} if code else set())


PLAIN = {"name_en": "", "unit": "", "hint": "", "source": "", "sensitivity": "general"}
ELEMENTS = {
    "kind": {**PLAIN, "name": "kind", "type": "choice", "schema": {"enum": ["甲", "乙"]}}, "yes": {**PLAIN, "name": "yes", "type": "boolean", "schema": {}},
    "count": {**PLAIN, "name": "count", "type": "integer", "schema": {}}, "text": {**PLAIN, "name": "text", "type": "text", "schema": {}},
    "several": {**PLAIN, "name": "several", "type": "choices", "schema": {"items": {"type": "string", "enum": ["甲", "乙", "丙"]}}},
}  # fmt: skip
VALUES = {"kind": st.sampled_from(["甲", "乙"]), "yes": st.booleans(), "count": st.integers(0, 5), "text": st.sampled_from(["一", "二"]),
          "several": st.lists(st.sampled_from(["甲", "乙", "丙"]), min_size=1, unique=True)}  # fmt: skip
ORDER = list(ELEMENTS)


@st.composite
def rules(draw, before: list[str]):
    """A rule that looks at questions asked before; every comparison JSON Schema can say."""
    if not before:
        return draw(st.sampled_from([ALWAYS, NEVER]))

    def condition():
        element = draw(st.sampled_from(before))
        ops = [Op.IS, Op.IS_NOT, Op.ONE_OF, Op.FILLED] + ([Op.AT_LEAST, Op.BELOW] if element == "count" else [])
        op = draw(st.sampled_from(ops))
        value = draw(st.sampled_from(["甲", "乙", "丙"]) if element == "several" else VALUES[element])
        bound = draw(st.sampled_from(["2", "2.5"])) if op in (Op.AT_LEAST, Op.BELOW) else value
        return Condition(element, op, (value,) if op is Op.ONE_OF else None if op is Op.FILLED else bound)

    cases = draw(st.integers(0, 2))
    return tuple(tuple(condition() for _ in range(draw(st.integers(1, 2)))) for _ in range(cases)) or draw(st.sampled_from([ALWAYS, NEVER]))


@st.composite
def layouts(draw):
    return [Asked(element, shown=draw(rules(ORDER[:n])), required=draw(rules(ORDER[:n]))) for n, element in enumerate(ORDER)]


def form_of(asked: list[Asked], repeat: Repeat | None = None):
    fields = tuple(field_row(row, ELEMENTS[row.element]) for row in asked)
    shapes = {row.element: shape_of(row, ELEMENTS[row.element]) for row in asked}
    return form_row(None, "legal", (SectionRow("一", "", fields, True, "g", repeat),), shapes)


def test_of_several_choices_two_forms_as_one_take_what_both_take():
    forms = [("一", form_of([Asked("several", limits=Limits(options=("甲", "乙")))])), ("二", form_of([Asked("several", limits=Limits(options=("乙", "丙")))]))]
    made = united("legal", forms).form
    assert [field.options for field in made.fields] == [("乙",)]
    answers = Draft202012Validator(made.shapes["several"])
    assert answers.is_valid(["乙"]) and not answers.is_valid(["甲"]) and not answers.is_valid(["丙"])


@given(layouts(), st.fixed_dictionaries({}, optional=VALUES))
def test_the_schema_demands_what_the_form_demands(asked, answers):
    form = form_of(asked)
    missing = {f.element for f in ruled(form, answers).fields if f.required and f.element not in answers}
    assert Draft202012Validator(form.schema).is_valid(answers) == (not missing)


@given(layouts(), st.fixed_dictionaries({}, optional=VALUES))
def test_the_schema_of_a_row_demands_what_the_row_demands(asked, row):
    form = form_of(asked, Repeat(1, 3))
    missing = {f.element for f in asked_now(form.groups[0].fields, row) if f.required and f.element not in row}
    assert Draft202012Validator(form.schema).is_valid({"g": [row]}) == (not missing)


def test_what_the_schema_cannot_say_stands_beside_the_question():
    area = {**PLAIN, "name": "面积", "type": "decimal", "schema": {}}
    rule = when("area", Op.AT_LEAST, "100")
    fields = (field_row(Asked("area"), area), field_row(Asked("text", shown=when("area"), required=rule), ELEMENTS["text"]))
    made = form_row(None, "legal", (SectionRow("一", "", fields),), {"area": SCHEMAS["decimal"], "text": SCHEMAS["text"]}).schema
    assert "allOf" not in made
    assert made["properties"]["text"]["x-required-when"] == plain_rule(rule)
    assert made["properties"]["text"]["x-shown-when"] == plain_rule(when("area"))


def test_a_group_is_a_list_with_its_counts():
    made = form_of([Asked("text", required=ALWAYS)], Repeat(1, 3)).schema
    check = Draft202012Validator(made).is_valid
    assert check({"g": [{"text": "一"}]}) and not check({}) and not check({"g": []}) and not check({"g": [{"text": "一"}] * 4})
    assert not check({"g": [{}]}) and not check({"g": [{"text": "一", "other": 1}]})
