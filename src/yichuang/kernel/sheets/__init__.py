"""Tables people bring, as typed rows with every problem named by sheet, row and column; and tables they take away."""

from yichuang.kernel.sheets.book import Book, Row, Table, open_book
from yichuang.kernel.sheets.cells import Column, Kind, Value
from yichuang.kernel.sheets.text import csv_rows, encoding_of
from yichuang.kernel.sheets.writing import workbook, write_csv, write_xlsx

__all__ = ["Book", "Column", "Kind", "Row", "Table", "Value", "csv_rows", "encoding_of", "open_book", "workbook", "write_csv", "write_xlsx"]
