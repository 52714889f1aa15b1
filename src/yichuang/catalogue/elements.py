"""Data elements and forms: the one vocabulary (design §7), JSON Schema for the server's check, sections for the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from yichuang.catalogue.models import DataElement, Form

DATA = Path(__file__).parent / "data" / "elements.json"

SCHEMAS: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "minLength": 1, "maxLength": 300},
    "textarea": {"type": "string", "minLength": 1, "maxLength": 4000},
    "identifier": {"type": "string", "minLength": 4, "maxLength": 40, "pattern": r"^[0-9A-Za-z][0-9A-Za-z-]*$"},
    "phone": {"type": "string", "pattern": r"^\+?[0-9][0-9 -]{6,19}$"},
    "integer": {"type": "integer", "minimum": 0, "maximum": 1_000_000_000},
    "decimal": {"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,4})?$"},
    "date": {"type": "string", "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
    "boolean": {"type": "boolean"},
    "choice": {"type": "string"},
}
"""JSON Schema of each element type. Decimals are strings: recorded data holds no floats."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One question of a form: the data element and how this form asks it."""

    element: str
    label: str
    label_en: str
    type: str
    required: bool
    unit: str = ""
    hint: str = ""
    options: tuple[str, ...] = ()
    source: str = ""
    sensitivity: str = "general"
    question: str = ""
    """How the guide asks it 情形引导; empty = by its label."""
    question_en: str = ""


@dataclass(frozen=True, slots=True)
class SectionRow:
    title: str
    title_en: str
    fields: tuple[FieldRow, ...]
    own: bool = False
    """True for the item's own questions, False for the base form's."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """The whole form one kind of applicant fills: base form, the item's own elements, service of documents."""

    form_id: UUID | None
    kind: str
    sections: tuple[SectionRow, ...]
    schema: dict[str, Any]

    @property
    def fields(self) -> tuple[FieldRow, ...]:
        return tuple(field for section in self.sections for field in section.fields)


@cache
def shipped() -> dict[str, Any]:
    return json.loads(DATA.read_text("utf-8"))


def seed() -> int:
    """Put shipped elements that the table does not have into it; returns how many."""
    held = set(DataElement.objects.values_list("code", flat=True))
    rows = [DataElement(**row) for row in shipped()["elements"] if row["code"] not in held]
    DataElement.objects.bulk_create(rows)
    return len(rows)


def codes_of(sections: Iterable[dict[str, Any]]) -> list[str]:
    return [field["element"] for section in sections for field in section["fields"]]


def fields_of(form: Form | None) -> list[str]:
    """Element codes a form of an item asks for beside the base form."""
    return codes_of(form.sections) if form else []


def schema_of(fields: Sequence[FieldRow], elements: dict[str, DataElement]) -> dict[str, Any]:
    """JSON Schema (2020-12) of the answers: a flat object, keys are element codes."""
    properties = {}
    for field in fields:
        properties[field.element] = SCHEMAS[field.type] | elements[field.element].schema | {"title": field.label}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": properties,
        "required": [field.element for field in fields if field.required], "additionalProperties": False,
    }


def field_row(asked: dict[str, Any], element: DataElement) -> FieldRow:
    return FieldRow(
        element=element.code, label=asked.get("label") or element.name, label_en=asked.get("label_en") or element.name_en,
        type=element.type, required=bool(asked.get("required")), unit=element.unit, hint=asked.get("hint") or element.hint,
        options=tuple(element.schema.get("enum", ())), source=element.source, sensitivity=element.sensitivity,
    )


@lru_cache(maxsize=512)
def form(form_id: UUID | None, kind: str) -> FormRow:
    """The form one kind of applicant ("natural" or "legal") fills for an item; cached, forms never change.

    Raises KeyError for a kind without a base form.
    """
    own = Form.objects.filter(id=form_id).first() if form_id else None
    base = shipped()["base_forms"]
    layout = [(section, False) for section in base[kind]]
    layout += [(section, True) for section in (own.sections if own else [])]
    layout += [(section, False) for section in base["service"]]
    elements = DataElement.objects.in_bulk(codes_of(section for section, _ in layout))
    sections = tuple(
        SectionRow(
            section["title"], section.get("title_en", ""), tuple(field_row(row, elements[row["element"]]) for row in section["fields"]), mine
        )
        for section, mine in layout
    )
    fields = [field for section in sections for field in section.fields]
    return FormRow(form_id, kind, sections, schema_of(fields, elements))
