"""Facts of a change request: drafted, reviewed, heard, noticed, approved, in force."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("catalogue.ChangeRequested")
class ChangeRequested:
    """Somebody began a change request on an item. `change` is the kind; what is written is named by id and salted hash."""

    request_id: UUID
    change: str
    version_id: UUID | None
    authority_ref: str


@fact("catalogue.ChangeSubmitted")
class ChangeSubmitted:
    """A request went to the legality review. `contents` are the hashes of the drafts as they are to be reviewed, by version; `entry_id` the
    entry of a basic list that is claimed from the day it takes effect."""

    request_id: UUID
    running: str
    contents: dict[str, str]
    note_id: UUID
    note_hash: str
    entry_id: UUID | None = None


@fact("catalogue.LegalityAgreed")
class LegalityAgreed:
    """`assessed`: the questions of 合法、必要、合理 that this kind of request asks, and whether each holds; their reasons stand in a table."""

    request_id: UUID
    note_id: UUID | None
    note_hash: str
    authority_ref: str
    assessed: dict[str, bool] | None = None
    assessed_hash: str = ""


@fact("catalogue.LegalityNotAgreed")
class LegalityNotAgreed:
    """Back to drafting: `opinion` says whether after changes or not at all; `article` what it would break; `assessed` as when it agrees."""

    request_id: UUID
    opinion: str
    article: str
    note_id: UUID
    note_hash: str
    authority_ref: str
    assessed: dict[str, bool] | None = None
    assessed_hash: str = ""


@fact("catalogue.ExpertsAsked")
class ExpertsAsked:
    """Experts were drawn from the pool, those with an interest left out; `seed` repeats the draw."""

    request_id: UUID
    account_ids: tuple[UUID, ...]
    pool: int
    seed: str


@fact("catalogue.ExpertOpinionGiven")
class ExpertOpinionGiven:
    request_id: UUID
    account_id: UUID
    opinion: str
    note_id: UUID
    note_hash: str


@fact("catalogue.ExpertsHeard")
class ExpertsHeard:
    """Everybody who was asked has answered, or stood aside."""

    request_id: UUID


@fact("catalogue.NoticeOpened")
class NoticeOpened:
    """The change is shown to the public, who may comment until the end of the last day."""

    request_id: UUID
    from_on: date
    to_on: date


@fact("catalogue.NoticeCommented")
class NoticeCommented:
    """Somebody commented on a notice; what and who stands in a table."""

    request_id: UUID
    comment_id: UUID
    note_hash: str


@fact("catalogue.NoticeAnswered")
class NoticeAnswered:
    request_id: UUID
    comment_id: UUID
    adopted: bool
    note_hash: str


@fact("catalogue.NoticeClosed")
class NoticeClosed:
    request_id: UUID
    comments: int


@fact("catalogue.ChangeApproved")
class ChangeApproved:
    """Takes effect on a day to come, or today."""

    request_id: UUID
    effective_on: date
    authority_ref: str


@fact("catalogue.ChangeReturned")
class ChangeReturned:
    """Back to the drafter, with a reason."""

    request_id: UUID
    note_id: UUID
    note_hash: str


@fact("catalogue.ChangeRejected")
class ChangeRejected:
    request_id: UUID
    note_id: UUID
    note_hash: str
    authority_ref: str


@fact("catalogue.ChangeWithdrawn")
class ChangeWithdrawn:
    request_id: UUID


@fact("catalogue.ChangeHeldUp")
class ChangeHeldUp:
    """On its day an approved change met what forbids it; `codes` are those of the findings. Whoever approved decides again."""

    request_id: UUID
    codes: tuple[str, ...]


@fact("catalogue.ChangeTakenBack")
class ChangeTakenBack:
    """Before its first day an approved change is taken back, with a reason that is public: it never takes effect."""

    request_id: UUID
    note_id: UUID
    note_hash: str
    authority_ref: str


@fact("catalogue.ChangeTookEffect")
class ChangeTookEffect:
    """An approved change is in force. `moves` pairs the version that ended with the one that took its place; `running` is the
    rule stated for cases under way."""

    request_id: UUID
    change: str
    running: str
    effective_on: date
    moves: tuple[tuple[UUID, UUID], ...]
