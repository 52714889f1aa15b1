"""Delivery: one order for everybody, nothing below a position already seen, nothing from verbs that were rolled back."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction

from yichuang.kernel.events import Head, emit
from yichuang.kernel.feed import sequence
from yichuang.kernel.values import fact, new_id

AT = datetime(2026, 9, 24, 8, 20, tzinfo=UTC)


@fact("test.Ticked")
class Ticked:
    n: int


def tick(head: Head, n: int = 1) -> Head:
    return emit(head, [Ticked(n=n)], actor="system:test", at=AT)


def feed(after: int = 0) -> list[tuple[int, UUID, int]]:
    with connection.cursor() as cursor:
        cursor.execute("select position, stream_id, seq from feed where position > %s order by position", [after])
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_events_reach_the_feed_in_the_order_they_were_written_and_only_once() -> None:
    first = tick(Head.new("case", new_id()))
    second = tick(Head.new("case", new_id()))
    tick(first)
    assert sequence() == 3
    assert [row[1:] for row in feed()] == [(first.stream_id, 1), (second.stream_id, 1), (first.stream_id, 2)]
    assert sequence() == 0


@pytest.mark.django_db
def test_the_sequencer_is_bounded() -> None:
    head = Head.new("case", new_id())
    for _ in range(5):
        head = tick(head)
    assert [sequence(2), sequence(2), sequence(2), sequence(2)] == [2, 2, 1, 0]
    assert [row[2] for row in feed()] == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_a_rolled_back_verb_leaves_nothing() -> None:
    head = Head.new("case", new_id())
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tick(head)
        _ = 1 / 0
    assert sequence() == 0 and feed() == []


def in_threads(*jobs: Callable[[], None]) -> None:
    """Run each job on its own connection; the first error is raised here."""
    errors: list[BaseException] = []

    def guarded(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_nothing_appears_below_a_position_already_seen(own_database: str) -> None:
    """Writers hold transactions open for different times, two sequencers race, and a reader follows with a cursor."""
    writers_done = threading.Event()
    seen: list[tuple[int, UUID, int]] = []
    kept: set[tuple[UUID, int]] = set()

    def writer(number: int) -> Callable[[], None]:
        def write() -> None:
            head = Head.new("case", new_id())
            for n in range(40):
                try:
                    with transaction.atomic():
                        after = tick(head, n)
                        with connection.cursor() as cursor:
                            cursor.execute("select pg_sleep(%s)", [(n * 7 + number * 3) % 5 / 500])
                        if n % 9 == number:
                            raise ZeroDivisionError
                except ZeroDivisionError:
                    continue
                head = after
                kept.add((head.stream_id, head.seq))

        return write

    def sequencer() -> None:
        while not writers_done.is_set() or sequence(7):
            sequence(7)

    def reader() -> None:
        while True:
            last = writers_done.is_set()
            rows = feed(seen[-1][0] if seen else 0)
            seen.extend(rows)
            if last and not rows and len(seen) >= len(kept):
                return

    def writers() -> None:
        try:
            in_threads(*(writer(number) for number in range(4)))
        finally:
            writers_done.set()

    in_threads(writers, sequencer, sequencer, reader)
    assert len(seen) == len(kept) and {row[1:] for row in seen} == kept
    assert seen == feed(), "a reader with a cursor saw every row there is"
    streams: dict[UUID, list[int]] = defaultdict(list)
    for _, stream_id, seq in seen:
        streams[stream_id].append(seq)
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in streams.values())


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_an_open_transaction_does_not_hold_up_the_others(own_database: str) -> None:
    opened, release = threading.Event(), threading.Event()
    slow, quick = Head.new("case", new_id()), Head.new("case", new_id())
    before = feed()[-1][0] if feed() else 0

    def write_slowly() -> None:
        with transaction.atomic():
            tick(slow)
            opened.set()
            release.wait(30)

    thread = threading.Thread(target=lambda: in_threads(write_slowly))
    thread.start()
    assert opened.wait(30)
    with transaction.atomic():
        tick(quick)
    sequence()
    release.set()
    thread.join(30)
    sequence()
    assert [row[1] for row in feed(before)] == [quick.stream_id, slow.stream_id]
