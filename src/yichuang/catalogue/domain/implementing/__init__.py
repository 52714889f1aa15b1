"""The registry of the elements 要素 of an implementing version 实施清单: the terms of GB/T 39046 table 4 and the tables built on
it (domain.md C4), and what a case needs beside them. The editor, the exchange and the difference read this one place. Pure.

One element is one column of a version. What is no element: identity, life and provenance of the row (`tests/catalogue/
test_implementing.py` holds the list).
"""

from __future__ import annotations

from types import MappingProxyType

from yichuang.catalogue.domain.implementing.elements import ELEMENTS
from yichuang.catalogue.domain.implementing.groups import GROUPS
from yichuang.catalogue.domain.implementing.kinds import LISTS, Element, Enumeration, Group, Kind, Option

BY_KEY = MappingProxyType({element.key: element for element in ELEMENTS})
ROWS = MappingProxyType({element.key: element for element in ELEMENTS if element.kind is Kind.ROWS})
"""The lists of rows: one sheet of the exchange each."""

__all__ = ["BY_KEY", "ELEMENTS", "GROUPS", "LISTS", "ROWS", "Element", "Enumeration", "Group", "Kind", "Option", "group", "of_group"]


def group(key: str) -> Group:
    """Raises StopIteration for no group."""
    return next(group for group in GROUPS if group.key == key)


def of_group(key: str) -> tuple[Element, ...]:
    return tuple(element for element in ELEMENTS if element.group == key)
