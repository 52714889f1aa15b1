"""Facts of a licence 许可证件 (stream "licence")."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("licences.LicenceOrdered")
class LicenceOrdered:
    """Written beside the decision: number, identifier and contents are fixed; the paper follows."""

    case_id: UUID | None
    item_id: UUID | None
    licence_type: str
    number: str
    identifier: str
    holder_id: UUID
    organ_id: UUID
    valid_from: date
    valid_to: date | None
    template: str
    content_hash: str


@fact("licences.LicenceReady")
class LicenceReady:
    """制证: the signed file of this version exists."""

    case_id: UUID | None
    number: str
    edition: int
    file_hash: str
    certificate: str


@fact("licences.LicenceFailed")
class LicenceFailed:
    """The file could not be made; a task for the certificate officer."""

    case_id: UUID | None
    attempt: int
    error: str


@fact("licences.LicenceHandedOver")
class LicenceHandedOver:
    """领证签收: given to the holder or an agent, with proof."""

    case_id: UUID | None
    number: str
    edition: int
    mode: str
    handed_on: date
    proof_hash: str


@fact("licences.LicenceVoided")
class LicenceVoided:
    """作废 of a spoilt edition before it was handed over; number and licence stay."""

    case_id: UUID | None
    number: str
    edition: int
    reason_hash: str


@fact("licences.LicenceReissued")
class LicenceReissued:
    """补证: a new edition with the same number and the same expiry."""

    case_id: UUID | None
    number: str
    edition: int
    identifier: str
    reason_hash: str


@fact("licences.LicenceChanged")
class LicenceChanged:
    """变更, 49: new contents, same number."""

    case_id: UUID | None
    number: str
    edition: int
    content_hash: str


@fact("licences.LicenceRenewed")
class LicenceRenewed:
    """延续, 50: starts at the old expiry."""

    case_id: UUID | None
    number: str
    edition: int
    valid_from: date
    valid_to: date | None
    by_silence: bool


@fact("licences.EndingNoticed")
class EndingNoticed:
    """The holder is told that the licence is to be recalled or revoked (`to`), on which ground, and until when to answer."""

    case_id: UUID | None
    number: str
    proceeding_id: UUID
    to: str
    ground: str
    respond_by: date
    document_id: UUID


@fact("licences.EndingHeard")
class EndingHeard:
    """陈述申辩 of the holder is on record."""

    case_id: UUID | None
    number: str
    proceeding_id: UUID
    document_id: UUID


@fact("licences.EndingDropped")
class EndingDropped:
    """The recall or revocation is not carried on."""

    case_id: UUID | None
    number: str
    proceeding_id: UUID


@fact("licences.LicenceSuspended")
class LicenceSuspended:
    """暂扣."""

    case_id: UUID | None
    number: str
    ground: str
    document_id: UUID | None


@fact("licences.LicenceRestored")
class LicenceRestored:
    """发还: valid again after 暂扣."""

    case_id: UUID | None
    number: str
    ground: str
    document_id: UUID | None


@fact("licences.LicenceRecalled")
class LicenceRecalled:
    """撤回, article 8: law or facts changed; compensation."""

    case_id: UUID | None
    number: str
    ground: str
    document_id: UUID | None


@fact("licences.LicenceRevoked")
class LicenceRevoked:
    """撤销, article 69."""

    case_id: UUID | None
    number: str
    ground: str
    document_id: UUID | None


@fact("licences.LicenceForfeited")
class LicenceForfeited:
    """吊销: a penalty, decided by enforcement."""

    case_id: UUID | None
    number: str
    ground: str
    document_id: UUID | None


@fact("licences.LicenceCancelled")
class LicenceCancelled:
    """注销, article 70, always last; `ground` is the item of the article."""

    case_id: UUID | None
    number: str
    ground: str
    document_id: UUID | None


@fact("licences.ApplicationBanned")
class ApplicationBanned:
    """不得再次申请 (stream "ban"): false material (`article` 78) or a licence got by fraud (79), to the end of `to_on`."""

    party_id: UUID
    item_id: UUID
    article: str
    to_on: date
    case_id: UUID | None
    licence_id: UUID | None


@fact("licences.LicencePrinted")
class LicencePrinted:
    """补打 of the same edition."""

    case_id: UUID | None
    number: str
    edition: int
    copy: int
