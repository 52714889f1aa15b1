"""A workbook or a CSV as typed rows, one at a time; every problem is named by sheet, row and column.

    with open_book(path) as book:
        table = book.table(COLUMNS, sheet="机构")
        for row in table.rows():
            row.values["name"], row.findings

Nothing is guessed: a wrong cell is None with a finding beside it. Raises BadFile for what is no table of this shape at all.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from yichuang.kernel.findings import Finding, error, warning
from yichuang.kernel.importing import BadFile
from yichuang.kernel.sheets import scan
from yichuang.kernel.sheets.cells import Column, Value, cleaned, read_cell
from yichuang.kernel.sheets.text import csv_rows

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 100_000
HEADER_WITHIN = 10
"""A banner and notes may stand above the header; further down nobody looks for it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: where it stands (`place`: 机构!12, or 12 in a CSV), values by key, and what is wrong with single cells."""

    number: int
    place: str
    values: dict[str, Value]
    findings: tuple[tuple[str, Finding], ...]
    """(place of the cell, finding): 机构!C12."""

    @property
    def is_refused(self) -> bool:
        return any(finding.severity == "error" for _, finding in self.findings)


@dataclass(slots=True)
class Table:
    """The rows below a header. `findings` are about the table itself: unknown columns, merged cells."""

    sheet: str
    columns: dict[int, Column]
    header_row: int
    source: Iterator[tuple[int, list[Any]]]
    faults: scan.Faults
    findings: list[tuple[str, Finding]] = field(default_factory=list)

    def place(self, row: int, column: int | None = None) -> str:
        cell = f"{scan.column_letters(column + 1) if column is not None else ''}{row}"
        return f"{self.sheet}!{cell}" if self.sheet else cell

    def column_of(self, key: str) -> int | None:
        """Where a column stands, counted from 0; None when the table has none."""
        return next((at for at, column in self.columns.items() if column.key == key), None)

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty. Read once."""
        for number, cells in self.source:
            if not any(cell is not None and cell != "" and (not isinstance(cell, str) or cleaned(cell)) for cell in cells) and not self._faulty(number):
                continue
            values: dict[str, Value] = {}
            findings = []
            for at, column in self.columns.items():
                value, wrong = read_cell(column, cells[at] if at < len(cells) else None)
                fault = self._fault(number, at, column)
                values[column.key] = None if fault else value
                if fault or wrong:
                    findings.append((self.place(number, at), fault or wrong))
            yield Row(number, self.place(number), values, tuple(findings))  # type: ignore[arg-type]

    def _faulty(self, number: int) -> bool:
        return any((number, at + 1) in self.faults.errors or (number, at + 1) in self.faults.unsolved for at in self.columns)

    def _fault(self, number: int, at: int, column: Column) -> Finding | None:
        if (number, at + 1) in self.faults.errors:
            return error(column.key, "error_value", "这一格是错误值（如#N/A），不是数据")
        if (number, at + 1) in self.faults.unsolved:
            return error(column.key, "formula_unsolved", "这一格是公式，文件中没有它的结果：请用表格程序打开、计算并保存")
        return None


def header_of(rows: Iterator[tuple[int, list[Any]]], wanted: Sequence[Column]) -> tuple[int, dict[int, Column], list[tuple[str, bool]], list[str]]:
    """The row that fits best among the first ten: its number, columns by position, titles not read (and whether one of that very
    title is), titles wanted but absent. A second title that means the same column is not read and no fault."""
    best: tuple[int, dict[int, Column], list[tuple[str, bool]], list[str]] = (0, {}, [], [column.titles[0] for column in wanted if column.required])
    for _, (number, cells) in zip(range(HEADER_WITHIN), rows, strict=False):
        titles = [cleaned(cell).rstrip("*＊").strip() if isinstance(cell, str) else "" for cell in cells]
        columns: dict[int, Column] = {}
        for column in wanted:
            for at, title in enumerate(titles):
                if title and title in (*column.titles, column.key) and at not in columns:
                    columns[at] = column
                    break
        absent = [column.titles[0] for column in wanted if column.required and column not in columns.values()]
        if len(columns) > len(best[1]):
            read = {titles[at] for at in columns}
            best = (number, columns, [(title, title in read) for at, title in enumerate(titles) if title and at not in columns], absent)
        if not absent and columns:
            break
    return best


