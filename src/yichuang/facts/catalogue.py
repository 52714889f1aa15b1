"""Facts of the catalogue: stream "item" (one item) and stream "import" (one written import)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("catalogue.ItemVersionPublished")
class ItemVersionPublished:
    """An implementing version came into force; what cases run under, by hash."""

    version_id: UUID
    number: int
    regime: str
    effective_on: date
    content_hash: str
    replaced_id: UUID | None
    warnings: tuple[str, ...]


@fact("catalogue.ItemVersionSuspended")
class ItemVersionSuspended:
    """No new applications until it is resumed; running cases go on."""

    version_id: UUID


@fact("catalogue.ItemVersionResumed")
class ItemVersionResumed:
    version_id: UUID


@fact("catalogue.ItemVersionEnded")
class ItemVersionEnded:
    """No new applications any more. `replaced_id` names the version that took its place."""

    version_id: UUID
    replaced_id: UUID | None


@fact("catalogue.GuidesImported")
class GuidesImported:
    """参考指南 came in from a file; counts as in the report."""

    sha256: str
    read: int
    new: int
    changed: int
    unchanged: int
    refused: int


@fact("catalogue.ItemsImported")
class ItemsImported:
    """A list of items came in from a file; counts as in the report."""

    sha256: str
    read: int
    new: int
    changed: int
    unchanged: int
    refused: int
