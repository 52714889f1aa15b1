"""What a draft asks for: one item, or the items of a theme as one form and one set of materials; always as its answers leave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import MaterialTerm, Terms
from yichuang.dossier.domain import MadeFromForm
from yichuang.intake.models import Draft
from yichuang.intake.paging import PROJECT
from yichuang.joint import api as joint
from yichuang.joint.api import themes, union
from yichuang.joint.domain.themes import ThemeEdge


def theme_of(draft: Draft) -> themes.ThemeTerms | None:
    """The theme a draft is for; None for one of a single item."""
    return joint.themes.terms(draft.theme_version_id) if draft.theme_version_id else None


def chosen_of(draft: Draft) -> dict[UUID, bool]:
    """The answers to the theme's own questions: which items take part."""
    return {UUID(item_id): bool(said) for item_id, said in draft.chosen.items()}


def in_own_words(draft: Draft) -> None:
    """What the project of a draft answers itself stands in it as the project says it today, whatever was kept; nothing is saved."""
    if draft.project_id:
        own = joint.projects.own_answers(draft.project_id)
        draft.answers, draft.origins = {**draft.answers, **own}, {**draft.origins, **dict.fromkeys(own, PROJECT)}


def versions(theme: themes.ThemeTerms, chosen: Mapping[UUID, bool]) -> tuple[UUID, ...]:
    """The versions in force of the items that take part, in the theme's order; what nobody can apply for now is left out."""
    items = [item.item_id for item in theme.content.chosen(chosen)]
    rows = {row.item_id: row.version_id for row in catalogue.in_force(items)}
    return tuple(rows[item_id] for item_id in items if item_id in rows)


def union_of(draft: Draft, answers: Mapping[str, Any]) -> union.Union | None:
    """The one form and set of a theme's draft in the situation of these answers; None for a single item."""
    theme, chosen = theme_of(draft), chosen_of(draft)
    return union.of(versions(theme, chosen), draft.party.kind, answers, edges=edges_of(theme, chosen)) if theme else None


def edges_of(theme: themes.ThemeTerms, chosen: Mapping[UUID, bool]) -> tuple[ThemeEdge, ...]:
    """The edges that bring results to the items that take part."""
    return theme.content.among({item.item_id for item in theme.content.chosen(chosen)})


def asked(draft: Draft, answers: Mapping[str, Any]) -> tuple[Terms, catalogue.FormRow, union.Union | None]:
    """(terms, form, union) of a draft in the situation of these answers."""
    one = union_of(draft, answers)
    if one is None:
        terms = catalogue.terms_for(draft.version_id, answers)
        return terms, catalogue.form_for(terms, draft.party.kind, answers), None
    return as_one(draft, one), one.form, one


def terms_of(draft: Draft) -> Terms:
    one = union_of(draft, draft.answers)
    return as_one(draft, one) if one else catalogue.terms_for(draft.version_id, draft.answers)


def held_for(draft: Draft, terms: Terms, on: date) -> joint.Held:
    """Of a draft of one item, the papers that other items give: what the register of licences holds of the applicant on that day. What was laid
    under a material before stays, and is not fetched."""
    if draft.theme_version_id:
        return {}
    found = joint.held(terms, draft.party_id, draft.answers, on=on, purpose=draft.purpose)
    laid = {*draft.files.values_list("material_code", flat=True), *draft.papers} if found else set()
    return {code: rows for code, rows in found.items() if code not in laid}


def as_one(draft: Draft, one: union.Union) -> Terms:
    """The terms of the first item under the theme's name, with the one set of materials: what the pages of a draft read."""
    theme = theme_of(draft)
    assert theme is not None
    materials = tuple(material_of(paper) for paper in one.papers if not (paper.by_system or paper.from_form))
    return replace(one.parts[0].terms, name=theme.name, name_en=theme.name_en, materials=materials)


def material_of(paper: union.OnePaper) -> MaterialTerm:
    """A paper of the set as a material: its key is its code, and the strictest of what the items ask counts."""
    first = paper.needs[0].material
    return replace(
        first, code=paper.key, required=paper.required, original=paper.original, copies=paper.copies, standard="；".join(paper.standards),
        only_for=(), required_when="" if paper.required else first.required_when,
    )  # fmt: skip


def check_brought(material: MaterialTerm) -> None:
    """Raises MadeFromForm for the paper the system makes out of the answers: it is asked of nobody."""
    if material.from_form:
        raise MadeFromForm(name=material.name)


def is_brought(terms: Terms, code: str) -> bool:
    """Whether the list asks the applicant for this; a draft begun under an earlier version may hold more."""
    found = terms.material(code)
    return found is not None and not found.from_form
