"""What happened to an agency, told from its stream with the words that were kept beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.agencies.domain.words import HAPPENED
from yichuang.agencies.models import Said
from yichuang.facts.agencies import AgencyApplied
from yichuang.kernel.record import read

BOUND = 100


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of an agency's history; `name` a msgid, `words` the reason that was given."""

    at: datetime
    name: str
    words: str


def of_agency(agency_id: UUID) -> tuple[Happened, ...]:
    """What happened to an agency, the newest first, each decision with its reason."""
    said = dict(Said.objects.filter(stream_id=agency_id).values_list("seq", "text"))
    events = [event for event in read(agency_id) if event.kind in HAPPENED]
    return tuple(Happened(e.at, HAPPENED[e.kind], "" if e.kind == AgencyApplied.kind else said.get(e.seq, "")) for e in reversed(events[-BOUND:]))
