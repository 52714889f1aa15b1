"""A form as a walk of pages: one question or one small group each, then one page per material, then the check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import FieldRow, FormRow

FROM_REGISTER = frozenset({"party.name", "party.number", "party.legal_representative"})
"""Fetched, never asked: what the register says of the applicant."""

SERVICE = "service."
SERVICE_TITLE = ("文书怎么送给您？", "How should documents reach you?")
GROUP = 4


@dataclass(frozen=True, slots=True)
class Page:
    """One page of questions. `heading` = it asks one question, which is the heading of the page."""

    key: str
    title: str
    title_en: str
    fields: tuple[FieldRow, ...]
    heading: bool = False

    def field(self, element: str) -> FieldRow | None:
        return next((field for field in self.fields if field.element == element), None)


@lru_cache(maxsize=512)
def walk(form_id: UUID | None, kind: str) -> tuple[Page, ...]:
    """The pages of a form, in order; forms never change."""
    return pages(catalogue.form(form_id, kind))


def pages(form: FormRow) -> tuple[Page, ...]:
    found: list[Page] = []
    for section in form.sections:
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
        alone = field.type == "choice"
        if alone or not found or found[-1][0].type == "choice" or len(found[-1]) == GROUP:
            found.append([])
        found[-1].append(field)
    return found
