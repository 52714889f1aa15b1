"""Facts of joint acts 联合踏勘、联合审图、联合验收、联席会议, in the stream of their 联办."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from yichuang.kernel.values import fact


@fact("joint.ActPlanned")
class ActPlanned:
    """联合踏勘、联合审图、联合验收 or 联席会议 is planned. `officers`: organ → accounts; `visits`: branch → the visit in its case;
    `free`: branches whose item's own rule says that no visit is needed 免勘; `content_hash` of place and agenda."""

    act_id: UUID
    act: str
    stage: str
    lead_organ_id: UUID
    planned_at: datetime
    content_hash: str
    branches: tuple[UUID, ...]
    free: tuple[UUID, ...]
    officers: dict[str, object]
    visits: dict[str, object]
    due_on: date | None
    silence: str
    authority_ref: str


@fact("joint.PhotoTaken")
class PhotoTaken:
    """A photo of the site; where and when it was taken stands with the file."""

    act_id: UUID
    photo_id: UUID
    sha256: str
    stamp_hash: str


@fact("joint.ActHeld")
class ActHeld:
    """It was held; `cases` are the branches in whose cases it stands on the record."""

    act_id: UUID
    held_at: datetime
    text_id: UUID
    cases: tuple[UUID, ...]


@fact("joint.ActCancelled")
class ActCancelled:
    act_id: UUID
    reason_id: UUID


@fact("joint.OpinionGiven")
class OpinionGiven:
    """The opinion of the organ of a branch: agree, conditions, or object with its article (26(2))."""

    act_id: UUID
    branch_id: UUID
    verdict: str
    article: str
    text_id: UUID


@fact("joint.OpinionReminded")
class OpinionReminded:
    """Before the due day the organ was reminded, once."""

    act_id: UUID
    branch_id: UUID
    due_on: date


@fact("joint.OpinionSilent")
class OpinionSilent:
    """The due day went by without an opinion; `silence` is the effect that was stated when it was asked."""

    act_id: UUID
    branch_id: UUID
    due_on: date
    silence: str
