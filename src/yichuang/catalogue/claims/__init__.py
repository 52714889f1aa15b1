"""Claiming 认领 from the national and provincial lists: lists and entries, claims, the report 应领尽领. The door of this room."""

from yichuang.catalogue.claims import choosing
from yichuang.catalogue.claims.claiming import claim, claimable, decline, inherit, listed, place_of, stand
from yichuang.catalogue.claims.incoming import import_lists
from yichuang.catalogue.claims.linking import UnlinkedLine, Unlinkeds, link_imported, unlinked
from yichuang.catalogue.claims.lists import import_list, seed
from yichuang.catalogue.claims.report import EntryLine, ListLine, OnEntry, Report, lists, report, standing_on

__all__ = [
    "EntryLine", "ListLine", "OnEntry", "Report", "UnlinkedLine", "Unlinkeds", "choosing", "claim", "claimable", "decline", "import_list", "import_lists",
    "inherit", "link_imported", "listed",
    "lists", "place_of", "report", "seed", "stand", "standing_on", "unlinked",
]
