"""Finding real items by what people type."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from yichuang.catalogue import api
from yichuang.catalogue.finding import finders, folding
from yichuang.catalogue.finding.asking import Register, question


def names(query: str, **filters: object) -> list[str]:
    return [hit.name for hit in api.search(query, **filters).hits]


@pytest.mark.django_db
def test_people_find_what_they_look_for(everything) -> None:
    """One walk over the whole catalogue: 1,135 list entries, 39 guides, 6 items in force."""
    for query, expected in {
        "排水": "城镇污水排入排水管网许可", "采伐": "林木采伐许可证核发", "水保": "生产建设项目水土保持方案审批", "牌匾": "户外牌匾备案",
        "开饭店": "《小餐饮经营许可证》新办", "餐饮": "《小餐饮经营许可证》新办", "林木采伐许可证核发": "林木采伐许可证核发",
        "林木采伐 許可": "林木采伐许可证核发", "衛生許可": "公共场所卫生许可新办", "林": "林木采伐许可证核发",
    }.items():
        first = api.search(query).hits[0]
        assert (first.name, first.open) == (expected, True), query
    assert all("取水" in name for name in names("取水")[:4])
    assert names("取水")[0] == "取水许可"
    assert api.search("511A0148700000").total >= 1
    assert api.search("G057").hits[0].item_code == "G057"
    assert {hit.regime for hit in api.search("备案", regimes=("filing",)).hits} == {"filing"}
    assert all(hit.open for hit in api.search("", open_only=True).hits)
    assert api.search("", open_only=True).total == 21
    assert "户外牌匾备案" in names("备案", audience="natural")
    upgraded()
    assert api.search("排水").hits[0].name == "城镇污水排入排水管网许可"
    assert api.search("511A0148700000").total >= 1


def upgraded() -> None:
    """What the upgrade of an older release does to the index, while a column of a later migration is not there yet."""
    migration = importlib.import_module("yichuang.catalogue.migrations.0037_find_in_english").Migration
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; alter table item_version rename column promise_spares_visit to of_a_later_migration")
    for step in migration("0037_find_in_english", "catalogue").operations:
        step.database_forwards("catalogue", connection.schema_editor(), ProjectState(), ProjectState())
    with connection.cursor() as cursor:
        cursor.execute("alter table item_version rename column of_a_later_migration to promise_spares_visit")
    api.fill_empty_index()


@pytest.mark.django_db
def test_a_latin_word_finds_english_names_and_no_side(everything) -> None:
    assert names("fellings") == names("felling") and names("felling")[0] == "林木采伐许可证核发"
    assert "公众聚集场所投入使用、营业前消防安全检查" in names("fire safety checks")
    assert names("online") == names("kind") == names("stage") == []


@pytest.mark.django_db
def test_a_slip_of_the_pen_gets_names_that_are_near(everything) -> None:
    found = api.search("林木菜伐许可")
    assert found.near
    assert found.suggestions[0] == found.hits[0].name == "林木采伐许可证核发"
    assert found.total == len(found.hits) and found.pages == 1 and not found.more_than_counted
    assert api.search("xyz不存在").suggestions == ()


def statements() -> int:
    """Prepared statements run by this connection: the finder asks server-side, past Django's own count."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(generic_plans + custom_plans), 0) from pg_prepared_statements")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_pages_are_bounded_and_take_at_most_two_statements(everything) -> None:
    api.search("许可")  # the register of plain words is read once
    for query, limit in (("许可", 1), ("", 1), ("林木菜伐", 2), ("。，！", 0), ("'; drop table item; --", 2), ("\\' & | ! <->", 0)):
        before = statements()
        with CaptureQueriesContext(connection) as caught:
            found = api.search(query)
        assert len(caught) == 0, query
        assert statements() - before <= limit, query
        assert len(found.hits) <= 20
        assert found.total <= 300
    first, second = api.search("许可", page=1), api.search("许可", page=2)
    assert not {hit.version_id for hit in first.hits} & {hit.version_id for hit in second.hits}
    assert first.pages == second.pages == 15
    assert first.more_than_counted and first.total == 300
    assert api.search("许可", page=50).page == 15


@pytest.mark.django_db
def test_the_best_version_of_a_name_is_read_from_the_index_and_no_other(everything) -> None:
    """A name may be borne by thousands of versions: the plan takes the first in order, whatever side is asked for, and sorts none."""
    with connection.cursor() as cursor:
        cursor.execute("update item_search set of_id = (select max(id) from item_name) - (hashtext(version_id::text) & 15)")
        cursor.execute("analyze item_name, item_search, item_version, item")
    api.search("许可")
    api.search("许可", sides={"open": ["1"]})
    with connection.cursor() as cursor:
        cursor.execute("select name, cardinality(parameter_types) from pg_prepared_statements where statement like '%as near%'")
        prepared = cursor.fetchall()
        assert len(prepared) == 2
        for name, many in prepared:
            cursor.execute(f'explain (format json) execute "{name}" ({", ".join(["null"] * many)})')
            nodes = list(walk(cursor.fetchone()[0][0]["Plan"]))
            best = [node for node in nodes if node.get("Index Name") == "item_search_best"]
            assert best and not any("version_id" in str(node.get("Sort Key", "")) for node in nodes), nodes


def walk(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from walk(below)


@pytest.mark.django_db
def test_arrays_arrive_as_they_were(db) -> None:
    values = ["区民政局", 'a"b', "a\\b", "{a,b}", "", "null", "林 木", "'"]
    assert finders.run(b"select $1::text[]", finders.array(values)) == [(values,)]
    assert finders.run(b"select $1::int[]", finders.array([3, -1])) == [([3, -1],)]
    assert finders.run(b"select $1::int[]", finders.array([])) == [([],)]


@pytest.mark.django_db
def test_a_department_with_signs_of_its_own_is_only_a_department(shipped) -> None:
    for dept in ('a"b', "a\\b", "a','b", "{}", "a'b & c"):
        assert api.search("", sides={"dept": [dept]}).hits == ()


@given(st.text("林木采伐许可证核发", min_size=2, max_size=12))
def test_every_pair_of_neighbours_is_a_lexeme(name: str) -> None:
    assert set(folding.pairs(name)) <= set(folding.lexemes([name]))


REGISTER = Register.of([("我想", "filler", ()), ("怎么办", "filler", ()), ("饭店", "word", ("餐饮",)), ("户口本", "word", ("户口",))])


@given(st.text(max_size=80))
def test_any_text_gives_a_query_without_stray_quotes(text: str) -> None:
    asked = question(text, REGISTER)
    for literal in (asked.strict(), asked.near(), folding.every_pair(text)):
        assert literal.count("'") % 2 == 0
        assert literal.count("(") == literal.count(")")
        assert "\\" not in literal
    assert bool(asked.strict()) == bool(folding.runs(text))


@pytest.mark.parametrize(("text", "said"), [
    ("我想开饭店怎么办", ["饭店"]), ("户口本丢了", ["户口本", "丢了"]), ("怎么办", ["怎么办"]), ("城镇污水", ["城镇污水"]), ("WiFi 户口本", ["wifi", "户口本"]),
])  # fmt: skip
def test_question_words_fall_away_and_the_longest_word_is_taken(text: str, said: list[str]) -> None:
    assert [part.said for part in question(text, REGISTER).parts] == said
