"""The studio's pages of export and import."""

from __future__ import annotations

import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from yichuang.catalogue.models import ItemVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def studio(sit) -> Client:
    return sit("shixiang")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def upload(client: Client, data: bytes, name: str = "items.json"):
    file = io.BytesIO(data)
    file.name = name
    return client.post(reverse("studio-exchange"), {"file": file}, follow=True)


def test_a_selection_goes_out_as_excel_and_as_json(studio) -> None:
    data = body(studio.get(reverse("studio-export"), {"q": "小餐饮"}))
    rows = CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_name("事项").to_python()
    assert [row[0] for row in rows[2:]] == ["small-catering"]
    held = json.loads(body(studio.get(reverse("studio-export"), {"format": "json", "status": "published"})))
    assert len(held["items"]) == 20


def test_an_edited_file_is_previewed_confirmed_and_becomes_drafts(studio) -> None:
    held = json.loads(body(studio.get(reverse("studio-export"), {"format": "json", "codes": "small-catering drainage"})))
    for item in held["items"]:
        item["content"] = {"promised_amount": 2}
    page = upload(studio, json.dumps(held).encode())
    text = page.content.decode()
    assert page.status_code == 200 and "确认写入" in text and "small-catering" in text and "文件里" in text
    confirm = page.request["PATH_INFO"] + "confirm/"
    assert studio.get(page.request["PATH_INFO"]).status_code == 200, "a reload shows it again"
    done = studio.post(confirm, follow=True)
    assert "已写成草稿" in done.content.decode()
    assert sorted(ItemVersion.objects.filter(status="draft").values_list("item__code", "promised_amount")) == [("drainage", 2), ("small-catering", 2)]


def test_a_wrong_file_says_where_and_cannot_be_confirmed(studio) -> None:
    page = upload(studio, "事项编码,承诺时限\nsmall-catering,很快\n".encode(), "items.csv")
    text = page.content.decode()
    assert "B2" in text and "确认写入" not in text
    refused = studio.post(page.request["PATH_INFO"] + "confirm/")
    assert refused.status_code == 422 and "什么都没有写入" in refused.content.decode()


@pytest.mark.parametrize("data", [b"%PDF-1.4 nothing", b""])
def test_what_is_no_file_of_items_comes_back_to_the_field(studio, data) -> None:
    page = upload(studio, data)
    assert page.status_code == 422 and "file-error" in page.content.decode()


def test_nobody_else_enters(sit) -> None:
    for client in (sit("chengban"), Client()):
        for name in ("studio-exchange", "studio-export"):
            assert client.get(reverse(name)).status_code in (302, 403)
