"""The exchange 交换 of implementing versions by spreadsheet and JSON: its sheets and columns, values ↔ cells, what a file changes.

Everything comes from the registry of elements (`domain.implementing`). Pure.
"""

from yichuang.catalogue.domain.exchange.cells import NONE, Names, Raw, cell_of, cells_of, same
from yichuang.catalogue.domain.exchange.documents import Document, Entry, ListRow
from yichuang.catalogue.domain.exchange.judging import Judged, judge
from yichuang.catalogue.domain.exchange.shape import (
    CODE,
    ENTRY,
    EXAMPLE,
    IGNORED,
    ITEM_FIELDS,
    ITEMS,
    LIST_FIELDS,
    NUMBER,
    Field,
    marker,
)

__all__ = [
    "CODE", "Document", "ENTRY", "EXAMPLE", "Entry", "Field", "IGNORED", "ITEMS", "ITEM_FIELDS", "Judged", "LIST_FIELDS", "ListRow", "NONE", "NUMBER", "Names",
    "Raw", "cell_of", "cells_of", "judge", "marker", "same",
]  # fmt: skip
