"""Finding real items by what people type."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.conftest import DATA, NOW
from yichuang.catalogue import api
from yichuang.catalogue.finding import folding


@pytest.fixture
def everything(shipped, importer) -> None:
    api.import_guides(DATA / "guides.json", now=NOW, actor=importer, write=True)
    api.import_items(DATA / "items.csv", now=NOW, actor=importer, write=True)


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
    assert api.search("", open_only=True).total == 6
    assert "户外牌匾备案" in names("备案", audience="natural")


@pytest.mark.django_db
def test_a_slip_of_the_pen_gets_names_that_are_near(everything) -> None:
    found = api.search("林木菜伐许可")
    assert not found.hits
    assert found.suggestions[0] == "林木采伐许可证核发"
    assert api.search("xyz不存在").suggestions == ()


@pytest.mark.django_db
def test_pages_are_bounded_and_take_at_most_two_statements(everything) -> None:
    for query, limit in (("许可", 1), ("", 1), ("林木菜伐", 2), ("。，！", 1), ("'; drop table item; --", 2), ("\\' & | ! <->", 2)):
        with CaptureQueriesContext(connection) as caught:
            found = api.search(query)
        assert len(caught) <= limit, query
        assert len(found.hits) <= 20
        assert found.total <= 1000
    first, second = api.search("许可", page=1), api.search("许可", page=2)
    assert not {hit.version_id for hit in first.hits} & {hit.version_id for hit in second.hits}
    assert first.pages == second.pages
    assert not api.search("许可", page=50).hits or api.search("许可", page=50).page == 50


def lexemes(vector: str) -> set[str]:
    return {part.split(":")[0].strip("'") for part in vector.split()}


@given(st.text("林木采伐许可证核发", min_size=2, max_size=12))
def test_every_pair_of_neighbours_is_a_lexeme(name: str) -> None:
    assert set(folding.pairs(name)) <= lexemes(folding.vector([name]))


@given(st.text(max_size=80))
def test_any_text_gives_a_query_without_stray_quotes(text: str) -> None:
    for literal in (folding.phrase(text), folding.any_pair(text), folding.vector([text])):
        assert literal.count("'") % 2 == 0
        assert "\\" not in literal
