"""Double click, lost answer, retried call: a public verb is done once and answers the same."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from yichuang.kernel.errors import Invalid, Refusal
from yichuang.kernel.idempotency import Answer, KeyReused, fingerprint, once, purge
from yichuang.kernel.values import new_id

NOW = datetime(2026, 9, 24, 8, 20, tzinfo=UTC)
REQUEST = fingerprint("POST", "/api/v1/cases", b"{}")


class Verb:
    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> Answer:
        self.done += 1
        return Answer(201, f'{{"n":{self.done},"说":"收件"}}'.encode(), {"ETag": '"1"'})


@pytest.mark.django_db
def test_the_same_request_again_gets_the_stored_answer() -> None:
    verb = Verb()
    first, again = (once("account:1", "k", REQUEST, verb, now=NOW) for _ in range(2))
    assert verb.done == 1
    assert (again.status, again.body, dict(again.headers)) == (first.status, first.body, dict(first.headers))
    assert (first.replayed, again.replayed) == (False, True)


@pytest.mark.django_db
def test_another_request_with_the_key_is_refused_with_422() -> None:
    verb = Verb()
    once("account:1", "k", REQUEST, verb, now=NOW)
    with pytest.raises(KeyReused) as refused:
        once("account:1", "k", fingerprint("POST", "/api/v1/cases", b"[]"), verb, now=NOW)
    assert refused.value.status == 422 and verb.done == 1


@pytest.mark.django_db
def test_keys_belong_to_their_system() -> None:
    verb = Verb()
    once("account:1", "k", REQUEST, verb, now=NOW)
    once("account:2", "k", REQUEST, verb, now=NOW)
    assert verb.done == 2


@pytest.mark.django_db
def test_a_refused_verb_leaves_its_key_free() -> None:
    def refuse() -> Answer:
        raise Refusal()

    with pytest.raises(Refusal):
        once("account:1", "k", REQUEST, refuse, now=NOW)
    assert once("account:1", "k", fingerprint("other"), Verb(), now=NOW).status == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00"])
def test_a_key_that_cannot_be_kept_is_refused_by_name(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        once("account:1", key, REQUEST, Verb(), now=NOW)
    assert refused.value.errors[0].field == "Idempotency-Key"


@pytest.mark.django_db
def test_answers_are_kept_seven_days() -> None:
    once("s", "old", REQUEST, Verb(), now=NOW - timedelta(days=7, seconds=1))
    once("s", "new", REQUEST, Verb(), now=NOW - timedelta(days=6))
    assert purge(NOW) == 1


def test_parts_of_a_request_do_not_run_together() -> None:
    assert fingerprint("ab", "c") != fingerprint("a", "bc")


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_a_double_click_acts_once(own_database: str) -> None:
    verb, key, answers = Verb(), str(new_id()), []
    inside = threading.Event()

    def slowly() -> Answer:
        inside.set()
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(0.2)")
        return verb()

    def click() -> None:
        try:
            answers.append(once("account:1", key, REQUEST, slowly, now=NOW))
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    clicks[0].start()
    inside.wait(10)
    clicks[1].start()
    for thread in clicks:
        thread.join(20)
    assert verb.done == 1 and len({answer.body for answer in answers}) == 1 and len(answers) == 2
