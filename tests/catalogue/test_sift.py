"""Narrowing a search: every side with its count, links that can be kept, chips, a constant number of statements; the map of stages."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.catalogue.conftest import NOW
from tests.catalogue.test_search import statements
from yichuang.catalogue.domain.stages import Stage, stages_of
from yichuang.catalogue.finding import facets, finders, index
from yichuang.catalogue.finding import stages as table
from yichuang.catalogue.models import ItemVersion, SearchEntry, SearchName
from yichuang.catalogue.seed import ship_village
from yichuang.organisations import api as organisations

SEARCH = reverse("search")


@pytest.fixture
def client(everything) -> Client:
    return Client()


@pytest.mark.django_db
def test_counts_are_those_of_the_search_narrowed_so(client) -> None:
    counted = finders.counts("注销", {})
    for token in ("kind=licence", "for=natural", "dept=区行政审批局", "stage=close", "level=county", "open=1"):
        side, _, value = token.partition("=")
        assert counted.get(token, 0) == finders.search("注销", sides={side: [value]}).total, token
    both = finders.search("注销", sides={"dept": ["区行政审批局"], "stage": ["close"]})
    assert 0 < both.total <= counted["stage=close"]
    assert {hit.department for hit in both.hits} == {"区行政审批局"}


@pytest.mark.django_db
def test_one_version_must_be_all_that_is_asked(client) -> None:
    """The name stands open in 示例市 and as a list entry of 前锋区: neither is both."""
    name = "城镇污水排入排水管网许可"
    assert SearchEntry.objects.filter(of__name=name).count() == 4
    assert finders.search(name, sides={"open": ["1"]}).total == 1
    assert finders.search(name, sides={"dept": ["区住建局"]}).hits[0].department == "区住建局"
    assert finders.search(name, sides={"open": ["1"], "dept": ["区住建局"]}).total == 0
    assert finders.search(name, sides={"open": ["1"], "area": ["511602"]}).total == 0


@pytest.mark.django_db
def test_places_go_down_to_the_village(client, importer) -> None:
    organisations.load_divisions(now=NOW, actor=importer)
    page = client.get(SEARCH, {"q": "身份证"}).content.decode()
    assert "area=51&" in page.replace("&amp;", "&") + "&" or 'area=51"' in page
    page = client.get(SEARCH, {"q": "身份证", "area": "5116"}).content.decode()
    assert "area=511602" in page and "四川省广安市" in page
    assert finders.search("身份证", sides={"area": ["511602"]}).total > 0
    assert finders.search("身份证", sides={"area": ["511603"]}).total == 0
    there = finders.counts("许可", {"area": ["51"]})
    assert there["dept=区行政审批局"] > 0 and not any("示例" in token for token in there), "only who is there"
    assert facets.areas_of("370811001002") == ["37", "3708", "370811", "370811001", "370811001002"]
    assert facets.areas_of("370800000000") == ["37", "3708"] and facets.areas_of("") == []
    assert finders.areas_below("51") == ["5116"]


@pytest.mark.django_db
def test_links_keep_what_is_chosen_and_chips_take_one_away(client) -> None:
    page = client.get(SEARCH, {"q": "注销", "kind": "licence", "stage": "close"}).content.decode().replace("&amp;", "&")
    assert re.search(r'class="yc-chip"', page)
    assert 'href="?q=%E6%B3%A8%E9%94%80&kind=licence"' in page  # the chip of the stage
    assert "<details open>" in page
    nonsense = client.get(SEARCH, {"q": "注销", "kind": "nothing", "area": "x", "stage": "'", "page": "-1"})
    assert nonsense.status_code == 200 and "yc-chip" not in nonsense.content.decode()


@pytest.mark.django_db
def test_the_page_asks_a_constant_number_of_statements(client) -> None:
    seen = set()
    client.get(SEARCH, {"q": "许可"})
    for query in ({"q": "许可"}, {"q": "我想开饭店", "for": "natural"}, {"q": "", "dept": "区公安分局", "page": "2"}):
        before = statements()
        with CaptureQueriesContext(connection) as caught:
            client.get(SEARCH, query)
        seen.add((bool(query["q"]), len(caught), statements() - before))
    assert len(seen) == 2, "with words also the themes are asked, once"
    assert max(one + two for _, one, two in seen) <= 8


@pytest.mark.django_db
def test_versions_of_one_name_are_found_once_and_listed_by_place(client) -> None:
    hits = finders.search("城镇污水排入排水管网许可").hits
    assert [hit.name for hit in hits].count("城镇污水排入排水管网许可") == 1 and hits[0].open and hits[0].entries == 4
    found = finders.same_name("城镇污水排入排水管网许可")
    assert found.total == 4 and found.hits[0].open
    page = client.get(SEARCH, {"name": "城镇污水排入排水管网许可"}).content.decode()
    assert page.count('class="small yc-bits"') == 4


@pytest.mark.django_db
def test_an_ended_version_leaves_nothing_behind(client) -> None:
    """A word only the ended version had finds the name no more; the others under the name still do."""
    version = ItemVersion.objects.get(item__code="drainage", status="published")
    assert finders.search("下水道", sides={"open": ["1"]}).total == 1
    index.drop([version.id])
    name = SearchName.objects.get(name="城镇污水排入排水管网许可")
    assert name.entries == 3 and name.weight == 1 and "open=1" not in name.sides and "下水道" not in name.title
    assert not finders.search("城镇污水排入排水管网许可").hits[0].open


def test_a_stage_needs_a_word_for_it_and_none_against() -> None:
    rules = (Stage("close", "legal", "注销", "", "", ("注销",), (), ("户口",)), Stage("tax", "legal", "办税", "", "", (), ("税务局",), ()))
    assert stages_of("公司注销登记", "区行政审批局", rules, {}) == ("close",)
    assert stages_of("户口注销", "区公安分局", rules, {}) == ()
    assert stages_of("发票领用", "某区税务局", rules, {}) == ("tax",)
    assert stages_of("公司注销登记", "", rules, {"公司注销登记": ()}) == ()


def test_the_table_has_fifteen_stages_of_an_enterprise_and_what_was_checked_names_stages() -> None:
    codes = [stage.code for stage in table.stages()]
    assert sum(stage.life == "legal" for stage in table.stages()) == 15 and len(codes) == len(set(codes))
    assert {code for found in table.checked().values() for code in found} <= set(codes)


@pytest.mark.parametrize(("name", "department", "expected"), [
    ("公司设立登记", "区行政审批局", {"register"}), ("户外牌匾备案", "", {"premises"}), ("城镇污水排入排水管网许可", "", {"connect"}),
    ("中国内地公民婚姻登记", "区民政局", {"marriage"}), ("公司注销登记", "区行政审批局", {"close"}), ("发票领用(县级行使）", "广安区税务局", {"tax"}),
    ("建设工程竣工验收备案", "区住建局", {"complete"}), ("退役报到", "区退役军人事务局", {"service"}), ("文物认定", "区文广旅局", set()),
    ("个人独资企业变更登记（备案）", "区行政审批局", {"change"}), ("国内异地引进水产苗种检疫", "区农业农村局", {"operate"}),
])  # fmt: skip
def test_real_items_stand_in_the_stages_a_clerk_would_name(name: str, department: str, expected: set[str]) -> None:
    assert set(table.of(name, department)) == expected


@pytest.mark.django_db
def test_the_map_shows_both_lives_and_what_is_not_sorted(client) -> None:
    page = client.get(reverse("stages")).content.decode()
    assert page.count("stage=") >= 27
    assert "未归类" in page and "聊城" in page
    unsorted = finders.search("", sides={"stage": ["none"]})
    assert 0 < unsorted.total < 300
    assert f"还有{unsorted.total}个事项" in page


@pytest.mark.django_db
def test_the_region_leads_down_to_a_village_where_an_item_is_handled(shipped, program) -> None:
    version = ship_village(now=NOW, actor=program)
    assert ship_village(now=NOW, actor=program) == version, "once"
    area = ""
    for below in ("37", "3799", "379901", "379901209", "379901209222"):
        page = Client().get(SEARCH, {"area": area}).content.decode()
        assert f"area={below}" in page, below
        area = below
    for sides in ({"area": [area]}, {"area": ["379901"], "nearby": ["agent"]}, {"area": ["379901"], "nearby": ["said"]}, {"area": ["3799"], "level": ["village"]}):
        assert [hit.version_id for hit in finders.search("牌匾", sides=sides).hits] == [version]
    assert "户外牌匾备案（村便民服务站代办）" in Client().get(SEARCH, {"area": area}).content.decode()
