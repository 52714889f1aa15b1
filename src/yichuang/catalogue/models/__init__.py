"""Tables of the catalogue, by room: the words, the items, what finds them."""

from yichuang.catalogue.models.finding import PlainWord, SearchBand, SearchCode, SearchEntry, SearchName
from yichuang.catalogue.models.items import ImportRun, Item, ItemVersion
from yichuang.catalogue.models.vocabulary import DataElement, Form, Instrument, Procedure, ProcedureDraft

__all__ = [
    "DataElement", "Form", "ImportRun", "Instrument", "Item", "ItemVersion", "PlainWord", "Procedure", "ProcedureDraft",
    "SearchBand", "SearchCode", "SearchEntry", "SearchName",
]
