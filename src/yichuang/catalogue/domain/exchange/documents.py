"""A file of versions as it was read, whatever its format: entries by item code, with the place of every cell. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yichuang.catalogue.domain.exchange.cells import Raw
from yichuang.kernel.findings import Finding

Placed = tuple[str, Finding]


@dataclass(slots=True)
class ListRow:
    """One row of a list; `cells` holds what is stated."""

    at: str
    cells: dict[str, Raw]


@dataclass(slots=True)
class Entry:
    """One item of the file. A column the file has and the entry does not state is empty: 未载明."""

    code: str
    at: str
    number: int | None = None
    claims: str = ""
    """The basic code of the entry it is to stand on."""
    cells: dict[str, Raw] = field(default_factory=dict)
    lists: dict[str, list[ListRow]] = field(default_factory=dict)
    whole: dict[str, Any] = field(default_factory=dict)
    """Elements that travel as they are (JSON only): extra, and codes beside the known ones."""
    findings: list[Placed] = field(default_factory=list)
    columns: Mapping[str, str] | None = None
    """Columns of this entry where entries differ (JSON); else those of the document."""
    list_columns: Mapping[str, Mapping[str, str]] | None = None


@dataclass(slots=True)
class Document:
    """`columns`: key → letter of the sheet of items; `lists`: list → key → letter. What the file does not have stays as it is."""

    columns: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    findings: list[Placed] = field(default_factory=list)
    """About the file, not about one item."""
    orphans: int = 0
    """Rows that belong to no item of the file."""

    def columns_of(self, entry: Entry) -> Mapping[str, str]:
        return self.columns if entry.columns is None else entry.columns

    def lists_of(self, entry: Entry) -> Mapping[str, Mapping[str, str]]:
        return self.lists if entry.list_columns is None else entry.list_columns


def place(at: str, column: str) -> str:
    """事项!12 and C make 事项!C12, 12 of a CSV makes C12; items[3] and name make items[3].name."""
    if at.isdigit():
        return f"{column}{at}"
    sheet, mark, row = at.rpartition("!")
    return f"{sheet}!{column}{row}" if mark else f"{at}.{column}"
