"""SIGKILL in the middle of a simulation, of the program and of the database itself: nothing is half-done, nothing is lost.

Afterwards one byte of one event is changed past the trigger, and `verify` names it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import FINISHED, ActKind, Phase
from yichuang.cases.models import Case
from yichuang.cli import postgres
from yichuang.cli.players import Player, gather, work
from yichuang.cli.verify import findings
from yichuang.kernel import subscriptions
from yichuang.kernel.record import read

pytestmark = pytest.mark.kill
PATIENCE = 240
ENOUGH = 60
"""Events in the record when the blow falls: several cases are under way then."""


def program(*words: str, **environment: str) -> subprocess.Popen[str]:
    env = {**os.environ, **environment}
    env = {name: value for name, value in env.items() if value}
    return subprocess.Popen(
        [sys.executable, "-m", "yichuang.cli", *words], env=env, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def recorded(url: str) -> int:
    """How many events of cases the record holds; 0 while there is no database or no table yet."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as server:
            return server.execute("select count(*) from event where stream = 'case'").fetchone()[0]
    except psycopg.Error:
        return 0


def wait_for_events(url: str, child: subprocess.Popen[str], count: int = ENOUGH) -> None:
    until = time.monotonic() + PATIENCE
    while recorded(url) < count:
        if child.poll() is not None:
            pytest.fail(f"simulate ended before the blow: {child.communicate()}")
        assert time.monotonic() < until, "the simulation is too slow to be killed in the middle"
        time.sleep(0.05)


def put_down(child: subprocess.Popen[str]) -> int:
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    return child.returncode


def finish(player: Player, now) -> None:
    """Carry a case to its end through the verbs, from wherever the kill left it."""
    state = player.state()
    if state.phase is Phase.CORRECTING and state.corrected_at is None:
        player.bring(now)
    if player.state().phase in (Phase.RECEIVED, Phase.CORRECTING):
        player.accept(now)
    if player.state().phase is Phase.UNDER_REVIEW:
        for act in player.state().acts_of(ActKind.SPECIAL):
            if act.state == "running":
                actor = player.cast.holder("undertaker", state.deciding_organ_id, now)
                cases.end_special(player.case_id, act_id=act.id, actor=actor, now=now)
        player.review(now)
        while player.meet_needs(now):
            pass
        player.grant(now)
    work()
    player.hand_out(now)


def test_a_killed_program_leaves_no_case_half_done_and_every_case_can_be_finished(own_database):
    child = program("simulate", "--cases", "14", "--seed", "7", "--json", DATABASE_URL=own_database)
    wait_for_events(own_database, child)
    assert put_down(child) == -signal.SIGKILL
    before = Case.objects.count()
    assert before

    last = max(event.at for case_id in Case.objects.values_list("id", flat=True) for event in read(case_id))
    now = (last + timedelta(days=1)).replace(hour=2)
    work()
    while cases.run_due(now):
        work()
    assert subscriptions.parked() == []
    assert findings()["broken"] == []
    assert Case.objects.count() == before

    cast = gather(now)
    codes = {version: code for code, version in cast.items.items()}
    running = Case.objects.exclude(phase__in=[p.value for p in FINISHED]).values_list("id", "item_version_id")
    for case_id, version_id in list(running):
        finish(Player(cast, codes[version_id], case_id=case_id), now)
    assert set(Case.objects.values_list("phase", flat=True)) <= {p.value for p in FINISHED}
    assert findings()["broken"] == []


def test_one_changed_byte_of_one_event_is_named_by_stream_and_seq(own_database):
    """Past the trigger that keeps the record append-only, as only a superuser can."""
    with psycopg.connect(own_database, autocommit=True) as server:
        stream_id, seq = server.execute(
            "select stream_id, seq from event where kind = 'cases.CaseReceived' order by stream_id limit 1"
        ).fetchone()
        change = "update event set data = jsonb_set(data, '{channel}', '\"%s\"') where stream_id = %%s and seq = %%s"
        with pytest.raises(psycopg.Error):
            server.execute((change % "3").encode(), (stream_id, seq))
        server.execute("set session_replication_role = replica")
        try:
            server.execute((change % "3").encode(), (stream_id, seq))
            broken = findings()["broken"]
            assert {"case"} <= {found["what"] for found in broken if found["id"] == str(stream_id)}
            assert (str(stream_id), seq) in {(found["id"], found["seq"]) for found in broken}
            assert {found["id"] for found in broken} == {str(stream_id)}
            report = program("verify", "--json", DATABASE_URL=own_database)
            out, err = report.communicate(timeout=PATIENCE)
            assert report.returncode == 1, err
            assert str(stream_id) in {found["id"] for found in json.loads(out)["broken"]}
        finally:
            server.execute((change % "2").encode(), (stream_id, seq))
            server.execute("set session_replication_role = origin")
    assert findings()["broken"] == []


def test_a_killed_database_comes_back_with_every_committed_step(tmp_path: Path):
    """The postmaster itself is killed; the next command starts it again and finds the record whole."""
    home = {"YICHUANG_HOME": str(tmp_path), "DATABASE_URL": ""}
    cluster = postgres.locate(tmp_path)
    child = program("simulate", "--cases", "14", "--seed", "11", "--json", **home)
    try:
        wait_for_events(cluster.url(), child)
        postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
        committed = recorded(cluster.url())
        os.kill(postmaster, signal.SIGKILL)
        assert child.wait(PATIENCE) != 0
        child.communicate()
        again = program("verify", "--json", **home)
        out, err = again.communicate(timeout=PATIENCE)
        assert again.returncode == 0, (out, err)
        report = json.loads(out)
        assert report["broken"] == []
        assert report["events"] >= committed
        more = program("simulate", "--cases", "1", "--seed", "3", "--json", **home)
        out, err = more.communicate(timeout=PATIENCE)
        assert more.returncode == 0, (out, err)
        assert json.loads(out)["unlawful"] == 0
    finally:
        if child.poll() is None:
            put_down(child)
        postgres.destroy(cluster)


