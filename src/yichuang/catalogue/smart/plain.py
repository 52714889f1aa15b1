"""Rules of 智能审批 ↔ the JSON they are kept in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yichuang.catalogue.domain.smart import SmartRule, SmartRules, SmartTrial

EMPTY: dict[str, Any] = {"rules": [], "sample": 10, "fresh_minutes": 10, "by_person": [], "trials": []}


def rules_of(data: Mapping[str, Any]) -> SmartRules:
    """Raises KeyError, ValueError for what is no set of rules."""
    rows = data.get("rules", ())
    return SmartRules(
        tuple(SmartRule(r["code"], r.get("name", ""), r["input"], r.get("cell", ""), r.get("article", ""), tuple(r.get("proves", ()))) for r in rows),
        int(data.get("sample", 0)), int(data.get("fresh_minutes", 0)), tuple(data.get("by_person", ())),
        tuple(SmartTrial(t.get("name", ""), tuple((str(k), str(v)) for k, v in t.get("given", ())), t.get("expect", "")) for t in data.get("trials", ())),
    )  # fmt: skip


def plain_of(rules: SmartRules) -> dict[str, Any]:
    """The form they are kept in."""
    return {
        "rules": [
            {"code": r.code, "name": r.name, "input": r.input, "cell": r.cell, "article": r.article, "proves": list(r.proves)}
            for r in rules.rules
        ],
        "sample": rules.sample, "fresh_minutes": rules.fresh_minutes, "by_person": list(rules.by_person),
        "trials": [{"name": t.name, "given": [list(pair) for pair in t.given], "expect": t.expect} for t in rules.trials],
    }  # fmt: skip
