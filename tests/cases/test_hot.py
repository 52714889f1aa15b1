"""The hot verb costs one read and one statement (design §4, §10): counted where they leave for the server."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from yichuang.cases import api as cases
from yichuang.cases.fold import check_case
from yichuang.cli.players import Player, gather
from yichuang.clock import queries as clock
from yichuang.organisations import powers

from .conftest import at

pytestmark = pytest.mark.django_db(transaction=True)
NOW = at("2026-03-03 09:00")


@pytest.fixture
def sent(monkeypatch):
    """Every statement any cursor sends, Django's own included."""
    statements: list[str] = []
    execute = psycopg.Cursor.execute  # RawCursor and Django's cursors inherit it

    def spy(self, query, *args, **kwargs):
        statements.append(query.decode() if isinstance(query, bytes) else str(query))
        return execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", spy)
    return statements


def test_completing_a_step_is_one_read_and_one_statement(sent, monkeypatch) -> None:
    """Between the looks, once a second, at which powers and which calendar are in force."""
    monkeypatch.setattr(powers, "MAX_AGE", 600)
    monkeypatch.setattr(clock, "MAX_AGE", 600)
    powers.forget()
    cast = gather(NOW)
    first, second = (Player(cast, "drainage").apply(NOW).accept(NOW) for _ in range(2))
    for case in (first, second):  # the first fills the caches of the process
        task = case.state().open_tasks[0]
        actor = cast.holder(task.post, task.organ_id, NOW)
        later = NOW + timedelta(hours=1)
        sent.clear()
        cases.complete(case.case_id, task.id, verdict="agree", opinion="同意。", actor=actor, now=later)
    assert len(sent) == 2, [s[:90] for s in sent]
    assert sent[0].startswith("select") and sent[1].startswith("with moved as")
    powers.forget()


def test_both_statements_are_prepared() -> None:
    """psycopg ignores `prepare=True` on a connection without a threshold, and says nothing: the server is asked."""
    powers.forget()
    cast = gather(NOW)
    case = Player(cast, "drainage").apply(NOW).accept(NOW).review(NOW)
    with connection.cursor() as cursor:
        cursor.execute("select statement from pg_prepared_statements where generic_plans > 0")
        known = [text for (text,) in cursor.fetchall()]
    assert any(text.startswith("select c.version") for text in known)
    assert any(text.startswith("with moved as (update case_record") and "tasks_new" in text for text in known)
    assert case.state().open_tasks
    powers.forget()


def test_the_row_written_by_changed_columns_is_the_fold_of_its_stream() -> None:
    powers.forget()
    cast = gather(NOW)
    case = Player(cast, "soil-conservation").apply(NOW).accept(NOW).review(NOW)
    assert list(check_case(case.case_id)) == []
    powers.forget()
