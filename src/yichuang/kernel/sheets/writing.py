"""Writes tables people take away. Data stays text: nothing in a cell becomes a formula, a link or a number on its own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import IO, Any, BinaryIO

import xlsxwriter

OPTIONS = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def workbook(file: IO[bytes] | str, **more: Any) -> xlsxwriter.Workbook:
    """A workbook to be filled row by row and closed by the caller."""
    return xlsxwriter.Workbook(file, {**OPTIONS, **more})


def write_xlsx(
    file: BinaryIO, title: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, width: int = 24, freeze: tuple[int, int] = (1, 1)
) -> None:
    """One sheet of texts under a bold head."""
    book = workbook(file)
    sheet, bold = book.add_worksheet(title[:31]), book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(*freeze)
    sheet.set_column(0, len(head) - 1, width)
    for column, cell in enumerate(head):
        sheet.write_string(0, column, cell, bold)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()


def write_csv(file: BinaryIO, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """UTF-8 with the mark spreadsheets need; what begins like a formula is quoted, so that it stays text."""
    text = TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    out = csv.writer(text)
    out.writerow(head)
    out.writerows([f"'{cell}" if cell[:1] in FORMULA else cell for cell in row] for row in rows)
    text.flush()
    text.detach()
