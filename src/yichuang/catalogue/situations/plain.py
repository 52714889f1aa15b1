"""Questions, tables, trials and selections ↔ the JSON they are kept in. Pure; unknown keys are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yichuang.catalogue.domain.cells import Kind
from yichuang.catalogue.domain.situations import Choice, Element, Need, Question, Selection, Situation, Trial, target_kind
from yichuang.catalogue.domain.tables import Hit, Input, Output, Rule, Table

Plain = Mapping[str, Any]
EMPTY: dict[str, Any] = {"questions": [], "tables": [], "trials": []}


def situation_of(data: Plain, elements: Mapping[str, Element]) -> Situation:
    """What a kept set means; the kinds of its columns follow from the data elements. Raises KeyError, ValueError."""
    return Situation(
        tuple(question_of(row) for row in data.get("questions", ())),
        tuple(table_of(row, elements) for row in data.get("tables", ())),
        tuple(trial_of(row) for row in data.get("trials", ())),
    )


def question_of(row: Plain) -> Question:
    when = tuple((str(name), str(cell)) for name, cell in row.get("when", ()))
    return Question(row["element"], row.get("text", ""), row.get("text_en", ""), row.get("hint", ""), when)


def table_of(row: Plain, elements: Mapping[str, Element]) -> Table:
    return Table(
        row["code"], row.get("name", ""), Hit(row.get("hit", Hit.FIRST)),
        tuple(input_of(name, elements) for name in row.get("inputs", ())),
        tuple(Output(name, target_kind(name)) for name in row.get("outputs", ())),
        tuple(Rule(tuple(r.get("when", ())), tuple(r.get("then", ())), r.get("why", "")) for r in row.get("rules", ())),
    )  # fmt: skip


def input_of(name: str, elements: Mapping[str, Element]) -> Input:
    known = elements.get(name)
    return Input(name, known.kind, known.options, known.whole) if known else Input(name, Kind.TEXT)


def trial_of(row: Plain) -> Trial:
    return Trial(row.get("name", ""), pairs(row.get("answers")), pairs(row.get("expect")))


def pairs(rows: Mapping[str, Any] | Sequence[Sequence[str]] | None) -> tuple[tuple[str, str], ...]:
    items = rows.items() if isinstance(rows, Mapping) else rows or ()
    return tuple((str(key), str(value)) for key, value in items)


def plain_of(situation: Situation) -> dict[str, Any]:
    """The form it is kept in."""
    return {
        "questions": [
            {"element": q.element, "text": q.text, "text_en": q.text_en, "hint": q.hint, "when": [list(pair) for pair in q.when]}
            for q in situation.questions
        ],
        "tables": [
            {
                "code": t.code, "name": t.name, "hit": t.hit.value, "inputs": [c.name for c in t.inputs],
                "outputs": [c.name for c in t.outputs],
                "rules": [{"when": list(r.when), "then": list(r.then), "why": r.why} for r in t.rules],
            }
            for t in situation.tables
        ],
        "trials": [
            {"name": t.name, "answers": [list(p) for p in t.answers], "expect": [list(p) for p in t.expect]} for t in situation.trials
        ],
    }  # fmt: skip


def selection_of(data: Plain) -> Selection:
    chosen = tuple(Choice(row["target"], Need(row["need"]), row.get("why", ""), row.get("days")) for row in data["choices"])
    return Selection(chosen, data.get("promised"), data.get("visits"), data.get("validity_months"), data.get("result_note", ""))


def plain_selection(selection: Selection) -> dict[str, Any]:
    return {
        "choices": [{"target": c.target, "need": c.need.value, "why": c.why, "days": c.days} for c in selection.choices],
        "promised": selection.promised, "visits": selection.visits, "validity_months": selection.validity_months,
        "result_note": selection.result_note,
    }
