"""A file that somebody brings → a `Document`: a workbook, a CSV of items, or JSON. Every problem has its sheet, row and column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from yichuang.catalogue.domain.exchange import (
    CODE,
    ENTRY,
    EXAMPLE,
    IGNORED,
    ITEM_FIELDS,
    ITEMS,
    LIST_FIELDS,
    NUMBER,
    Document,
    Entry,
    Field,
    ListRow,
)
from yichuang.catalogue.domain.implementing import ROWS, Kind
from yichuang.catalogue.exchange import plain_json
from yichuang.kernel import sheets
from yichuang.kernel.findings import error, warning
from yichuang.kernel.importing import BadFile
from yichuang.kernel.sheets import Book, Column, Table

KINDS = {Kind.NUMBER: sheets.Kind.INTEGER, Kind.MONEY: sheets.Kind.DECIMAL, Kind.FLAG: sheets.Kind.YES_NO, Kind.DATE: sheets.Kind.DATE}
MOST_TEXT = 32_767
MOST_CODE = 120
MOST_ROWS = 50_000
MOST_FINDINGS = 2_000
"""Kept of those about the file; all are counted."""
Progress = Callable[[int, int], None] | None


def wanted(fields: Sequence[Field]) -> list[Column]:
    return [
        Column(f.key, (f.title,), KINDS.get(f.element.kind, sheets.Kind.TEXT), required=f is CODE, max_length=MOST_CODE if f is CODE else MOST_TEXT) for f in fields
    ]


def read(source: Path | bytes, progress: Progress = None) -> Document:
    """Raises BadFile for what cannot be read at all."""
    data = source if isinstance(source, bytes) else None
    start = data[:64] if data is not None else start_of(source)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return plain_json.read(data if data is not None else whole(source))
    with sheets.open_book(source, max_rows=MOST_ROWS + 10) as book:
        document = Document(lists={})
        names = list(book.sheets)
        if ITEMS not in names and len(names) > 1:
            raise BadFile("文件无法读取：没有工作表“%(sheet)s”，现有：%(sheets)s。", sheet=ITEMS, sheets="、".join(names))
        items(document, book, ITEMS if ITEMS in names else names[0] if names else "", progress)
        known = {element.name: key for key, element in ROWS.items()}
        lists: dict[str, dict[str, str]] = {}
        for name in names if ITEMS in names else ():
            if name in known:
                lists[known[name]] = rows_of(document, book, known[name], name, progress)
            elif name not in (ITEMS, *IGNORED):
                stray(document, book, name, known)
        document.lists = lists
    return document


def start_of(source: Any) -> bytes:
    try:
        with source.open("rb") as file:
            return bytes(file.read(64))
    except OSError as problem:
        raise BadFile(why=problem.strerror or str(problem)) from problem


def whole(source: Any) -> bytes:
    if source.stat().st_size > sheets.book.MAX_BYTES:
        raise BadFile("文件无法读取：大于%(n)sMB。", n=sheets.book.MAX_BYTES >> 20)
    return bytes(source.read_bytes())


def letters(table: Table) -> dict[str, str]:
    """Key → the letter of its column."""
    return {column.key: sheets.scan.column_letters(at + 1) for at, column in table.columns.items()}


def note(document: Document, found: tuple[str, Any]) -> None:
    if len(document.findings) < MOST_FINDINGS:
        document.findings.append(found)


def is_head(values: dict[str, Any]) -> bool:
    """The second row of the head, with the keys; or the example of the empty workbook."""
    return values.get(CODE.key) in (CODE.key, EXAMPLE)


def items(document: Document, book: Book, name: str, progress: Progress) -> None:
    table = book.table(wanted(ITEM_FIELDS), sheet=name)
    document.columns = {key: letter for key, letter in letters(table).items() if key != CODE.key}
    document.findings += table.findings
    for count, row in enumerate(table.rows(), 1):
        if is_head(row.values):
            continue
        if progress and count % 500 == 0:
            progress(count, 0)
        code = row.values.pop(CODE.key)
        if not code:
            document.orphans += 1
            for found in row.findings:
                note(document, found)
            continue
        if code in document.entries:
            first = document.entries[code]
            first.findings.append((table.place(row.number, table.column_of(CODE.key)), error(CODE.key, "duplicate_code", "事项编码重复，第一次在%(at)s", at=first.at)))
            continue
        number = row.values.pop(NUMBER.key, None)
        claims = str(row.values.pop(ENTRY.key, None) or "").strip()
        cells = {key: value for key, value in row.values.items() if value is not None}
        document.entries[code] = Entry(code, row.place, number if isinstance(number, int) else None, claims, cells, findings=list(row.findings))


def rows_of(document: Document, book: Book, key: str, name: str, progress: Progress) -> dict[str, str]:
    """The rows of one list into their entries; returns its columns."""
    table = book.table(wanted(LIST_FIELDS[key]), sheet=name)
    document.findings += table.findings
    for count, row in enumerate(table.rows(), 1):
        if is_head(row.values):
            continue
        if progress and count % 500 == 0:
            progress(count, 0)
        code = row.values.pop(CODE.key)
        entry = document.entries.get(str(code))
        if entry is None:
            document.orphans += 1
            for found in row.findings:
                note(document, found)
            if code:
                at = table.place(row.number, table.column_of(CODE.key))
                note(document, (at, error(CODE.key, "item_unknown", "“%(sheet)s”表里没有事项编码“%(code)s”", sheet=ITEMS, code=str(code)[:60])))
            continue
        entry.findings += row.findings
        row.values.pop("of_name", None)
        entry.lists.setdefault(key, []).append(ListRow(row.place, {k: value for k, value in row.values.items() if value is not None}))
    return {key: letter for key, letter in letters(table).items() if key != CODE.key}


def stray(document: Document, book: Book, name: str, known: dict[str, str]) -> None:
    """A sheet that is none of ours: an error where it looks like one, since what it says would be lost silently."""
    try:
        book.table([Column(CODE.key, (CODE.title,), required=True)], sheet=name)
    except BadFile:
        document.findings.append((name, warning("sheet", "sheet_unknown", "未识别的工作表“%(sheet)s”，不会读入", sheet=name)))
    else:
        document.findings.append((name, error("sheet", "sheet_misnamed", "未识别的工作表“%(sheet)s”，可以用的名称：%(names)s", sheet=name, names="、".join(known))))
