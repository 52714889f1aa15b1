"""Tables of the catalogue, by room: the words, the items, their life, what finds them."""

from yichuang.catalogue.models.claims import BasicEntry, BasicList, Claim
from yichuang.catalogue.models.finding import PlainWord, SearchBand, SearchEntry
from yichuang.catalogue.models.items import ImportRun, Item, ItemVersion
from yichuang.catalogue.models.life import ChangeExpert, ChangeNote, ChangePart, ChangeRequest, ItemSuccessor
from yichuang.catalogue.models.vocabulary import DataElement, Form, Instrument, Procedure, ProcedureDraft

__all__ = [
    "BasicEntry", "BasicList", "ChangeExpert", "ChangeNote", "ChangePart", "ChangeRequest", "Claim", "DataElement", "Form", "ImportRun", "Instrument", "Item",
    "ItemSuccessor", "ItemVersion", "PlainWord", "Procedure", "ProcedureDraft", "SearchBand", "SearchEntry",
]
