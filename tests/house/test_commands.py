"""The program as people run it: quick help, shapes of --json, clear words when something is missing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

PROGRAM = [sys.executable, "-m", "yichuang.cli"]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=120,
    )


def test_help_names_every_command_at_once() -> None:
    begun = time.monotonic()
    result = run("--help")
    assert time.monotonic() - begun < 2, "commands must be imported when they run, not for the help"
    for name in ("demo", "serve", "work", "clock", "check", "import", "simulate", "verify", "bench"):
        assert f"\n  {name} " in result.stdout


def test_help_imports_no_django() -> None:
    code = "import sys; from yichuang.cli import main; sys.exit('django' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_check_says_what_a_code_is() -> None:
    """The citizen id is the example printed in GB 11643-1999."""
    result = run("check", "11010519491231002X", "110105194912310021", "--json")
    good, bad = json.loads(result.stdout)
    assert (good["kind"], good["valid"], good["reason"]) == ("citizen_id", True, "")
    assert (bad["valid"], bool(bad["reason"])) == (False, True)
    assert result.returncode == 1


def test_a_reason_is_never_cut_however_narrow_the_screen() -> None:
    codes = ("110105194912310021", "TE5116020105116050")
    whole = [one["reason"] for one in json.loads(run("check", *codes, "--json").stdout)]
    shown = "".join(run("check", *codes, COLUMNS="60").stdout.split())
    assert "…" not in shown
    for reason in whole:
        assert set("".join(reason.split())) <= set(shown)


def test_clock_due_says_that_the_number_of_days_is_missing() -> None:
    result = run("clock", "due", "--start", "2026-09-24T16:20")
    assert result.returncode == 2 and "--days" in result.stderr and not result.stdout


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("demo", PORT=str(port), YICHUANG_HOME=str(tmp_path / "var"))
    assert result.returncode == 2
    assert f"PORT={port + 1}" in result.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("key", ["", "demo-only-not-a-secret", "short"])
def test_production_refuses_demo_keys(key: str, tmp_path: Path) -> None:
    result = run("serve", YICHUANG_MODE="production", YICHUANG_SECRET_KEY=key, YICHUANG_HOME=str(tmp_path))
    assert result.returncode == 2
    assert "YICHUANG_SECRET_KEY" in result.stderr


def test_production_refuses_the_demonstration(tmp_path: Path) -> None:
    result = run("demo", YICHUANG_MODE="production", YICHUANG_HOME=str(tmp_path))
    assert result.returncode == 2


def test_an_absent_database_is_said(tmp_path: Path) -> None:
    result = run("verify", DATABASE_URL=f"postgresql://nobody@/none?host={tmp_path}", YICHUANG_HOME=str(tmp_path))
    assert result.returncode == 2
    assert "DATABASE_URL" in result.stderr


@pytest.fixture
def record(own_database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(own_database, autocommit=True) as connection:
        yield connection


@pytest.mark.system
def test_verify_finds_a_changed_byte_and_a_cut_tail(own_database: str, record: psycopg.Connection[tuple[object, ...]], tmp_path: Path) -> None:
    """An organ is set up by its real verb, then the record is changed behind the program's back."""
    from datetime import UTC, datetime

    from yichuang.organisations.seed import seed_demo

    seed_demo(now=datetime(2026, 9, 24, 8, 20, tzinfo=UTC))
    clean = run("verify", "--json", DATABASE_URL=own_database, YICHUANG_HOME=str(tmp_path))
    assert (clean.returncode, json.loads(clean.stdout)["broken"]) == (0, []), clean.stderr
    assert json.loads(clean.stdout)["events"] > 0

    def events() -> list[tuple[object, ...]]:
        return record.execute("select stream_id, seq, actor from event order by stream_id, seq").fetchall()

    stream_id, seq, _ = events()[0]
    record.execute("set session_replication_role = replica")
    record.execute("update event set actor = actor || 'x' where stream_id = %s and seq = %s", [stream_id, seq])
    changed = run("verify", "--json", DATABASE_URL=own_database, YICHUANG_HOME=str(tmp_path))
    assert changed.returncode == 1
    assert {(b["id"], b["seq"]) for b in json.loads(changed.stdout)["broken"]} == {(str(stream_id), seq)}

    record.execute("update event set actor = left(actor, -1) where stream_id = %s and seq = %s", [stream_id, seq])
    last, tail, _ = events()[-1]
    for table in ("outbox", "feed", "event"):
        record.execute(f"delete from {table} where stream_id = %s and seq = %s".encode(), [last, tail])
    cut = run("verify", "--json", DATABASE_URL=own_database, YICHUANG_HOME=str(tmp_path))
    assert {b["id"] for b in json.loads(cut.stdout)["broken"]} == {str(last)}


@pytest.mark.system
def test_a_simulation_does_not_share_a_database_with_a_worker(own_database: str) -> None:
    """The worker keeps the real clock: it would let limits pass that in the simulated days have not come."""
    worker = subprocess.Popen([*PROGRAM, "work"], env={**os.environ, "DATABASE_URL": own_database}, start_new_session=True)
    try:
        with psycopg.connect(own_database, autocommit=True) as server:
            until = time.monotonic() + 60
            while not server.execute("select 1 from pg_stat_activity where application_name = 'yichuang worker'").fetchone():
                assert time.monotonic() < until and worker.poll() is None
                time.sleep(0.2)
        refused = run("simulate", "--cases", "1", DATABASE_URL=own_database)
        assert refused.returncode == 2 and "A worker runs on this database" in " ".join(refused.stderr.split())
    finally:
        worker.terminate()
        worker.wait(30)
