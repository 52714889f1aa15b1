"""The test bench, and what the lints say of a situation: its own problems, its trials, and the law in every outcome of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from yichuang.catalogue import lints
from yichuang.catalogue.domain import Terms
from yichuang.catalogue.domain.situation_checks import check_situation, every_answer, known_targets
from yichuang.catalogue.domain.situations import (
    NEED_WORDS,
    Element,
    Selection,
    Situation,
    Trial,
    given_values,
    narrow,
    value_of,
)
from yichuang.catalogue.domain.tables import MOST_TRIES, Problem, TableError, example, problem
from yichuang.catalogue.lints import Candidate, Finding, Severity
from yichuang.catalogue.situations import engine


@dataclass(frozen=True, slots=True)
class TrialResult:
    """One case of the test bench as it ran: what was expected and came out differently, target by target."""

    number: int
    name: str
    passed: bool
    wrong: tuple[tuple[str, str, str], ...] = ()
    """(target, expected, came out)"""
    trouble: str = ""


TROUBLE_WORDS = {
    "answers": "有的回答看不懂", "open": "还有问题没有回答", "expect": "没有写应得的结果", "table": "几条规则同时成立，没有一个结果",
}  # fmt: skip
"""Why a trial could not be judged."""


def run_trials(situation: Situation, elements: Mapping[str, Element]) -> tuple[TrialResult, ...]:
    """Run every trial through the engine, as a citizen's answers would."""
    return tuple(run(n, trial, situation, elements) for n, trial in enumerate(situation.trials))


def run(number: int, trial: Trial, situation: Situation, elements: Mapping[str, Element]) -> TrialResult:
    answers = dict(trial.answers)
    strange = [code for code in answers if code not in elements or value_of(answers[code], elements[code]) is None]
    if strange:
        return TrialResult(number, trial.name, False, trouble=TROUBLE_WORDS["answers"])
    values = given_values(situation, answers, elements)
    if None in values.values():
        return TrialResult(number, trial.name, False, trouble=TROUBLE_WORDS["open"])
    if not trial.expect:
        return TrialResult(number, trial.name, False, trouble=TROUBLE_WORDS["expect"])
    try:
        selection = engine.evaluate(situation, values)
    except TableError:
        return TrialResult(number, trial.name, False, trouble=TROUBLE_WORDS["table"])
    wrong = tuple((t, cell, selection.said(t)) for t, cell in trial.expect if not same(cell, selection.said(t)))
    return TrialResult(number, trial.name, not wrong, wrong)


def same(expected: str, found: str) -> bool:
    one, two = expected.strip(), found.strip()
    return one == two or (one in NEED_WORDS and NEED_WORDS[one] == NEED_WORDS.get(two))


def check(situation: Situation, elements: Mapping[str, Element], terms: Terms, form: frozenset[str]) -> tuple[Problem, ...]:
    """Everything wrong with a situation for a version: its own problems, else the law and the trials."""
    found = check_situation(situation, elements, terms, form)
    if any(p.is_error for p in found):
        return found
    return (*found, *unlawful(situation, elements, terms), *untried(situation, elements, terms, form))


def unlawful(situation: Situation, elements: Mapping[str, Element], terms: Terms) -> Iterator[Problem]:
    """The lints on limits, materials and steps, over every outcome the answers lead to; each once, with an example."""
    outcomes: dict[Selection, str] = {}
    for tries, given in enumerate(every_answer(situation, elements)):
        if tries >= MOST_TRIES:
            break
        names = [elements[code].name for code in given]
        outcomes.setdefault(engine.evaluate(situation, given), example(names, list(given.values())))
    seen: set[str] = set()
    for selection, case in outcomes.items():
        candidate = Candidate(terms=narrow(terms, selection), on=lints.ANY_DAY, stated_statutory=terms.statutory)
        for finding in (*lints.limits(candidate), *lints.materials(candidate), *lints.steps(candidate)):
            if finding.severity is Severity.ERROR and finding.code in LAWFUL and finding.code not in seen:
                seen.add(finding.code)
                yield problem("tables", finding.code, "%(what)s（情形：%(example)s）", what=finding.text, example=case)


LAWFUL = frozenset({"promised_above_statutory", "materials_missing", "steps_exceed_promise"})
"""What a selection can bring about; the version's other findings are its own."""


OF_OUTCOMES = LAWFUL | {"trial_broken", "trial_failed", "no_trial"}
"""Problems that need tables which can be read: whoever has only these can run trials."""


def untried(
    situation: Situation, elements: Mapping[str, Element], terms: Terms, form: frozenset[str]
) -> Iterator[Problem]:
    """A publication needs trials that pass (C4): none at all, one that fails, and rules no trial ever met."""
    if not situation.trials:
        yield problem("trials", "no_trial", "还没有测试用例，发布前至少要有一个")
        return
    targets = known_targets(terms, form)
    for result in run_trials(situation, elements):
        at = f"trials.{result.number}"
        if result.trouble:
            yield problem(at, "trial_broken", "测试用例“%(name)s”：%(trouble)s", name=result.name, trouble=result.trouble)
        for target, expected, found in result.wrong:
            yield problem(
                at, "trial_failed", "测试用例“%(name)s”没有通过：%(target)s应得“%(expected)s”，实得“%(found)s”", name=result.name,
                target=targets.get(target, target), expected=expected, found=found or "没有结果",
            )
    for t, n in unmet_rules(situation, elements):
        yield replace(problem(f"tables.{t}.rules.{n}", "untested", "没有测试用例走到这条规则"), is_error=False)


def unmet_rules(situation: Situation, elements: Mapping[str, Element]) -> list[tuple[int, int]]:
    met: set[tuple[int, int]] = set()
    for trial in situation.trials:
        values = given_values(situation, dict(trial.answers), elements)
        met |= {(t, n) for t, table in enumerate(situation.tables) for n in engine.held(table, values)}
    return [(t, n) for t, table in enumerate(situation.tables) for n in range(len(table.rules)) if (t, n) not in met]


def findings(problems: tuple[Problem, ...]) -> tuple[Finding, ...]:
    """The problems as the lints say them: the field names the cell."""
    severity = {True: Severity.ERROR, False: Severity.WARNING}
    return tuple(
        Finding(f"situation.{p.place}", severity[p.is_error], f"situation_{p.code}", p.message, ARTICLES.get(p.code, ""), p.details)
        for p in problems
    )


ARTICLES = {
    "unknown_target": f"{lints.LAW}第三十条、第三十一条", "above_statutory": f"{lints.LAW}第四十二条",
    "promised_above_statutory": f"{lints.LAW}第四十二条", "materials_missing": f"{lints.LAW}第三十条",
}
