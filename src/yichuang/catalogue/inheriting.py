"""What a version inherits of the entry it stands on, where it deviates from it, and writing the inherited into a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import columns, publishing
from yichuang.catalogue.domain import entries as pure
from yichuang.catalogue.domain.difference import Change
from yichuang.catalogue.drafts import editable
from yichuang.catalogue.imports.reading import read_basis
from yichuang.catalogue.models import BasicEntry, Claim, ItemVersion
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list as plain content by the keys of the registry; what it does not state is absent."""

    entry_id: UUID
    code: str
    name: str
    authority: str
    levels: tuple[str, ...]
    list_code: str
    list_title: str
    source: str
    dated_on: date | None
    demo: bool
    historic: bool
    ended_on: date | None
    content: Mapping[str, Any]
    earlier: tuple[Mapping[str, Any], ...] = ()
    """What earlier editions said: from, until, name, authority, bases."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A version on its entry: what it inherits, and the changes from the entry to what it states itself."""

    entry: Entry
    inherited: Mapping[str, Any]
    changes: tuple[Change, ...]
    old: Mapping[str, Any]
    new: Mapping[str, Any]


def entry_of(row: BasicEntry) -> Entry:
    bases = [{"title": found.title, "article": found.article} for text in row.bases for found in read_basis(text)]
    said = pure.content(code=row.code, name=row.name, task_type=row.task_type, bases=bases, elements=row.elements)
    listed = row.list
    return Entry(
        row.id, row.code, row.name, row.authority, tuple(row.levels), listed.code, listed.title, listed.source, listed.dated_on, listed.demo,
        listed.historic, row.ended_on, said, tuple(row.earlier),
    )  # fmt: skip


def entry(entry_id: UUID) -> Entry | None:
    row = BasicEntry.objects.select_related("list").filter(id=entry_id).first()
    return entry_of(row) if row else None


def entries_of(item_ids: Iterable[UUID]) -> dict[UUID, Entry]:
    """Item → the entry it stands on; one statement."""
    claims = Claim.objects.filter(item_id__in=list(item_ids)).select_related("entry__list")
    return {claim.item_id: entry_of(claim.entry) for claim in claims if claim.item_id}


def standing(version: ItemVersion) -> Standing | None:
    """None for an item that stands on no entry; one statement."""
    found = entries_of([version.item_id]).get(version.item_id)
    if found is None:
        return None
    own = columns.plain_of(version)
    return Standing(found, pure.inherited(own, found.content), pure.deviations(own, found.content), found.content, own)


def standing_of(version_id: UUID) -> Standing | None:
    """Raises NoSuchItem."""
    return standing(publishing.load(version_id))


@transaction.atomic
def adopt(version_id: UUID, *, now: datetime, actor: Actor) -> int:
    """Write what a draft inherits into the draft, where an editor can go on from it; returns how many elements.

    A case runs under what its version states itself. Raises WrongStatus, UnderReview, Forbidden.
    """
    version = editable(version_id, now=now, actor=actor)
    found = standing(version)
    if found is None or not found.inherited:
        return 0
    for column, value in columns.column_values(found.inherited).items():
        setattr(version, column, value)
    publishing.refresh_bases(version)
    version.edition, version.edited_at, version.edited_by = version.edition + 1, now, actor.ref
    version.save()
    return len(found.inherited)
