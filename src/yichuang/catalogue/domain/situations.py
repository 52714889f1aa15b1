"""情形引导: questions whose answers select, by decision tables, what of a version applies. Pure.

A situation only narrows: it never asks for a material that is not on the version's list (行政许可法 30, 31), never
lengthens the statutory limit (42), and its promise is never longer than the law's. Bare articles are of that law.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID

from yichuang.catalogue.domain.cells import Kind, Value, read
from yichuang.catalogue.domain.tables import Table, outcome
from yichuang.catalogue.domain.terms import LeftOut, MaterialTerm, StepTerm, Terms
from yichuang.clock.domain import Limit


@dataclass(frozen=True, slots=True)
class Element:
    """A data element as questions use it."""

    code: str
    name: str
    kind: Kind
    options: tuple[str, ...] = ()
    whole: bool = False
    unit: str = ""


KINDS: Mapping[str, Kind] = {
    "choice": Kind.TEXT, "choices": Kind.LIST, "boolean": Kind.BOOLEAN, "integer": Kind.NUMBER, "decimal": Kind.NUMBER,
    "date": Kind.DATE,
}
"""Types of data elements that can be asked; free text cannot be decided on."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the guide: the data element it fills, and when it is asked (every test must hold)."""

    element: str
    text: str = ""
    text_en: str = ""
    hint: str = ""
    when: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """A case of the test bench: answers as typed, and what is to come out, target by target."""

    name: str
    answers: tuple[tuple[str, str], ...]
    expect: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Situation:
    questions: tuple[Question, ...] = ()
    tables: tuple[Table, ...] = ()
    trials: tuple[Trial, ...] = ()


class Need(StrEnum):
    NEEDED = "needed"
    NOT_NEEDED = "not_needed"


NEED_WORDS: Mapping[str, Need] = {
    "需要": Need.NEEDED, "必交": Need.NEEDED, "要": Need.NEEDED, "不需要": Need.NOT_NEEDED, "不用": Need.NOT_NEEDED, "不要": Need.NOT_NEEDED,
}
NEED_LABELS: Mapping[Need, str] = {Need.NEEDED: "需要", Need.NOT_NEEDED: "不需要"}
MATERIAL, FIELD, STEP, FEE = "material:", "field:", "step:", "fee:"
PROMISED, VISITS, VALIDITY, RESULT, SITE_VISIT = "promised", "visits", "validity_months", "result_note", "site_visit"
NUMBERS = (PROMISED, VISITS, VALIDITY)
TARGET_LABELS: Mapping[str, str] = {
    PROMISED: "承诺时限", VISITS: "到窗口次数", VALIDITY: "有效期（月）", RESULT: "结果说明", SITE_VISIT: "现场核查",
    MATERIAL: "材料", FIELD: "申请表", STEP: "环节", FEE: "收费",
}


def target_kind(target: str) -> Kind:
    return Kind.NUMBER if target in NUMBERS else Kind.TEXT


@dataclass(frozen=True, slots=True)
class Choice:
    """What the tables say of one material, field, step or fee row, and why. `days` = a step's own limit."""

    target: str
    need: Need
    why: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """What the answers select. None = the tables say nothing, the version's own value stands."""

    choices: tuple[Choice, ...] = ()
    promised: int | None = None
    visits: int | None = None
    validity_months: int | None = None
    result_note: str = ""

    def choice(self, target: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.target == target), None)

    def is_off(self, target: str) -> bool:
        found = self.choice(target)
        return found is not None and found.need is Need.NOT_NEEDED

    def is_on(self, target: str) -> bool:
        found = self.choice(target)
        return found is not None and found.need is Need.NEEDED

    def said(self, target: str) -> str:
        """What came out for a target, as a cell says it; empty = nothing."""
        if target in NUMBERS:
            value = getattr(self, target)
            return "" if value is None else str(value)
        if target == RESULT:
            return self.result_note
        found = self.choice(target)
        if found is None:
            return ""
        return str(found.days) if found.days is not None else NEED_LABELS[found.need]


BOOLEANS: Mapping[str, bool] = {"是": True, "true": True, "yes": True, "否": False, "false": False, "no": False}
"""As a trial, an interface and a form write them."""


def value_of(raw: object, element: Element) -> Value:
    """An answer of a form (decimals and dates are texts there) as tables read it; None for what is not one."""
    if raw is None or raw == "" or raw == []:
        return None
    try:
        match element.kind:
            case Kind.NUMBER:
                number = None if isinstance(raw, bool) else Decimal(str(raw))
                return number if number is not None and number.is_finite() else None
            case Kind.BOOLEAN:
                return raw if isinstance(raw, bool) else BOOLEANS.get(str(raw))
            case Kind.DATE:
                return date.fromisoformat(str(raw))
            case Kind.LIST:
                found = tuple(map(str, raw)) if isinstance(raw, list | tuple) else tuple(str(raw).replace("，", ",").replace("、", ",").split(","))
                return found if set(found) <= set(element.options or found) else None
    except (InvalidOperation, ValueError):
        return None
    return str(raw) if not element.options or raw in element.options else None


Elements = Mapping[str, Element]


def asked(situation: Situation, answers: Mapping[str, object], elements: Elements) -> tuple[Question, ...]:
    """The questions these answers lead to, in order."""
    given: dict[str, Value] = {}
    found = []
    for question in situation.questions:
        if is_asked(question, given, elements):
            found.append(question)
            given[question.element] = value_of(answers.get(question.element), elements[question.element])
    return tuple(found)


