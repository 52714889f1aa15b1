"""The test bench, and what the lints say of rules of 智能审批."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yichuang.catalogue.domain import Terms, smart
from yichuang.catalogue.domain.situations import Element
from yichuang.catalogue.domain.smart import Judged, Known, Outcome, SmartRules, SmartTrial
from yichuang.catalogue.domain.tables import Problem, problem
from yichuang.catalogue.lints import Finding, Severity
from yichuang.catalogue.smart import reading


@dataclass(frozen=True, slots=True)
class TrialResult:
    """One case of the bench as it ran, rule by rule."""

    number: int
    name: str
    passed: bool
    found: Outcome
    judged: tuple[Judged, ...]


def run(number: int, trial: SmartTrial, rules: SmartRules, elements: Mapping[str, Element], known: Mapping[str, Known | None]) -> TrialResult:
    given = dict(trial.given)
    values = {name: reading.typed(name, given.get(name), elements, what) for name, what in known.items() if what}
    judged = reading.smart_judge(rules, values, known)
    found = smart.outcome(judged)
    return TrialResult(number, trial.name, found == trial.expect, found, judged)


def run_trials(rules: SmartRules, elements: Mapping[str, Element], terms: Terms) -> tuple[TrialResult, ...]:
    known = reading.knowing(rules, elements, terms)
    return tuple(run(n, trial, rules, elements, known) for n, trial in enumerate(rules.trials))


def check(rules: SmartRules, elements: Mapping[str, Element], terms: Terms, form: frozenset[str]) -> tuple[Problem, ...]:
    """The rules' own problems, else those of their trials."""
    found = tuple(smart.check(rules, reading.knowing(rules, elements, terms), terms, form))
    return found or tuple(untried(rules, elements, terms))


def untried(rules: SmartRules, elements: Mapping[str, Element], terms: Terms) -> Iterator[Problem]:
    """A publication needs trials that pass, one for each outcome, and every rule must fail in one of them."""
    results = run_trials(rules, elements, terms)
    for result in results:
        if not result.passed:
            word = smart.OUTCOME_NAMES[result.found]
            yield problem(f"trials.{result.number}", "trial_failed", "测试用例“%(name)s”没有通过，实得“%(found)s”", name=result.name, found=word)
    for wanted, word in smart.OUTCOME_NAMES.items():
        if not any(result.found is wanted for result in results):
            yield problem("trials", "no_trial", "还没有得出“%(outcome)s”的测试用例", outcome=word)
    for n, rule in enumerate(rules.rules):
        if not any(result.judged[n].result is smart.Result.FAILS for result in results):
            yield Problem(f"rules.{n}", "untested", "没有测试用例让规则“%(rule)s”不成立", (("rule", rule.name),), False)


def findings(problems: tuple[Problem, ...]) -> tuple[Finding, ...]:
    """The problems as the lints say them: the field names the cell."""
    severity = {True: Severity.ERROR, False: Severity.WARNING}
    return tuple(
        Finding(f"smart.{p.place}", severity[p.is_error], f"smart_{p.code}", p.message, ARTICLES.get(p.code, ""), p.details) for p in problems
    )


LAW = "《中华人民共和国行政许可法》"
ARTICLES = {
    "point_unproven": f"{LAW}第三十四条、第三十八条", "needs_person": f"{LAW}第三十四条第三款、第三十六条、第四十六条、第五十七条",
    "not_a_licence": f"{LAW}第三十八条", "null_cell": smart.PIPL, "no_sample": smart.PIPL, "unknown_input": smart.PIPL,
}
