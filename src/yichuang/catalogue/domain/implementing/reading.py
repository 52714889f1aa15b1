"""One value as people type it, in a page or in a cell → the plain value of its element; and back. Pure, never guesses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Any

from yichuang.catalogue.domain.implementing.kinds import Element, Kind

MOST_TEXT, MOST_LONG = 500, 4000
MOST_NUMBER = 1_000_000
DATED = r"(\d{4})\s*[-/.\u5e74]\s*(\d{1,2})\s*[-/.\u6708]\s*(\d{1,2})\s*\u65e5?|(\d{4})(\d{2})(\d{2})"
"""2026-9-30, 2026/9/30, 20260930, and with the characters for year, month and day."""
YES, NO = ("yes", "是", "有", "1", "true"), ("no", "否", "无", "没有", "0", "false")


class Unreadable(ValueError):
    """What was typed is no value of the element; `message` is a Chinese sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read_one(element: Element, text: str, *, held: Collection[str] = ()) -> Any:
    """The value of an element that is no list; None for an empty text. `held` are words that stand there already and may stay.

    Raises Unreadable.
    """
    typed = text.strip()
    if not typed:
        return None
    return READERS.get(element.kind, read_text)(element, typed, held)


def read_text(element: Element, typed: str, held: Collection[str]) -> str:
    most = MOST_LONG if element.kind is Kind.LONG else MOST_TEXT
    if len(typed) > most:
        raise Unreadable("字数太多，请写短一些")
    return typed if element.kind is Kind.LONG else " ".join(typed.split())


def read_number(element: Element, typed: str, held: Collection[str]) -> int:
    plain = unicodedata.normalize("NFKC", typed)
    if not re.fullmatch(r"[0-9]{1,7}", plain) or int(plain) > MOST_NUMBER:
        raise Unreadable("请只填数字，例如20")
    return int(plain)


def read_money(element: Element, typed: str, held: Collection[str]) -> int:
    plain = unicodedata.normalize("NFKC", typed).removesuffix("元").strip()
    found = re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?", plain)
    if found is None:
        raise Unreadable("金额请填数字，最多两位小数，例如12.50")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def read_date(element: Element, typed: str, held: Collection[str]) -> str:
    plain = unicodedata.normalize("NFKC", typed)
    found = re.fullmatch(DATED, plain)
    parts = [int(part) for part in found.groups() if part] if found else []
    try:
        return date(*parts).isoformat()
    except (TypeError, ValueError):
        raise Unreadable("日期请这样填：2026-09-30") from None


def read_flag(element: Element, typed: str, held: Collection[str]) -> bool:
    word = typed.lower()
    if word not in (*YES, *NO):
        raise Unreadable("请填是或者否")
    return word in YES


def read_choice(element: Element, typed: str, held: Collection[str]) -> str:
    value = element.enumeration.read(typed) if element.enumeration else None
    if value is None and typed not in held:
        raise Unreadable("请从列出的选项里选一个")
    return value or typed


READERS = {
    Kind.NUMBER: read_number, Kind.MONEY: read_money, Kind.DATE: read_date, Kind.FLAG: read_flag,
    Kind.CHOICE: read_choice, Kind.CHOICES: read_choice,
}  # fmt: skip


def text_of(element: Element, value: Any) -> str:
    """A value as `read_one` reads it back."""
    if value is None:
        return ""
    if element.kind is Kind.FLAG:
        return "yes" if value else "no"
    if element.kind is Kind.MONEY:
        return f"{value // 100}.{value % 100:02}" if value % 100 else str(value // 100)
    return str(value)
