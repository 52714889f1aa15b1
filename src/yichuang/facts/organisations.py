"""What happens to organs, posts, powers, parties and accounts. Ids, codes and dates only: names and numbers stay in tables."""

from datetime import date, datetime
from uuid import UUID

from yichuang.kernel.values import Fact, fact


@fact("organisations.OrganEstablished")
class OrganEstablished(Fact):
    organ_id: UUID
    parent_id: UUID | None
    uscc: str
    division: str


@fact("organisations.OrganChanged")
class OrganChanged(Fact):
    organ_id: UUID
    change_id: UUID
    fields: tuple[str, ...]
    from_on: date


@fact("organisations.OrganMoved")
class OrganMoved(Fact):
    organ_id: UUID
    change_id: UUID
    parent_id: UUID | None
    from_on: date


@fact("organisations.OrganEnded")
class OrganEnded(Fact):
    organ_id: UUID
    change_id: UUID
    valid_to: date
    successor_id: UUID | None = None


@fact("organisations.OfficeHoursSet")
class OfficeHoursSet(Fact):
    organ_id: UUID
    from_on: date
    spans: tuple[tuple[str, str], ...]


@fact("organisations.PostGiven")
class PostGiven(Fact):
    holding_id: UUID
    account_id: UUID
    organ_id: UUID
    post: str
    from_on: date
    to_on: date | None


@fact("organisations.PostEnded")
class PostEnded(Fact):
    holding_id: UUID
    account_id: UUID


@fact("organisations.AuthorisationGranted")
class AuthorisationGranted(Fact):
    authorisation_id: UUID
    organ_id: UUID
    item_id: UUID | None
    act: str
    post: str
    post_organ_id: UUID | None
    from_on: date
    to_on: date | None


@fact("organisations.AuthorisationWithdrawn")
class AuthorisationWithdrawn(Fact):
    authorisation_id: UUID
    withdrawn_on: date


@fact("organisations.StandInAppointed")
class StandInAppointed(Fact):
    stand_in_id: UUID
    account_id: UUID
    instead_of: UUID
    organ_id: UUID
    post: str
    from_on: date
    to_on: date


@fact("organisations.StandInEnded")
class StandInEnded(Fact):
    stand_in_id: UUID
    withdrawn_on: date


@fact("organisations.StaffCreated")
class StaffCreated(Fact):
    account_id: UUID
    organ_id: UUID


@fact("organisations.AccountClosed")
class AccountClosed(Fact):
    account_id: UUID


@fact("organisations.SecondFactorSet")
class SecondFactorSet(Fact):
    account_id: UUID


@fact("organisations.RecoveryCodesIssued")
class RecoveryCodesIssued(Fact):
    account_id: UUID
    count: int


@fact("organisations.RecoveryCodeUsed")
class RecoveryCodeUsed(Fact):
    account_id: UUID


@fact("organisations.PartyRegistered")
class PartyRegistered(Fact):
    party_id: UUID
    party_kind: str


@fact("organisations.PartyDetailsChanged")
class PartyDetailsChanged(Fact):
    party_id: UUID
    fields: tuple[str, ...]


@fact("organisations.PartyVerified")
class PartyVerified(Fact):
    party_id: UUID


@fact("organisations.ApplicantJoined")
class ApplicantJoined(Fact):
    account_id: UUID
    party_id: UUID


@fact("organisations.MandateGiven")
class MandateGiven(Fact):
    mandate_id: UUID
    agent_id: UUID
    principal_id: UUID
    mandate_kind: str
    from_on: date
    to_on: date | None
    document_sha256: str


@fact("organisations.MandateVerified")
class MandateVerified(Fact):
    mandate_id: UUID


@fact("organisations.MandateEnded")
class MandateEnded(Fact):
    mandate_id: UUID
    withdrawn_on: date


@fact("organisations.TokenIssued")
class TokenIssued(Fact):
    token_id: UUID
    account_id: UUID
    expires_at: datetime | None


@fact("organisations.TokenRevoked")
class TokenRevoked(Fact):
    token_id: UUID
    account_id: UUID


@fact("organisations.DivisionsImported")
class DivisionsImported(Fact):
    sha256: str
    as_of: date
    read: int
    new: int
    changed: int
    ended: int
    refused: int
