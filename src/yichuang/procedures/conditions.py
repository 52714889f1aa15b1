"""What a CEL condition reads and calls."""

from __future__ import annotations

import re

import cel

from yichuang.procedures.net import Net

FUNCTIONS = frozenset({
    "size", "contains", "startsWith", "endsWith", "matches", "int", "uint", "double", "string", "bytes", "timestamp",
    "duration", "type", "has",
})  # fmt: skip
"""Standard functions the evaluator knows; operators have names that begin with a sign."""
TYPES = frozenset({"int", "uint", "double", "string", "bytes", "bool", "list", "map", "timestamp", "duration", "type"})
BOUND = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\(\s*([A-Za-z_]\w*)\s*,")
"""The variable of a macro belongs to the expression, not to the data."""


def unknown_functions(text: str) -> tuple[str, ...]:
    """Functions called that do not exist. Raises ValueError when the text is not CEL."""
    named = {name for name in cel.compile(text).functions() if name[0].isalpha()}
    return tuple(sorted(named - FUNCTIONS))


def names(text: str) -> frozenset[str]:
    """The data names a condition reads."""
    bound = set(BOUND.findall(text))
    return frozenset(str(name).split(".")[0] for name in cel.compile(text).variables()) - bound - TYPES


def variables(net: Net) -> frozenset[str]:
    """The data names a net's conditions, multi-instances and organs read."""
    found = {name for node in net.nodes for name in (node.many, node.organ_field) if name}
    for flow in net.flows:
        if flow.condition:
            found |= names(flow.condition)
    return frozenset(found)
