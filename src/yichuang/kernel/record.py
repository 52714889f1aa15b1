"""Reading the record and checking its chains (design §4). `kernel.events` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yichuang.kernel.chain import ZERO, link
from yichuang.kernel.revive import revive

COLUMNS = "stream, stream_id, seq, kind, v, data, actor, at, effective_at, recorded_at, hash"
CHECKED = "stream, stream_id, seq, kind, v, data, actor, at, effective_at, prev_hash, hash"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event as it was written; `fact` in its newest shape. (stream_id, seq) names it for ever."""

    fact: Any
    stream: str
    stream_id: UUID
    seq: int
    actor: str
    at: datetime
    effective_at: datetime
    recorded_at: datetime
    hash: bytes

    @property
    def kind(self) -> str:
        return str(self.fact.kind)


@dataclass(frozen=True, slots=True)
class Broken:
    """One row of a chain that does not hold."""

    stream: str
    stream_id: UUID
    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What checking one stream found: its end, to be compared with the row that owns it, and what is broken."""

    stream: str
    stream_id: UUID
    seq: int
    hash: bytes
    broken: tuple[Broken, ...]


def recorded(row: Sequence[Any]) -> Recorded:
    """A row of COLUMNS as `Recorded`."""
    stream, stream_id, seq, kind, v, data, actor, at, effective_at, recorded_at, digest = row
    fact = revive(kind, v, json.loads(data) if isinstance(data, str) else data)
    return Recorded(fact, stream, stream_id, seq, actor, at, effective_at, recorded_at, bytes(digest))


def read(stream_id: UUID) -> list[Recorded]:
    """Every event of a stream, in order."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {COLUMNS} from event where stream_id = %s order by seq", [stream_id])
        return [recorded(row) for row in cursor.fetchall()]


def read_page(stream_id: UUID, *, size: int, page: int = 1, without: Iterable[str] = ()) -> tuple[list[Recorded], bool]:
    """One page of a stream counted from its end, in order, and whether there is an older one; events of kinds `without` are not counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS} from event where stream_id = %s and kind <> all(%s) order by seq desc limit %s offset %s",
            [stream_id, list(without), size + 1, (max(page, 1) - 1) * size],
        )
        rows = [recorded(row) for row in cursor.fetchall()]
    return rows[:size][::-1], len(rows) > size


def read_many(stream_ids: Iterable[UUID]) -> dict[UUID, list[Recorded]]:
    """The events of several streams; every asked stream has its list, empty when nothing was recorded."""
    found: dict[UUID, list[Recorded]] = {stream_id: [] for stream_id in stream_ids}
    with connection.cursor() as cursor:
        cursor.execute(f"select {COLUMNS} from event where stream_id = any(%s) order by stream_id, seq", [list(found)])
        for row in cursor.fetchall():
            found[row[1]].append(recorded(row))
    return found


def check_chain(stream_id: UUID) -> list[Broken]:
    """The rows of one stream that break its chain, with the reason; empty when it holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {CHECKED} from event where stream_id = %s order by seq", [stream_id])
        rows = cursor.fetchall()
    return list(_check(rows).broken) if rows else []


def chains(batch: int = 2000) -> Iterator[Chain]:
    """Every stream of the record, checked, from one snapshot; memory is bounded by a stream and a batch.

    A cut tail leaves a valid chain: only comparing `seq` and `hash` with the owner's head_seq and head_hash finds it.
    """
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        named: Any = cursor
        named.cursor.itersize = batch
        cursor.execute(f"select {CHECKED} from event order by stream_id, seq")
        for _, rows in groupby(cursor, key=lambda row: row[1]):
            yield _check(rows)


def check_all() -> Iterator[Broken]:
    """Every broken row of the whole record, streaming."""
    for chain in chains():
        yield from chain.broken


def _check(rows: Iterable[Sequence[Any]]) -> Chain:
    prev, expected, first, broken = ZERO, 1, "", []
    stream_id, seq = UUID(int=0), 0
    for row in rows:
        stream, stream_id, seq = row[0], row[1], row[2]
        first = first or stream
        for why in _faults(row, expected=expected, prev=prev, stream=first):
            broken.append(Broken(stream, stream_id, seq, why))
        prev, expected = bytes(row[10]), seq + 1
    return Chain(first, stream_id, seq, prev, tuple(broken))


def _faults(row: Sequence[Any], *, expected: int, prev: bytes, stream: str) -> Iterator[str]:
    name, stream_id, seq, kind, v, data, actor, at, effective_at, prev_hash, digest = row
    if seq != expected:
        yield f"events {expected} to {seq - 1} are missing"
    if name != stream:
        yield f"stream is {name}, its first event says {stream}"
    if bytes(prev_hash) != prev and seq == expected:
        yield "prev_hash is not the hash of the event before"
    value = json.loads(data) if isinstance(data, str) else data
    try:
        made = link(
            bytes(prev_hash), stream=name, stream_id=stream_id, seq=seq, kind=kind, v=v, data=value,
            actor=actor, at=at, effective_at=effective_at,
        )
    except ValueError as error:
        yield f"content cannot be hashed: {error}"
        return
    if made != bytes(digest):
        yield "content does not match its hash"
