"""Items inherit from the basic list and show where they deviate: entries with their elements, links by a stated rule, 三级十同."""

from __future__ import annotations

import csv

import pytest
from django.test import Client

from tests.catalogue.conftest import DATA, NOW
from yichuang.catalogue import api
from yichuang.catalogue.api import claims
from yichuang.catalogue.claims.lists import import_list, read
from yichuang.catalogue.domain.entries import Held, Index, Listed, Rule, Why, content, deviations, inherited
from yichuang.catalogue.domain.sameness import Aspect, Verdict
from yichuang.catalogue.models import BasicEntry, BasicList, Claim, ItemVersion
from yichuang.kernel.errors import Invalid
from yichuang.kernel.record import check_all
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

SICHUAN = {"division": "51", "region": "四川省"}
ABOUT = {"title": "某省清单", "level": "provincial", "source": "某处", "dated_on": None, "historic": False, "demo": False, **SICHUAN}
WATER = "《取水许可和水资源费征收管理条例》第十九条"


def held(name="取水许可", task_type="01", codes=None, division="511602000000", region=""):
    return Held(name, task_type, codes or {}, division, region)


def listed(id="e", code="511A1", name="取水许可", task_type="01", **place):
    return Listed(id, code, name, task_type, **{**SICHUAN, **place})


def test_the_same_code_links_before_the_same_name() -> None:
    known = Index([listed("named"), listed("coded", code="511A2", name="别的")])
    entry, rule = known.link(held(codes={"item_code": "511A2"}))
    assert (entry.id, rule) == ("coded", Rule.CODE)
    entry, rule = known.link(held(name="取水许可（县级）"))
    assert (entry.id, rule) == ("named", Rule.NAME)


def test_the_twelve_digits_inside_an_implementing_code_are_a_code() -> None:
    """Real code of 云阳县: 000117022000 stands at places 20 to 31."""
    known = Index([listed("national", code="000117022000", name="别的", division="", region="")])
    entry, rule = known.link(held(codes={"implementation_code": "11500235MB1218247M4000117022000"}, division="", region="重庆市云阳县"))
    assert (entry.id, rule) == ("national", Rule.CODE)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (held(division="", region="河南省焦作市"), Why.NO_LIST),
        (held(task_type="20"), Why.TYPE_NOT_LISTED),
        (held(name="没有这一条"), Why.NOT_FOUND),
        (held(name="同名"), Why.AMBIGUOUS),
    ],
)
def test_what_is_not_linked_says_why(item, why) -> None:
    assert Index([listed(), listed(code="1", name="同名"), listed(code="2", name="同名")]).link(item) is why


def test_a_version_inherits_what_it_does_not_say_and_only_that() -> None:
    elements = {
        "statutory_amount": 45, "statutory_unit": "working_day", "statutory_article": WATER, "materials": [{"code": "M1", "name": "申请书"}],
    }  # fmt: skip
    bases = [{"title": "中华人民共和国水法", "article": "第四十八条"}]
    entry = content(code="000119000000", name="取水许可", task_type="01", bases=bases, elements=elements)
    silent = inherited({"name": "取水许可", "regime": "licence"}, entry)
    assert (silent["statutory_amount"], silent["statutory_unit"], silent["statutory_article"]) == (45, "working_day", WATER)
    assert silent["materials"] == [{"code": "M1", "name": "申请书"}] and silent["codes"] == {"basic_code": "000119000000"}
    stated = inherited({"name": "取水许可", "statutory_amount": 20, "statutory_unit": "working_day", "materials": [], "regime": "licence"}, entry)
    assert not {"statutory_amount", "statutory_article", "materials", "name"} & set(stated), "an empty list says none, and its own limit is its own"
    as_written = inherited({"name": "取水许可", "statutory_text": "20日", "regime": "licence"}, entry)
    assert "statutory_amount" not in as_written


def test_only_what_both_state_can_deviate_and_rows_go_by_what_they_name() -> None:
    entry = {"name": "取水许可", "bases": [{"title": "水法", "article": "第四十八条"}], "statutory_amount": 45, "statutory_unit": "working_day",
             "materials": [{"code": "M1", "name": "申请书"}, {"code": "M2", "name": "说明"}], "result": {"name": "取水许可证"}}  # fmt: skip
    own = {"name": "取水许可（县级）", "bases": [{"title": "中华人民共和国水法", "article": "第48条", "rank": "law"}], "statutory_amount": 45,
           "statutory_unit": "working_day", "statutory_text": "四十五个工作日", "conditions": [{"code": "C1", "text": "有水"}],
           "materials": [{"code": "M7", "name": "《申请书》", "copies": 2}, {"code": "M1", "name": "承诺书"}],
           "result": {"name": "取水许可证", "kind": "licence"}}  # fmt: skip
    found = [(change.element, change.kind.value, change.row) for change in deviations(own, entry)]
    assert found == [("materials", "row_removed", "说明"), ("materials", "row_added", "承诺书")]
    other = own | {"statutory_unit": "calendar_day", "result": {"name": "批准书"}, "materials": entry["materials"]}
    assert [change.element for change in deviations(other, entry)] == ["statutory_amount", "result"]


