"""Facts of the catalogue: streams "item" (one item), "import" (one written import), "plain_word" (one word people say)."""

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


@fact("catalogue.VersionsImported")
class VersionsImported:
    """A workbook or JSON of versions came in as drafts, all of it; the file by its hash, counts as in the preview."""

    sha256: str
    read: int
    new: int
    changed: int
    unchanged: int


@fact("catalogue.PlainWordKept")
class PlainWordKept:
    """A plain word stands for item words from a day on; the words themselves are in the row, here by their hash."""

    use: str
    content_hash: str
    valid_from: date
    replaced_id: UUID | None


@fact("catalogue.PlainWordEnded")
class PlainWordEnded:
    """The word is not looked for after this day."""

    valid_until: date


@fact("catalogue.PlainWordsImported")
class PlainWordsImported:
    """Plain words came in from a file."""

    sha256: str
    read: int
