"""The personal guide: the questions as asked so far, and what of the guide is left when they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol
from urllib.parse import urlencode

from django.utils.translation import get_language, gettext

from yichuang.catalogue import pages
from yichuang.catalogue.domain import LeftOut, Terms, situations
from yichuang.catalogue.domain.cells import Kind
from yichuang.catalogue.domain.situations import Element, Question, Selection, Situation
from yichuang.catalogue.domain.tables import said
from yichuang.catalogue.models import ItemVersion
from yichuang.catalogue.queries import NoSuchItem
from yichuang.catalogue.situations import engine
from yichuang.kernel.errors import FieldError


class Query(Protocol):
    """Answers as they stand in an address: one value or several a name."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the page."""

    name: str
    label: str
    type: str
    hint: str
    value: str | tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Personal:
    """The questions, and once they are answered the guide as it is for these answers."""

    questions: tuple[Asked, ...]
    is_complete: bool
    guide: pages.GuidePage
    left_out: tuple[LeftOut, ...]
    told: tuple[tuple[str, str, str], ...]
    """(data element, question, answer in words)"""
    query: str

    @property
    def errors(self) -> tuple[Asked, ...]:
        return tuple(question for question in self.questions if question.error)

    @property
    def field_errors(self) -> tuple[FieldError, ...]:
        return tuple(FieldError(q.name, "catalogue.situation", q.error) for q in self.errors)


TYPES = {Kind.TEXT: "radio", Kind.BOOLEAN: "radio", Kind.LIST: "checkboxes", Kind.NUMBER: "number", Kind.DATE: "date"}


def raw(query: Query, element: Element) -> str | tuple[str, ...]:
    values = [value.strip()[:200] for value in query.getlist(element.code) if value.strip()]
    return tuple(values) if element.kind is Kind.LIST else values[-1] if values else ""


def question_words(question: Question, element: Element) -> str:
    if question.text_en and (get_language() or "").startswith("en"):
        return question.text_en
    words = question.text or element.name
    return f"{words}（{gettext(element.unit)}）" if element.unit else words


def options_of(element: Element) -> tuple[tuple[str, str], ...]:
    if element.kind is Kind.BOOLEAN:
        return (("yes", gettext("是")), ("no", gettext("否")))
    return tuple((option, gettext(option)) for option in element.options)


def asked(question: Question, element: Element, query: Query, submitted: bool) -> Asked:
    value = raw(query, element)
    answered = situations.value_of(value, element) is not None
    error = "" if answered or not submitted else trouble(element, bool(value))
    return Asked(
        question.element, question_words(question, element), TYPES[element.kind], gettext(question.hint) if question.hint else "",
        value, options_of(element), error,
    )


def trouble(element: Element, is_wrong: bool) -> str:
    if element.kind in (Kind.TEXT, Kind.BOOLEAN, Kind.LIST):
        return gettext("请选一项")
    if not is_wrong:
        return gettext("请填写")
    return gettext("请只填数字，例如46.5") if element.kind is Kind.NUMBER else gettext("请填年、月、日，例如2026-09-30")


def personal(
    row: ItemVersion, terms: Terms, situation: Situation, known: Mapping[str, Element], query: Query, *, today: date
) -> Personal:
    """The page for these answers. `asked` in the query names the questions that stood on the page before."""
    answers = {code: raw(query, element) for code, element in known.items()}
    shown = situations.asked(situation, answers, known)
    before = set(query.getlist("asked"))
    questions = tuple(asked(q, known[q.element], query, q.element in before) for q in shown)
    values = situations.given_values(situation, answers, known)
    is_complete = None not in values.values()
    selection = engine.evaluate(situation, values) if is_complete else Selection()
    narrowed = situations.narrow(terms, selection) if is_complete else terms
    guide = pages.page_of(row, narrowed, today)
    if selection.visits is not None:
        guide = replace(guide, visits=selection.visits)
    told = tuple((q.name, q.label, said(values[q.name]) if values[q.name] is not None else "") for q in questions)
    given = [(q.name, value) for q in questions for value in (q.value if isinstance(q.value, tuple) else (q.value,))]
    return Personal(questions, is_complete, guide, narrowed.left_out, told, urlencode(given))


def load(version_id: object) -> ItemVersion:
    """A version the public may read. Raises NoSuchItem."""
    row = pages.public_rows().select_related("item").filter(id=version_id).first()
    if row is None:
        raise NoSuchItem(version_id=str(version_id))
    return row
