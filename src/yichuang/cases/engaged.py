"""Who works on a case for its applicant, outside the organs: rooms above register what they know when the program starts, because cases knows
none of them; whoever must not let such a one go asks here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Engagement:
    """One contract, or what becomes one, that is open now: for which case, over what, how far it is (a msgid)."""

    case_id: UUID
    what: str
    state: str


Source = Callable[[UUID], Iterable[Engagement]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Called with the party that is engaged."""
    _sources.append(source)
    return source


def engagements(party_id: UUID) -> list[Engagement]:
    """What is open now for this party, of every case."""
    return [one for source in _sources for one in source(party_id)]
