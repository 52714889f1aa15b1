"""Tables of the catalogue, by room."""

from yichuang.catalogue.models.agreement import AcceptanceAgreement, AgreementItem
from yichuang.catalogue.models.boundary import Boundary
from yichuang.catalogue.models.checks import VersionCheck, VersionFinding
from yichuang.catalogue.models.claims import BasicEntry, BasicList, Claim, Unlinked
from yichuang.catalogue.models.delegation import ChangeDelegation, ChangeRevocation, Delegation
from yichuang.catalogue.models.exchange import ImportLine, ImportPreview
from yichuang.catalogue.models.finding import PlainWord, SearchBand, SearchCode, SearchEntry, SearchName
from yichuang.catalogue.models.items import DiscardedDraft, ImportRun, Item, ItemVersion, Suspension, nothing_left
from yichuang.catalogue.models.life import ChangeExpert, ChangeNote, ChangePart, ChangeRequest, ItemSuccessor
from yichuang.catalogue.models.memo import MemoPart, MemoSignature, TransferMemo
from yichuang.catalogue.models.off_list import OffListReport
from yichuang.catalogue.models.outsourcing import ContractorCheck, Outsourced
from yichuang.catalogue.models.powers import MandateClause, Power
from yichuang.catalogue.models.prerequisites import Docket, Instance
from yichuang.catalogue.models.samples import FormFile, Sample
from yichuang.catalogue.models.situations import SituationDraft, SituationSelection, SituationSet
from yichuang.catalogue.models.smart import SmartDraft, SmartSet, SmartSwitch
from yichuang.catalogue.models.standards import Standard
from yichuang.catalogue.models.vocabulary import DataElement, Form, Instrument, Procedure, ProcedureDraft

__all__ = [
    "AcceptanceAgreement", "AgreementItem", "BasicEntry", "BasicList", "Boundary", "ChangeDelegation", "ChangeExpert", "ChangeNote", "ChangePart", "ChangeRequest",
    "ChangeRevocation", "Claim", "ContractorCheck", "DataElement",
    "Delegation", "DiscardedDraft", "Docket", "Form", "FormFile", "ImportLine", "ImportPreview", "ImportRun", "Instance", "Instrument", "Item",
    "ItemSuccessor", "ItemVersion", "MandateClause", "MemoPart", "MemoSignature", "OffListReport", "Outsourced",
    "PlainWord", "Power", "Procedure",
    "ProcedureDraft", "Sample", "SearchBand", "SearchCode", "SearchEntry", "SearchName", "SituationDraft",
    "SituationSelection", "SituationSet", "SmartDraft", "SmartSet", "SmartSwitch", "Standard", "Suspension", "TransferMemo", "Unlinked", "VersionCheck", "VersionFinding",
    "nothing_left",
]
