"""Tables of the catalogue, by room: the words, the items, the situations."""

from yichuang.catalogue.models.items import ImportRun, Item, ItemVersion, SearchEntry
from yichuang.catalogue.models.situations import SituationDraft, SituationSelection, SituationSet
from yichuang.catalogue.models.vocabulary import DataElement, Form, Instrument, Procedure, ProcedureDraft

__all__ = [
    "DataElement", "Form", "ImportRun", "Instrument", "Item", "ItemVersion", "Procedure", "ProcedureDraft", "SearchEntry",
    "SituationDraft", "SituationSelection", "SituationSet",
]  # fmt: skip
