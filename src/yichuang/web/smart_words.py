"""智能审批 in words: the explanation of one case line by line, for staff and for the applicant alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from yichuang.cases import api as cases
from yichuang.cases.domain.automatic import FINDINGS, GRANTED, PERSON
from yichuang.catalogue.domain.smart import RESULT_NAMES, Result

TONES = {Result.HOLDS: "done", Result.FAILS: "red", Result.UNKNOWN: "wait"}


@dataclass(frozen=True, slots=True)
class Evidenced:
    """The answer of a registry a rule stands on."""

    keeper: str
    answered_at: datetime
    is_local: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Line:
    """One rule or precondition as it was judged."""

    code: str
    name: str
    input: str
    source: str
    value: str
    condition: str
    result: str
    tone: str
    article: str
    evidence: tuple[Evidenced, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """`unmet`: the names of what did not hold or could not be judged, for a person to look at first."""

    state: str
    state_name: str
    at: datetime | None
    number: int
    sample: int
    guards: tuple[Line, ...]
    rules: tuple[Line, ...]
    unmet: tuple[str, ...]
    is_local: bool
    sha256: str
    reviews: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_granted(self) -> bool:
        return self.state == GRANTED

    @property
    def is_person(self) -> bool:
        return self.state == PERSON


def told(view: cases.CaseView) -> Told | None:
    """None where the item of the case declares no 智能审批."""
    if view.terms.smart_id is None:
        return None
    found = cases.explanation_of(view.state.id)
    return in_words(view, found) if found else None


def in_words(view: cases.CaseView, found: cases.Explanation) -> Told:
    guards = tuple(guard_line(row) for row in found.guards)
    rules = tuple(rule_line(row, found) for row in found.rules)
    unmet = tuple(line.name for line in (*guards, *rules) if line.tone != "done")
    return Told(
        found.state, _(found.state_name), found.done_at, found.number, found.sample, guards, rules, unmet, found.is_local, found.sha256, reviews(view)
    )


def guard_line(row: Any) -> Line:
    result = Result.HOLDS if row["holds"] else Result.FAILS
    return Line(row["code"], _(row["name"]), "", "", row["said"], "", _(RESULT_NAMES[result]), TONES[result], row["article"])


def rule_line(row: Any, found: cases.Explanation) -> Line:
    result = Result(row["result"])
    value = f"{row['value']}{row['unit']}" if row["value"] else _("不知道")
    kept = [found.evidence[ident] for ident in row["evidence"] if ident in found.evidence]
    evidence = tuple(Evidenced(e.keeper, e.answered_at, e.is_local, e.sha256) for e in kept)
    return Line(
        row["code"], row["name"], row["input"], row["source"], value, row["condition"], _(RESULT_NAMES[result]), TONES[result], row["article"], evidence
    )


def reviews(view: cases.CaseView) -> tuple[tuple[str, str, str], ...]:
    """(what was asked, finding, the answer) of every review the applicant asked for; no finding while it is open."""
    asked = [e.fact for e in view.history if e.kind == "cases.AutomaticReviewAsked"]
    answers = {e.fact.task_id: e.fact for e in view.history if e.kind == "cases.AutomaticReviewed"}
    rows = []
    for fact in asked:
        done = next((a for task_id, a in answers.items() if any(row["id"] == str(task_id) for row in fact.opened)), None)
        finding = _(FINDINGS[done.finding]) if done else ""
        rows.append((view.texts.get(str(fact.statement_id), ""), finding, view.texts.get(str(done.statement_id), "") if done else ""))
    return tuple(rows)
