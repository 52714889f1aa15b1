"""Versions as one workbook: a row a version, a sheet for each list, drop-downs, notes, a frozen head.

Every text is written as text into cells of the text format: nothing from the data ever becomes a formula, also after editing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from yichuang.catalogue import columns
from yichuang.catalogue.domain.exchange import (
    CODE,
    ENTRY,
    EXAMPLE,
    ITEM_FIELDS,
    ITEMS,
    LIST_FIELDS,
    NONE,
    NUMBER,
    Field,
    Names,
    Raw,
    cells_of,
    marker,
)
from yichuang.catalogue.domain.exchange.cells import storable
from yichuang.catalogue.domain.implementing import ELEMENTS, ROWS, Kind
from yichuang.catalogue.exchange import selection
from yichuang.catalogue.exchange.names import HeldNames
from yichuang.catalogue.models import ItemVersion
from yichuang.kernel.errors import Refusal
from yichuang.kernel.sheets import workbook

MOST_TEXT = 32_767
OPEN_ROWS = 5_000
"""Rows below the head that get drop-downs."""
WIDTHS = {Kind.LONG: 44, Kind.FLAG: 8, Kind.NUMBER: 9, Kind.MONEY: 11, Kind.DATE: 12}
STATUS_WORDS = {"draft": "草稿", "published": "已发布", "suspended": "已暂停", "imported": "参考指南", "ended": "已停用"}
HELP = (
    "一行是一个事项的一个版本；材料、条件等另有各自的表，用“事项编码”对应。",
    "留空是未载明；确实没有的填“无”；一格里有几项的，一项一行（Alt+Enter换行）。",
    "不想改的列可以整列删去，不想改的表可以整张删去：文件里没有的，导入时不动。",
    "导入前先预览；有一处错误，整个文件都不写入。导入的内容成为草稿，已发布的版本不变。",
    "Each row is one version of one item; lists stand in sheets of their own and refer to it by 事项编码.",
    "Empty means not stated; write 无 for none; several values in one cell stand on lines of their own.",
    "Columns and sheets that you delete are left as they are. Nothing is written while there is an error; what is imported is a draft.",
)


class TextTooLong(Refusal):
    code, status = "catalogue.text_too_long", 422
    message = "事项%(code)s的“%(element)s”长于一格能放的%(n)s个字"
    remedy = "请导出为JSON"


class Writer:
    """One workbook being written, row by row; memory does not grow with the rows."""

    def __init__(self, file: IO[bytes] | str) -> None:
        self.book = workbook(file)
        self.head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEF2F6", "num_format": "@"})
        self.keys = self.book.add_format({"font_color": "#5F6B76", "font_size": 9, "bottom": 1, "num_format": "@"})
        self.text = self.book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.plain = self.book.add_format({"valign": "top"})
        self.options = [e for e in dict.fromkeys(f.element.enumeration for fs in (ITEM_FIELDS, *LIST_FIELDS.values()) for f in fs) if e]
        self.help()
        self.sheets = {ITEMS: self.sheet(ITEMS, ITEM_FIELDS)}
        for key, element in ROWS.items():
            self.sheets[key] = self.sheet(element.name, LIST_FIELDS[key])
        self.next = dict.fromkeys(self.sheets, 2)
        self.option_sheet()

    def help(self) -> None:
        page = self.book.add_worksheet("说明")
        page.set_column(0, 0, 110)
        for number, line in enumerate(HELP):
            page.write_string(number, 0, line)

    def sheet(self, name: str, fields: Sequence[Field]) -> Any:
        page = self.book.add_worksheet(name)
        page.freeze_panes(2, 2 if name != ITEMS else 1)
        for at, field in enumerate(fields):
            number = field.element.kind in (Kind.NUMBER, Kind.MONEY)
            page.set_column(at, at, WIDTHS.get(field.element.kind, 20), self.day if field.element.kind is Kind.DATE else self.plain if number else self.text)
            page.write_string(0, at, field.title, self.head)
            self.choices(page, at, field)
        for at, field in enumerate(fields):
            page.write_string(1, at, field.standard or field.key, self.keys)
            note = "\n".join(filter(None, (field.title_en, field.note, field.note_en)))
            page.write_comment(0, at, note, {"x_scale": 1.6})
        if name == ITEMS:
            page.activate()
            page.set_first_sheet()
        return page

    def choices(self, page: Any, at: int, field: Field) -> None:
        element, area = field.element, (2, at, OPEN_ROWS, at)
        if field.key.endswith("?"):
            page.data_validation(*area, {"validate": "list", "source": ["有", NONE]})
        elif element.kind is Kind.FLAG:
            page.data_validation(*area, {"validate": "list", "source": ["是", "否"]})
        elif element.kind is Kind.CHOICE and element.enumeration:
            column = self.options.index(element.enumeration)
            letter, last = xlsxwriter.utility.xl_col_to_name(column), len(element.enumeration.options)
            page.data_validation(*area, {"validate": "list", "source": f"=选项!${letter}$1:${letter}${last}", "error_type": "warning"})

    def option_sheet(self) -> None:
        page = self.book.add_worksheet("选项")
        names = [[option.name for option in enumeration.options] for enumeration in self.options]
        for row in range(max(map(len, names))):
            for at, words in enumerate(names):
                if row < len(words):
                    page.write_string(row, at, words[row])
        page.hide()

    def line(self, sheet: str, fields: Sequence[Field], cells: dict[str, Raw], code: str) -> None:
        row = self.next[sheet]
        self.next[sheet] += 1
        for at, field in enumerate(fields):
            cell = cells.get(field.key)
            if cell is not None:
                self.cell(self.sheets[sheet], row, at, cell, field, code)

    def cell(self, page: Any, row: int, at: int, cell: Raw, field: Field, code: str) -> None:
        if isinstance(cell, bool):
            page.write_string(row, at, "是" if cell else "否", self.text)
        elif isinstance(cell, int | Decimal):
            page.write_number(row, at, cell, self.plain)
        elif isinstance(cell, date):
            page.write_datetime(row, at, cell, self.day)
        else:
            text = storable(str(cell))
            if len(text) > MOST_TEXT:
                raise TextTooLong(code=code, element=field.title, n=MOST_TEXT)
            page.write_string(row, at, text, self.text)

    def content(self, code: str, plain: dict[str, Any], names: Names, *, number: int, status: str, claims: str = "") -> None:
        cells = cells_of(ITEM_FIELDS, plain, names)
        cells |= {marker(element): None if plain[key] is None else "有" if plain[key] else NONE for key, element in ROWS.items()}
        cells |= {CODE.key: code, NUMBER.key: number, "of_status": STATUS_WORDS[status], ENTRY.key: claims or None}
        self.line(ITEMS, ITEM_FIELDS, cells, code)
        for key, fields in LIST_FIELDS.items():
            for row in plain[key] or ():
                self.line(key, fields, {**cells_of(fields, row, names), CODE.key: code, "of_name": plain["name"]}, code)

    def close(self) -> None:
        for key in self.sheets:
            fields = ITEM_FIELDS if key == ITEMS else LIST_FIELDS[key]
            self.sheets[key].autofilter(1, 0, max(self.next[key] - 1, 1), len(fields) - 1)
        self.book.close()


def write(file: IO[bytes] | str, batches: Iterable[list[ItemVersion]], progress: Any = None) -> int:
    """The workbook of some versions; returns how many. Raises TextTooLong."""
    writer, names, count = Writer(file), HeldNames(), 0
    for batch in batches:
        names.prime(batch)
        claimed = selection.claimed(batch)
        for version in batch:
            stands = claimed.get(version.item_id, "")
            writer.content(version.item.code, columns.plain_of(version), names, number=version.number, status=version.status, claims=stands)
            count += 1
        if progress:
            progress(count, 0)
    writer.close()
    return count



SHOWN: dict[str, Any] = {
    "name": "城镇污水排入排水管网许可", "regime": "licence", "task_type": "01", "promised_amount": 10, "promised_unit": "working_day", "service_objects": ["3", "4"],
    "visits": 0, "prerequisites": [], "fees": [],
    "materials": [{"code": "M1", "name": "城镇污水排入排水管网许可申请表", "required": True, "original": 1, "source": "申请人自备"}],
    "conditions": [{"code": "C1", "text": "排放口的设置符合城镇排水与污水处理规划的要求", "article": "《城镇排水与污水处理条例》第二十二条第一款第一项"}],
    "bases": [{"title": "城镇排水与污水处理条例", "article": "第二十一条、第二十二条"}],
}  # fmt: skip
"""What the example of the empty workbook says."""


def template(file: IO[bytes] | str) -> None:
    """An empty workbook: heads, notes, drop-downs, and one example that is never read."""
    writer = Writer(file)
    writer.content(EXAMPLE, {element.key: None for element in ELEMENTS} | SHOWN, HeldNames(), number=1, status="draft")
    writer.close()
