"""One form out of the forms of several items in force: the pure merge of `domain.forms` over what the catalogue holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from yichuang.catalogue.domain import forms
from yichuang.catalogue.elements import FieldRow, FormRow, SectionRow, compose, elements_of, options_in
from yichuang.catalogue.models import ItemVersion


@dataclass(frozen=True, slots=True)
class MergedForm:
    """The forms of some items as one. `asked_by` names, for each question, the items that ask it; `saved` counts questions that
    are asked once instead of again, the base form and service counted for every item."""

    items: tuple[tuple[UUID, str], ...]
    form: FormRow
    asked_by: dict[str, tuple[str, ...]]
    conflicts: tuple[forms.Conflict, ...]
    before: int
    after: int

    @property
    def saved(self) -> int:
        return self.before - self.after


def merged(version_ids: Sequence[UUID], *, kind: str = "legal") -> MergedForm:
    """The one form for these versions, in their order; versions without a form of their own ask the base form only."""
    rows = {row.id: row for row in ItemVersion.objects.filter(id__in=version_ids).select_related("form", "item")}
    known = [rows[ident] for ident in dict.fromkeys(version_ids) if ident in rows]
    layouts = [(row.name, forms.layout_of(titled(row))) for row in known]
    result = forms.merge(layouts)
    sections = forms.plain_layout(result.layout)
    kept = {code: words for row in reversed(known) if row.form for code, words in row.form.elements.items()}
    one = compose(sections, kind, {**elements_of(sections), **kept})
    base = len(compose([], kind, {}).fields)
    own = sum(len(section.fields) for _, layout in layouts for section in layout)
    after = sum(len(section.fields) for section in one.sections)
    return MergedForm(
        tuple((row.id, row.name) for row in known), one, dict(result.asked_by), result.conflicts, base * len(known) + own, after
    )


def titled(row: ItemVersion) -> list[dict[str, object]]:
    """The own sections, those without a code of their own named by their title: two items' 经营场所 are one section."""
    return [{**section, "code": section.get("code") or section["title"]} for section in row.form.sections] if row.form else []


@dataclass(frozen=True, slots=True)
class United:
    """Forms as answers leave them, as one. `asked_by`: element → the sources that ask it; within a group that repeats the key is
    (group, element)."""

    form: FormRow
    asked_by: Mapping[str | tuple[str, str], tuple[str, ...]]
    conflicts: tuple[forms.Conflict, ...]


APPLICANT, SITUATION, OWN, SERVICE = range(4)
"""The order of sections in a united form: who applies, the questions of every guide, what each item asks, service of documents."""


def united(kind: str, sources: Sequence[tuple[str, FormRow]]) -> United:
    """One form that asks everything these ask, each element once and where it is first asked, the strictest rule winning. Pure.

    An element that one form asks once and another in a group that repeats has two shapes, so it stays two questions.
    """
    parts: list[tuple[int, str, SectionRow]] = []
    for source, form in sources:
        own = [n for n, section in enumerate(form.sections) if section.own]
        parts += [(place_of(section, n, own), source, section) for n, section in enumerate(form.sections)]
    parts.sort(key=lambda part: part[0])
    layouts = [(source, (laid(place, section),)) for place, source, section in parts]
    merged_forms = forms.merge(layouts)
    rows: dict[str, list[FieldRow]] = {}
    named: dict[str, SectionRow] = {}
    for place, _, section in parts:
        named.setdefault(code_of(place, section), section)
        for field in section.fields:
            rows.setdefault(key_of(section, field), []).append(field)
    sections = tuple(section_of(named[s.code], n, s, rows) for n, s in enumerate(merged_forms.layout, 1))
    asked_by = {plain_key(key): sources_of for key, sources_of in merged_forms.asked_by.items()}
    return United(FormRow(None, kind, sections, shapes_of([form for _, form in sources])), asked_by, merged_forms.conflicts)


def place_of(section: SectionRow, number: int, own: Sequence[int]) -> int:
    if section.own:
        return SITUATION if any(field.question for field in section.fields) else OWN
    return SERVICE if own and number > own[-1] or any(f.element.startswith("service.") for f in section.fields) else APPLICANT


def code_of(place: int, section: SectionRow) -> str:
    """Sections that are filled once are joined by their title, groups by their code."""
    return section.code if section.repeat else f"{place}:{section.title}"


def key_of(section: SectionRow, field: FieldRow) -> str:
    return f"{section.code}\n{field.element}" if section.repeat else field.element


def plain_key(key: str) -> str | tuple[str, str]:
    group, found, element = key.partition("\n")
    return (group, element) if found else key


def laid(place: int, section: SectionRow) -> forms.Section:
    fields = tuple(
        forms.Asked(key_of(section, f), f.shown, f.demanded, f.recommended, f.limits, f.label, f.label_en, f.hint) for f in section.fields
    )
    return forms.Section(code_of(place, section), section.title, fields, section.title_en, section.repeat)


def section_of(first: SectionRow, number: int, laid_out: forms.Section, rows: Mapping[str, Sequence[FieldRow]]) -> SectionRow:
    """The section as the first form names it; own ones that do not repeat are numbered through, because two forms number the same."""
    fields = tuple(strictest(rows[asked.element], asked) for asked in laid_out.fields)
    code = first.code if first.repeat or not first.own else f"u{number}"
    return replace(first, fields=fields, repeat=laid_out.repeat, code=code)


def strictest(rows: Sequence[FieldRow], asked: forms.Asked) -> FieldRow:
    """The question as the first form asks it, with what any of them demands."""
    options = tuple(option for option in rows[0].options if all(option in row.options for row in rows))
    guided = next((row for row in rows if row.question), rows[0])
    return replace(
        rows[0], required=any(row.required for row in rows), recommended=asked.recommended, limits=asked.limits, shown=asked.shown,
        demanded=asked.required, options=options, hint=asked.hint, question=guided.question, question_en=guided.question_en,
    )  # fmt: skip


TIGHTER: Mapping[str, Callable[[Any, Any], Any]] = {"maxLength": min, "maximum": min, "minLength": max, "minimum": max}


def shapes_of(given: Sequence[FormRow]) -> dict[str, dict[str, Any]]:
    """JSON Schema of each answer, tight enough for every form that asks it."""
    found: dict[str, dict[str, Any]] = {}
    for form in given:
        for element, shape in form.shapes.items():
            known = found.get(element)
            found[element] = dict(shape) if known is None else tightened(known, shape)
    return found


def tightened(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    made = {**other, **one}
    for keyword, tighter in TIGHTER.items():
        if keyword in one and keyword in other:
            made[keyword] = tighter(one[keyword], other[keyword])
    if options_in(one) and options_in(other):
        left = [option for option in options_in(one) if option in options_in(other)]
        made |= {"enum": left} if "enum" in one else {"items": {**one["items"], "enum": left}}
    return made
