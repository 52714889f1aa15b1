"""Rows of a list that comes in as a file: every problem goes into the report, rows without a wrong cell come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from yichuang.catalogue.imports.report import ImportReport
from yichuang.kernel.findings import Finding
from yichuang.kernel.sheets import Column, Row, open_book

T = TypeVar("T")
STEP = 500
"""Rows between two words of progress."""


def sound_rows(
    source: Path | bytes, columns: Sequence[Column], judge: Callable[[Row], tuple[T, list[Finding]]], report: ImportReport, *, sheet: str, most: int,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[T]:
    """What `judge` makes of each row, where neither it nor the sheet found an error. Raises what `open_book` does."""
    with open_book(source, max_rows=most) as book:
        table = book.table(columns, sheet=sheet)
        for place, finding in table.findings:
            report.add(place, [finding])
        for row in table.rows():
            report.read += 1
            value, findings = judge(row)
            found = [*row.findings, *((row.place, one) for one in findings)]
            for place, finding in found:
                report.add(place, [finding])
            if any(finding.severity == "error" for _, finding in found):
                report.refused += 1
            else:
                yield value
            if progress and report.read % STEP == 0:
                progress(report.read, 0)
