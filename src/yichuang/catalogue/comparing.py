"""What a version says, and how it differs from the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from yichuang.catalogue import columns, guide_pages, queries
from yichuang.catalogue.domain.difference import Change, difference
from yichuang.catalogue.models import ItemVersion


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of one item and the changes from the earlier to the later; `before` is None for the first."""

    before: guide_pages.VersionLine | None
    after: guide_pages.VersionLine
    changes: tuple[Change, ...]
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)


def content_of(version_id: UUID) -> dict[str, Any]:
    """Plain content by the keys of the registry. Raises NoSuchItem."""
    return columns.plain_of(row_of(version_id))


def row_of(version_id: UUID) -> ItemVersion:
    row = ItemVersion.objects.select_related("item").filter(id=version_id).first()
    if row is None:
        raise queries.NoSuchItem(version_id=str(version_id))
    return row


def predecessor(version: ItemVersion) -> ItemVersion | None:
    """The version that was in force before it; where none ever was, the one numbered before it (a reference)."""
    earlier = ItemVersion.objects.select_related("item").filter(item_id=version.item_id, number__lt=version.number).order_by("-number")
    return earlier.filter(published_at__isnull=False).first() or earlier.first()


def compare(version_id: UUID) -> Comparison:
    """A version beside its predecessor; at most three statements. Raises NoSuchItem."""
    after = row_of(version_id)
    before = predecessor(after)
    if before is None:
        return Comparison(None, guide_pages.line(after), ())
    old, new = columns.plain_of(before), columns.plain_of(after)
    return Comparison(guide_pages.line(before), guide_pages.line(after), difference(old, new), old, new)
