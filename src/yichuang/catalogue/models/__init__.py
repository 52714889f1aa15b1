"""Tables of the catalogue, by room: the words, the items, what finds them."""

from yichuang.catalogue.models.finding import PlainWord, SearchBand, SearchEntry
from yichuang.catalogue.models.items import ImportRun, Item, ItemVersion
from yichuang.catalogue.models.prerequisites import Docket, Instance
from yichuang.catalogue.models.vocabulary import DataElement, Form, Instrument, Procedure, ProcedureDraft

__all__ = [
    "DataElement", "Docket", "Form", "ImportRun", "Instance", "Instrument", "Item", "ItemVersion", "PlainWord", "Procedure", "ProcedureDraft",
    "SearchBand", "SearchEntry",
]
