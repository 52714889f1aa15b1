"""What can be wrong with a situation: its questions, its tables, and what they may select. Pure.

A situation may never demand what the version does not list (行政许可法 30, 31) nor promise more days than the law allows (42).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from yichuang.catalogue.domain.cells import CellError, Test, Value, read, samples
from yichuang.catalogue.domain.situations import (
    FEE,
    FIELD,
    MATERIAL,
    NEED_WORDS,
    NUMBERS,
    PROMISED,
    RESULT,
    SITE_VISIT,
    STEP,
    TARGET_LABELS,
    VALIDITY,
    Elements,
    Need,
    Situation,
    is_asked,
)
from yichuang.catalogue.domain.tables import MOST_TRIES, Hit, Problem, Table, check, example, matching, problem, tests_of
from yichuang.catalogue.domain.terms import Terms


def every_answer(situation: Situation, elements: Elements) -> Iterator[dict[str, Value]]:
    """Each combination of answers the guide can lead to, of the kinds its tables can tell apart."""
    tests: dict[str, list[Test]] = {q.element: [] for q in situation.questions}
    for name, cell in (pair for q in situation.questions for pair in q.when):
        tests[name].append(read(cell, elements[name].kind, elements[name].options))
    for table in situation.tables:
        for row in tests_of(table):
            for column, test in zip(table.inputs, row, strict=True):
                if test is not None:
                    tests[column.name].append(test)
    values = {n: samples(elements[n].kind, elements[n].options, tests[n], whole=elements[n].whole) for n in tests}

    def walk(number: int, given: dict[str, Value]) -> Iterator[dict[str, Value]]:
        if number == len(situation.questions):
            yield dict(given)
            return
        question = situation.questions[number]
        if not is_asked(question, given, elements):
            yield from walk(number + 1, given)
            return
        for value in values[question.element]:
            yield from walk(number + 1, {**given, question.element: value})

    return walk(0, {})


def check_situation(situation: Situation, elements: Elements, terms: Terms, form_elements: frozenset[str]) -> tuple[Problem, ...]:
    """Everything wrong with questions and tables that can be told without asking the engine."""
    found = [*check_questions(situation, elements), *check_columns(situation, elements, terms, form_elements)]
    for n, table in enumerate(situation.tables):
        found += check(table, f"tables.{n}")
    if found:
        return tuple(found)
    return tuple(check_answers(situation, elements))


def check_questions(situation: Situation, elements: Elements) -> Iterator[Problem]:
    if not situation.questions:
        yield problem("questions", "no_question", "还没有问题")
    seen: list[str] = []
    for n, question in enumerate(situation.questions):
        at = f"questions.{n}"
        if question.element not in elements:
            yield problem(f"{at}.element", "unknown_element", "没有登记数据项%(code)s，或者它不能用来提问", code=question.element)
        elif question.element in seen:
            yield problem(f"{at}.element", "asked_twice", "数据项%(code)s已经问过", code=question.element)
        for name, cell in question.when:
            if name not in seen:
                yield problem(f"{at}.when", "asked_later", "显示条件用到的%(code)s要在前面问", code=name)
            elif name in elements:
                try:
                    read(cell, elements[name].kind, elements[name].options)
                except CellError as wrong:
                    yield problem(f"{at}.when", "bad_cell", wrong.message, **wrong.details)
        seen.append(question.element)


def known_targets(terms: Terms, form_elements: frozenset[str]) -> dict[str, str]:
    """What tables may select, with its name: nothing that is not in the version (30, 31)."""
    found = {MATERIAL + m.code: m.name for m in terms.materials}
    found |= {FIELD + code: code for code in sorted(form_elements)}
    found |= {STEP + s.name: s.name for s in terms.steps} | {FEE + f.name: f.name for f in terms.fees or ()}
    return found | {target: TARGET_LABELS[target] for target in (*NUMBERS, RESULT, SITE_VISIT)}


def check_columns(
    situation: Situation, elements: Elements, terms: Terms, form_elements: frozenset[str]
) -> Iterator[Problem]:
    questions = {q.element for q in situation.questions}
    targets = known_targets(terms, form_elements)
    for t, table in enumerate(situation.tables):
        for n, column in enumerate(table.inputs):
            if column.name not in elements:
                yield problem(f"tables.{t}.inputs.{n}", "unknown_element", "没有登记数据项%(code)s，或者它不能用来提问", code=column.name)
            elif column.name not in questions:
                yield problem(f"tables.{t}.inputs.{n}", "not_asked", "条件%(code)s没有对应的问题", code=column.name)
        for n, result in enumerate(table.outputs):
            if result.name == SITE_VISIT:
                yield from check_visits(table, t, n)
            if result.name not in targets:
                yield problem(f"tables.{t}.outputs.{n}", "unknown_target", UNKNOWN.get(result.name.split(":")[0], UNKNOWN[""]), code=result.name)
                continue
            for r, rule in enumerate(table.rules):
                if n < len(rule.then) and (wrong := bad_result(result.name, rule.then[n], terms)):
                    yield problem(f"tables.{t}.rules.{r}.then.{n}", *wrong)


def check_visits(table: Table, t: int, n: int) -> Iterator[Problem]:
    """免勘 is a rule with its basis: whoever is spared the visit (34) is told by which article."""
    for r, rule in enumerate(table.rules):
        if n < len(rule.then) and NEED_WORDS.get(rule.then[n].strip()) is Need.NOT_NEEDED and "条" not in rule.why:
            yield problem(f"tables.{t}.rules.{r}.why", "visit_without_basis", "免勘的规则要写明理由和依据的条款")


UNKNOWN: Mapping[str, str] = {
    "material": "本事项的清单没有材料%(code)s，情形不能要求清单以外的材料", "field": "申请表没有数据项%(code)s",
    "step": "本事项没有环节%(code)s", "fee": "本事项没有收费项目%(code)s", "": "不认识结果%(code)s",
}


def bad_result(target: str, cell: str, terms: Terms) -> tuple[str, str] | None:
    """(code, sentence) of what is wrong with a result cell; the law first."""
    word = cell.strip()
    if not word or target == RESULT:
        return None
    if target not in NUMBERS:
        is_days = target.startswith(STEP) and word.isdecimal()
        return None if word in NEED_WORDS or is_days else ("bad_need", "请写需要或者不需要")
    if not word.isdecimal():
        return "bad_number", "请写整数"
    number = int(word)
    if target == PROMISED and terms.promised is None:
        return "no_promise", "本事项没有承诺时限，情形不能另定"
    if target == PROMISED and terms.promised and terms.statutory and terms.statutory.unit is terms.promised.unit and number > terms.statutory.amount:
        return "above_statutory", "情形的承诺时限不能长于法定时限"
    if target == VALIDITY and terms.result.validity_months is not None and number > terms.result.validity_months:
        return "above_validity", "情形的有效期不能长于本事项的有效期"
    return None


def check_answers(situation: Situation, elements: Elements) -> Iterator[Problem]:
    """Over all answers: gaps of complete tables, tables that contradict each other, questions nobody reaches."""
    tests = [tests_of(table) for table in situation.tables]
    reached: set[str] = set()
    gaps: dict[int, str] = {}
    clashes: dict[str, str] = {}
    names = {q.element: elements[q.element].name for q in situation.questions}
    for tries, given in enumerate(every_answer(situation, elements)):
        if tries >= MOST_TRIES:
            yield replace(problem("questions", "too_many", "组合太多，没有全部核对"), is_error=False)
            break
        reached |= set(given)
        held = [matching(table, given, rows) for table, rows in zip(situation.tables, tests, strict=True)]
        for n, (table, rules) in enumerate(zip(situation.tables, held, strict=True)):
            if not rules and table.hit is not Hit.COLLECT and n not in gaps:
                gaps[n] = example([names[k] for k in given], list(given.values()))
        for target in contradictions(situation.tables, held):
            clashes.setdefault(target, example([names[k] for k in given], list(given.values())))
    else:
        for n, question in enumerate(situation.questions):
            if question.element not in reached:
                yield problem(f"questions.{n}.when", "unreachable", "没有一种回答会问到这个问题")
    for n, found in gaps.items():
        yield problem(f"tables.{n}.rules", "gap", "有一种回答没有规则管：%(example)s", example=found)
    for target, found in clashes.items():
        place = next(f"tables.{n}.outputs" for n, t in reversed(list(enumerate(situation.tables))) if target in [o.name for o in t.outputs])
        yield problem(place, "contradiction", "对%(target)s，规则的结果互相矛盾：%(example)s", target=target, example=found)


def contradictions(tables: Sequence[Table], held: Sequence[Sequence[int]]) -> set[str]:
    """Targets of which two rules that both count say different things."""
    said: dict[str, set[Any]] = {}
    for table, rules in zip(tables, held, strict=True):
        counted = rules[:1] if table.hit is Hit.FIRST else rules
        for number in counted:
            for column, cell in zip(table.outputs, table.rules[number].then, strict=True):
                if word := cell.strip():
                    said.setdefault(column.name, set()).add(NEED_WORDS.get(word, word))
    return {target for target, words in said.items() if len(words) > 1}
