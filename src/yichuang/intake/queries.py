"""Reads of drafts: where one stands, what is left, my list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import MaterialTerm, Terms
from yichuang.dossier import api as dossier
from yichuang.intake import answers as checking
from yichuang.intake import asking, paging
from yichuang.intake.actions import own
from yichuang.intake.models import OPEN, Draft
from yichuang.intake.paging import Page
from yichuang.joint import api as joint
from yichuang.joint.domain.themes import ThemeStatus
from yichuang.kernel.errors import FieldError
from yichuang.licences import api as licences
from yichuang.licences.domain import PURPOSES, Purpose
from yichuang.look.templatetags.look import name_of
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

MOST = 50


@dataclass(frozen=True, slots=True)
class Laid:
    """A file under a material of a draft."""

    stored: dossier.StoredRow
    reused: bool


@dataclass(frozen=True, slots=True)
class MaterialPage:
    """One material to hand in."""

    key: str
    term: MaterialTerm
    files: tuple[Laid, ...]
    is_answered: bool
    needed_by: tuple[str, ...] = ()
    """Of a theme: the items that need it, as the reader's language names them."""

    @property
    def is_done(self) -> bool:
        return bool(self.files) or (self.is_answered and self.term.required is False)

    @property
    def is_put_off(self) -> bool:
        """Asked and not handed in: the walk goes on, the list says so."""
        return self.is_answered and not self.is_done


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the progress list; `state` is done, now, later (a paper put off) or ahead."""

    key: str
    label: str
    label_en: str
    state: str


@dataclass(frozen=True, slots=True)
class Work:
    """A draft with everything its pages need."""

    draft: Draft
    terms: Terms
    party: organisations.PartyRow
    agent: organisations.PartyRow | None
    form: catalogue.FormRow
    pages: tuple[Page, ...]
    materials: tuple[MaterialPage, ...]
    done: frozenset[str]
    theme: joint.themes.ThemeTerms | None = None
    one: joint.union.Union | None = None
    held: joint.Held = field(default_factory=dict)
    """Of one item: papers that other items give → the applicant's licences in the register that prove them."""

    @property
    def proved(self) -> tuple[tuple[MaterialTerm, tuple[licences.LicenceRow, ...]], ...]:
        """由系统取得 and not asked: each such paper with the licences that are laid in for it."""
        return tuple((m, self.held[m.code]) for m in self.terms.materials if self.held.get(m.code))

    @property
    def keys(self) -> tuple[str, ...]:
        return (*(page.key for page in self.pages), *(material.key for material in self.materials), "check")

    def page(self, key: str) -> Page | None:
        return next((page for page in self.pages if page.key == key), None)

    def material(self, code: str) -> MaterialPage | None:
        return next((material for material in self.materials if material.term.code == code), None)

    def number(self, key: str) -> int:
        return self.keys.index(key) + 1

    def before(self, key: str) -> str | None:
        at = self.keys.index(key)
        return self.keys[at - 1] if at else None

    @property
    def passed(self) -> frozenset[str]:
        """Pages the walk does not come back to: done, or a paper put off."""
        return self.done | {material.key for material in self.materials if material.is_put_off}

    def after(self, key: str) -> str:
        """The next page that still needs something, else the check."""
        keys = self.keys
        at = keys.index(key) if key in keys else -1  # an answer may have taken its own page away
        return next((k for k in keys[at + 1 :] if k not in self.passed), "check")

    @property
    def first_open(self) -> str:
        return next((key for key in self.keys if key not in self.passed), "check")

    def steps(self, now: str) -> tuple[Step, ...]:
        """The progress list: the pages of questions by section, then the materials."""
        later = self.passed - self.done
        rows = [(page.key, page.title, page.title_en) for page in self.pages]
        rows += [(m.key, m.term.name, m.term.name_en) for m in self.materials]
        return tuple(
            Step(
                key, label, label_en,
                "now" if key == now else "done" if key in self.done else "later" if key in later else "ahead",
            )
            for key, label, label_en in rows
        )

    @property
    def left(self) -> int:
        return len(self.keys) - 1 - len(self.done)

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """What still stands in the way of sending: wrong or missing answers (never a missing paper, 32(4))."""
        fields = [field for page in self.pages for field in page.fields]
        return checking.check(self.form, fields, self.draft.answers)

    @property
    def form_papers(self) -> tuple[MaterialTerm, ...]:
        """The papers that are made out of the form when it is sent: of each item one at most."""
        listed = (m for part in self.one.parts for m in part.terms.materials) if self.one else self.terms.materials
        return tuple(m for m in listed if m.from_form and m.is_for(self.draft.purpose))

    @property
    def missing(self) -> tuple[MaterialTerm, ...]:
        """Required papers nothing was laid under: told before sending, no bar to it."""
        return tuple(m.term for m in self.materials if m.term.required is not False and not m.files)

    def key_of(self, element: str) -> str:
        return next((page.key for page in self.pages if page.field(element)), self.keys[0])


