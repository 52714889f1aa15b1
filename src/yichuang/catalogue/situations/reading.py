"""Reads: the situation of a version, what answers select, the narrowed terms, the narrowed form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from yichuang.catalogue import elements, queries
from yichuang.catalogue.domain import Terms, forms, situations
from yichuang.catalogue.domain.situations import Element, Selection, Situation
from yichuang.catalogue.elements import FieldRow, FormRow, SectionRow
from yichuang.catalogue.models import DataElement, SituationSelection, SituationSet
from yichuang.catalogue.queries import NoSuchItem
from yichuang.catalogue.situations import engine, plain
from yichuang.kernel.values import canonical

TITLE, TITLE_EN = "您的情况", "Your situation"


def elements_of(codes: list[str] | None = None) -> dict[str, Element]:
    """Data elements that can be asked, by code."""
    rows = DataElement.objects.filter(type__in=situations.KINDS)
    return {row.code: element_of(row) for row in (rows if codes is None else rows.filter(code__in=codes)).order_by("code")}


def element_of(row: DataElement) -> Element:
    return Element(row.code, row.name, situations.KINDS[row.type], elements.options_in(row.schema), row.type == "integer", row.unit)


@lru_cache(maxsize=512)
def kept(situation_id: UUID) -> tuple[Situation, Mapping[str, Element]]:
    """A kept situation with the data elements it asks; cached, because neither changes."""
    content = SituationSet.objects.filter(id=situation_id).values_list("content", flat=True).first()
    if content is None:
        raise NoSuchItem("没有这份情形", situation_id=str(situation_id))
    known = elements_of([row["element"] for row in content["questions"]])
    return plain.situation_of(content, known), known


def selected(situation_id: UUID, answers: Mapping[str, object]) -> Selection | None:
    """What these answers select; None while a question is open."""
    situation, known = kept(situation_id)
    values = situations.given_values(situation, answers, known)
    return None if None in values.values() else engine.evaluate(situation, values)


def terms_for(version_id: UUID, answers: Mapping[str, object]) -> Terms:
    """The terms of a version as they are for these answers; the whole version while a question is open, or without any.

    Raises NoSuchItem.
    """
    terms = queries.terms(version_id)
    found = selected(terms.situation_id, answers) if terms.situation_id else None
    return terms if found is None else situations.narrow(terms, found)


def keep_selection(terms: Terms) -> UUID | None:
    """The immutable row of what was selected, made when this outcome is new; None for whole terms."""
    if terms.selection is None or terms.situation_id is None:
        return None
    content = plain.plain_selection(terms.selection)
    row, _ = SituationSelection.objects.get_or_create(
        situation_id=terms.situation_id, sha256=sha256(canonical(content)).hexdigest(), defaults={"selected": content}
    )
    return row.id


@lru_cache(maxsize=4096)
def narrowed(version_id: UUID, selection_id: UUID) -> Terms:
    """The terms a case runs under: its version as its situation selected. Cached, neither ever changes. Raises NoSuchItem."""
    row = SituationSelection.objects.filter(id=selection_id).first()
    terms = queries.terms(version_id)
    if row is None or row.situation_id != terms.situation_id:
        raise NoSuchItem("没有这份情形", selection_id=str(selection_id))
    return situations.narrow(terms, plain.selection_of(row.selected), selection_id)


def case_terms(version_id: UUID, selection_id: UUID | None) -> Terms:
    """The terms of a case or dossier. Raises NoSuchItem."""
    return queries.terms(version_id) if selection_id is None else narrowed(version_id, selection_id)


def form_for(terms: Terms, kind: str, answers: Mapping[str, object]) -> FormRow:
    """The form one kind of applicant fills in this situation: its questions first, each element once, without what does
    not apply."""
    if terms.situation_id is None:
        return elements.ruled(elements.form(terms.form_id, kind), answers)
    situation, known = kept(terms.situation_id)
    shown = tuple(q.element for q in situations.asked(situation, answers, known))
    chosen = terms.selection.choices if terms.selection else ()
    fields = tuple((c.target[len(situations.FIELD) :], c.need) for c in chosen if c.target.startswith(situations.FIELD))
    return elements.ruled(situated(terms.form_id, kind, terms.situation_id, shown, fields), answers)


@lru_cache(maxsize=2048)
def situated(
    form_id: UUID | None, kind: str, situation_id: UUID, shown: tuple[str, ...], chosen: tuple[tuple[str, situations.Need], ...]
) -> FormRow:
    """The form with these questions shown and these fields switched; forms, sets and elements never change."""
    whole = elements.form(form_id, kind)
    situation, _ = kept(situation_id)
    asked = {question.element for question in situation.questions}
    off = {code for code, need in chosen if need is situations.Need.NOT_NEEDED}
    on = {code for code, need in chosen if need is situations.Need.NEEDED}
    rows = DataElement.objects.in_bulk(asked)
    questions = tuple(question_field(q, rows[q.element]) for q in situation.questions if q.element in shown)
    sections = [SectionRow(TITLE, TITLE_EN, questions, True)]
    for section in whole.sections:
        gone = off if section.repeat else asked | off
        fields = tuple(strict(f, on) for f in section.fields if f.element not in gone)
        sections += [replace(section, fields=fields)] if fields else []
    shapes = {**whole.shapes, **{code: elements.shape_of(forms.Asked(code), elements.kept_of(row)) for code, row in rows.items()}}
    return elements.form_row(form_id, kind, tuple(sections), shapes)


def whole_form(terms: Terms, kind: str) -> FormRow:
    """Every question of the guide and every field that may be asked, for an interface: what hangs on an answer is not
    required here."""
    if terms.situation_id is None:
        return elements.form(terms.form_id, kind)
    situation, _ = kept(terms.situation_id)
    form = situated(terms.form_id, kind, terms.situation_id, tuple(q.element for q in situation.questions), ())
    sometimes = {q.element: q.when for q in situation.questions if q.when}
    sections = tuple(
        replace(s, fields=tuple(replace(f, required=False, demanded=forms.NEVER) if f.element in sometimes else f for f in s.fields))
        for s in form.sections
    )
    return replace(form, sections=sections)


def question_field(question: situations.Question, element: DataElement) -> FieldRow:
    row = elements.field_row(forms.Asked(element.code, required=forms.ALWAYS, hint=question.hint), elements.kept_of(element))
    return replace(row, question=question.text, question_en=question.text_en)


def strict(field: FieldRow, on: set[str]) -> FieldRow:
    return replace(field, required=True) if field.element in on else field


def inapplicable(terms: Terms, kind: str, answers: Mapping[str, object]) -> frozenset[str]:
    """Elements of the whole form that do not apply in this situation: what was typed of them is not handed in."""
    questions = kept(terms.situation_id)[0].questions if terms.situation_id else ()
    whole = {q.element for q in elements.form(terms.form_id, kind).asked} | {q.element for q in questions}
    return frozenset(whole - {q.element for q in form_for(terms, kind, answers).asked})
