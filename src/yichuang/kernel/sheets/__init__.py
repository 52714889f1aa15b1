"""Reads tables people bring: CSV as text, one line at a time."""

from yichuang.kernel.sheets.text import csv_rows, encoding_of

__all__ = ["csv_rows", "encoding_of"]
