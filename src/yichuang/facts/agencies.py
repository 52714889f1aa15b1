"""Facts of intermediaries 中介服务 (streams "agency_service", "agency", "agency_request"). Words stand in the tables, here hashes of them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("agencies.ServiceListed")
class ServiceListed:
    """A statutory intermediary service entered the published list 中介服务清单, with the article it stands on."""

    code: str
    item_code: str
    material_type: str
    instrument_id: UUID
    article: str
    authority_ref: str


@fact("agencies.ServiceEnded")
class ServiceEnded:
    """A service left the list: no request for it is published any more."""

    authority_ref: str
    reason_hash: str


@fact("agencies.AgencyApplied")
class AgencyApplied:
    """An agency asks to be listed, or to change what it is listed with: each service with working days, price in fen, last day of its
    qualification and the hash of its paper. `organ_id` is the organ it is connected with, None when it declares none."""

    party_id: UUID
    services: tuple[tuple[UUID, int, int, date | None, str], ...]
    staff_count: int
    organ_id: UUID | None
    text_hash: str


@fact("agencies.AgencyAdmitted")
class AgencyAdmitted:
    """What it handed in was checked; it is listed. `organ_id`: the connected organ as the check found it."""

    organ_id: UUID | None
    authority_ref: str


@fact("agencies.AgencyTurnedDown")
class AgencyTurnedDown:
    """The application was checked and not met, with the reason."""

    authority_ref: str
    reason_hash: str


@fact("agencies.AgencySuspended")
class AgencySuspended:
    """暂停: no new work, until restored; what is under contract goes on."""

    ground: str
    complaint_id: UUID | None
    authority_ref: str
    reason_hash: str


@fact("agencies.AgencyRestored")
class AgencyRestored:
    """The suspension is over."""

    authority_ref: str
    reason_hash: str


@fact("agencies.AgencyRemoved")
class AgencyRemoved:
    """清退: off the list, by a named ground."""

    ground: str
    authority_ref: str
    reason_hash: str


@fact("agencies.ComplaintMade")
class ComplaintMade:
    """An owner complains of the agency of a contract."""

    complaint_id: UUID
    request_id: UUID
    ground: str
    text_hash: str


@fact("agencies.ComplaintAnswered")
class ComplaintAnswered:
    """A complaint was looked into: upheld or not."""

    complaint_id: UUID
    finding: str
    authority_ref: str
    text_hash: str


@fact("agencies.ServiceRequested")
class ServiceRequested:
    """An owner published a request. `commitment` is the hash of the random value of a draw, "" for an open choice; money in fen."""

    party_id: UUID
    service_id: UUID
    version_id: UUID
    material_code: str
    case_id: UUID | None
    organ_ids: tuple[UUID, ...]
    way: str
    days: int
    price_fen: int | None
    closes_on: date
    commitment: str
    text_hash: str


@fact("agencies.OfferMade")
class OfferMade:
    """An agency offers: amount in fen, working days."""

    agency_id: UUID
    amount_fen: int
    days: int


@fact("agencies.OfferWithdrawn")
class OfferWithdrawn:
    """An agency took its offer back before the list closed."""

    agency_id: UUID


@fact("agencies.AgencyChosen")
class AgencyChosen:
    """The owner chose one of the offers."""

    agency_id: UUID
    amount_fen: int
    days: int


@fact("agencies.ListClosed")
class ListClosed:
    """The agencies a lot is drawn among, as they were eligible when the list closed."""

    agency_ids: tuple[UUID, ...]
    list_hash: str


@fact("agencies.LotDrawn")
class LotDrawn:
    """The lot, with everything needed to draw it again: the random value that was committed to, and the owner's number."""

    agency_id: UUID
    secret: str
    owner_number: str
    seed: str
    place: int


@fact("agencies.ContractProposed")
class ContractProposed:
    """The owner put the contract before the agency: amount in fen, working days, the paper by hash."""

    agency_id: UUID
    amount_fen: int
    days: int
    file_sha256: str


@fact("agencies.ContractSigned")
class ContractSigned:
    """Both have signed; the agency's clock runs from the next working day."""

    due_on: date
    calendar_version: str


@fact("agencies.ContractDeclined")
class ContractDeclined:
    """The agency does not sign; the request is over."""

    reason_hash: str


@fact("agencies.WorkStopped")
class WorkStopped:
    """The agency's clock stands still for a cause that lies with the owner."""

    ground: str
    reason_hash: str


@fact("agencies.WorkResumed")
class WorkResumed:
    """The cause is gone; `due_on` is the new last day."""

    due_on: date


@fact("agencies.ReportDelivered")
class ReportDelivered:
    """The agency handed the report over."""

    file_sha256: str
    on_time: bool


@fact("agencies.ReportReturned")
class ReportReturned:
    """The owner sent it back; the days with the owner do not count. `due_on` is the new last day."""

    reason_hash: str
    due_on: date


@fact("agencies.ReportAccepted")
class ReportAccepted:
    """The owner took the report; it is a paper of the owner, and of the case where there is one."""

    file_sha256: str
    stored_id: UUID
    case_id: UUID | None


@fact("agencies.ServiceRated")
class ServiceRated:
    """The owner rated the agency, in the five levels of GB/T 39046."""

    level: str
    text_hash: str


@fact("agencies.RequestWithdrawn")
class RequestWithdrawn:
    """The owner took the request back before a contract was signed."""

    reason_hash: str


@fact("agencies.ContractEnded")
class ContractEnded:
    """The contract ended before a report was accepted."""

    reason_hash: str
