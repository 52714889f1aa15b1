"""What the fold reads of a recorded event: what was said, by whom, when, and from when it counts."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from yichuang.kernel.values import Fact


class Told(Protocol):
    """What the fold reads of a recorded event (kernel.events.Recorded has it)."""

    @property
    def stream_id(self) -> UUID: ...
    @property
    def fact(self) -> Fact: ...
    @property
    def actor(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def effective_at(self) -> datetime: ...


class Moment:
    """Who said a fact and when: the part of a recorded event the fold reads."""

    __slots__ = ("actor", "at", "effective_at", "stream_id")

    def __init__(self, stream_id: UUID, actor: str, at: datetime, effective_at: datetime) -> None:
        self.stream_id, self.actor, self.at, self.effective_at = stream_id, actor, at, effective_at

    @property
    def account_id(self) -> UUID | None:
        """The person who acted; None for the system."""
        kind, _, ident = self.actor.partition(":")
        return UUID(ident) if kind == "account" else None
