"""The organ tree on its pages: drawn level by level, searchable by two characters, kept by IT staff with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.catalogue.conftest import DATA
from yichuang.catalogue.api import import_items
from yichuang.kernel.values import new_id
from yichuang.organisations import api as organisations
from yichuang.organisations import powers, tree
from yichuang.organisations.domain.finding import rank
from yichuang.organisations.models import Organ, OrganChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast):
    actor = organisations.system_actor("demo")
    organisations.load_divisions(now=timezone.now(), actor=actor)
    organisations.load_organs(now=timezone.now(), actor=actor)
    return {row.name: row.id for row in organisations.organs()}


def test_the_tree_leads_from_the_nation_to_the_departments_of_a_district(client: Client, city) -> None:
    top = client.get("/organs/").content.decode()
    assert "四川省" in top and "?at=510000000000" in top
    district = client.get("/organs/?at=511602").content.decode()
    assert "区水务局" in district and "广安市" in district
    assert "兰山区行政审批服务局" not in district


def test_the_city_stands_with_its_offices_folded_below(client: Client, city) -> None:
    page = client.get("/organs/?at=3799").content.decode()
    assert "<details open>" in page and "综合受理科" in page


def test_a_level_costs_the_same_with_thousands_of_organs(client: Client, city) -> None:
    def cost() -> int:
        powers.current(check=True)
        with CaptureQueriesContext(connection) as held:
            client.get("/organs/?at=3799")
        return len(held)

    few = cost()
    root = city["示例市人民政府"]
    rows = [Organ(id=new_id(), parent_id=root, name=f"第{n}办", kind="office") for n in range(3_000)]
    Organ.objects.bulk_create(rows)
    tree.plant([(row.id, root) for row in rows])
    powers.changed()
    assert few <= 3 and cost() <= 3  # two for the level; the token of powers is looked at once a second
    page = client.get("/organs/?at=3799").content.decode()
    assert len(page) < 120_000 and "还有" in page


@pytest.mark.parametrize(("words", "name"), [
    ("水务", "区水务局"), ("兰山", "兰山区行政审批服务局"), ("11371302MB2861293F", "兰山区行政审批服务局"), ("区水局", "区水务局"),
    ("兰山行政审批局", "兰山区行政审批服务局"), ("示行审", "示例市行政审批服务局"), ("１１５１１３０１ＭＢ１Ｐ９６７０５Ｔ", "区林业局"),
])  # fmt: skip
def test_search_forgives(client: Client, city, words: str, name: str) -> None:
    assert f">{name}<" in client.get("/organs/", {"q": words}).content.decode()


def test_search_finds_nothing_for_nothing(client: Client, city) -> None:
    page = client.get("/organs/", {"q": "驦骦"}).content.decode()
    assert "没有找到这个机构" in page
    for odd in ("\x00", "%", "'", " ", "a" * 500):
        assert client.get("/organs/", {"q": odd, "at": odd}).status_code == 200


def test_the_nearest_stands_first() -> None:
    ranks = [rank("水务局", name) for name in ("水务局", "水务局水政科", "区水务局", "水利水务局办", "民政局")]
    assert ranks[:3] == [0, 1, 2] and ranks[3] == 2 and ranks[4] is None


def test_an_organs_page_lists_what_it_handles(client: Client, city) -> None:
    """The list of a real district names the department of each item."""
    import_items(DATA / "items.csv", now=timezone.now(), actor=organisations.system_actor("demo"), write=True)
    page = client.get(reverse("organ", args=[city["区烟草专卖局"]])).content.decode()
    assert "烟草" in page and "参考指南" in page and "广安区" in page
    bureau = client.get(reverse("organ", args=[city["示例市行政审批服务局"]])).content.decode()
    assert "可以申请" in bureau and "综合受理科" in bureau and "08:30" in bureau
    assert client.get(reverse("organ", args=[new_id()])).status_code == 404


def test_who_may_keep_the_tree(sit, city) -> None:
    water = city["示例市水务局"]
    address = reverse("studio-organ-verb", args=[water, "change"])
    assert sit("chuangkou").get(reverse("studio-organs")).status_code == 403
    editor = sit("shixiang")
    assert editor.get(reverse("studio-organ", args=[water])).status_code == 200
    refused = editor.post(address, form(water, name="新名", from_on=today(), reason="改"))
    assert refused.status_code == 422
    assert not OrganChange.objects.exists()


def today() -> str:
    return timezone.localdate().isoformat()


def form(organ_id, **typed: str) -> dict[str, str]:
    row = organisations.organ(organ_id)
    keys = ("name", "short_name", "name_en", "uscc", "division", "address", "phone", "review_organ", "review_url", "court")
    return {**{key: getattr(row, key) for key in keys}, "version": str(organisations.organ_version(organ_id)), **typed}


def test_a_rename_shows_what_it_was_and_why(sit, city, client: Client) -> None:
    water = city["示例市水务局"]
    address = reverse("studio-organ-verb", args=[water, "change"])
    it = sit("xitong")
    typed = form(water, name="示例市水利局", from_on=today(), reason="示例〔2026〕8号")
    late = it.post(address, {**typed, "from_on": (timezone.localdate() + timedelta(days=9)).isoformat(), "name": "未来局"})
    assert late.status_code == 422 and "未来局" in late.content.decode() and "不能晚于今天" in late.content.decode()
    assert it.post(address, typed).status_code == 302
    page = it.get(reverse("studio-organ", args=[water])).content.decode()
    assert "示例市水利局" in page and "<del>" in page and "示例市水务局" in page and "示例〔2026〕8号" in page
    stale = it.post(address, {**typed, "name": "又一个名字"})
    assert stale.status_code == 422 and "已由他人变更" in stale.content.decode()
    assert "示例〔2026〕8号" not in client.get(reverse("organ", args=[water])).content.decode()


def test_an_organ_is_added_moved_and_ended(sit, city) -> None:
    it, bureau, water = sit("xitong"), city["示例市行政审批服务局"], city["示例市水务局"]
    made = it.post(reverse("studio-organ-verb", args=[bureau, "add"]), {"name": "示例市筹建科", "kind": "office", "valid_from": today(), "reason": "示例"})
    new = Organ.objects.get(name="示例市筹建科")
    assert made.status_code == 302 and made["Location"].endswith(f"{new.id}/")
    again = it.post(reverse("studio-organ-verb", args=[bureau, "add"]), {"name": "示例市筹建科", "kind": "office", "valid_from": today(), "reason": "示例"})
    assert again.status_code == 422
    move = reverse("studio-organ-verb", args=[new.id, "move"])
    assert it.post(move, {"parent": "没有的局", "from_on": today(), "reason": "示例"}).status_code == 422
    assert it.post(move, {"parent": "示例市水务局", "from_on": today(), "reason": "示例"}).status_code == 302
    assert organisations.organ(new.id).parent_id == water
    end = it.post(reverse("studio-organ-verb", args=[water, "end"]), {"valid_to": today(), "reason": "撤并"})
    assert end.status_code == 422 and "收回授权" in end.content.decode()
    assert it.post(reverse("studio-organ-verb", args=[new.id, "end"]), {"valid_to": today(), "reason": "完成"}).status_code == 302
    assert [change.kind for change in organisations.organ_changes(new.id)] == ["ended", "moved", "established"]


def test_the_page_of_an_abolished_organ_says_who_carries_it_on(sit, city, client: Client) -> None:
    it, bureau = sit("xitong"), city["示例市行政审批服务局"]
    it.post(reverse("studio-organ-verb", args=[bureau, "add"]), {"name": "示例市筹建局", "kind": "organ", "valid_from": today(), "reason": "示例"})
    old = Organ.objects.get(name="示例市筹建局")
    wrong = it.post(reverse("studio-organ-verb", args=[old.id, "end"]), {"valid_to": today(), "reason": "机构改革", "successor": "没有这个局"})
    assert wrong.status_code == 422 and "没有这个局" in wrong.content.decode()
    typed = {"valid_to": today(), "reason": "机构改革", "successor": "示例市水务局"}
    assert it.post(reverse("studio-organ-verb", args=[old.id, "end"]), typed).status_code == 302
    assert "示例市水务局" in it.get(reverse("studio-organ", args=[old.id])).content.decode()
    Organ.objects.filter(id=old.id).update(valid_to=timezone.localdate() - timedelta(days=1), valid_from=None)
    powers.forget()
    assert "示例市水务局" in client.get(reverse("organ", args=[old.id])).content.decode()


def test_the_tree_leads_down_to_the_window_of_a_village(client: Client, cast) -> None:
    """Province, city, district, township, village: a level each, and the station at the end."""
    step = "37"
    for below in ("379900000000", "379901000000", "379901209000", "379901209222"):
        page = client.get("/organs/", {"at": step}).content.decode()
        assert f"?at={below}" in page
        step = below
    village = client.get("/organs/", {"at": step}).content.decode()
    assert "双溪口村便民服务站" in village and "双溪口乡便民服务中心" not in village
    town = client.get("/organs/", {"at": "379901209000"}).content.decode()
    assert "示例区双溪口乡人民政府" in town and "双溪口乡便民服务中心" in town
    station = organisations.demo_id("organ", "village")
    path = organisations.organ_page(station, on=timezone.localdate())
    assert [row.level for row in path.path] == [1, 2, 3, 4, 5] and path.parent.name == "双溪口乡便民服务中心"


@pytest.mark.parametrize(("words", "there"), [
    ("溪口", {"示例区双溪口乡人民政府", "双溪口乡便民服务中心", "双溪口村便民服务站（代办点）"}),
    ("街道", {"示例区示例街道办事处", "示例街道便民服务中心"}), ("示例社区", {"示例社区便民服务站"}),
    ("双溪口村村民委员会", {"双溪口村便民服务站（代办点）"}), ("前锋", set()),
])  # fmt: skip
def test_a_place_finds_the_organs_that_stand_there(cast, words: str, there: set[str]) -> None:
    found = {row.organ.name for row in organisations.find_organs(words, on=timezone.localdate())}
    assert there <= found and (there or not found)


def test_a_search_by_place_is_one_question(cast, django_assert_max_num_queries) -> None:
    powers.current(check=True)
    with django_assert_max_num_queries(1):
        assert len(organisations.find_organs("示例区", on=timezone.localdate())) > 5
