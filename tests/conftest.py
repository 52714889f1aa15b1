"""One throw-away PostgreSQL cluster and one YICHUANG_HOME per pytest process.

The cluster starts with the first test that asks for a database (initdb and start: 0.7 s), runs with fsync off, and is
removed at the end, also after a failure. With DATABASE_URL set, the given server is used instead.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core import management
from django.db import connection, connections
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from yichuang.cli import postgres, tables

settings.register_profile("ci", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

HOME = Path(tempfile.mkdtemp(prefix="yichuang-pytest-"))
"""Files and keys of this run. Django has read its settings by now, so they are moved by hand."""

atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["YICHUANG_HOME"] = str(HOME)
django_settings.HOME = HOME
django_settings.YICHUANG_FILES = HOME / "files"
django_settings.YICHUANG_KEYS = HOME / "keys"
django_settings.STATIC_ROOT = HOME / "static"
django_settings.STATIC_ROOT.mkdir()
django_settings.STORAGES = {
    **django_settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
django_settings.RATES = {}
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What commits for real empties the tables for those after it, and journeys lean on the clock of the machine: both
    belong to a group of their own, so that the other only ever rolls back."""
    for item in items:
        database = item.get_closest_marker("django_db")
        commits = database is not None and database.kwargs.get("transaction")
        if commits or item.get_closest_marker("journey") or item.get_closest_marker("kill"):
            item.add_marker("system")


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """This process's own cluster."""
    made = postgres.locate(HOME)
    atexit.register(postgres.destroy, made)  # an interrupted session runs no finalizer
    postgres.start(made, settings=postgres.FAST)
    yield made
    connections.close_all()
    postgres.destroy(made)
    atexit.unregister(postgres.destroy)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """pytest-django asks here before it makes its test database: the moment the cluster is needed. Its tables are made the short way,
    which tests/house/test_tables.py compares with the long one."""
    if not os.environ.get("DATABASE_URL"):
        made: postgres.Cluster = request.getfixturevalue("cluster")
        connections["default"].settings_dict.update(USER=postgres.USER, HOST=str(made.sockets), PORT="", PASSWORD="")
    command = management.call_command
    short = mock.patch.object(management, "call_command", lambda name, **given: tables.migrate() if name == "migrate" else command(name, **given))
    short.start()
    request.addfinalizer(short.stop)


@pytest.fixture(autouse=True)
def _leave_no_record(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A test that commits is cleaned up by Django's flush, which passes over tables that are no managed model's."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not (marker.kwargs.get("transaction") or "transactional_db" in request.fixturenames):
        return
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace")
        left = [f'"{name}"' for (name,) in cursor if name not in known | {"django_migrations"}]
        cursor.execute("set session_replication_role = replica")  # past the trigger that keeps events append-only
        cursor.execute(f"truncate {', '.join(left)} restart identity cascade")
        cursor.execute("set session_replication_role = origin")


def url_of(name: str) -> str:
    """The DATABASE_URL of a database on the server the tests use, for child processes."""
    given = connections["default"].settings_dict
    login = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    port = f"&port={given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{login}@/{name}?host={given['HOST']}{port}"


@pytest.fixture(scope="session")
def template_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A copy of the migrated test database from which `own_database` makes others in a tenth of a second."""
    with django_db_blocker.unblock():
        given = connection.settings_dict["NAME"]
        # pytest-django makes the test database only when a collected test carries its mark.
        alone = given != connection.creation._get_test_db_name()
        if alone:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        source = connection.settings_dict["NAME"]
        name = f"{source}_template"
        connection.close()
        on_server(f'drop database if exists "{name}"', f'create database "{name}" template "{source}"')
        yield name
        on_server(f'drop database if exists "{name}"')
        if alone:
            connection.creation.destroy_test_db(given, verbosity=0)


@pytest.fixture(scope="module")
def own_database(template_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A fresh migrated database for one module that commits for real; Django is pointed at it. Yields its URL."""
    source = connection.settings_dict["NAME"]
    name = f"{source}_own"
    with django_db_blocker.unblock():
        connections.close_all()
        on_server(f'drop database if exists "{name}" with (force)', f'create database "{name}" template "{template_database}"')
        connection.settings_dict["NAME"] = name
        try:
            yield url_of(name)
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = source
            on_server(f'drop database "{name}" with (force)')


def on_server(*statements: str) -> None:
    import psycopg

    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        for statement in statements:
            server.execute(statement.encode())
