"""An empty database gets its tables the short way; they are the tables that Django's own `migrate` makes."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from tests.conftest import on_server, url_of
from yichuang.cli import tables

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
def made_short(template_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database whose tables were made by `tables.migrate`; its name."""
    source = connection.settings_dict["NAME"]
    name = f"{source}_made"
    with django_db_blocker.unblock():
        connections.close_all()
        on_server(f'drop database if exists "{name}" with (force)', f'create database "{name}" template template0')
        connection.settings_dict["NAME"] = name
        try:
            tables.migrate()
            yield name
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = source
            on_server(f'drop database "{name}" with (force)')


def described(name: str, sql: str) -> list[str]:
    with psycopg.connect(url_of(name)) as there:
        return sorted(map(str, there.execute(sql.encode()).fetchall()))


def test_the_short_way_makes_the_same_database(made_short: str, template_database: str) -> None:
    for what, sql in SCHEMA.items():
        short, long = described(made_short, sql), described(template_database, sql)
        assert short, what
        assert short == long, what
