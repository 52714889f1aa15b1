"""Tables of the catalogue, by room: the words, the items, what finds them."""

from yichuang.catalogue.models.exchange import ImportLine, ImportPreview
from yichuang.catalogue.models.finding import PlainWord, SearchBand, SearchEntry
from yichuang.catalogue.models.items import ImportRun, Item, ItemVersion
from yichuang.catalogue.models.vocabulary import DataElement, Form, Instrument, Procedure, ProcedureDraft

__all__ = [
    "DataElement", "Form", "ImportLine", "ImportPreview", "ImportRun", "Instrument", "Item", "ItemVersion", "PlainWord", "Procedure", "ProcedureDraft",
    "SearchBand", "SearchEntry",
]
