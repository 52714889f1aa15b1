"""The ground under a command: YICHUANG_HOME, a running database, Django set up, tables migrated."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from yichuang.cli.output import fail

DATABASE = "yichuang"
MIGRATION_LOCK = 0x79696368


def home() -> Path:
    """YICHUANG_HOME, made absolute for this process and its children."""
    place = Path(os.environ.get("YICHUANG_HOME") or "var").resolve()
    os.environ["YICHUANG_HOME"] = str(place)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"YICHUANG_HOME={place} cannot be used: {error.strerror}")
    return place


@contextmanager
def ready(*, migrate: bool = True) -> Iterator[None]:
    """Inside: a database (DATABASE_URL, else the embedded one), Django, and its tables."""
    with ExitStack() as stack:
        embedded = _database(stack)
        _django()
        if migrate:
            _migrate()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
            if embedded:
                os.environ.pop("DATABASE_URL", None)


@contextmanager
def scratch(name: str) -> Iterator[str]:
    """Inside: Django on a new, migrated database of this name on the same server; dropped at the end. Yields its URL.

    Measurements write cases by the thousand, and nothing that was once recorded can be deleted: they get their own.
    """
    import psycopg

    with ExitStack() as stack:
        embedded = _database(stack)
        base = os.environ["DATABASE_URL"]
        url = _with_database(base, name)
        try:
            with psycopg.connect(base, autocommit=True) as server:
                server.execute(f'drop database if exists "{name}" with (force)'.encode())
                server.execute(f'create database "{name}" template template0'.encode())
        except psycopg.Error as error:
            fail(f"A database for the measurement cannot be made beside the one of DATABASE_URL: {error}".strip())
        os.environ["DATABASE_URL"] = url
        os.environ["YICHUANG_RATES"] = "off"  # a bench asks as often as it can, from one address
        try:
            _django()
            _migrate()
            yield url
        finally:
            from django.db import connections

            connections.close_all()
            with psycopg.connect(base, autocommit=True) as server:
                server.execute(f'drop database if exists "{name}" with (force)'.encode())
            if embedded:
                os.environ.pop("DATABASE_URL", None)
            else:
                os.environ["DATABASE_URL"] = base


def _with_database(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _database(stack: ExitStack) -> bool:
    place = home()
    if os.environ.get("DATABASE_URL"):
        return False
    from yichuang.cli import postgres
    from yichuang.cli.binaries import Unavailable

    try:
        cluster = postgres.locate(place)
        stack.enter_context(postgres.use(cluster))
        postgres.create_database(cluster, DATABASE)
    except Unavailable as error:
        fail(error)
    os.environ["DATABASE_URL"] = cluster.url(DATABASE)
    return True


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.web.settings")
    import django
    from django.db import OperationalError, connection

    django.setup()
    gc.freeze()  # the program itself stays: no collection needs to walk it
    try:
        connection.ensure_connection()
    except OperationalError as error:
        fail(f"The database of DATABASE_URL does not answer: {error}".strip())


def _migrate() -> None:
    """Bring the tables up to date; two programs that start together take turns."""
    from django.db import connection

    from yichuang.catalogue.api import fill_empty_index
    from yichuang.cli import tables

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            tables.migrate()
            fill_empty_index()
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [MIGRATION_LOCK])
