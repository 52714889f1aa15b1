"""The register of data elements and the merged form in the studio."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from yichuang.catalogue.models import DataElement, Form
from yichuang.kernel.record import read

pytestmark = pytest.mark.django_db
NEW = {
    "code": "premises.seats", "name": "餐位数", "name_en": "Seats", "type": "integer", "unit": "个", "source": "", "sensitivity": "general",
    "hint": "大堂和包间一起算",
}  # fmt: skip


@pytest.fixture
def editor(sit) -> Client:
    return sit("shixiang")


def test_an_element_is_added_once_and_its_words_change_while_forms_keep_theirs(editor, cast) -> None:
    here = reverse("studio-elements")
    assert editor.post(here, NEW).status_code == 302
    row = DataElement.objects.get(code="premises.seats")
    assert (row.type, row.unit) == ("integer", "个") and [event.kind for event in read(row.id)] == ["catalogue.DataElementKept"]
    for wrong, said in (
        ({"code": "premises_seats"}, "编码写成两段以上"), ({"code": "premises.seats"}, "这个编码已经用了"), ({"code": "Premises.Seats"}, "编码写成两段以上"),
        ({"code": "a.b", "type": "choice"}, "至少写两个选项"),
        ({"code": "a.b", "type": "choices", "options": "甲\n乙、丙"}, "不要有顿号"),
        ({"code": "a.b", "type": "text"}, "只有整数和小数才有单位"), ({"code": "a.b", "name": ""}, "请填名称"),
    ):
        answer = editor.post(here, {**NEW, **wrong})
        assert answer.status_code == 422 and said in answer.content.decode() and "大堂和包间一起算" in answer.content.decode(), wrong
    assert editor.post(here, {**NEW, "code": "premises.area.m2"}).status_code == 422, "a dot and an underscore are one to conditions"

    several = {**NEW, "code": "premises.uses", "name": "用途", "type": "choices", "unit": "", "options": "住宿\n餐饮"}
    assert editor.post(here, several).status_code == 302
    assert DataElement.objects.get(code="premises.uses").schema == {"items": {"type": "string", "enum": ["住宿", "餐饮"]}}
    assert "可以选几项" in editor.get(reverse("studio-element", args=["premises.uses"])).content.decode()

    form = Form.objects.filter(elements__has_key="premises.area_m2").first()
    assert form, "forms keep the words of their elements"
    before = form.elements["premises.area_m2"]["name"]
    words = {"name": "场所建筑面积", "name_en": "Floor area", "hint": "", "source": "", "sensitivity": "general", "type": "text", "code": "x.y"}
    assert editor.post(reverse("studio-element", args=["premises.area_m2"]), words).status_code == 302
    row = DataElement.objects.get(code="premises.area_m2")
    assert (row.name, row.type) == ("场所建筑面积", "decimal"), "what answers rest on does not change"
    form.refresh_from_db()
    assert form.elements["premises.area_m2"]["name"] == before


def test_the_list_is_searched_paged_and_bounded(editor, django_assert_max_num_queries) -> None:
    editor.get(reverse("studio-elements"))
    with django_assert_max_num_queries(12):
        page = editor.get(reverse("studio-elements") + "?q=premises").content.decode()
    assert "premises.area_m2" in page and "party.name" not in page
    assert "没有这样的数据项" in editor.get(reverse("studio-elements") + "?q=zzz").content.decode()
    assert editor.get(reverse("studio-element", args=["no.such"])).status_code == 404
    assert Client().get(reverse("studio-elements")).status_code == 302


def test_the_forms_of_two_items_are_one(editor, cast) -> None:
    here = reverse("studio-merged")
    assert "合成至少要两张表" in editor.get(here, {"items": "small-catering"}).content.decode()
    both = {"items": "small-catering\npublic-place-hygiene"}
    page = editor.get(here, both).content.decode()
    assert "少填" in page and page.count("经营场所面积</th>") <= 1
    assert "有的不是现行事项的编码" in editor.get(here, {"items": "x\ny"}).content.decode()
