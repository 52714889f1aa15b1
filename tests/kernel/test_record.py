"""The record: every fact keeps its bytes through PostgreSQL, nothing is changed afterwards, every tampering is named."""

from __future__ import annotations

import importlib
import pkgutil
import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import yichuang.facts
from yichuang.kernel import events
from yichuang.kernel.events import Effective, Head, emit, seal
from yichuang.kernel.values import FACTS, canonical, fact, new_id, parse_instant

for module in pkgutil.iter_modules(yichuang.facts.__path__):
    importlib.import_module(f"yichuang.facts.{module.name}")

AT = datetime(2026, 9, 24, 8, 20, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
INTEGER = st.integers(-(2**53) + 1, 2**53 - 1)
DAY = st.dates(date(1900, 1, 1), date(2200, 1, 1))
MOMENT = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
PLAIN = st.none() | st.booleans() | INTEGER | TEXT
JSON = st.recursive(PLAIN, lambda item: st.lists(item, max_size=3) | st.dictionaries(TEXT, item, max_size=3))
SCALARS = {
    str: TEXT, int: INTEGER, bool: st.booleans(), date: DAY, datetime: MOMENT, UUID: st.uuids(), bytes: st.binary(max_size=40),
    types.NoneType: st.none(), object: JSON, Any: JSON,
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value an annotation allows."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in SCALARS:
        return SCALARS[hint]
    if origin in (Union, types.UnionType):
        return st.one_of([values_of(arg) for arg in args])
    if origin is tuple and args[-1] is not Ellipsis:
        return st.tuples(*(values_of(arg) for arg in args))
    if origin in (tuple, list, frozenset, Sequence):
        items = st.lists(values_of(args[0]), max_size=3)
        return items.map(tuple if origin is Sequence else origin)
    if origin in (dict, Mapping):
        return st.dictionaries(values_of(args[0]), values_of(args[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if is_dataclass(hint):
        return objects(hint)
    raise TypeError(f"no strategy makes a {hint}: say here what such a field holds")


def objects(cls: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(cls)
    return st.builds(cls, **{f.name: values_of(hints[f.name]) for f in fields(cls)})


def a_fact(kind: str = "cases.GateMet") -> Any:
    return FACTS[kind, 1](gate_id=new_id())


def written(count: int = 3) -> Head:
    head = Head.new("case", new_id())
    return emit(head, [a_fact() for _ in range(count)], actor="system:test", at=AT)


def tamper(sql: str, *params: object) -> None:
    """What a dishonest administrator could do."""
    with connection.cursor() as cursor:
        cursor.execute("alter table event disable trigger user")
        cursor.execute(sql, params)
        cursor.execute("alter table event enable trigger user")


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(FACTS), ids=lambda key: f"{key[0]}-{key[1]}")
def test_every_fact_keeps_its_bytes_and_its_hash_through_postgresql(key: tuple[str, int]) -> None:
    @settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(objects(FACTS[key]), min_size=1, max_size=2), MOMENT)
    def through(facts: list[Any], at: datetime) -> None:
        head = Head.new("case", new_id())
        sealed = seal(head, facts, actor="account:测试", at=at)
        assert emit(head, facts, actor="account:测试", at=at) == sealed.head
        rows = events.read(head.stream_id)
        assert events.check_chain(head.stream_id) == []
        for row, record, told in zip(rows, sealed.records, facts, strict=True):
            assert row.hash == record.hash
            assert (row.seq, row.kind, row.at, row.effective_at) == (record.seq, record.kind, at, at)
            assert canonical(events.fact_data(row.fact)) == record.data.encode() == canonical(events.fact_data(told))

    through()


def test_the_hash_is_the_one_of_the_design_book() -> None:
    stream_id = UUID("01900000-0000-7000-8000-000000000001")
    gate = UUID("01900000-0000-7000-8000-000000000002")
    made = seal(Head.new("case", stream_id), [FACTS["cases.GateMet", 1](gate_id=gate)], actor="system:实例", at=AT)
    body = (
        '[1,"case","01900000-0000-7000-8000-000000000001",1,"cases.GateMet",1,'
        '{"gate_id":"01900000-0000-7000-8000-000000000002"},"system:实例",'
        '"2026-09-24T08:20:00.000000Z","2026-09-24T08:20:00.000000Z"]'
    )
    assert made.head.hash == sha256(b"\x01" + bytes(32) + body.encode()).digest()
    assert made.head.seq == 1


@pytest.mark.parametrize("value", [1.5, "a\x00b", 2**53, -(2**53), {"a\x00": 1}, {1: "a"}, object(), [0.0], "\ud800"])
def test_what_json_or_postgresql_would_change_is_refused_at_the_door(value: object) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        seal(Head.new("case", new_id()), [a_fact()], actor="system:test", at=datetime(2026, 1, 1))


def test_nothing_counts_from_after_it_was_said() -> None:
    late = Effective(a_fact(), AT + timedelta(microseconds=1))
    with pytest.raises(ValueError):
        seal(Head.new("case", new_id()), [late], actor="system:test", at=AT)


@given(st.datetimes(timezones=st.just(UTC)))
def test_instants_read_back(moment: datetime) -> None:
    from yichuang.kernel.values import instant

    assert parse_instant(instant(moment)) == moment


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["update event set actor = 'x'", "delete from event", "truncate event cascade"])
def test_the_record_is_append_only(sql: str) -> None:
    written()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        emit(Head.new("case", new_id()), [a_fact()], actor="system:test", at=AT)


@pytest.mark.django_db
def test_two_writers_on_one_head_cannot_both_win() -> None:
    head = written(1)
    emit(head, [a_fact()], actor="system:test", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        emit(head, [a_fact()], actor="system:test", at=AT)
    assert len(events.read(head.stream_id)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("version, events_written", [(0, 2), (7, 0)])
def test_the_hot_fragment_writes_only_when_its_guard_moved_a_row(version: int, events_written: int) -> None:
    """`update … where id = … and version = …` and the events are one statement: zero rows moved, nothing written."""
    head = Head.new("case", new_id())
    sealed = seal(head, [a_fact(), a_fact()], actor="system:test", at=AT)
    fragment, params = events.event_cte(sealed)
    with connection.cursor() as cursor:
        cursor.execute("create temp table owner (id uuid, version int) on commit drop")
        cursor.execute("insert into owner values (%s, 0)", [head.stream_id])
        cursor.execute(
            f"with moved as (update owner set version = version + 2 where id = %s and version = %s returning id), {fragment}"
            " select count(*) from ob",
            [head.stream_id, version, *params],
        )
        assert cursor.fetchone()[0] == events_written
    assert len(events.read(head.stream_id)) == events_written
    assert events.check_chain(head.stream_id) == []


@pytest.mark.django_db
def test_nobody_sets_recorded_at_and_effective_at_is_kept() -> None:
    head = Head.new("case", new_id())
    emit(head, [Effective(a_fact(), AT - timedelta(days=3))], actor="system:test", at=AT)
    (row,) = events.read(head.stream_id)
    assert row.effective_at == AT - timedelta(days=3) and row.at == AT
    assert row.recorded_at not in (row.at, row.effective_at)


@pytest.mark.django_db
def test_each_event_has_its_outbox_row_in_order_of_seq() -> None:
    head = written(5)
    with connection.cursor() as cursor:
        cursor.execute("select seq from outbox where stream_id = %s order by n", [head.stream_id])
        assert [row[0] for row in cursor.fetchall()] == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_several_streams_are_read_at_once() -> None:
    first, second, nobody = written(2).stream_id, written(1).stream_id, new_id()
    found = events.read_many([first, second, nobody])
    assert [len(found[i]) for i in (first, second, nobody)] == [2, 1, 0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql, seq, why",
    [
        ("update event set data = jsonb_set(data, '{gate_id}', '\"x\"') where stream_id = %s and seq = 2", 2, "content"),
        ("update event set actor = actor || '!' where stream_id = %s and seq = 2", 2, "content"),
        ("update event set at = at - interval '1 microsecond' where stream_id = %s and seq = 2", 2, "content"),
        ("update event set hash = set_byte(hash, 31, 255 - get_byte(hash, 31)) where stream_id = %s and seq = 3", 3, "content"),
        ("update event set prev_hash = hash where stream_id = %s and seq = 2", 2, "prev_hash"),
        ("update event set stream = 'licence' where stream_id = %s and seq = 2", 2, "stream"),
        ("delete from event where stream_id = %s and seq = 2", 3, "missing"),
    ],
)
def test_every_tampering_is_named(sql: str, seq: int, why: str) -> None:
    head, sound = written(), written()
    tamper(sql, head.stream_id)
    broken = events.check_chain(head.stream_id)
    assert broken[0].seq == seq and why in broken[0].why
    assert list(events.check_all()) == broken
    assert events.check_chain(sound.stream_id) == []


@pytest.mark.django_db
def test_a_cut_tail_shows_against_the_head_of_the_owner() -> None:
    head = written()
    tamper("delete from event where stream_id = %s and seq = 3", head.stream_id)
    (chain,) = events.chains()
    assert chain.broken == () and (chain.seq, chain.hash) != (head.seq, head.hash)


@fact("test.Moved", v=2)
class Moved:
    to_on: date
    reasons: tuple[str, ...]


@events.upcaster("test.Moved", 1)
def _one_reason_became_many(data: dict[str, Any]) -> dict[str, Any]:
    return {"to_on": data["to_on"], "reasons": [data["reason"]]}


OLD_SAMPLE = '{"to_on": "2026-10-09", "reason": "45"}'


@pytest.mark.django_db
def test_an_old_shape_reads_as_the_new_one_and_its_chain_still_holds() -> None:
    stream_id, prev = new_id(), bytes(32)
    digest = events.link(
        prev, stream="case", stream_id=stream_id, seq=1, kind="test.Moved", v=1,
        data={"to_on": "2026-10-09", "reason": "45"}, actor="system:test", at=AT, effective_at=AT,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into event (stream, stream_id, seq, kind, v, data, actor, at, effective_at, prev_hash, hash)"
            " values ('case', %s, 1, 'test.Moved', 1, %s::jsonb, 'system:test', %s, %s, %s, %s)",
            [stream_id, OLD_SAMPLE, AT, AT, prev, digest],
        )
    (row,) = events.read(stream_id)
    assert row.fact == Moved(to_on=date(2026, 10, 9), reasons=("45",))
    assert events.check_chain(stream_id) == []
