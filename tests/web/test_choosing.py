"""Items are named on forms by code or full name and found by a few words, however many there are; without a script, and nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.models import ItemVersion

pytestmark = pytest.mark.django_db
MEMO, AGREEMENT = {"document": "示编〔2026〕2号", "level": "3"}, {"document": "示通办〔2026〕5号", "text": "区窗口代为受理"}
FELLING = "林木采伐许可证核发"


@pytest.fixture
def named_alike(cast):
    """Seven hundred items in force more, all of one name: as many as no list holds."""
    row = ItemVersion.objects.select_related("item").get(id=cast.items["drainage"])
    columns = [field.column for field in ItemVersion._meta.concrete_fields]
    own = {"id": "t.id", "item_id": "t.id", "name": "'食品摊点备案'", "deciding_organ_id": "v.deciding_organ_id"}
    values = ", ".join(own.get(name, f'v."{name}"') for name in columns)
    with connection.cursor() as cursor:
        cursor.execute("create temporary table t on commit drop as select gen_random_uuid() as id, 'stall-' || n as code from generate_series(1, 700) n")
        cursor.execute("insert into item (id, code, name, origin, head_seq, head_hash) select id, code, code, 'items', 0, '\\x00' from t")
        cursor.execute(f"insert into item_version ({', '.join(columns)}) select {values} from t, item_version v where v.id = '{row.id}'")
    return row


def text(page) -> str:
    return page.content.decode()


def test_a_few_words_find_the_item_and_one_press_writes_it_down(sit) -> None:
    sheet = sit("linye")
    found = sheet.post("/studio/memos/", {**MEMO, "item": "采伐林木", "look": "item"})
    assert found.status_code == 200 and not found.context["errors"]
    assert FELLING in [one.name for one in found.context["looked"].choices]
    assert 'value="item:林木采伐许可证核发"' in text(found) and "示编〔2026〕2号" in text(found)
    picked = sheet.post("/studio/memos/", {**MEMO, "item": "采伐林木", "pick": f"item:{FELLING}"})
    assert picked.context["typed"]["item"] == FELLING and picked.context["typed"]["document"] == MEMO["document"]
    nothing = sheet.post("/studio/memos/", {**MEMO, "item": "㐂㐂㐂", "look": "item"})
    assert "没有找到“㐂㐂㐂”" in text(nothing)


def test_several_items_are_gathered_one_by_one(sit) -> None:
    sheet = sit("shixiang")
    found = sheet.post("/studio/agreements/", {**AGREEMENT, "items": "drainage", "find-items": "公共场所卫生", "look": "items"})
    name = found.context["looked"].choices[0].name
    both = sheet.post("/studio/agreements/", {**AGREEMENT, "items": "drainage", "pick": f"items:{name}"})
    assert both.context["typed"]["items"] == f"drainage\n{name}"
    assert "区窗口代为受理" in text(both)


def test_what_names_no_item_is_refused_at_its_field_beside_what_its_words_find(sit) -> None:
    page = sit("linye").post("/studio/memos/", {**MEMO, "item": "采伐林木"})
    assert page.status_code == 422
    assert next(error.code for error in page.context["errors"] if error.field == "item") == "catalogue.no_such_item"
    assert FELLING in [one.name for one in page.context["looked"].choices]


def test_of_one_name_shared_by_hundreds_the_code_tells_and_every_one_can_be_named(sit, named_alike) -> None:
    sheet = sit("shixiang")
    asked = sheet.post("/studio/delegations/", {"item": "食品摊点备案", "scope": "新办"})
    assert (asked.status_code, "新办" in text(asked)) == (422, True)
    assert next(error.code for error in asked.context["errors"] if error.field == "item") == "catalogue.several_items"
    looked = asked.context["looked"]
    assert len(looked.choices) == 20 and looked.more
    assert looked.choices[0].value.startswith("stall-"), "picked by what tells them apart"
    errors: list = []
    assert catalogue.choosing.one("item", "stall-699", errors) and catalogue.choosing.one("item", named_alike.name, errors) and not errors
    lines = "\n".join(f"stall-{n}" for n in range(1, 501))
    with CaptureQueriesContext(connection) as asked_of:
        assert len(catalogue.choosing.several("items", lines, errors)) == 500
    assert len(asked_of) <= 2 and not errors
    catalogue.choosing.several("items", f"{lines}\nstall-501", errors)
    assert [error.code for error in errors] == ["catalogue.too_many_items"], "said, not cut"


def test_a_memo_and_a_tribunal_take_the_full_name(sit) -> None:
    page = sit("shixiang").post("/studio/prerequisites/", {"item": "排水", "look": "item", "claim": "可以共享核验"})
    assert page.status_code == 200 and "可以共享核验" in text(page) and page.context["looked"].choices