def test_a_list_keeps_the_elements_its_source_gives_and_no_others(program) -> None:
    source = "code,name,bases,materials,limit,limit_article,fee,conditions\nA1,甲,《水法》第四十八条,申请书|说明,45个工作日,第十九条,,\nA2,乙,,无,15日,,不收费,\n"
    import_list("some", read(source.encode()), about=ABOUT, sha256="1", now=NOW, actor=program)
    one, two = BasicEntry.objects.order_by("code")
    assert one.elements == {
        "materials": [{"code": "M1", "name": "申请书"}, {"code": "M2", "name": "说明"}],
        "statutory_text": "45个工作日", "statutory_article": "第十九条", "statutory_amount": 45, "statutory_unit": "working_day",
    }  # fmt: skip
    assert two.elements == {"materials": [], "statutory_text": "15日", "fee_text": "不收费"}, "15日 does not say which days: kept as written"
    assert api.entry(one.id).content["bases"] == [{"title": "水法", "article": "第四十八条"}]


@pytest.fixture
def water(shipped, editor):
    """A draft that stands on the list's entry 取水许可 and says nothing beyond its four answers."""
    organ = organisations.demo_id("organ", "bureau")
    return api.begin_item(name="取水许可", regime="licence", organ_id=organ, entry="demo-water-intake", now=NOW, actor=editor)


@pytest.mark.django_db
def test_a_draft_begun_from_an_entry_inherits_and_writes_it_down_on_demand(water, editor) -> None:
    standing = api.standing_of(water)
    assert standing.entry.code == "demo-water-intake" and not standing.changes
    assert standing.inherited["statutory_amount"] == 45
    assert api.content_of(water)["statutory_amount"] is None, "inheriting is shown; a case runs under what the version says itself"
    assert api.adopt(water, now=NOW, actor=editor) == len(standing.inherited)
    own = api.content_of(water)
    assert (own["statutory_amount"], own["statutory_article"], len(own["materials"])) == (45, WATER, 3)
    assert not api.standing_of(water).inherited and api.adopt(water, now=NOW, actor=editor) == 0


@pytest.mark.django_db
def test_what_is_in_force_is_not_written_into_and_an_unknown_entry_is_refused_at_its_field(shipped, editor) -> None:
    with pytest.raises(api.WrongStatus):
        api.adopt(shipped["drainage"], now=NOW, actor=editor)
    with pytest.raises(Invalid) as refused:
        api.begin_item(name="取水许可", regime="licence", organ_id=organisations.demo_id("organ", "bureau"), entry="nowhere", now=NOW, actor=editor)
    assert [(error.field, error.code) for error in refused.value.errors] == [("entry", "catalogue.no_such_entry")]


@pytest.mark.django_db
def test_a_version_deviates_from_its_entry_where_it_says_otherwise(shipped) -> None:
    """The list asks for six papers of a public place; the item asks for a letter of commitment too, and calls itself 新办."""
    standing = api.standing_of(shipped["public-place-hygiene"])
    assert {change.element for change in standing.changes} >= {"name", "materials"}
    assert "公共场所卫生许可告知承诺书" in {change.after["name"] for change in standing.changes if change.element == "materials" and change.after}
    lines, more = api.from_basic()
    aspects = {line.code: line.aspects for line in lines}
    assert not more and Aspect.MATERIALS in aspects["public-place-hygiene"]
    assert Aspect.LIMIT not in aspects.get("tree-felling", ()), "both say twenty working days"


