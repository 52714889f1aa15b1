"""Drafts of tables on the studio's desk (情形, 智能审批): saved right or wrong, then kept as a set that never changes, which a draft
version uses from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain.tables import Problem
from yichuang.catalogue.drafts import editable, name_of
from yichuang.catalogue.models import ItemVersion, SituationDraft, SmartDraft
from yichuang.kernel.errors import FieldError, Invalid, Stale
from yichuang.kernel.problem import phrase
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the two kinds differ in. `column`: of the version; `parts`: of the content, all empty = nothing to keep."""

    drafts: type[SituationDraft] | type[SmartDraft]
    column: str
    parts: tuple[str, ...]
    keep: Callable[..., Any]
    moved: type[Stale]
    wrong: type[Invalid]


def held(sheet: Sheet, code: str, version: int) -> SituationDraft | SmartDraft | None:
    """The draft of an item, locked. `version` is the one the page was made with; raises `moved` when a colleague saved meanwhile."""
    draft = sheet.drafts.objects.select_for_update().filter(code=code).first()
    if draft and draft.version != version:
        raise sheet.moved(by=name_of(draft.updated_by), version=draft.version)
    return draft


@transaction.atomic
def save(sheet: Sheet, version_id: UUID, content: Mapping[str, Any], *, version: int, now: datetime, actor: Actor) -> int:
    """Save what stands on the sheet; returns the draft's new version. Raises what `editable` and `held` do."""
    code = editable(version_id, now=now, actor=actor).item.code
    draft = held(sheet, code, version) or sheet.drafts(code=code, version=0)
    draft.content, draft.version, draft.updated_at, draft.updated_by = dict(content), draft.version + 1, now, actor.ref
    draft.save()
    return draft.version


@transaction.atomic
def keep_draft(
    sheet: Sheet, version_id: UUID, problems: Callable[[UUID], Iterable[Problem]], *, version: int, now: datetime, actor: Actor
) -> None:
    """The draft becomes a set and the version's; an empty one takes the version's away. Raises `wrong` naming each cell, too."""
    row = editable(version_id, now=now, actor=actor)
    draft = held(sheet, row.item.code, version)
    if draft is None:
        return
    found = [p for p in problems(version_id) if p.is_error]
    if found:
        raise sheet.wrong(errors=tuple(FieldError(p.place, f"catalogue.{p.code}", phrase(p.message, dict(p.details))) for p in found))
    empty = not any(draft.content[part] for part in sheet.parts)
    kept = None if empty else sheet.keep(row.item.code, draft.content, now=now, actor=actor)
    ItemVersion.objects.filter(id=row.id).update(**{sheet.column: kept}, edition=row.edition + 1, edited_at=now, edited_by=actor.ref)
    draft.delete()
