"""Reactions: exactly the effects of each event once, in order; a stream that fails three times waits, others go on."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction

from yichuang.kernel import subscriptions
from yichuang.kernel.events import Head, Recorded, emit
from yichuang.kernel.feed import sequence
from yichuang.kernel.subscriptions import parked, replay, run, run_all_once, subscribe
from yichuang.kernel.values import fact, new_id

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 24, 8, 20, tzinfo=UTC)


@fact("test.Rang")
class Rang:
    n: int


@fact("test.Hummed")
class Hummed:
    n: int


class Ear:
    """A handler with an effect in the database, so that rolling back is seen; fails on the streams it is told to."""

    def __init__(self) -> None:
        self.deaf: set[UUID] = set()
        self.calls = 0

    def hear(self, event: Recorded) -> None:
        self.calls += 1
        with connection.cursor() as cursor:
            cursor.execute("insert into heard (stream_id, seq) values (%s, %s)", [event.stream_id, event.seq])
        if event.stream_id in self.deaf:
            raise ValueError("cannot hear")

    def heard(self, stream_id: UUID | None = None) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("select seq from heard where %s::uuid is null or stream_id = %s order by n", [stream_id, stream_id])
            return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS", {})
    with connection.cursor() as cursor:
        cursor.execute("create temp table heard (n serial, stream_id uuid, seq int) on commit drop")
    made = Ear()
    subscribe("test.ear", Rang)(made.hear)
    return made


def told(head: Head, *facts: object) -> Head:
    with transaction.atomic():
        return emit(head, facts, actor="system:test", at=AT)


def stream() -> Head:
    return Head.new("case", new_id())


def test_a_handler_hears_its_kinds_in_order_once(ear: Ear) -> None:
    head = told(stream(), Rang(n=1), Hummed(n=2), Rang(n=3))
    assert run_all_once() == 3
    assert ear.heard(head.stream_id) == [1, 3]
    assert run_all_once() == 0 and ear.calls == 2


def test_what_is_not_in_the_feed_yet_is_not_heard(ear: Ear) -> None:
    told(stream(), Rang(n=1))
    assert run() == 0 and ear.heard() == []


def test_run_is_bounded(ear: Ear) -> None:
    told(stream(), *(Rang(n=n) for n in range(10)))
    sequence()
    assert [run(4), run(4), run(4), run(4)] == [4, 4, 2, 0]


def test_a_failure_takes_back_its_effects_and_is_tried_again(ear: Ear) -> None:
    head = told(stream(), Rang(n=1), Rang(n=2))
    ear.deaf.add(head.stream_id)
    sequence()
    run()
    assert ear.heard() == [] and ear.calls == 1
    ear.deaf.clear()
    run()
    assert ear.heard() == [1, 2] and parked() == []


def test_after_three_failures_the_stream_waits_and_others_go_on(ear: Ear) -> None:
    bad, good = told(stream(), Rang(n=1)), told(stream(), Rang(n=1))
    bad = told(bad, Rang(n=2))
    ear.deaf.add(bad.stream_id)
    run_all_once()
    assert ear.calls == 4 and ear.heard() == [1] == ear.heard(good.stream_id)
    (waiting,) = parked()
    assert (waiting.stream_id, waiting.seq, waiting.waiting) == (bad.stream_id, 1, 2)
    assert waiting.error == "ValueError: cannot hear"


def test_later_events_of_a_parked_stream_wait_in_order_until_replayed(ear: Ear) -> None:
    bad = told(stream(), Rang(n=1))
    ear.deaf.add(bad.stream_id)
    run_all_once()
    bad = told(bad, Rang(n=2), Rang(n=3))
    run_all_once()
    assert ear.calls == 3
    assert replay("test.ear", bad.stream_id) == 0 and parked()[0].waiting == 3
    ear.deaf.clear()
    assert replay("test.ear", bad.stream_id) == 3
    assert ear.heard(bad.stream_id) == [1, 2, 3] and parked() == []
    told(bad, Rang(n=4))
    run_all_once()
    assert ear.heard(bad.stream_id) == [1, 2, 3, 4]


def test_a_handler_may_write_events_that_are_heard_in_their_turn(ear: Ear) -> None:
    def answer(event: Recorded) -> None:
        if event.fact.n < 3:
            told(stream(), Rang(n=event.fact.n + 1))

    subscribe("test.answer", Rang)(answer)
    told(stream(), Rang(n=1))
    run_all_once()
    assert ear.heard() == [1, 1, 1]


def test_a_name_has_one_handler(ear: Ear) -> None:
    with pytest.raises(ValueError, match="two handlers"):
        subscribe("test.ear", Hummed)(lambda event: None)


def test_a_new_subscription_hears_from_the_beginning(ear: Ear) -> None:
    told(stream(), Rang(n=1))
    run_all_once()
    late: list[int] = []
    subscribe("test.late", Rang)(lambda event: late.append(event.fact.n))
    run_all_once()
    assert late == [1]
