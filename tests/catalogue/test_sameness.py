"""三级十同: the same item of real regions compared in ten aspects."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.catalogue.conftest import DATA, NOW
from yichuang.catalogue import api
from yichuang.catalogue.domain.sameness import Aspect, Verdict, compare, law_title, name_key, read
from yichuang.catalogue.models import Item, ItemVersion
from yichuang.catalogue.models.sameness import NameKey
from yichuang.organisations.models import Account

FELLING, DRAINAGE = "林木采伐许可证核发", "城镇污水排入排水管网许可"


@pytest.fixture
def real(importer):
    """The 39 guides and the list of a district."""
    api.import_guides(DATA / "guides.json", now=NOW, actor=importer, write=True)
    api.import_items(DATA / "items.csv", now=NOW, actor=importer, write=True)


def version(place: str, **content):
    return read({"name": "取水许可", "regime": "licence", **content}, id=place, place=place)


def line(versions, aspect: Aspect):
    return next(one for one in compare(versions) if one.aspect is aspect)


def verdicts(versions, aspect: Aspect) -> list[str]:
    return [cell.verdict.value for cell in line(versions, aspect).cells]


def test_there_are_ten_aspects() -> None:
    assert len(Aspect) == 10


def test_silence_is_no_deviation() -> None:
    silent, stated = version("甲"), version("乙", conditions=[{"text": "有取水许可申请"}])
    assert verdicts([silent, stated], Aspect.CONDITIONS) == ["silent", "same"]


def test_punctuation_brackets_and_articles_do_not_count() -> None:
    one = version("甲", materials=[{"name": "《取水许可申请表》（加盖公章）"}], bases=[{"title": "中华人民共和国水法", "article": "第四十八条"}])
    two = version("乙", materials=[{"name": "取水许可申请表"}], bases=[{"title": "水法", "article": "第48条"}])
    assert verdicts([one, two], Aspect.MATERIALS) == verdicts([one, two], Aspect.BASIS) == ["same", "same"]
    assert law_title("《中华人民共和国森林法》第三十二条") == "森林法"
    assert name_key("临时占用林地审批（县级权限）") == "临时占用林地审批"


def test_the_majority_is_the_measure_and_the_basic_list_stands_above_it() -> None:
    many = [version(place, promised_amount=n, promised_unit="working_day", promised_text=f"{n}个工作日") for place, n in (("甲", 5), ("乙", 7), ("丙", 7))]
    assert verdicts(many, Aspect.LIMIT) == ["differs", "same", "same"]
    basic = read({"name": "取水许可", "regime": "licence", "promised_amount": 5, "promised_unit": "working_day"}, id="b", place="基本目录", is_basic=True)
    assert verdicts([*many, basic], Aspect.LIMIT) == ["same", "differs", "differs", "same"]


def test_limits_are_compared_where_both_state_them() -> None:
    both = version("甲", statutory_amount=20, statutory_unit="working_day", promised_amount=7, promised_unit="working_day")
    one = version("乙", statutory_amount=20, statutory_unit="working_day")
    other = version("丙", promised_text="即来即办")
    assert verdicts([both, one], Aspect.LIMIT) == ["same", "same"]
    assert verdicts([one, other], Aspect.LIMIT) == ["same", "apart"]


def test_what_is_missing_and_what_is_added_is_named() -> None:
    one = version("甲", materials=[{"name": "申请表"}, {"name": "论证报告"}])
    two = version("乙", materials=[{"name": "申请表"}, {"name": "公示证明"}])
    cell = line([one, two], Aspect.MATERIALS).cells[1]
    assert (cell.missing, cell.extra) == (("论证报告",), ("公示证明",))


def test_a_code_inside_an_implementing_code_is_the_basic_code() -> None:
    """Real codes of 云阳县: 000117022000 stands at places 20 to 31."""
    held = {"implementation_code": "11500235MB1218247M4000117022000"}
    assert version("云阳", codes=held).aspects[Aspect.CODE].lines == ("000117022000",)
    assert verdicts([version("云阳", codes=held), version("乙", codes={"basic_code": "000117022000"})], Aspect.CODE) == ["same", "same"]


@pytest.mark.django_db
def test_the_database_and_the_core_know_the_same_names(real) -> None:
    rows = ItemVersion.objects.annotate(key=NameKey("name")).values_list("name", "key")
    assert [name for name, key in rows if name_key(name) != key] == []


@pytest.mark.django_db
def test_items_of_several_real_regions_are_found(real, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(3):
        found, more = api.groups()
    places = {group.key: group.places for group in found}
    assert (places[FELLING], places[DRAINAGE], more) == (5, 3, False)
    assert len(found) == 7
    assert [group.key for group in api.groups(text="排水")[0]] == [DRAINAGE]
    keys = [group.key for group in found]
    assert [group.key for group in api.groups(after=keys[2])[0]] == keys[3:], "the next page begins behind the last one shown"


@pytest.mark.django_db
def test_a_name_of_very_many_places_takes_no_room_from_others_and_is_shown_whole(real, django_assert_max_num_queries) -> None:
    """750 versions of one name: more than the 720 that all names of a page once shared."""
    one = ItemVersion.objects.filter(name=DRAINAGE).first()
    items = Item.objects.bulk_create([Item(code=f"far-{n}", name=DRAINAGE, origin="items") for n in range(750)])
    columns = {"status": "imported", "regime": one.regime, "created_at": NOW, "created_by": "system:test"}
    ItemVersion.objects.bulk_create([ItemVersion(item=item, name=DRAINAGE, region=f"0地{n:03}", **columns) for n, item in enumerate(items)])
    with django_assert_max_num_queries(4):
        found, _more = api.groups()
    places = {group.key: group for group in found}
    assert places[DRAINAGE].places == 753 and places[FELLING].aspects, "the others still have their versions"
    shown, page, made = set(), 1, api.matrix(DRAINAGE)
    while True:
        shown |= {one.id for one in made.versions if not one.is_basic}
        if not made.more:
            break
        page += 1
        made = api.matrix(DRAINAGE, page=page)
    assert made.total == len(shown) == ItemVersion.objects.filter(name__contains="排水管网", status__in=("published", "imported")).count()


@pytest.mark.django_db
def test_two_real_guides_of_drainage_deviate_where_they_do(real) -> None:
    """万源 asks for six materials, 焦作 for six others; 焦作 states 20 and 10 working days, 万源 none; both rest on the 条例."""
    made = api.matrix(DRAINAGE)
    at = {one.place: n for n, one in enumerate(made.versions)}
    cells = {one.aspect: one.cells for one in made.lines}
    assert cells[Aspect.LIMIT][at["四川省达州市万源市"]].verdict is Verdict.SILENT
    differing = {Verdict.DIFFERS, Verdict.SAME}
    assert {cells[Aspect.MATERIALS][at[place]].verdict for place in ("四川省达州市万源市", "河南省焦作市")} == differing
    bases = [cells[Aspect.BASIS][at[place]] for place in ("四川省达州市万源市", "河南省焦作市")]
    assert sorted(cell.verdict for cell in bases) == [Verdict.DIFFERS, Verdict.SAME]
    assert all(any("城镇排水与污水处理条例" in text for text in cell.lines) for cell in bases)
    off = next(cell for cell in bases if cell.verdict is Verdict.DIFFERS)
    assert not any("城镇排水与污水处理条例" in text for text in (*off.missing, *off.extra))
    assert any("四川省城市排水管理条例" in text for text in (*off.missing, *off.extra))
    assert api.matrix("没有这个事项") is None


@pytest.fixture
def studio(editor, real) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="shixiang"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_shows_both_values_and_only_what_deviates_when_asked(studio: Client) -> None:
    assert DRAINAGE in studio.get("/studio/sameness/").content.decode()
    whole = studio.get("/studio/sameness/item/", {"name": DRAINAGE}).content.decode()
    assert whole.count('<th scope="row">') == 10
    assert "不一致" in whole and "<del>" in whole and "万源市" in whole
    only = studio.get("/studio/sameness/item/", {"name": DRAINAGE, "only": "1"}).content.decode()
    assert 0 < only.count('<th scope="row">') < 10
    assert studio.get("/studio/sameness/item/", {"name": "无"}).status_code == 404


def test_the_workbook_holds_a_row_for_every_cell(studio: Client) -> None:
    answer = studio.get("/studio/sameness/item.xlsx", {"name": DRAINAGE})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheet_names == ["对照", "逐项"]
    versions = len(api.matrix(DRAINAGE).versions)
    assert len(book.get_sheet_by_name("对照").to_python()) == 11
    assert len(book.get_sheet_by_name("逐项").to_python()) == 1 + 10 * versions


def test_a_version_leads_to_its_peers(studio: Client) -> None:
    version_id = ItemVersion.objects.filter(name=DRAINAGE, region="河南省焦作市").values_list("id", flat=True).get()
    page = studio.get(f"/studio/versions/{version_id}/").content.decode()
    assert "4个地区对照" in page  # three of the guides and the list, and the demo city


def test_others_do_not_enter(client: Client) -> None:
    assert client.get("/studio/sameness/").status_code == 302
