"""Facts of a credit record 信用记录 (stream "credit"). What was found and how it was put right stands in the row; facts name it by salted hash."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("credit.CreditNoted")
class CreditNoted:
    """On record from `from_on` to `to_on`: what was found, by which organ, in which case or licence. `source_id` is the ban it stands on."""

    party_id: UUID
    found: str
    organ_id: UUID
    case_id: UUID | None
    licence_id: UUID | None
    source_id: UUID | None
    from_on: date
    to_on: date
    ground_hash: str


@fact("credit.CreditRepaired")
class CreditRepaired:
    """信用修复: the party put it right and showed it; from this day on the record keeps nobody from anything."""

    proof_hash: str
    authority_ref: str


@fact("credit.CreditVoided")
class CreditVoided:
    """The finding it stood on was revoked or corrected: it is as if it had never been noted."""

    source_id: UUID
