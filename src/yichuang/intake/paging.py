"""A form as a walk of pages: one question or one small group each, then one page per material, then the check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import FieldRow, FormRow, Question
from yichuang.catalogue.domain import Terms
from yichuang.joint.api import union

FROM_REGISTER = frozenset({"party.name", "party.number", "party.legal_representative"})
"""Fetched, never asked: what the register says of the applicant."""

PROJECT = "project"
"""Where an answer is from that the project of a stage gives itself."""

SITUATION = "situation"
"""The page of the guide's questions 情形; what it asks depends on what was answered."""
SERVICE = "service."
SERVICE_TITLE = ("文书怎么送给您？", "How should documents reach you?")
GROUP = 4
CHOSEN = ("choice", "choices")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of questions, or of one group that repeats. `heading` = it asks one question, which is the heading of the page."""

    key: str
    title: str
    title_en: str
    fields: tuple[Question, ...]
    heading: bool = False

    def field(self, element: str) -> Question | None:
        return next((field for field in self.fields if field.element == element), None)


@lru_cache(maxsize=512)
def walk(form_id: UUID | None, kind: str) -> tuple[Page, ...]:
    """The pages of a form, in order; forms never change."""
    return pages(catalogue.form(form_id, kind))


def questions_of(terms: Terms, form: FormRow) -> tuple[FieldRow, ...]:
    """The questions of the guide that this form asks: they are its first section."""
    return form.sections[0].fields if terms.situation_id else ()


def situated(terms: Terms, kind: str, form: FormRow) -> tuple[Page, ...]:
    """The pages of a form in its situation. Keys stay those of the whole form, so that what was looked at stays so."""
    asked = questions_of(terms, form)
    own = {question.element: question for question in form.asked if question not in asked}
    found = [Page(SITUATION, catalogue.SITUATION_TITLE, catalogue.SITUATION_TITLE_EN, asked)] if asked else []
    for page in walk(terms.form_id, kind):
        fields = tuple(own[field.element] for field in page.fields if field.element in own)
        found += [Page(page.key, page.title, page.title_en, fields, page.heading)] if fields else []
    return tuple(found)


def together(one: union.Union) -> tuple[Page, ...]:
    """The pages of the one form of several items. The questions of all their guides come first; a page is named by its first question,
    because which items take part may change."""
    guided = {f.element for part in one.parts for f in questions_of(part.terms, part.form)}
    asked = tuple(field for field in one.form.fields if field.element in guided)
    own = {question.element: question for question in one.form.asked if question.element not in guided}
    found = [Page(SITUATION, catalogue.SITUATION_TITLE, catalogue.SITUATION_TITLE_EN, asked)] if asked else []
    for page in walk_together(tuple((part.terms.name, part.terms.form_id) for part in one.parts), one.form.kind):
        fields = tuple(own[field.element] for field in page.fields if field.element in own)
        found += [Page(page.key, page.title, page.title_en, fields, page.heading)] if fields else []
    return tuple(found)


def without(pages: Sequence[Page], origins: Mapping[str, str]) -> tuple[Page, ...]:
    """The pages without what the project of a stage answers itself: it is shown, and not asked."""
    found = []
    for page in pages:
        fields = tuple(field for field in page.fields if origins.get(field.element) != PROJECT)
        found += [replace(page, fields=fields)] if fields else []
    return tuple(found)


@lru_cache(maxsize=256)
def walk_together(forms: tuple[tuple[str, UUID | None], ...], kind: str) -> tuple[Page, ...]:
    whole = catalogue.united(kind, [(name, catalogue.form(form_id, kind)) for name, form_id in forms])
    return tuple(Page(key_of(page), page.title, page.title_en, page.fields, page.heading) for page in pages(whole.form))


def key_of(page: Page) -> str:
    return f"f-{page.fields[0].element.replace('.', '-')}"


def pages(form: FormRow) -> tuple[Page, ...]:
    found: list[Page] = []
    for section in form.sections:
        if section.repeat is not None:
            found.append(Page(f"q{len(found) + 1}", section.title, section.title_en, (section,)))
            continue
        asked = [field for field in section.fields if field.element not in FROM_REGISTER]
        service = bool(asked) and asked[0].element.startswith(SERVICE)
        for group in groups(asked):
            single = len(group) == 1
            title, title_en = (group[0].label, group[0].label_en) if single else (section.title, section.title_en)
            if service:
                title, title_en = SERVICE_TITLE
            found.append(Page(f"q{len(found) + 1}", title, title_en, tuple(group), heading=single))
    return tuple(found)


def groups(fields: Sequence[FieldRow]) -> list[list[FieldRow]]:
    """A choice stands alone, everything else goes by at most four; the questions on service stay together."""
    if fields and fields[0].element.startswith(SERVICE):
        return [sorted(fields, key=lambda field: field.element == f"{SERVICE}address")]
    found: list[list[FieldRow]] = []
    for field in fields:
        alone = field.type in CHOSEN
        if alone or not found or found[-1][0].type in CHOSEN or len(found[-1]) == GROUP:
            found.append([])
        found[-1].append(field)
    return found
