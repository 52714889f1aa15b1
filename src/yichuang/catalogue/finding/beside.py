"""What other rooms offer beside a search: they register when the program starts, because the catalogue knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yichuang.catalogue.finding.finders import Found


@dataclass(frozen=True, slots=True)
class Beside:
    """One line above the hits; `note` is a sentence in the language of the page."""

    name: str
    name_en: str
    href: str
    note: str


Finder = Callable[[str, Found], Sequence[Beside]]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Called with what was asked and what was found, on the first page of a search."""
    _finders.append(finder)
    return finder


def beside(text: str, found: Found) -> list[Beside]:
    return [line for finder in _finders for line in finder(text, found)] if text and found.page == 1 else []
