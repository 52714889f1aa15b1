"""The studio's desk of one situation: a draft that may be wrong, its problems, its trials as they run, keeping it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import publishing, queries
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.situation_checks import known_targets
from yichuang.catalogue.domain.situations import Element
from yichuang.catalogue.domain.tables import Problem
from yichuang.catalogue.drafts import name_of
from yichuang.catalogue.elements import fields_of
from yichuang.catalogue.life import check_editable
from yichuang.catalogue.models import ItemVersion, SituationDraft
from yichuang.catalogue.situations import checking, keeping, plain, reading
from yichuang.catalogue.situations.checking import TrialResult
from yichuang.kernel.errors import FieldError, Invalid, Stale
from yichuang.kernel.problem import phrase
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Act, Actor


class SituationMoved(Stale):
    code = "catalogue.situation_moved"
    message = "%(by)s刚才也保存了这份情形，您的改动还没有写进去"
    remedy = "您填的还在下面；核对之后再保存一次，就以您的为准"


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


def editable(version_id: UUID, *, now: datetime, actor: Actor) -> ItemVersion:
    """Raises WrongStatus, UnderReview, Forbidden."""
    version = publishing.load(version_id, lock=True)
    publishing.may(actor, Act.EDIT_ITEM, organ_id=version.accepting_organ_id, item_id=version.item_id, on=local_date(now))
    if version.status != Status.DRAFT:
        raise publishing.WrongStatus("只有草稿可以修改；要改现行版本，请先起草新版")
    check_editable(version_id)
    return version


@transaction.atomic
def save(version_id: UUID, content: Mapping[str, Any], *, version: int, now: datetime, actor: Actor) -> int:
    """Save the sheet, right or wrong; returns the draft's new version. `version` is the one the page was made with.

    Raises SituationMoved when a colleague saved meanwhile.
    """
    code = editable(version_id, now=now, actor=actor).item.code
    draft = SituationDraft.objects.select_for_update().filter(code=code).first()
    if draft and draft.version != version:
        raise SituationMoved(by=name_of(draft.updated_by), version=draft.version)
    draft = draft or SituationDraft(code=code, version=0)
    draft.content, draft.version, draft.updated_at, draft.updated_by = dict(content), draft.version + 1, now, actor.ref
    draft.save()
    return draft.version


@transaction.atomic
def keep_draft(version_id: UUID, *, version: int, now: datetime, actor: Actor) -> None:
    """The draft becomes a set that never changes, and the version's situation. Raises Invalid naming each cell, SituationMoved."""
    row = editable(version_id, now=now, actor=actor)
    draft = SituationDraft.objects.select_for_update().filter(code=row.item.code).first()
    if draft is None:
        return
    if draft.version != version:
        raise SituationMoved(by=name_of(draft.updated_by), version=draft.version)
    errors = tuple(
        FieldError(p.place, f"catalogue.{p.code}", phrase(p.message, dict(p.details))) for p in desk(version_id).problems if p.is_error
    )
    if errors:
        raise Invalid("情形还不能用到版本上", code="catalogue.situation_wrong", errors=errors)
    empty = not draft.content["questions"] and not draft.content["tables"]
    kept = None if empty else keeping.keep(row.item.code, draft.content, now=now, actor=actor)
    ItemVersion.objects.filter(id=row.id).update(situation=kept, edition=row.edition + 1, edited_at=now, edited_by=actor.ref)
    draft.delete()
