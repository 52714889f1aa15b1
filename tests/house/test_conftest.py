"""The test ground itself: own database for those that commit."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_knows_chinese_letters() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select datcollate, pg_encoding_to_char(encoding) from pg_database where datname = current_database()")
        collate, encoding = cursor.fetchone()
    assert collate.upper().replace("-", "") == "C.UTF8"
    assert encoding == "UTF8"


@pytest.mark.system
def test_own_database_is_migrated_and_commits(own_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("create table seen as select count(*) n from event")
    with psycopg.connect(own_database) as other:
        assert other.execute("select n from seen").fetchone() == (0,)


@pytest.mark.django_db
def test_afterwards_the_shared_one_is_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('seen')")
        assert cursor.fetchone() == (None,)
