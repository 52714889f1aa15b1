"""One form and one set of materials out of the items that act together, and the way back: what each item gets. Values only, but for `of`.

Each item's form is the one its own situation leaves; what it gets back are the answers to the questions it asks and the files of the
papers it lists, under its own codes: nothing more, because nobody may be asked beyond the list (行政许可法 31).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import MaterialTerm, Terms
from yichuang.catalogue.domain.forms import Conflict
from yichuang.joint.domain.results import by_system, result_papers
from yichuang.joint.domain.themes import ThemeEdge

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Part:
    """One item of the union: its terms and the form its applicant fills, both as the answers leave them."""

    terms: Terms
    form: catalogue.FormRow


@dataclass(frozen=True, slots=True)
class Need:
    """Which item needs a paper, and under which of its codes."""

    item_id: UUID
    version_id: UUID
    item: str
    item_en: str
    code: str
    material: MaterialTerm


@dataclass(frozen=True, slots=True)
class OnePaper:
    """One paper of the set, handed in once. `key` names the kind of paper; the strictest of what the items ask counts."""

    key: str
    name: str
    name_en: str
    required: bool
    original: int | None
    copies: int | None
    fetched: bool
    """The government holds it: fetched, not asked for."""
    needs: tuple[Need, ...]
    by_system: bool = False
    """The result of an item beside every item that needs it: laid in when it is there, and asked of nobody (716号令 art. 7)."""
    from_form: bool = False
    """Made for its item out of the one form, and asked of nobody."""

    @property
    def brought(self) -> bool:
        """Whether the applicant brings it."""
        return not (self.fetched or self.from_form)

    @property
    def standards(self) -> tuple[str, ...]:
        """What each item wants to see in it, each sentence once."""
        return tuple(dict.fromkeys(n.material.standard for n in self.needs if n.material.standard))


@dataclass(frozen=True, slots=True)
class Given(Generic[F]):
    """What one item gets of what was handed in: answers by element, files by its own material code."""

    item_id: UUID
    version_id: UUID
    answers: Mapping[str, Any]
    uploads: Mapping[str, Sequence[F]]


@dataclass(frozen=True, slots=True)
class Union:
    """Everything asked together. `asked_by`: element (or group, element) → names of the items that ask it."""

    parts: tuple[Part, ...]
    form: catalogue.FormRow
    asked_by: Mapping[str | tuple[str, str], tuple[str, ...]]
    conflicts: tuple[Conflict, ...]
    papers: tuple[OnePaper, ...]

    def paper(self, key: str) -> OnePaper | None:
        return next((paper for paper in self.papers if paper.key == key), None)

    def split(self, values: Mapping[str, Any], uploads: Mapping[str, Sequence[F]]) -> tuple[Given[F], ...]:
        """Per item, in their order, its answers and its files. `uploads`: paper key → files."""
        return tuple(
            Given(part.terms.item_id, part.terms.version_id, answers_of(part.form, values), uploads_of(self.papers, part.terms, uploads))
            for part in self.parts
        )


def of(
    version_ids: Sequence[UUID], kind: str, answers: Mapping[str, Any], purpose: str = "new", edges: Sequence[ThemeEdge] = ()
) -> Union:
    """The union of these versions for one kind of applicant ("natural", "legal") in the situation of these answers. `edges`: whose results
    are there for whom, between them or from an earlier stage; what proves one of these results is asked of nobody."""
    parts = []
    for version_id in dict.fromkeys(version_ids):
        terms = catalogue.terms_for(version_id, answers)
        parts.append(Part(terms, catalogue.form_for(terms, kind, answers)))
    return unite(kind, parts, purpose, brought([part.terms for part in parts], edges))


def brought(items: Sequence[Terms], edges: Sequence[ThemeEdge]) -> frozenset[tuple[UUID, str]]:
    """(version, material code) of the papers that edges bring."""
    codes = {code for terms in items for code in result_papers(terms)} if edges else set()
    return by_system(items, edges, catalogue.item_ids(codes)) if codes else frozenset()


def unite(kind: str, parts: Sequence[Part], purpose: str = "new", fetched: Collection[tuple[UUID, str]] = ()) -> Union:
    """The union of these items: every element once, every kind of paper once."""
    form = catalogue.united(kind, [(part.terms.name, part.form) for part in parts])
    return Union(tuple(parts), form.form, form.asked_by, form.conflicts, papers_of([part.terms for part in parts], purpose, fetched))


def key_of(terms: Terms, material: MaterialTerm) -> str:
    """A paper without a kind of its own is no other item's paper."""
    return material.type_code or f"{terms.code}.{material.code}"


def papers_of(items: Sequence[Terms], purpose: str = "new", fetched: Collection[tuple[UUID, str]] = ()) -> tuple[OnePaper, ...]:
    """Every kind of paper once, where it is first asked. `fetched`: (version, material code) of what the edges bring."""
    needs: dict[str, list[Need]] = {}
    for terms in items:
        for material in terms.materials:
            if material.is_for(purpose):
                needs.setdefault(key_of(terms, material), []).append(Need(terms.item_id, terms.version_id, terms.name, terms.name_en, material.code, material))
    return tuple(one_paper(key, tuple(found), fetched) for key, found in needs.items())


def one_paper(key: str, every: tuple[Need, ...], fetched: Collection[tuple[UUID, str]]) -> OnePaper:
    """Copies and originals are the most any item asks; required when one of them requires it; asked when one does not fetch it. An item it
    is brought to by an edge asks nothing."""
    asking = tuple(need for need in every if (need.version_id, need.code) not in fetched)
    needs = asking or every
    first, all_of = needs[0].material, [need.material for need in needs]
    return OnePaper(
        key, first.name, first.name_en, any(m.required is not False for m in all_of), most(m.original for m in all_of),
        most(m.copies for m in all_of), not asking or all(catalogue.is_fetched(m) for m in all_of), needs, not asking,
        all(m.from_form for m in all_of),
    )  # fmt: skip


def most(counts: Any) -> int | None:
    return max((count for count in counts if count is not None), default=None)


def answers_of(form: catalogue.FormRow, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to what this form asks; of a group, the rows with its own questions, rows that have none left out."""
    given = {field.element: values[field.element] for field in form.fields if values.get(field.element) is not None}
    for group in form.groups:
        asked = [field.element for field in group.fields]
        rows = [{element: row[element] for element in asked if row.get(element) is not None} for row in values.get(group.code) or []]
        if rows := [row for row in rows if row]:
            given[group.code] = rows
    return given


def uploads_of(papers: Sequence[OnePaper], terms: Terms, uploads: Mapping[str, Sequence[F]]) -> dict[str, Sequence[F]]:
    return {
        need.code: uploads[paper.key]
        for paper in papers for need in paper.needs
        if need.version_id == terms.version_id and not need.material.from_form and uploads.get(paper.key)
    }  # fmt: skip