def is_asked(question: Question, given: Mapping[str, Value], elements: Elements) -> bool:
    """Whether every test of the question holds; a question not asked counts as not answered."""
    for name, cell in question.when:
        element = elements[name]
        if not read(cell, element.kind, element.options).matches(given.get(name)):
            return False
    return True


def given_values(situation: Situation, answers: Mapping[str, object], elements: Elements) -> dict[str, Value]:
    """What the tables read: the answers to the questions asked, nothing else."""
    return {q.element: value_of(answers.get(q.element), elements[q.element]) for q in asked(situation, answers, elements)}


def unanswered(situation: Situation, answers: Mapping[str, object], elements: Elements) -> tuple[str, ...]:
    return tuple(name for name, value in given_values(situation, answers, elements).items() if value is None)


def select(situation: Situation, held: Sequence[Sequence[int]]) -> Selection:
    """Put together what the rules that hold say, table by table. Two that differ: needed wins, and the smaller number.

    Raises TableError where a hit policy is broken.
    """
    choices: dict[str, Choice] = {}
    numbers: dict[str, int] = {}
    note = ""
    for table, rules in zip(situation.tables, held, strict=True):
        whys = {target: table.rules[n].why for n in reversed(rules) for target in targets_of(table, n)}
        for row in outcome(table, rules):
            for target, value in row.items():
                if value is None:
                    continue
                if target in NUMBERS and isinstance(value, Decimal):
                    numbers[target] = min(int(value), numbers.get(target, int(value)))
                elif target == RESULT:
                    note = str(value)
                else:
                    put(choices, choice_of(target, str(value), whys.get(target, "")))
    return Selection(tuple(choices[target] for target in sorted(choices)), **numbers, result_note=note)


def targets_of(table: Table, number: int) -> list[str]:
    return [column.name for column, cell in zip(table.outputs, table.rules[number].then, strict=True) if cell.strip()]


def choice_of(target: str, word: str, why: str) -> Choice:
    if target.startswith(STEP) and word.isdecimal():
        return Choice(target, Need.NEEDED, why, int(word))
    return Choice(target, NEED_WORDS[word], why)


def put(choices: dict[str, Choice], choice: Choice) -> None:
    known = choices.get(choice.target)
    if known is None or (known.need is Need.NOT_NEEDED and choice.need is Need.NEEDED):
        choices[choice.target] = choice


def narrow(terms: Terms, selection: Selection, selection_id: UUID | None = None) -> Terms:
    """The terms as they are for this selection; what does not apply stands in `left_out` with its reason."""
    free = visit_free(terms, selection)
    left = [m for m in terms.materials if selection.is_off(MATERIAL + m.code)]
    gone = {m.code for m in left}
    return replace(
        terms,
        materials=tuple(asked_for(m, selection) for m in terms.materials if m.code not in gone),
        acceptance_points=tuple(p for p in terms.acceptance_points if p.material_code not in gone),
        review_points=tuple(replace(p, material_code="") if p.material_code in gone else p for p in terms.review_points),
        steps=tuple(timed(s, selection, terms) for s in terms.steps if not selection.is_off(STEP + s.name)),
        fees=None if terms.fees is None else tuple(f for f in terms.fees if not selection.is_off(FEE + f.name)),
        result=replace(
            terms.result,
            validity_months=shorter(terms.result.validity_months, selection.validity_months),
            validity_note=selection.result_note or terms.result.validity_note,
        ),
        visit_required=terms.visit_required and not free, visit_free=free, promised=promised(terms, selection), selection=selection, selection_id=selection_id,
        left_out=tuple(LeftOut(m.code, m.name, m.name_en, why_off(selection, m)) for m in left),
    )


def visit_free(terms: Terms, selection: Selection) -> str:
    """免勘: the reason and the article the rule gives where the situation needs no visit (site_visit); empty = visited as the item says."""
    found = selection.choice(SITE_VISIT)
    return found.why if found and found.need is Need.NOT_NEEDED else ""


def why_off(selection: Selection, material: MaterialTerm) -> str:
    found = selection.choice(MATERIAL + material.code)
    return found.why if found else ""


def asked_for(material: MaterialTerm, selection: Selection) -> MaterialTerm:
    """In a situation that needs it a material is simply required: its "when" is answered."""
    if not selection.is_on(MATERIAL + material.code):
        return material
    return replace(material, required=True, required_when="")


def timed(step: StepTerm, selection: Selection, terms: Terms) -> StepTerm:
    found = selection.choice(STEP + step.name)
    if found is None or found.days is None or step.limit is None:
        return step
    return replace(step, limit=Limit(min(found.days, step.limit.amount), step.limit.unit), limit_text="")


def shorter(one: int | None, two: int | None) -> int | None:
    return min((n for n in (one, two) if n is not None), default=None)


def promised(terms: Terms, selection: Selection) -> Limit | None:
    """The promise of the situation, in the unit of the version's; never longer than the law allows (42)."""
    if selection.promised is None or terms.promised is None:
        return terms.promised
    limit = Limit(selection.promised, terms.promised.unit)
    if terms.statutory is not None and terms.statutory.unit is limit.unit and limit.amount > terms.statutory.amount:
        return Limit(terms.statutory.amount, limit.unit)
    return limit
