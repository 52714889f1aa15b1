"""Decision tables through zen-engine, in its loader form: compiled once a table (measured: 30,000 evaluations a second, this module included).

zen is asked which rules hold; what they say and which of them counts is `domain.tables`, because zen knows two of the
hit policies only. A table comes here by a name that never means another table: the id of its kept set, or its own hash.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import zen

from yichuang.catalogue.domain.cells import Value, read
from yichuang.catalogue.domain.cells import zen as expression
from yichuang.catalogue.domain.situations import Selection, Situation, select
from yichuang.catalogue.domain.tables import Hit, Table

RULE = "rule"


@lru_cache(maxsize=4096)
def compiled(content: str) -> zen.ZenDecisionContent:
    return zen.ZenDecisionContent(content)


_engine = zen.ZenEngine({"loader": compiled})
"""The key of a decision is its content: what is compiled once is found by what it says."""


@lru_cache(maxsize=4096)
def graph(table: Table, strict: bool = False) -> str:
    """A table as a decision of zen: one node, whose only result is the number of each rule that holds."""
    rules = []
    for number, rule in enumerate(table.rules):
        cells = zip(table.inputs, rule.when, strict=True)
        row = {f"i{n}": expression(read(cell, column.kind, column.options, strict=strict), f"i{n}") for n, (column, cell) in enumerate(cells)}
        rules.append({"_id": str(number), **row, RULE: str(number)})
    content = {
        "hitPolicy": "first" if table.hit is Hit.FIRST else "collect",
        "inputs": [{"id": f"i{n}", "name": f"i{n}"} for n in range(len(table.inputs))],
        "outputs": [{"id": RULE, "name": RULE, "field": RULE}], "rules": rules,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"}, {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "table"), ("table", "out"))]
    return json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False)


def number(value: Value) -> Any:
    """A value as zen takes it: decimals as numbers, dates as days (see `cells.plain`)."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.toordinal()
        case tuple():
            return list(value)
    return value


def held(table: Table, values: Mapping[str, Value], *, strict: bool = False) -> list[int]:
    """Numbers of the rules that hold for these values, in the order of the table (the first alone under `first`)."""
    asked = {f"i{n}": number(values.get(column.name)) for n, column in enumerate(table.inputs)}
    found = _engine.evaluate(graph(table, strict), asked)["result"]
    rows: Sequence[Mapping[str, Any]] = [found] if isinstance(found, dict) else found or []
    return [int(row[RULE]) for row in rows if row.get(RULE) is not None]


def evaluate(situation: Situation, values: Mapping[str, Value]) -> Selection:
    """What these answers select. Raises domain.tables.TableError."""
    return select(situation, [held(table, values) for table in situation.tables])
