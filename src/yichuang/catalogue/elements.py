"""Data elements and forms: the one vocabulary (design §7), JSON Schema for the server's check, sections for the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from yichuang.catalogue.domain import form_schema, forms
from yichuang.catalogue.domain.forms import ALWAYS, NEVER, Repeat, Rule
from yichuang.catalogue.models import DataElement, Form

DATA = Path(__file__).parent / "data" / "elements.json"
KEPT = ("name", "name_en", "type", "unit", "source", "sensitivity", "schema", "hint")
"""What a form keeps of a data element."""

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
    "choices": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
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
    recommended: bool = False
    limits: forms.Limits = forms.Limits()
    shown: Rule = ALWAYS
    demanded: Rule = NEVER
    """When it is shown and when it is required, by the other answers; `required` is what holds whatever these are."""


@dataclass(frozen=True, slots=True)
class SectionRow:
    title: str
    title_en: str
    fields: tuple[FieldRow, ...]
    own: bool = False
    """True for the item's own questions, False for the base form's."""
    code: str = ""
    repeat: Repeat | None = None
    """The group is filled several times; its answers are one list under `code`."""

    @property
    def element(self) -> str:
        """A group that repeats is one question of the form, by its code."""
        return self.code

    @property
    def required(self) -> bool:
        return self.repeat is not None and self.repeat.least > 0

    @property
    def label(self) -> str:
        return self.title

    @property
    def label_en(self) -> str:
        return self.title_en


Question = FieldRow | SectionRow
"""What has one answer under one key: a data element, or a group that repeats."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """The whole form one kind of applicant fills: base form, the item's own elements, service of documents."""

    form_id: UUID | None
    kind: str
    sections: tuple[SectionRow, ...]
    shapes: Mapping[str, dict[str, Any]]
    """JSON Schema of each answer by itself."""

    @property
    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of the answers."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **form_schema.schema_of([(s.code, s.title, s.repeat, s.fields) for s in self.sections], self.shapes),
        }

    @property
    def fields(self) -> tuple[FieldRow, ...]:
        """What is asked once; the questions of a group that repeats are in `groups`."""
        return tuple(field for section in self.sections if section.repeat is None for field in section.fields)

    @property
    def groups(self) -> tuple[SectionRow, ...]:
        return tuple(section for section in self.sections if section.repeat is not None)

    @property
    def asked(self) -> tuple[Question, ...]:
        """Everything that has an answer, in the order of the form."""
        return tuple(q for s in self.sections for q in (s.fields if s.repeat is None else (s,)))


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


