"""Some versions into an open file, as a workbook or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import IO

from yichuang.catalogue.exchange import plain_json, selection, workbook
from yichuang.catalogue.exchange.selection import Selection

FORMATS = ("xlsx", "json")


def export(file: IO[bytes], wanted: Selection, *, format: str, now: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Returns how many versions were written. Raises TextTooLong for a text no cell can hold."""
    ids = selection.chosen(wanted)
    batches = selection.read(ids)
    say = (lambda done, _total: progress(done, len(ids))) if progress else None
    return workbook.write(file, batches, say) if format == "xlsx" else plain_json.write(file, batches, now=now, progress=say)
