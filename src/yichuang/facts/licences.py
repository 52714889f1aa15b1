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


@fact("licences.LicenceCorrected")
class LicenceCorrected:
    """更正: a slip on the paper; made anew with the same number, validity and licence, the old paper goes out of use."""

    case_id: UUID | None
    number: str
    edition: int
    content_hash: str
    document_id: UUID


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


@fact("licences.BanLifted")
class BanLifted:
    """不得再次申请 ends before its day (stream "ban"): the finding it stood on fell. ground: revoked, corrected."""

    ground: str
    reason_hash: str


@fact("licences.LicencePrinted")
class LicencePrinted:
    """补打 of the same edition."""

    case_id: UUID | None
    number: str
    edition: int
    copy: int


@fact("licences.LicencePrintedOnBlank")
class LicencePrintedOnBlank:
    """套打: the paper of an edition is printed on a numbered blank."""

    case_id: UUID | None
    number: str
    edition: int
    blank: str


@fact("licences.BlanksReceived")
class BlanksReceived:
    """入库 (stream "blank_batch"): a run of numbered blanks of one series."""

    organ_id: UUID
    series: str
    prefix: str
    first: int
    last: int
    width: int


@fact("licences.BlanksIssued")
class BlanksIssued:
    """领用: handed to an officer, who answers for them from then on."""

    first: int
    last: int
    to: UUID


@fact("licences.BlanksReturned")
class BlanksReturned:
    """退回: unused sheets back into stock."""

    first: int
    last: int


@fact("licences.BlankUsed")
class BlankUsed:
    """制证: one sheet carries one paper."""

    number: int
    licence_id: UUID
    edition: int


@fact("licences.BlanksSpoilt")
class BlanksSpoilt:
    """作废: the sheets are kept and counted out, with a reason."""

    first: int
    last: int
    reason_hash: str


@fact("licences.BlanksCounted")
class BlanksCounted:
    """日结 (stream "blank_count"): the count at the end of a day beside the book; a difference has a written cause."""

    organ_id: UUID
    series: str
    counted_on: date
    booked: int
    counted: int
    note_hash: str
