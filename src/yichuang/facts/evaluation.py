"""Facts of ratings 好差评 (stream "rating"). What somebody wrote stays in the table; here stand codes and hashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("evaluation.CaseRated")
class CaseRated:
    """An applicant rated a finished case (一事一评) or a visit to the window (一次一评)."""

    case_id: UUID
    occasion: str
    item_id: UUID
    item_version_id: UUID
    organ_id: UUID
    party_id: UUID
    level: str
    indicators: Mapping[str, str]
    text_hash: str


@fact("evaluation.FollowUpOpened")
class FollowUpOpened:
    """差评: the organ finds out what happened, mends it and answers, until a day."""

    case_id: UUID
    organ_id: UUID
    due_on: date


@fact("evaluation.RatingAnswered")
class RatingAnswered:
    """The organ's answer to a bad rating: what was found, and what was done (the words by hash)."""

    case_id: UUID
    finding: str
    authority_ref: str
    text_hash: str
