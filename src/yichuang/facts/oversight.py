"""Facts of what approval and supervision owe each other in a case 审管互动 (stream "interaction"). Who is named by id; words stay in the table."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("oversight.InteractionOpened")
class InteractionOpened:
    """A case reached a step of the boundary list: the regulating organ owes this, until `due_on` (working days of the calendar named)."""

    case_id: UUID
    boundary_id: UUID
    interaction: str
    regulate_organ_id: UUID
    days: int
    due_on: date
    calendar_version: str


@fact("oversight.InteractionDone")
class InteractionDone:
    """The regulating organ did it: what it found (the words by hash)."""

    case_id: UUID
    finding: str
    text_hash: str
    authority_ref: str


@fact("oversight.InteractionPassed")
class InteractionPassed:
    """The last day went by and it was not done. It is still owed."""

    case_id: UUID
    due_on: date


@fact("oversight.InteractionVoided")
class InteractionVoided:
    """The case came to another end before it was done: nobody owes it any more."""

    case_id: UUID
    ended_by: str
