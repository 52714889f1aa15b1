"""The JSON Schema of a file of versions, made from the registry of elements. Pure."""

from __future__ import annotations

from typing import Any

from yichuang.catalogue.domain.implementing import ELEMENTS, Element, Kind
from yichuang.catalogue.domain.implementing.enumerations import UNIT

NAME = "yichuang versions v1"
TEXT = {"type": ["string", "null"]}
LIMIT = {
    "type": ["object", "null"], "required": ["amount", "unit"], "additionalProperties": False,
    "properties": {"amount": {"type": "integer", "minimum": 0}, "unit": {"enum": [option.value for option in UNIT.options]}},
}  # fmt: skip
SHAPES: dict[Kind, dict[str, Any]] = {
    Kind.NUMBER: {"type": ["integer", "null"], "minimum": 0}, Kind.MONEY: {"type": ["integer", "null"], "minimum": 0, "description": "fen"},
    Kind.FLAG: {"type": ["boolean", "null"]}, Kind.DATE: {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    Kind.TEXTS: {"type": ["array", "null"], "items": {"type": "string"}}, Kind.CHOICES: {"type": ["array", "null"], "items": {"type": "string"}},
    Kind.LIMIT: LIMIT, Kind.CODES: {"type": ["object", "null"], "additionalProperties": {"type": "string"}}, Kind.EXTRA: {"type": ["object", "null"]},
    Kind.ORGAN: {**TEXT, "description": "name of the organ, or its unified social credit code"},
    Kind.PROCEDURE: {**TEXT, "description": "code and number, such as default/1"}, Kind.FORM: {**TEXT, "description": "code and number"},
}  # fmt: skip


def of_element(element: Element) -> dict[str, Any]:
    shape = dict(SHAPES.get(element.kind, TEXT))
    if element.kind is Kind.ROWS:
        shape = {"type": ["array", "null"], "items": of_parts(element)}
    elif element.kind is Kind.RECORD:
        shape = {**of_parts(element), "type": ["object", "null"]}
    elif element.enumeration and element.kind is Kind.CHOICES:
        shape["items"] = {"type": "string", "examples": [option.value for option in element.enumeration.options]}
    elif element.enumeration:
        shape["examples"] = [option.value for option in element.enumeration.options]
    return {"title": f"{element.name} {element.name_en}", **shape, **({"x-standard": element.standard} if element.standard else {})}


def of_parts(element: Element) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": {part.key: of_element(part) for part in element.parts}}


def schema() -> dict[str, Any]:
    """A key that is absent leaves its element as it is; null is 未载明; an empty list is none."""
    content = {"type": "object", "additionalProperties": False, "properties": {element.key: of_element(element) for element in ELEMENTS}}
    item = {
        "type": "object", "required": ["item_code", "content"], "additionalProperties": False,
        "properties": {
            "item_code": {"type": "string", "minLength": 1, "maxLength": 120}, "number": {"type": ["integer", "null"], "description": "the version exported"},
            "status": {"type": "string", "description": "for reading only"}, "version_id": {"type": "string", "description": "for reading only"},
            "claims": {**TEXT, "maxLength": 60, "description": "basic code of the entry the item stands on; claimed by what is new or a draft, else for reading only"},
            "content": content,
        },
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": NAME, "description": (schema.__doc__ or "").strip(),
        "type": "object", "required": ["schema", "items"], "additionalProperties": False,
        "properties": {"schema": {"const": NAME}, "exported_at": {"type": "string"}, "items": {"type": "array", "items": item}},
    }  # fmt: skip
