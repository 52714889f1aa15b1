"""One form out of the forms of several items in force: the pure merge of `domain.forms` over what the catalogue holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yichuang.catalogue.domain import Status, forms
from yichuang.catalogue.elements import FormRow, compose, elements_of
from yichuang.catalogue.models import ItemVersion

MOST_CHOICES = 500


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


def choices() -> tuple[tuple[UUID, str], ...]:
    """Items in force that have a form of their own, by name."""
    rows = ItemVersion.objects.filter(status=Status.PUBLISHED, form__isnull=False).order_by("name")
    return tuple(rows.values_list("id", "name")[:MOST_CHOICES])


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
