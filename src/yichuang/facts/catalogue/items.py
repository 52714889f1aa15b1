"""Facts of items and their versions, and of what is written into the catalogue: imports, lists, words, elements, samples."""

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


@fact("catalogue.DraftDiscarded")
class DraftDiscarded:
    """作废: a draft that never was in force is given up; the reason by its salted hash. `entry_id`: the entry of the basic list that its item,
    which had nothing else, no longer stands on."""

    version_id: UUID
    number: int
    reason_hash: str
    entry_id: UUID | None


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


@fact("catalogue.DataElementKept")
class DataElementKept:
    """A new word of the vocabulary; stream "data_element". What never changes is said, the words by their hash."""

    element: str
    element_type: str
    unit: str
    sensitivity: str
    content_hash: str


@fact("catalogue.DataElementChanged")
class DataElementChanged:
    """Other words, another source or sensitivity for the same element."""

    sensitivity: str
    content_hash: str


@fact("catalogue.BasicListImported")
class BasicListImported:
    """One edition of a national or provincial list came in (stream "basic_list"); what it leaves out ended."""

    sha256: str
    read: int
    new: int
    changed: int
    ended: int


@fact("catalogue.ItemClaimed")
class ItemClaimed:
    """认领: the item stands on this entry of a list."""

    entry_id: UUID
    list_code: str
    entry_code: str


@fact("catalogue.ItemsLinked")
class ItemsLinked:
    """Imported items were linked to entries of the list by the stated rule: so many by code, so many by name (stream "basic_list")."""

    by_code: int
    by_name: int


@fact("catalogue.EntryDeclined")
class EntryDeclined:
    """An organ does not claim an entry of the list; why stands in a table."""

    entry_id: UUID
    organ_id: UUID


@fact("catalogue.ItemReplaced")
class ItemReplaced:
    """The item ended by a split or merge; these took its place on the same day."""

    request_id: UUID
    by: tuple[UUID, ...]
    on: date


@fact("catalogue.InstrumentRepealed")
class InstrumentRepealed:
    """An instrument that items stand on is repealed from that day (stream "instrument"); what takes its place stands in the row."""

    repealed_on: date


@fact("catalogue.SampleKept")
class SampleKept:
    """A sample of a material is shown from a day on; its file by its hash."""

    use: str
    sha256: str
    valid_from: date
    replaced_id: UUID | None


@fact("catalogue.SampleEnded")
class SampleEnded:
    """The sample is not shown after this day."""

    valid_until: date


@fact("catalogue.SmartSwitchedOff")
class SmartSwitchedOff:
    """智能审批 of an item stopped: no decision is made automatically from here on. The reason stands in the row, with its salt."""

    reason_hash: str


@fact("catalogue.SmartSwitchedOn")
class SmartSwitchedOn:
    """By the head of the organ: decided automatically again, as the version in force declares."""

    reason_hash: str
