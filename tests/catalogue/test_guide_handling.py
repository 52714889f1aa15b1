"""The public guide of real references says how and where it is handled, in both languages, and 未载明 where the source is silent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.catalogue.conftest import DATA, NOW
from yichuang.catalogue import api
from yichuang.catalogue.models import ItemVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def guides(importer) -> dict:
    api.import_guides(DATA / "guides.json", now=NOW, actor=importer, write=True)
    return dict(ItemVersion.objects.values_list("item__code", "id"))


def page(client, version_id, language: str = "zh-hans") -> str:
    client.cookies["django_language"] = language
    return client.get(reverse("guide", args=[version_id])).content.decode()


def test_what_the_source_says(client, guides) -> None:
    said = page(client, guides["G001"])
    for words in ("不用到现场", "互联网办理结果信息反馈", "跨县通办", "可以物流快递", "全市"):
        assert words in said
    food = page(client, guides["G015"])
    assert "需打证" in food and "未实现" in food


def test_in_english_the_words_of_the_standard_are_english(client, guides) -> None:
    said = page(client, guides["G001"], "en")
    for words in ("No visit needed", "Result told online", "Across counties", "By courier", "How it is handled"):
        assert words in said


def test_in_english_who_applies_where_and_how_are_english_words_too(client, shipped) -> None:
    said = page(client, ItemVersion.objects.get(item__code="drainage", status="published").id, "en")
    for words in ("With a promised time", "Companies, Public institutions"):
        assert words in said, words
    assert "承诺件" not in said


def test_what_the_source_does_not_say_is_named(client, guides) -> None:
    said = page(client, guides["G002"])
    at = said.index('id="handling"')
    section = said[at : said.index('id="steps"')]
    assert section.count("未载明") == 5, "visits, channels, depth, scope, and the others together"
    assert "可以预约、" in section and "未载明" in said[said.index('id="questions"') :]


def test_questions_materials_and_fees_of_a_version(client, editor, shipped) -> None:
    row = ItemVersion.objects.get(id=shipped["drainage"])
    materials = [{**row.materials[0], "fill_note": "用黑色签字笔填写", "blank_form": "排水许可申请表.docx"}]
    new = api.revise(
        row.id, now=NOW, actor=editor, materials=materials, visits=1, visits_reason="领证时核验原件", mobile_url="javascript:alert(1)",
        online_url="https://example.org/apply", questions=[{"question": "多久能办好？", "answer": "受理后10个工作日。"}],
        fees=[{"name": "工本费", "fen": 500, "basis": "条例第三条", "reducible": True, "reduction": "残疾人免收"}],
    )  # fmt: skip
    ItemVersion.objects.filter(id=new).update(status="ended", published_at=datetime(2026, 9, 24, tzinfo=UTC))
    said = page(client, new)
    for words in ("领证时核验原件", "用黑色签字笔填写", "排水许可申请表.docx", "多久能办好？", "受理后10个工作日。", "残疾人免收"):
        assert words in said
    assert 'href="https://example.org/apply"' in said and 'href="javascript' not in said