@pytest.mark.django_db
def test_every_licence_of_the_district_stands_on_its_entry_by_code_and_the_rest_says_why(everything) -> None:
    with (DATA / "items.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    licences = [row for row in rows if row["task_type"] == "1"]
    linked = Claim.objects.filter(entry__list__code="qianfeng", rule="code")
    assert linked.count() == len(licences) == 536
    codes = dict(ItemVersion.objects.filter(status="imported").values_list("item_id", "codes__item_code"))
    assert all(codes[item_id] == entry_code for item_id, entry_code in linked.values_list("item_id", "entry__code"))
    found = claims.unlinked()
    assert found.counts[Why.TYPE_NOT_LISTED] >= len(rows) - 536, "the shipped list of Sichuan holds licences only"
    assert sum(found.counts.values()) == ItemVersion.objects.filter(status="imported", item__claim__isnull=True).count()
    assert len(found.lines) == 50 and found.more
    only = claims.unlinked(why="no_list")
    assert {line.why for line in only.lines} == {Why.NO_LIST} and not any(line.region.startswith("四川") for line in only.lines)
    assert not list(check_all())


@pytest.mark.django_db
def test_the_report_of_what_is_not_linked_reads_a_page_and_forgets_what_a_person_claims(everything, importer, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(2):
        found = claims.unlinked(why="no_list", page=2)
    assert (found.page, len(found.lines)) == (2, max(0, min(50, found.counts[Why.NO_LIST] - 50)))
    first = claims.unlinked().lines[0]
    item_id = ItemVersion.objects.get(id=first.version_id).item_id
    claims.claim(item_id, "511A0138000000", organ_id=None, now=NOW, actor=importer)
    after = claims.unlinked()
    assert first.version_id not in {line.version_id for line in after.lines}
    assert sum(after.counts.values()) == ItemVersion.objects.filter(status="imported", item__claim__isnull=True).count()


@pytest.mark.django_db
def test_linking_again_changes_nothing_and_a_claim_made_by_hand_stays(everything, importer) -> None:
    before = list(Claim.objects.order_by("id").values_list("id", "entry_id", "rule"))
    assert claims.link_imported(now=NOW, actor=importer) == 0
    assert list(Claim.objects.order_by("id").values_list("id", "entry_id", "rule")) == before
    assert Claim.objects.get(item__code="drainage").rule == ""


@pytest.mark.django_db
def test_the_report_lays_regions_beside_the_entry(everything, django_assert_max_num_queries) -> None:
    made = api.matrix("林木采伐许可证核发")
    assert made.basic is not None and made.versions[0].is_basic
    line = next(line for line in made.lines if line.aspect is Aspect.NAME)
    assert line.cells[0].is_measure and {cell.verdict for cell in line.cells} == {Verdict.SAME}
    with django_assert_max_num_queries(3):
        lines, more = api.from_basic(only=False)
    assert more and len(lines) == 100


@pytest.fixture
def studio(everything) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="shixiang"), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.django_db
def test_the_own_place_s_list_comes_first_is_searched_and_a_reason_is_reworded(studio) -> None:
    page = studio.get("/studio/claims/").content.decode()
    own, other = BasicList.objects.get(division="3799").title, BasicList.objects.get(division="21").title
    assert 0 < page.index(own) < page.index(other) and f"<b>{own}" in page.replace('<b lang="zh-Hans">', "<b>")
    found = studio.get("/studio/claims/", {"q": "殡仪馆"}).content.decode()
    entry = BasicEntry.objects.get(code="demo-funeral")
    assert entry.name in found and "公共场所卫生许可" not in found
    for reason in ("还没有条件", "本市没有这项业务"):
        assert studio.post("/studio/claims/?q=殡仪馆", {"entry": str(entry.id), "reason": reason}, follow=True).status_code == 200
    again = studio.get("/studio/claims/", {"q": "殡仪馆"}).content.decode()
    assert "改写理由" in again and 'value="本市没有这项业务"' in again


@pytest.mark.django_db
def test_the_pages_show_what_is_inherited_what_deviates_and_what_was_not_linked(studio, water) -> None:
    page = studio.get(f"/studio/versions/{water}/").content.decode()
    assert "沿用基本目录" in page and WATER in page and "把沿用的写进草稿" in page
    entry = BasicEntry.objects.get(code="demo-water-intake")
    shown = studio.get(f"/studio/claims/{entry.id}/").content.decode()
    assert "申请书" in shown and "立在这一条上的事项" in shown and "未载明" in shown
    assert studio.get(f"/studio/claims/{water}/").status_code == 404
    hygiene = ItemVersion.objects.get(item__code="public-place-hygiene")
    beside = studio.get(f"/studio/versions/{hygiene.id}/difference/").content.decode()
    assert "与基本目录比" in beside and "公共场所卫生许可告知承诺书" in beside
    assert "公共场所卫生许可" in studio.get("/studio/sameness/basic/").content.decode()
    report = studio.get("/studio/claims/unlinked/", {"why": "no_list"}).content.decode()
    assert "这个地方还没有基本目录" in report
    started = studio.get("/studio/new/", {"entry": "demo-funeral"}).content.decode()
    assert "demo-funeral" in started and "建设殡仪馆" in started
    assert "把沿用的写进草稿" in studio.get(f"/studio/versions/{water}/edit/").content.decode(), "where the editor fills it in"
    studio.post(f"/studio/versions/{water}/adopt/")
    assert "沿用基本目录" not in studio.get(f"/studio/versions/{water}/").content.decode()
