"""JSON Schema of the answers to a form, with when a question is required as if/then where JSON Schema can say it. Pure.

Decimals are texts, so "at least" and "below" on them cannot be said: such a rule stands beside its question as `x-required-when`, as does
a rule of a row that looks at an answer outside it. `x-shown-when` says when a question is asked; an answer to one that is not asked is
dropped, so sending it is no error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING
from typing import Any, Protocol

from yichuang.catalogue.domain.forms import ALWAYS, NEVER, Case, Condition, Op, Repeat, Rule, number, plain_rule


class Field(Protocol):
    @property
    def element(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def shown(self) -> Rule: ...
    @property
    def demanded(self) -> Rule: ...


Shapes = Mapping[str, dict[str, Any]]
Part = tuple[str, str, Repeat | None, Sequence[Field]]
"""A section: its code, title, whether it repeats, its questions."""


def schema_of(parts: Sequence[Part], shapes: Shapes) -> dict[str, Any]:
    """Keys are element codes; a group that repeats is a list under its own code."""
    once = [field for _, _, repeat, fields in parts if repeat is None for field in fields]
    made = object_of(once, shapes)
    for code, title, repeat, fields in parts:
        if repeat is None:
            continue
        made["properties"][code] = {
            "type": "array", "title": title, "maxItems": repeat.most, "items": object_of(fields, shapes),
            **({"minItems": repeat.least} if repeat.least else {}),
        }  # fmt: skip
        if repeat.least and any(field.shown == ALWAYS or field.demanded == ALWAYS for field in fields):
            made["required"].append(code)
    return made


def object_of(fields: Sequence[Field], shapes: Shapes) -> dict[str, Any]:
    """The answers to these questions; rules are said among them."""
    known = {field.element: field for field in fields}
    properties = {field.element: shapes[field.element] | {"title": field.label} | notes(field, known) for field in fields}
    rules = [
        {"if": said, "then": {"required": [field.element]}}
        for field in fields
        if not field.required and field.demanded != NEVER and (said := rule_schema(field.demanded, known, frozenset({field.element}))) is not None
    ]
    return {
        "type": "object", "properties": properties, "required": [field.element for field in fields if field.required],
        "additionalProperties": False, **({"allOf": rules} if rules else {}),
    }  # fmt: skip


def notes(field: Field, known: Mapping[str, Field]) -> dict[str, Any]:
    """What JSON Schema cannot say, for people and programs that read on."""
    made: dict[str, Any] = {}
    if field.shown not in (ALWAYS, NEVER):
        made["x-shown-when"] = plain_rule(field.shown)
    if not field.required and field.demanded != NEVER and rule_schema(field.demanded, known, frozenset({field.element})) is None:
        made["x-required-when"] = plain_rule(field.demanded)
    return made


def rule_schema(rule: Rule, known: Mapping[str, Field], above: frozenset[str]) -> dict[str, Any] | None:
    """A schema that holds when the rule does; None when it cannot be said."""
    if rule in (ALWAYS, NEVER):
        return {} if rule == ALWAYS else {"not": {}}
    cases = [case_schema(case, known, above) for case in rule]
    said = [case for case in cases if case is not None]
    if len(said) != len(rule):
        return None
    return said[0] if len(said) == 1 else {"anyOf": said}


def case_schema(case: Case, known: Mapping[str, Field], above: frozenset[str]) -> dict[str, Any] | None:
    parts = [condition_schema(condition, known, above) for condition in case]
    said = [part for part in parts if part is not None]
    if len(said) != len(parts):
        return None
    return {} if not said else said[0] if len(said) == 1 else {"allOf": said}


def condition_schema(condition: Condition, known: Mapping[str, Field], above: frozenset[str]) -> dict[str, Any] | None:
    """The answer compared, and that its question is asked itself: one that is not counts for nothing."""
    field = known.get(condition.element)
    compared = None if field is None or condition.element in above else comparison(condition, field.type)
    if field is None or compared is None:
        return None
    given = {"required": [condition.element], "properties": {condition.element: compared}}
    asked = rule_schema((*field.shown, *field.demanded), known, above | {condition.element}) if ALWAYS[0] not in field.shown else {}
    if asked is None:
        return None
    return {"allOf": [given, asked]} if asked else given


def comparison(condition: Condition, kind: str) -> dict[str, Any] | None:
    if kind == "choices":
        return among(condition)
    match condition.op:
        case Op.IS:
            return {"const": condition.value}
        case Op.IS_NOT:
            return {"not": {"enum": [condition.value, ""]}}
        case Op.ONE_OF:
            return {"enum": list(condition.value)}
        case Op.FILLED:
            return {"not": {"const": ""}}
    bound = number(condition.value)
    if kind != "integer" or bound is None:
        return None
    whole = int(bound.to_integral_value(ROUND_CEILING))  # of whole numbers, at least 2.5 is at least 3 and below 2.5 is below 3
    return {"minimum" if condition.op is Op.AT_LEAST else "exclusiveMaximum": whole}


def among(condition: Condition) -> dict[str, Any] | None:
    """The same of an answer with several choices: is the value among them."""
    match condition.op:
        case Op.IS:
            return {"contains": {"const": condition.value}}
        case Op.IS_NOT:
            return {"minItems": 1, "not": {"contains": {"const": condition.value}}}
        case Op.ONE_OF:
            return {"contains": {"enum": list(condition.value)}}
        case Op.FILLED:
            return {"minItems": 1}
    return None
