"""SIGKILL of the worker in the middle of 智能审批: nothing is half-decided, and the next worker takes the case up again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases.domain import automatic as law
from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.cases.models import AutomaticRun
from yichuang.cli import props
from yichuang.cli.players import Cast, Player, gather, work
from yichuang.cli.verify import findings
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.exchange.api import Outcome as Answered
from yichuang.exchange.api import local_registry
from yichuang.exchange.local import answer
from yichuang.exchange.models import Evidence, RegistryRequest
from yichuang.kernel.record import read

pytestmark = pytest.mark.kill
PATIENCE = 120.0


@pytest.fixture(scope="module")
def cast(own_database: str) -> Cast:
    return gather(datetime.now(UTC))


@pytest.fixture
def case(cast: Cast) -> Player:
    """A villager's small felling, sent online: its rules all hold."""
    with transaction.atomic():
        return Player(cast, "tree-felling").apply(datetime.now(UTC), party=cast.demo.applicants[0].party_id, answers=props.SMALL_FELLING)


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(
        [sys.executable, "-m", "yichuang.cli", "work"], env={**os.environ, "DATABASE_URL": url}, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield child
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(PATIENCE)


def wait_until(holds: Callable[[], object], child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert child.poll() is None, "the worker ended by itself"
        assert time.monotonic() < until, "the worker did not come so far"
        time.sleep(0.05)


def kinds(case: Player) -> list[str]:
    return [event.kind for event in read(case.case_id)]


def nothing_is_decided(case: Player) -> None:
    run = AutomaticRun.objects.get(case_id=case.case_id)
    assert (run.state, run.explanation, case.state().phase) == (law.WAITING, None, Phase.RECEIVED)
    assert not {"cases.AutomaticallyExamined", "cases.CaseAccepted", "cases.CaseGranted"} & set(kinds(case))
    assert [row.kind for row in documents.of_case(case.case_id)] == [Kind.RECEIPT]
    work()
    assert findings()["broken"] == []


def the_next_worker_grants_it(case: Player, url: str) -> None:
    """The minute a dead run waits is not waited for here."""
    AutomaticRun.objects.filter(case_id=case.case_id).update(next_try_at=datetime.now(UTC) - timedelta(seconds=1))
    with local_registry(), worker(url) as child:
        wait_until(lambda: AutomaticRun.objects.get(case_id=case.case_id).state != law.WAITING, child)
    told = cases.explanation_of(case.case_id)
    assert told.state == law.GRANTED, [row for row in (*told.guards, *told.rules) if row.get("result") != "holds" and not row.get("holds")]
    assert case.state().outcome is Outcome.GRANTED
    assert [kinds(case).count(kind) for kind in ("cases.AutomaticallyExamined", "cases.CaseAccepted", "cases.CaseGranted")] == [1, 1, 1]
    work()
    assert findings()["broken"] == []


def test_killed_while_a_question_is_out_the_log_says_waiting_and_it_is_asked_again(own_database, case):
    asked, go_on = threading.Event(), threading.Event()

    def slow(query, asks):
        asked.set()
        go_on.wait(PATIENCE)
        return answer(query, asks)

    with local_registry(slow), worker(own_database) as child:
        wait_until(asked.is_set, child)
        os.killpg(child.pid, signal.SIGKILL)
        assert child.wait(PATIENCE) == -signal.SIGKILL
        go_on.set()
    [lost] = RegistryRequest.objects.filter(case_id=case.case_id)
    assert lost.outcome == Answered.WAITING and not Evidence.objects.filter(request=lost).exists()
    nothing_is_decided(case)
    the_next_worker_grants_it(case, own_database)
    again = RegistryRequest.objects.filter(case_id=case.case_id).exclude(id=lost.id)
    assert {row.outcome for row in again} == {Answered.ANSWERED} and lost.query in {row.query for row in again}
    lost.refresh_from_db()
    assert lost.outcome == Answered.WAITING, "what is not known of it stays unknown"


def test_killed_while_the_decision_is_written_nothing_of_it_stands(own_database, case):
    """The worker has marked both checklists and comes to the number of the 受理通知书, which somebody holds."""
    waiting = "select 1 from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'number_series' and not l.granted"
    with psycopg.connect(own_database) as holder, psycopg.connect(own_database, autocommit=True) as look:
        holder.execute("lock table number_series in share row exclusive mode")
        with local_registry(), worker(own_database) as child:
            wait_until(lambda: look.execute(waiting).fetchone(), child)
            os.killpg(child.pid, signal.SIGKILL)
            assert child.wait(PATIENCE) == -signal.SIGKILL
        holder.rollback()
    assert dossier.acceptance_open(case.case_id), "what was marked was rolled back"
    assert RegistryRequest.objects.filter(case_id=case.case_id, outcome=Answered.ANSWERED).exists()
    nothing_is_decided(case)
    the_next_worker_grants_it(case, own_database)
