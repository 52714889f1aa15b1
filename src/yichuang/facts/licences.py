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


@fact("licences.LicenceStateChanged")
class LicenceStateChanged:
    """暂扣, 恢复, 撤回, 撤销, 吊销, 注销: `ground` is the code of the cause, `document_id` the decision."""

    case_id: UUID | None
    number: str
    state: str
    was: str
    ground: str
    document_id: UUID | None


@fact("licences.LicencePrinted")
class LicencePrinted:
    """补打 of the same edition."""

    case_id: UUID | None
    number: str
    edition: int
    copy: int
