"""What stands in a cell, read as the kind its column is of. Pure; a wrong cell gives a finding, never a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from yichuang.kernel.findings import Finding, error

Value = str | date | int | Decimal | bool | None


class Kind(StrEnum):
    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the key its values go by, the titles it may stand under (the first is the one we write)."""

    key: str
    titles: tuple[str, ...]
    kind: Kind = Kind.TEXT
    required: bool = False
    max_length: int = 2_000
    note: str = ""
    """What goes in, for the head of a template."""


DATE_TEXT = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))(?:[ T]00:00(?::00)?)?")
YES, NO = frozenset({"是", "1", "y", "yes", "true", "√", "✓"}), frozenset({"否", "0", "n", "no", "false", "×"})
EXACT = 10**15
"""Spreadsheets keep fifteen digits of a number; what is longer (a code typed as a number) has lost its end."""


def cleaned(text: str) -> str:
    """Blanks at the ends (full-width and unbreakable ones too) gone; lines inside stay; U+0000 never comes through here."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip().strip("\u3000\ufeff").strip()


def read_cell(column: Column, raw: Any) -> tuple[Value, Finding | None]:
    """The value of a cell (None when empty) and what is wrong with it, if anything."""
    if raw is None or (isinstance(raw, str) and not cleaned(raw)):
        missing = error(column.key, "cell_required", "没有填写“%(title)s”", title=column.titles[0]) if column.required else None
        return None, missing
    if isinstance(raw, str) and "\x00" in raw:
        return None, error(column.key, "bad_characters", "这一格含有不能保存的字符")
    value, wrong = READERS[column.kind](column, raw)
    if wrong is None and isinstance(value, str) and len(value) > column.max_length:
        return None, error(column.key, "cell_too_long", "“%(title)s”长于%(n)s个字", title=column.titles[0], n=column.max_length)
    return value, wrong


def text(column: Column, raw: Any) -> tuple[Value, Finding | None]:
    """Numbers as they would be typed: 370800.0 is 370800. A number of more than fifteen digits is no longer what was typed."""
    if isinstance(raw, bool):
        return ("是" if raw else "否"), None
    if isinstance(raw, int | float):
        if abs(raw) >= EXACT:
            return None, error(column.key, "number_too_long", "“%(title)s”超过15位，按数字保存已经失真：请把这一列设为文本格式后重新填写", title=column.titles[0])
        return (str(int(raw)) if raw == int(raw) else repr(raw)), None
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(" "), None
    if isinstance(raw, str):
        return cleaned(raw), None
    return raw.isoformat() if hasattr(raw, "isoformat") else str(raw), None


def day(column: Column, raw: Any) -> tuple[Value, Finding | None]:
    if isinstance(raw, datetime):
        return raw.date(), None
    if isinstance(raw, date):
        return raw, None
    if isinstance(raw, int | float):
        raw = str(int(raw)) if raw == int(raw) else repr(raw)
    written = unicodedata.normalize("NFKC", cleaned(str(raw)))
    found = DATE_TEXT.fullmatch(written)
    try:
        if found:
            year, month, of_month = (int(part) for part in found.groups() if part is not None)
            return date(year, month, of_month), None
    except ValueError:
        pass
    return None, error(column.key, "not_a_date", "“%(text)s”不是日期，请写成2026-09-24", text=written[:40])


def decimal(column: Column, raw: Any) -> tuple[Value, Finding | None]:
    written = unicodedata.normalize("NFKC", cleaned(str(raw))).replace(",", "")
    try:
        number = Decimal(written)
    except InvalidOperation:
        number = Decimal("nan")
    if isinstance(raw, bool | date) or not number.is_finite():
        return None, error(column.key, "not_a_number", "“%(text)s”不是数字", text=written[:40])
    return number, None


def integer(column: Column, raw: Any) -> tuple[Value, Finding | None]:
    number, wrong = decimal(column, raw)
    if wrong or not isinstance(number, Decimal):
        return None, wrong
    if number != int(number) or abs(number) >= EXACT:
        return None, error(column.key, "not_whole", "“%(text)s”不是整数", text=str(raw)[:40])
    return int(number), None


def yes_no(column: Column, raw: Any) -> tuple[Value, Finding | None]:
    if isinstance(raw, bool):
        return raw, None
    written = text(column, raw)[0]
    folded = unicodedata.normalize("NFKC", str(written)).lower()
    if folded in YES:
        return True, None
    if folded in NO:
        return False, None
    return None, error(column.key, "not_yes_or_no", "“%(text)s”应为“是”或者“否”", text=str(written)[:40])


READERS: Mapping[Kind, Callable[[Column, Any], tuple[Value, Finding | None]]] = {
    Kind.TEXT: text, Kind.DATE: day, Kind.INTEGER: integer, Kind.DECIMAL: decimal, Kind.YES_NO: yes_no,
}