class Book:
    """An open workbook; a CSV is a book of one sheet without a name."""

    def __init__(self, source: Path | bytes, *, max_rows: int = MAX_ROWS) -> None:
        self.source, self.max_rows = source, max_rows
        self.archive: zipfile.ZipFile | None = None
        self.sheets: tuple[str, ...] = ("",)
        if start_of(source) == b"PK":
            self._open()
        elif start_of(source) == b"\xd0\xcf":
            raise BadFile("文件无法读取：是旧格式的Excel文件（.xls）或者加了密码，请另存为不加密的.xlsx。")

    def _open(self) -> None:
        size = len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size
        if size > MAX_BYTES:
            raise BadFile("文件无法读取：大于%(n)sMB。", n=MAX_BYTES >> 20)
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(self.source) if isinstance(self.source, bytes) else self.source)
            scan.unpacked(self.archive)
            self.parts = scan.parts_of(self.archive)
            self.book = CalamineWorkbook.from_object(io.BytesIO(self.source) if isinstance(self.source, bytes) else str(self.source))
        except (zipfile.BadZipFile, CalamineError, OSError, RuntimeError) as problem:  # the last: locked, or packed as zipfile does not know
            raise BadFile("文件无法读取：不是Excel工作簿（.xlsx），或者已损坏。") from problem
        self.sheets = tuple(name for name in self.book.sheet_names if name in self.parts)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self.archive:
            self.archive.close()

    def table(self, wanted: Sequence[Column], *, sheet: str = "") -> Table:
        """The table with these columns: in the sheet named, else in the first sheet whose header has all that is required."""
        names = [sheet] if sheet in self.sheets and self.archive else list(self.sheets)
        best: tuple[str, list[str]] = (self.sheets[0] if self.sheets else "", [column.titles[0] for column in wanted if column.required])
        for name in names:
            made, absent = self._table(name, wanted)
            if made is not None:
                return made
            if len(absent) <= len(best[1]):
                best = (name, absent)
        absent, sheets = "、".join(best[1]), "、".join(self.sheets)
        if not self.archive:
            raise BadFile("文件无法读取：缺少列：%(columns)s。", columns=absent)
        if sheet and sheet not in self.sheets:
            raise BadFile(
                "文件无法读取：没有工作表“%(sheet)s”，现有：%(sheets)s；“%(near)s”缺少列：%(columns)s。",
                sheet=sheet, sheets=sheets, near=best[0], columns=absent,
            )  # fmt: skip
        raise BadFile("文件无法读取：工作表“%(near)s”缺少列：%(columns)s。", near=best[0], columns=absent)

    def _table(self, name: str, wanted: Sequence[Column]) -> tuple[Table | None, list[str]]:
        loaded: CalamineSheet | None = None
        faults = scan.Faults()
        if self.archive:
            faults = scan.faults(self.archive, self.parts[name], max_rows=self.max_rows)
            loaded = self.book.get_sheet_by_name(name)
        numbered = self._rows(loaded)
        header, columns, unknown, absent = header_of(numbered, wanted)
        if absent or not columns:
            return None, absent or [column.titles[0] for column in wanted]
        below = (row for row in self._rows(loaded) if row[0] > header)
        made = Table(name, columns, header, below, faults)
        made.findings += [
            (made.place(header), error("header", "column_twice", "列“%(title)s”出现了不止一次，不知道该读哪一列", title=title) if twice
             else warning("header", "column_unknown", "未识别的列“%(title)s”，不会读入", title=title))
            for title, twice in unknown
        ]  # fmt: skip
        made.findings += list(merged(made, loaded))
        return made, []

    def _rows(self, loaded: CalamineSheet | None) -> Iterator[tuple[int, list[Any]]]:
        rows = enumerate(loaded.iter_rows(), 1) if loaded is not None else csv_rows(self.source)
        for number, cells in rows:
            if number > self.max_rows:
                raise BadFile("文件无法读取：超过%(n)s行。", n=self.max_rows)
            yield number, cells


def merged(table: Table, loaded: CalamineSheet | None) -> Iterator[tuple[str, Finding]]:
    """Merged cells among the data: only the first of them holds a value, so rows would lose theirs silently."""
    for (top, left), (bottom, right) in (loaded.merged_cell_ranges or ()) if loaded is not None else ():
        if bottom + 1 > table.header_row and any(left <= at <= right for at in table.columns):
            span = f"{scan.column_letters(left + 1)}{top + 1}:{scan.column_letters(right + 1)}{bottom + 1}"
            yield table.place(top + 1, left), error("merged", "merged_cells", "合并单元格%(span)s：请取消合并并在每一行填写", span=span)


def start_of(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:2]
    try:
        with source.open("rb") as file:
            return file.read(2)
    except OSError as problem:
        raise BadFile(why=problem.strerror or str(problem)) from problem


def open_book(source: Path | bytes, *, max_rows: int = MAX_ROWS) -> Book:
    """Open a .xlsx or a CSV (UTF-8 or GB 18030); raises BadFile for anything else."""
    return Book(source, max_rows=max_rows)