def elements_of(sections: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The data elements of a form as they are now, by code, to be kept with it."""
    rows = DataElement.objects.in_bulk(codes_of(sections))
    return {code: kept_of(row) for code, row in sorted(rows.items())}


def options_in(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """What an element of one or of several choices offers; its schema keeps them under `enum` or under `items`."""
    return tuple(schema.get("enum") or schema.get("items", {}).get("enum") or ())


def field_row(asked: forms.Asked, element: Mapping[str, Any]) -> FieldRow:
    options = options_in(element["schema"])
    narrowed = asked.limits.options
    return FieldRow(
        element=asked.element, label=asked.label or element["name"], label_en=asked.label_en or element["name_en"], type=element["type"],
        required=asked.required == ALWAYS, unit=element["unit"], hint=asked.hint or element["hint"], source=element["source"],
        options=tuple(option for option in options if narrowed is None or option in narrowed), sensitivity=element["sensitivity"],
        recommended=asked.recommended, limits=asked.limits, shown=asked.shown, demanded=asked.required,
    )


def shape_of(asked: forms.Asked, element: Mapping[str, Any]) -> dict[str, Any]:
    """JSON Schema of one answer: its type's, the element's own, narrowed by the form's. Decimals are texts, so their bounds are
    checked beside the schema (intake)."""
    keywords = SCHEMAS[element["type"]] | element["schema"]
    limits = asked.limits
    if limits.longest is not None:
        keywords["maxLength"] = limits.longest
    if limits.options is not None:
        left = [option for option in options_in(keywords) or limits.options if option in limits.options]
        keywords |= {"items": {"type": "string", "enum": left}} if element["type"] == "choices" else {"enum": left}
    if element["type"] == "integer":
        keywords |= {"minimum": int(limits.least)} if limits.least is not None else {}
        keywords |= {"maximum": int(limits.most)} if limits.most is not None else {}
    return keywords


def kept_of(element: DataElement) -> dict[str, Any]:
    return {key: getattr(element, key) for key in KEPT}


@lru_cache(maxsize=512)
def form(form_id: UUID | None, kind: str) -> FormRow:
    """The form one kind of applicant ("natural" or "legal") fills for an item; cached, forms never change.

    Raises KeyError for a kind without a base form.
    """
    own = Form.objects.filter(id=form_id).first() if form_id else None
    return compose(own.sections if own else [], kind, own.elements if own else {}, form_id=form_id)


def compose(sections: list[dict[str, Any]], kind: str, kept: Mapping[str, dict[str, Any]], *, form_id: UUID | None = None) -> FormRow:
    """The base form of an applicant, these own sections, and the service of documents. `kept` are elements as a form keeps them."""
    base = shipped()["base_forms"]
    around = [*base[kind], *base["service"]]
    elements = {**elements_of([*around, *sections]), **kept}
    layout = [(section, False) for section in forms.layout_of(base[kind])]
    layout += [(section, True) for section in forms.layout_of(sections)]
    layout += [(section, False) for section in forms.layout_of(base["service"])]
    asked = [row for section, _ in layout for row in section.fields]
    made = tuple(
        SectionRow(s.title, s.title_en, tuple(field_row(row, elements[row.element]) for row in s.fields), mine, s.code if mine else "", s.repeat)
        for s, mine in layout
    )
    return form_row(form_id, kind, made, {row.element: shape_of(row, elements[row.element]) for row in asked})


def form_row(form_id: UUID | None, kind: str, sections: tuple[SectionRow, ...], shapes: Mapping[str, dict[str, Any]]) -> FormRow:
    """A form of these sections; `shapes` may know more elements than these ask."""
    return FormRow(form_id, kind, sections, shapes)


def asked_now(fields: Sequence[FieldRow], answers: Mapping[str, Any], around: Mapping[str, Any] | None = None) -> tuple[FieldRow, ...]:
    """The fields these answers leave, with what is required now. `around` are answers beside them: those of the form, for a row.

    An answer to a question that is not asked counts for nothing, so hiding one may hide the next.
    """
    asked = {field.element for field in fields}
    while True:
        given = {**(around or {}), **{element: value for element, value in answers.items() if element in asked}}
        left = {f.element for f in fields if f.element in asked and (forms.holds(f.shown, given) or forms.holds(f.demanded, given))}
        if left == asked:
            break
        asked = left
    return tuple(replace(f, required=f.required or forms.holds(f.demanded, given)) for f in fields if f.element in asked)


def ruled(form: FormRow, answers: Mapping[str, Any]) -> FormRow:
    """The form as these answers leave it: what is not asked now is gone, what is required now says so.

    A group goes when nothing of it would be asked in an empty row; which of its questions a row is asked, `asked_now` says.
    """
    if not any(f.shown != ALWAYS or f.demanded not in (ALWAYS, NEVER) for section in form.sections for f in section.fields):
        return form
    flat = {field.element: field for field in asked_now(form.fields, answers)}
    given = {element: value for element, value in answers.items() if element in flat}
    sections = []
    for section in form.sections:
        if section.repeat is None:
            section = replace(section, fields=tuple(flat[f.element] for f in section.fields if f.element in flat))
        elif not asked_now(section.fields, {}, given):
            continue
        sections += [section] if section.fields else []
    return form_row(form.form_id, form.kind, tuple(sections), form.shapes)
