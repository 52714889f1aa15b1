"""The only writer of events (design §4): two doors, `emit` and `event_cte`. Reading and checking stand in record.py.

A stream's row (case, licence, document, item …) keeps `head_seq` and `head_hash`; whoever writes has locked that row
or names its version in the same statement. `seal` is pure: it numbers and chains facts onto a head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from yichuang.kernel.chain import ZERO, link, link_dumped
from yichuang.kernel.prepared import together
from yichuang.kernel.record import Broken, Chain, Recorded, chains, check_all, check_chain, read, read_many
from yichuang.kernel.revive import upcaster
from yichuang.kernel.values import Effective, dump, plain

__all__ = [
    "ALWAYS", "ZERO", "Broken", "Chain", "Effective", "Head", "Record", "Recorded", "Sealed", "chains", "check_all", "check_chain",
    "emit", "event_cte", "fact_data", "link", "read", "read_many", "seal", "upcaster",
]

@dataclass(frozen=True, slots=True)
class Head:
    """The end of a stream: `seq` of its last event (0 = none yet) and that event's hash."""

    stream: str
    stream_id: UUID
    seq: int
    hash: bytes

    @classmethod
    def new(cls, stream: str, stream_id: UUID) -> Head:
        return cls(stream, stream_id, 0, ZERO)


@dataclass(frozen=True, slots=True)
class Record:
    """One sealed event, ready to be inserted."""

    seq: int
    kind: str
    v: int
    data: str
    effective_at: datetime
    prev_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """Facts chained onto a stream; `head` is the stream's end after they are written."""

    stream: str
    stream_id: UUID
    actor: str
    at: datetime
    records: tuple[Record, ...]
    head: Head


@cache
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))


def fact_data(fact: Any) -> dict[str, object]:
    """A fact's fields in the plain form that is stored and hashed."""
    cls: Any = type(fact)
    return {name: plain(getattr(fact, name)) for name in _names(cls)}


def seal(head: Head, facts: Sequence[Any], *, actor: str, at: datetime) -> Sealed:
    """Number and chain facts (or `Effective` ones) onto `head`. Pure.

    Raises ValueError on data that may not be recorded and on a fact counted from a moment after it was said.
    """
    if not facts:
        raise ValueError("a verb that records nothing has nothing to seal")
    seq, prev, records = head.seq, head.hash, []
    for item in facts:
        fact, effective_at = (item.fact, item.effective_at) if isinstance(item, Effective) else (item, at)
        if effective_at > at:
            raise ValueError(f"{fact.kind} would count from {effective_at}, after it was said at {at}")
        seq += 1
        data = dump(fact_data(fact))
        digest = link_dumped(
            prev, stream=head.stream, stream_id=head.stream_id, seq=seq, kind=fact.kind, v=fact.v, data=data,
            actor=actor, at=at, effective_at=effective_at,
        )
        records.append(Record(seq, fact.kind, fact.v, data.decode(), effective_at, prev, digest))
        prev = digest
    end = Head(head.stream, head.stream_id, seq, prev)
    return Sealed(head.stream, head.stream_id, actor, at, tuple(records), end)


def event_cte(sealed: Sealed, *, guard: str = "moved") -> tuple[str, list[Any]]:
    """The SQL fragment that writes sealed events and their outbox rows, for use behind a `with` of the caller.

    Returns CTEs `ev` and `ob` and their parameters. `guard` names the caller's own CTE (`update … returning id`);
    when that returns no row, nothing is written.
    """
    rows = ",".join(["(%s::int,%s,%s::int,%s::jsonb,%s::timestamptz,%s::bytea,%s::bytea)"] * len(sealed.records))
    params: list[Any] = [sealed.stream, sealed.stream_id, sealed.actor, sealed.at]
    for r in sealed.records:
        params += [r.seq, r.kind, r.v, r.data, r.effective_at, r.prev_hash, r.hash]
    sql = f"""
    ev as (
      insert into event (stream, stream_id, seq, kind, v, data, actor, at, effective_at, prev_hash, hash)
      select %s::text, %s::uuid, x.seq, x.kind, x.v, x.data, %s::text, %s::timestamptz, x.effective_at, x.prev_hash, x.hash
      from (values {rows}) as x(seq, kind, v, data, effective_at, prev_hash, hash)
      where exists (select 1 from {guard})
      returning stream_id, seq
    ), ob as (
      insert into outbox (stream_id, seq) select stream_id, seq from ev order by seq returning n
    )"""
    return sql, params


ALWAYS = ("moved as (select 1)", list[Any]())
"""The guard of a verb whose row is locked or new: nothing can have moved."""


def emit(head: Head, facts: Sequence[Any], *, actor: str, at: datetime) -> Head:
    """Write facts behind `head` inside the caller's transaction and return the new head.

    The caller has locked the stream's row and stores the returned head on it. Two writers on one head collide on the
    primary key (stream_id, seq): the loser's transaction fails whole.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("emit writes inside the caller's transaction; open transaction.atomic() first")
    sealed = seal(head, facts, actor=actor, at=at)
    together(ALWAYS, event_cte(sealed))
    return sealed.head
