"""Plain values ↔ what stands in a cell. Pure.

A cell is text, a whole number, a Decimal, a day, yes or no, or empty. A list is one line a value; none is 无, empty is 未载明.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from yichuang.catalogue.domain.exchange.shape import Field
from yichuang.catalogue.domain.implementing import Element, Kind
from yichuang.kernel.findings import Finding, error

Raw = str | int | Decimal | date | bool | None
NONE = "无"
MOST = 2**31 - 1
REFERENCES = frozenset({Kind.ORGAN, Kind.PROCEDURE, Kind.FORM})
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
"""What no cell can hold."""


class Names(Protocol):
    """Organs, procedures and forms by the words people write, since ids mean nothing outside the installation."""

    def word(self, kind: Kind, ident: str) -> str: ...

    def ident(self, kind: Kind, word: str) -> str | None: ...


def held(plain: Any, path: tuple[str, ...]) -> Any:
    """What stands in nested mappings at a path; None where it ends early."""
    for key in path:
        plain = plain.get(key) if isinstance(plain, Mapping) else None
    return plain


def option(element: Element, value: str) -> str:
    found = element.enumeration.option(value) if element.enumeration else None
    return found.name if found else value


def cell_of(field: Field, value: Any, names: Names) -> Raw:
    """A plain value as its cell."""
    kind = field.element.kind
    if value is None or value == "":
        return None
    if kind is Kind.MONEY:
        return Decimal(value) / 100
    if kind is Kind.DATE:
        return date.fromisoformat(value)
    if kind in (Kind.NUMBER, Kind.FLAG):
        return value  # type: ignore[no-any-return]
    if kind in REFERENCES:
        return names.word(kind, value)
    if kind in (Kind.TEXTS, Kind.CHOICES):
        return "\n".join(option(field.element, str(word)) for word in value) or NONE
    return option(field.element, str(value))


def cells_of(fields: Collection[Field], plain: Any, names: Names) -> dict[str, Raw]:
    """Every column of a row from its plain content."""
    return {field.key: cell_of(field, held(plain, field.path), names) for field in fields if not (field.is_key or field.is_told)}


def storable(text: str) -> str:
    """A text as a cell can hold it."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def settled(cell: Raw) -> Any:
    """What a cell says once white space that a spreadsheet may change is put aside; an empty one is None."""
    if not isinstance(cell, str):
        return cell
    lines = storable(cell).split("\n")
    return "\n".join(line.strip().strip("\u3000\ufeff").strip() for line in lines).strip() or None


def same(one: Raw, other: Raw) -> bool:
    if one is other:
        return True
    a, b = settled(one), settled(other)
    return bool(a == b) and isinstance(a, bool) == isinstance(b, bool)


def plain_of(field: Field, cell: Raw, names: Names, stands: Collection[str]) -> tuple[Any, Finding | None]:
    """The plain value a cell says, or what is wrong. `stands` are the words of the version before, which may stay."""
    kind = field.element.kind
    said = settled(cell)
    if said is None:
        return None, None
    if kind is Kind.MONEY:
        fen = said * 100
        return (int(fen), None) if fen == int(fen) and 0 <= fen < MOST else (None, error(field.key, "not_money", "“%(text)s”不是金额，最多两位小数", text=str(said)))
    if kind is Kind.NUMBER:
        return (said, None) if 0 <= said < MOST else (None, error(field.key, "number_out_of_range", "“%(text)s”不在可填的范围内", text=str(said)))
    if kind is Kind.DATE:
        return said.isoformat(), None
    if kind in REFERENCES:
        found = names.ident(kind, said)
        return found, None if found else error(field.key, "reference_unknown", "没有“%(text)s”", text=said[:60])
    if kind is Kind.CHOICE:
        return choice(field, said, stands)
    if kind is Kind.TEXTS:
        return [] if said == NONE else [line for line in said.split("\n") if line], None
    if kind is Kind.CHOICES:
        return choices(field, said, stands)
    return said, None


def choice(field: Field, said: str, stands: Collection[str]) -> tuple[Any, Finding | None]:
    table = field.element.enumeration
    word = unicodedata.normalize("NFKC", said)
    value = table.read(said) or table.read(word) if table else said
    if value is None and said in stands:
        value = said
    if value is not None:
        return value, None
    names = "、".join(option.name for option in (table.options if table else ()))
    return None, error(field.key, "choice_unknown", "“%(text)s”不在选项内，可以填：%(options)s", text=said[:40], options=names)


def choices(field: Field, said: str, stands: Collection[str]) -> tuple[Any, Finding | None]:
    """One value a line; values in one line may be parted by 、 ； or a comma where the whole line is no value."""
    if said == NONE:
        return [], None
    values: list[str] = []
    for line in filter(None, said.split("\n")):
        whole, wrong = choice(field, line, stands)
        parts = [whole] if wrong is None else [part.strip() for part in re.split("[、；;，,]", line) if part.strip()]
        for part in parts:
            value, wrong = choice(field, part, stands)
            if wrong:
                return None, wrong
            values += [value] if value not in values else []
    return values, None
