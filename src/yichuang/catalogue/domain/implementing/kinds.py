"""What an element of an implementing version is: its names, its kind of value, its group. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The shape of an element's value; `None` (or an empty text) is 未载明 in every one."""

    TEXT = "text"
    LONG = "long"
    """A text of several lines."""
    NUMBER = "number"
    MONEY = "money"
    """An amount in fen."""
    FLAG = "flag"
    """Yes, no, or not stated."""
    DATE = "date"
    CHOICE = "choice"
    """One value of `enumeration`; a source's other words are kept as they stand."""
    CHOICES = "choices"
    """A list of values of `enumeration`; an empty list says none."""
    TEXTS = "texts"
    """A list of texts; an empty list says none."""
    LIMIT = "limit"
    """`{"amount", "unit"}`, in rows only; a version's own limits are two elements, the amount naming its unit's key."""
    REFERENCE = "reference"
    """The code of a row of the list `refers`."""
    ORGAN = "organ"
    PROCEDURE = "procedure"
    FORM = "form"
    CODES = "codes"
    """A mapping with the fixed keys of `parts`, and others as a source gives them."""
    EXTRA = "extra"
    """Fields of a source that have no element (extend_field); kept, not edited."""
    FILE = "file"
    """SHA-256 of a file that was uploaded for the row; the text whose `file` names it says what the file is called."""
    RECORD = "record"
    """One row: a mapping with the keys of `parts`."""
    ROWS = "rows"
    """A list of rows, each a mapping with the keys of `parts`; an empty list says none."""


LISTS = frozenset({Kind.TEXTS, Kind.CHOICES, Kind.ROWS})
"""Kinds whose empty list says none, while `None` says nothing."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of an enumeration: what is stored, its names, and the standard's code where the words are stored."""

    value: str
    name: str
    name_en: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Values an element may take. `source` names the table they come from."""

    key: str
    options: tuple[Option, ...]
    source: str = "GB/T 39046"

    def option(self, value: str) -> Option | None:
        return next((option for option in self.options if option.value == value), None)

    def read(self, word: str) -> str | None:
        """The stored value for a value, a name or a code as people write it; None when it is none of them."""
        wanted = word.strip()
        found = (option.value for option in self.options if wanted in (option.value, option.name, option.name_en, option.code or None))
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Group:
    """One section of the editor and of the exchange."""

    key: str
    name: str
    name_en: str
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One element 要素. `key` is the column of a version, or the field of a row; `standard` its name in GB/T 39046 table 4
    and the tables built on it (domain.md C4), empty for what a case needs beyond the standard."""

    key: str
    name: str
    name_en: str
    group: str
    kind: Kind = Kind.TEXT
    standard: str = ""
    enumeration: Enumeration | None = None
    note: str = ""
    note_en: str = ""
    unit: str = ""
    """For an amount: the key of the element that holds its unit."""
    refers: str = ""
    """For a reference: the list whose rows' codes it takes."""
    file: str = ""
    """For a text: the part that holds the file it names, where one was uploaded."""
    parts: tuple[Element, ...] = ()
    row: type | None = None
    """The dataclass of `domain.terms` a row or a record becomes."""

    @property
    def is_list(self) -> bool:
        return self.kind in LISTS

    def part(self, key: str) -> Element:
        """Raises KeyError."""
        return {part.key: part for part in self.parts}[key]
