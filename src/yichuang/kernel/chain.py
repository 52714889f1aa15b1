"""The link of the chain: what is hashed, and how (design §4)."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from yichuang.kernel.values import dump, instant, quoted

SCHEME = 1
"""Leads every hashed array, so that another digest (SM3) can follow beside SHA-256."""

ZERO = bytes(32)
"""What the first event of a stream is chained to."""


def link(
    prev: bytes, *, stream: str, stream_id: UUID, seq: int, kind: str, v: int, data: dict[str, object],
    actor: str, at: datetime, effective_at: datetime,
) -> bytes:
    """SHA-256(0x01 ‖ prev_hash ‖ canonical array), the scheme of design §4. `data` is plain already."""
    return link_dumped(
        prev, stream=stream, stream_id=stream_id, seq=seq, kind=kind, v=v, data=dump(data), actor=actor, at=at,
        effective_at=effective_at,
    )


def link_dumped(
    prev: bytes, *, stream: str, stream_id: UUID, seq: int, kind: str, v: int, data: bytes,
    actor: str, at: datetime, effective_at: datetime,
) -> bytes:
    """`link` for a writer that has the canonical bytes of `data` already: they stand in the array as they are."""
    before = f'[{SCHEME},{quoted(stream)},"{stream_id}",{seq},{quoted(kind)},{v},'
    after = f',{quoted(actor)},"{instant(at)}","{instant(effective_at)}"]'
    return sha256(b"\x01" + prev + before.encode() + data + after.encode()).digest()
