"""Reads the tables people bring: workbooks and CSV as typed rows, with every problem named by sheet, row and column."""

from yichuang.kernel.sheets.book import Book, Row, Table, open_book
from yichuang.kernel.sheets.cells import Column, Kind, Value
from yichuang.kernel.sheets.text import csv_rows, encoding_of

__all__ = ["Book", "Column", "Kind", "Row", "Table", "Value", "csv_rows", "encoding_of", "open_book"]