def work(draft_id: UUID, *, actor: Actor, editing: bool = True) -> Work:
    """My draft, ready for its pages. Raises NoDraft, Sent."""
    draft = own(draft_id, actor, editing=editing)
    asking.in_own_words(draft)
    terms, form, one = asking.asked(draft, draft.answers)
    party = organisations.party(draft.party_id)
    pages = paging.without(paging.together(one), draft.origins) if one else paging.situated(terms, party.kind, form)
    needed = {paper.key: tuple(name_of(need) for need in paper.needs) for paper in one.papers} if one else {}
    held = asking.held_for(draft, terms, timezone.localdate())
    materials = tuple(page for page in material_pages(draft, terms, needed) if not held.get(page.term.code))
    done = {page.key for page in pages if is_done(page, form, draft)} | {m.key for m in materials if m.is_done}
    agent = organisations.party(draft.agent_id) if draft.agent_id else None
    return Work(draft, terms, party, agent, form, pages, materials, frozenset(done), asking.theme_of(draft), one, held)


def is_done(page: Page, form: catalogue.FormRow, draft: Draft) -> bool:
    """Answered rightly, and either looked at by the applicant or all from their own profile."""
    from_profile = all(draft.origins.get(f.element) in ("register", "profile") or not f.required for f in page.fields)
    looked_at = page.key in draft.seen or (from_profile and any(f.required for f in page.fields))
    return looked_at and not checking.check(form, page.fields, draft.answers)


def material_pages(draft: Draft, terms: Terms, needed: Mapping[str, tuple[str, ...]]) -> tuple[MaterialPage, ...]:
    laid = list(draft.files.order_by("at", "id").values_list("material_code", "stored_id", "reused"))
    stored = dossier.stored_rows(stored_id for _, stored_id, _ in laid)
    return tuple(
        MaterialPage(
            f"m-{m.code}", m, tuple(Laid(stored[s], reused) for code, s, reused in laid if code == m.code), f"m-{m.code}" in draft.seen,
            needed.get(m.code, ()),
        )
        for m in terms.materials if m.is_for(draft.purpose) and not m.from_form
    )


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One line of 我的草稿."""

    id: UUID
    item: str
    item_en: str
    party: str
    updated_at: datetime
    is_offered: bool
    purpose: str
    """新办, 变更 or 延续, a msgid."""


def my_drafts(actor: Actor, *, version_id: UUID | None = None, theme_id: UUID | None = None) -> tuple[DraftRow, ...]:
    """Open drafts of this account, the latest first: all, those of one item alone, or those of one theme."""
    rows = Draft.objects.filter(OPEN, account_id=actor.account_id).select_related("party", "theme_version__theme")
    if version_id:
        rows = rows.filter(version_id=version_id, theme_version__isnull=True)
    if theme_id:
        rows = rows.filter(theme_version__theme_id=theme_id)
    if actor.is_applicant:
        rows = rows.filter(party_id__in=actor.party_ids)
    return tuple(draft_row(draft) for draft in rows.order_by("-updated_at")[:MOST])


def draft_row(draft: Draft) -> DraftRow:
    if draft.theme_version:
        theme, offered = draft.theme_version.theme, draft.theme_version.status == ThemeStatus.PUBLISHED
        return DraftRow(draft.id, theme.name, theme.name_en, draft.party.name, draft.updated_at, offered, PURPOSES[Purpose("")])
    terms, offered = catalogue.terms(draft.version_id), catalogue.is_open(draft.version_id)
    return DraftRow(draft.id, terms.name, terms.name_en, draft.party.name, draft.updated_at, offered, PURPOSES[Purpose(draft.purpose)])
