"""Tables of the catalogue, by room: the words, the items, what finds them, how they change, which prerequisites stand, their situations."""

from yichuang.catalogue.models.delegation import Delegation
from yichuang.catalogue.models.finding import PlainWord, SearchBand, SearchEntry
from yichuang.catalogue.models.items import ImportRun, Item, ItemVersion
from yichuang.catalogue.models.life import ChangeExpert, ChangeNote, ChangePart, ChangeRequest, ItemSuccessor
from yichuang.catalogue.models.memo import MemoPart, MemoSignature, TransferMemo
from yichuang.catalogue.models.powers import MandateClause, Power
from yichuang.catalogue.models.prerequisites import Docket, Instance
from yichuang.catalogue.models.situations import SituationDraft, SituationSelection, SituationSet
from yichuang.catalogue.models.vocabulary import DataElement, Form, Instrument, Procedure, ProcedureDraft

__all__ = [
    "ChangeExpert", "ChangeNote", "ChangePart", "ChangeRequest", "DataElement", "Delegation", "Docket", "Form", "ImportRun",
    "Instance", "Instrument", "Item", "ItemSuccessor", "ItemVersion", "MandateClause", "MemoPart", "MemoSignature",
    "PlainWord", "Power", "Procedure", "ProcedureDraft", "SearchBand", "SearchEntry", "SituationDraft",
    "SituationSelection", "SituationSet", "TransferMemo",
]
