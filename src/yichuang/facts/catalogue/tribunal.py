"""Facts of the tribunal over prerequisites: stream "docket"."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("catalogue.DocketFiled")
class DocketFiled:
    """A prerequisite of an item is called in question before the tribunal; stream "docket"."""

    item_id: UUID
    docket_kind: str
    prerequisite_hash: str
    plaintiff_id: UUID
    defendant_id: UUID
    claim_hash: str
    answer_by: date


@fact("catalogue.DocketAnswered")
class DocketAnswered:
    answer_hash: str
    bases: tuple[str, ...]


@fact("catalogue.DocketDecided")
class DocketDecided:
    """One instance has decided. `members` and `votes` stand in the same order."""

    instance: int
    presiding_id: UUID
    members: tuple[UUID, ...]
    votes: tuple[str, ...]
    verdict: str
    bases: tuple[str, ...]
    reasons_hash: str
    appeal_by: date | None


@fact("catalogue.DocketAppealed")
class DocketAppealed:
    by_organ_id: UUID
    appeal_hash: str


@fact("catalogue.DocketFinal")
class DocketFinal:
    """The time to appeal ran out, or the second instance has decided."""

    verdict: str


@fact("catalogue.DocketCarriedOut")
class DocketCarriedOut:
    """The version in force says what the verdict says."""

    version_id: UUID


@fact("catalogue.DocketWithdrawn")
class DocketWithdrawn:
    reason_hash: str
