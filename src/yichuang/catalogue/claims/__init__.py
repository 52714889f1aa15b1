"""Claiming 认领 from the national and provincial lists: lists and entries, claims, the report 应领尽领. The door of this room."""

from yichuang.catalogue.claims.claiming import claim, decline, find_entries, inherit
from yichuang.catalogue.claims.lists import import_list, seed
from yichuang.catalogue.claims.report import EntryLine, ListLine, Report, lists, report

__all__ = [
    "EntryLine", "ListLine", "Report", "claim", "decline", "find_entries", "import_list", "inherit", "lists", "report", "seed",
]
