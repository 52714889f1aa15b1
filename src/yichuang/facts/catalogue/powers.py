"""Facts of powers: the list, delegations, transfer memos."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("catalogue.MandateClauseKept")
class MandateClauseKept:
    """A clause of an organ's 三定规定 is on the list; its text by hash."""

    organ_id: UUID
    text_hash: str
    valid_from: date | None


@fact("catalogue.PowerKept")
class PowerKept:
    """A power of an organ is on the power and duty list from a day on; duties and bases by hash."""

    code: str
    organ_id: UUID | None
    office_id: UUID | None
    clause_id: UUID | None
    content_hash: str
    valid_from: date | None
    replaced_id: UUID | None


@fact("catalogue.PowerEnded")
class PowerEnded:
    """The last day of a power on the list."""

    valid_to: date


@fact("catalogue.PowersImported")
class PowersImported:
    """A power and duty list came in from a file; counts as in the report."""

    sha256: str
    read: int
    new: int
    changed: int
    unchanged: int
    refused: int


@fact("catalogue.AgreementMade")
class AgreementMade:
    """通办协议: the window of one organ takes in for another from a day on; stream "agreement". Its words by hash."""

    mode: str
    window_organ_id: UUID
    for_organ_id: UUID
    item_ids: tuple[UUID, ...]
    from_on: date
    to_on: date | None
    forward_days: int
    hands_out: bool
    content_hash: str


@fact("catalogue.AgreementEnded")
class AgreementEnded:
    """Its last day is set."""

    to_on: date


@fact("catalogue.AgreementExpired")
class AgreementExpired:
    """Its last day went by: from here on the accepting organ's name is not lent any more."""

    window_organ_id: UUID
    for_organ_id: UUID
    to_on: date


@fact("catalogue.DelegationMade")
class DelegationMade:
    """A power is given on from a day on (委托 24, 下放, 划转 25, 授权 23); stream "delegation"."""

    item_id: UUID
    form: str
    from_organ_id: UUID
    to_organ_id: UUID
    place: str
    from_on: date
    to_on: date | None
    content_hash: str


@fact("catalogue.DelegationTookEffect")
class DelegationTookEffect:
    """Its first day has come: from here on the other organ decides, or acts."""

    item_id: UUID
    form: str
    from_organ_id: UUID
    to_organ_id: UUID
    from_on: date


@fact("catalogue.DelegationEnded")
class DelegationEnded:
    """Its last day is set."""

    item_id: UUID
    to_on: date


@fact("catalogue.DelegationTakenBack")
class DelegationTakenBack:
    """Before its first day its approval was taken back: it never takes effect."""

    item_id: UUID
    from_on: date


@fact("catalogue.DelegationGoesOn")
class DelegationGoesOn:
    """The approval of its end was taken back before that day: it lasts to the day it had before, or without end."""

    item_id: UUID
    to_on: date | None


@fact("catalogue.DelegationExpired")
class DelegationExpired:
    """Its last day went by: the power is back."""

    item_id: UUID
    to_on: date


@fact("catalogue.DelegationFollowedUp")
class DelegationFollowedUp:
    """后续检查 of a power given down: what was found, by hash."""

    on: date
    finding_hash: str


@fact("catalogue.MemoOpened")
class MemoOpened:
    """事项划转交接备忘录 of an item is drafted; stream "memo"."""

    item_id: UUID
    from_organ_id: UUID
    to_organ_id: UUID
    from_on: date


@fact("catalogue.MemoPartFilled")
class MemoPartFilled:
    """One of the five parts, or the list of cases, was written or changed: a signature given before is void."""

    part: str
    content_hash: str


@fact("catalogue.MemoSigned")
class MemoSigned:
    """The first of the two organs signed the five parts and the list of cases."""

    side: str
    content_hash: str
    finish: int
    hand_over: int


@fact("catalogue.MemoAgreed")
class MemoAgreed:
    """The second organ signed the same: the memo stands. `delegation_id` is of the time when the signature itself moved the power."""

    side: str
    content_hash: str
    finish: int
    hand_over: int
    delegation_id: UUID | None = None


@fact("catalogue.MemoEntered")
class MemoEntered:
    """The 划转 it is for was approved and entered for its day."""

    delegation_id: UUID


@fact("catalogue.MemoTookEffect")
class MemoTookEffect:
    delegation_id: UUID


@fact("catalogue.MemoWithdrawn")
class MemoWithdrawn:
    reason_hash: str
