"""Files of the exchange as tests make and read them."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.catalogue.conftest import NOW
from yichuang.catalogue import api
from yichuang.catalogue.exchange import Selection

exchange = api.exchange



def exported(format: str = "xlsx", **wanted) -> bytes:
    file = io.BytesIO()
    exchange.export(file, Selection(**wanted), format=format, now=NOW)
    return file.getvalue()


def sheets_of(data: bytes) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_object(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def workbook(sheets: dict[str, list[list]], more=None) -> bytes:
    """A workbook as a person would save it: text as text, numbers as numbers, days as days."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(at, column, cell, day)
                elif isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
                    page.write_number(at, column, cell)
                elif cell not in (None, ""):
                    page.write_string(at, column, str(cell))
        if more:
            more(book, page, name)
    book.close()
    return file.getvalue()


def changed(data: bytes, *cells: tuple[str, str, str, object]) -> bytes:
    """The workbook with some cells changed: (sheet, title, item code, new value); the first row of the item where there are more."""
    sheets = sheets_of(data)
    for sheet, title, code, value in cells:
        rows = sheets[sheet]
        line = next(row for row in rows[2:] if row[0] == code)
        line[rows[0].index(title)] = value
    return workbook(sheets)


def report_of(data: bytes, importer, *, write: bool = False):
    return exchange.import_versions(data, now=NOW, actor=importer, write=write)


def problems(report) -> list[tuple[str, str]]:
    return [(found.id, found.finding.code) for found in report.findings if found.finding.severity == "error"]


# the shape


BASE = [["事项编码", "事项名称", "办理制度", "承诺时限", "承诺时限单位", "计划生效日期", "服务对象"]]


def row(code="n1", name="新事项", regime="公共服务", amount=5, unit="工作日", planned="", objects=""):
    return [code, name, regime, amount, unit, planned, objects]
