"""The studio's desk of one situation: a draft that may be wrong, its problems, its trials as they run, keeping it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yichuang.catalogue import publishing, queries, table_drafts
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.situation_checks import known_targets
from yichuang.catalogue.domain.situations import Element
from yichuang.catalogue.domain.tables import Problem
from yichuang.catalogue.drafts import name_of
from yichuang.catalogue.elements import fields_of
from yichuang.catalogue.models import ItemVersion, SituationDraft
from yichuang.catalogue.situations import checking, keeping, plain, reading
from yichuang.catalogue.situations.checking import TrialResult
from yichuang.kernel.errors import Invalid, Stale
from yichuang.organisations.domain import Actor


class SituationMoved(Stale):
    code = "catalogue.situation_moved"
    message = "%(by)s刚才也保存了这份情形，您的改动还没有写进去"
    remedy = "您填的还在下面；核对之后再保存一次，就以您的为准"


class SituationWrong(Invalid):
    code = "catalogue.situation_wrong"
    message = "情形还不能用到版本上"


@dataclass(frozen=True, slots=True)
class Desk:
    """One situation on the desk: what it says, what is wrong, what its trials gave. `number` is the kept set's, 0 for none."""

    version: ItemVersion
    content: dict[str, Any]
    number: int
    draft_version: int
    saved_at: datetime | None
    saved_by: str
    is_open: bool
    elements: Mapping[str, Element]
    targets: Mapping[str, str]
    problems: tuple[Problem, ...]
    results: tuple[TrialResult, ...]

    @property
    def is_changed(self) -> bool:
        """Is there a draft that the version does not use yet?"""
        return self.draft_version > 0


def open_draft(version: ItemVersion) -> SituationDraft | None:
    return SituationDraft.objects.filter(code=version.item.code).first() if version.status == Status.DRAFT else None


def desk(version_id: UUID, content: dict[str, Any] | None = None) -> Desk:
    """The desk of a version: `content` as just typed, else the draft, else what the version has. Raises NoSuchItem."""
    version = publishing.load(version_id)
    draft = open_draft(version)
    kept = version.situation
    shown = content or (draft.content if draft else kept.content if kept else plain.EMPTY)
    known = reading.elements_of()
    terms, form = queries.terms_of(version), frozenset(fields_of(version.form))
    situation = plain.situation_of(shown, known)
    problems = checking.check(situation, known, terms, form) if shown["questions"] or shown["tables"] else ()
    is_sound = not any(p.is_error and p.code not in checking.OF_OUTCOMES for p in problems)
    return Desk(
        version, shown, kept.number if kept else 0, draft.version if draft else 0, draft.updated_at if draft else None,
        name_of(draft.updated_by) if draft else "", version.status == Status.DRAFT, known, known_targets(terms, form), problems,
        checking.run_trials(situation, known) if is_sound and situation.questions else (),
    )


SHEET = table_drafts.Sheet(SituationDraft, "situation", ("questions", "tables"), keeping.keep, SituationMoved, SituationWrong)


def save(version_id: UUID, content: Mapping[str, Any], *, version: int, now: datetime, actor: Actor) -> int:
    """Save the sheet, right or wrong; returns the draft's new version. Raises SituationMoved when a colleague saved meanwhile."""
    return table_drafts.save(SHEET, version_id, content, version=version, now=now, actor=actor)


def keep_draft(version_id: UUID, *, version: int, now: datetime, actor: Actor) -> None:
    """The draft becomes a set that never changes, and the version's situation. Raises SituationWrong naming each cell, SituationMoved."""
    table_drafts.keep_draft(SHEET, version_id, lambda asked: desk(asked).problems, version=version, now=now, actor=actor)
