"""An empty database gets its tables the short way; they are the tables that Django's own `migrate` makes."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from tests.conftest import on_server, url_of

SCHEMA = {
    "columns": """select table_name, column_name, ordinal_position, data_type, is_nullable, column_default, is_identity,
        character_maximum_length, collation_name, generation_expression from information_schema.columns where table_schema = 'public'""",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "triggers": "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
    "functions": """select p.oid::regprocedure::text, p.prosrc from pg_proc p
        left join pg_depend d on d.objid = p.oid and d.deptype = 'e' where p.pronamespace = 'public'::regnamespace and d.objid is null""",
    "enumerations": "select enumtypid::regtype::text, enumlabel, enumsortorder from pg_enum",
    "extensions": "select extname from pg_extension",
    "applied": "select app, name from django_migrations",
    "permissions": """select t.app_label, t.model, p.codename from django_content_type t
        left join auth_permission p on p.content_type_id = t.id""",
}


@pytest.fixture
def migrated(template_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database whose tables were made by Django's own `migrate`; its name. That of the tests was made the short way."""
    source = connection.settings_dict["NAME"]
    name = f"{source}_migrated"
    with django_db_blocker.unblock():
        connections.close_all()
        on_server(f'drop database if exists "{name}" with (force)', f'create database "{name}" template template0')
        connection.settings_dict["NAME"] = name
        try:
            call_command("migrate", verbosity=0, interactive=False)
            yield name
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = source
            on_server(f'drop database "{name}" with (force)')


def described(name: str, sql: str) -> list[str]:
    with psycopg.connect(url_of(name)) as there:
        return sorted(map(str, there.execute(sql.encode()).fetchall()))


def test_the_short_way_makes_the_same_database(migrated: str, template_database: str) -> None:
    for what, sql in SCHEMA.items():
        short, long = described(template_database, sql), described(migrated, sql)
        assert short, what
        assert short == long, what
