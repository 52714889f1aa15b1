"""Some versions into an open file, as a workbook or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import IO, Any

from yichuang.catalogue.exchange import plain_json, selection, workbook
from yichuang.catalogue.exchange.names import HeldNames
from yichuang.catalogue.exchange.selection import Selection

FORMATS = ("xlsx", "json")
PAGE = 50


def export(file: IO[bytes], wanted: Selection, *, format: str, now: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Returns how many versions were written. Raises TextTooLong for a text no cell can hold."""
    ids = selection.chosen(wanted)
    batches = selection.read(ids)
    say = (lambda done, _total: progress(done, len(ids))) if progress else None
    return workbook.write(file, batches, say) if format == "xlsx" else plain_json.write(file, batches, now=now, progress=say)


def plain_page(wanted: Selection, *, page: int) -> tuple[list[dict[str, Any]], bool]:
    """A page of the same items as plain values, and whether there is another."""
    start = (page - 1) * PAGE
    ids, names = selection.chosen(wanted, start, start + PAGE + 1), HeldNames()
    found = [version for batch in selection.read(ids[:PAGE]) for version in batch]
    names.prime(found)
    stands = selection.claimed(found)
    return [plain_json.plain_item(version, names, stands.get(version.item_id, "")) for version in found], len(ids) > PAGE
