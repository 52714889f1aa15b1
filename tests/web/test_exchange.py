"""The studio's pages of export and import."""

from __future__ import annotations

import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from yichuang.catalogue import api as catalogue
from yichuang.catalogue import due
from yichuang.catalogue.exchange import previews
from yichuang.catalogue.models import ChangeRequest, ImportPreview, ItemVersion

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
    start = studio.get(reverse("studio-exchange")).content.decode()
    assert "有错误，不能写入" in start and "等确认" not in start


def test_every_problem_is_taken_away_as_a_workbook(studio) -> None:
    rows = "\n".join(f"n{number},新事项,很快" for number in range(25))
    page = upload(studio, f"事项编码,事项名称,承诺时限\n{rows}\n".encode(), "items.csv")
    address = page.request["PATH_INFO"] + "problems.xlsx"
    assert address in page.content.decode()
    held = CalamineWorkbook.from_object(io.BytesIO(body(studio.get(address)))).get_sheet_by_index(0).to_python()
    assert held[0] == ["工作表", "单元格", "事项编码", "事项名称", "程度", "问题"]
    assert {(row[1], row[2]) for row in held[1:] if "数" in row[5]} >= {(f"C{number + 2}", f"n{number}") for number in range(25)}


def test_the_empty_workbook_is_filled_in_and_its_example_is_not_read(studio) -> None:
    assert reverse("studio-exchange-template") in studio.get(reverse("studio-exchange")).content.decode()
    data = body(studio.get(reverse("studio-exchange-template")))
    book = CalamineWorkbook.from_object(io.BytesIO(data))
    head, _keys, example, *rest = book.get_sheet_by_name("事项").to_python()
    assert head[0] == "事项编码" and example[head.index("事项名称")] and rest == []
    page = upload(studio, data, "empty.xlsx").content.decode()
    assert "没有改动" in page and "确认写入" not in page


def test_an_amount_cleared_beside_its_unit_is_no_limit_of_nought(studio) -> None:
    held = json.loads(body(studio.get(reverse("studio-export"), {"format": "json", "codes": "drainage"})))
    held["items"][0]["content"] = {"promised_amount": None}
    page = upload(studio, json.dumps(held).encode()).content.decode()
    assert "写了单位，没有写时限" in page and ">0个工作日" not in page


def test_imported_drafts_are_submitted_together_each_with_its_result(studio, sit) -> None:
    held = json.loads(body(studio.get(reverse("studio-export"), {"format": "json", "codes": "drainage signboard-filing"})))
    for item in held["items"]:
        item["content"] = {"promised_amount": 2} if item["item_code"] == "drainage" else {"scope_text": "全市"}
    page = upload(studio, json.dumps(held).encode())
    studio.post(page.request["PATH_INFO"] + "confirm/")
    drafts = dict(ItemVersion.objects.filter(status="draft").values_list("item__code", "id"))
    address = reverse("studio-submit-many")
    assert all(str(version_id) in studio.get(address).content.decode() for version_id in drafts.values())
    empty = studio.post(address, {"version": list(drafts.values()), "running": "keep", "reason": ""})
    assert (empty.status_code, ChangeRequest.objects.count()) == (422, 0)
    done = studio.post(address, {"version": list(drafts.values()), "running": "keep", "reason": "压缩时限"}).content.decode()
    stages = dict(ChangeRequest.objects.values_list("item__code", "stage"))
    assert stages == {"signboard-filing": "legality"}, "the steps of the other take longer than it promises"
    assert "没有提交" in done and "已提交" in done and str(drafts["drainage"]) in done and str(drafts["signboard-filing"]) not in done
    assert sit("juzhang").get(address).status_code == 403


def test_the_page_of_a_large_file_comes_again_until_the_preview_is_there(studio, monkeypatch) -> None:
    monkeypatch.setattr(previews, "LARGE", 1)
    page = upload(studio, "事项编码,承诺时限\nsmall-catering,很快\n".encode(), "items.csv")
    address = page.request["PATH_INFO"]
    assert page["Refresh"].startswith("5;") and "在排队" in page.content.decode() and "正在处理" in studio.get(reverse("studio-exchange")).content.decode()
    assert (studio.post(address + "confirm/").status_code, studio.get(address + "problems.xlsx").status_code) == (409, 409)
    now = ImportPreview.objects.get().at
    due.hand_out(now)
    found = ImportPreview.objects.get()
    assert "已读0行" in studio.get(address).content.decode()
    catalogue.exchange.work(found.id, found.attempt, lambda: now)
    done = studio.get(address)
    assert "Refresh" not in done and "B2" in done.content.decode()
    ImportPreview.objects.update(stage="failed", failure={"code": "x.y", "message": "文件无法读取：不是JSON。", "article": "", "remedy": "", "details": {}})
    assert "不是JSON" in studio.get(address).content.decode() and "没有导入" in studio.get(reverse("studio-exchange")).content.decode()


@pytest.mark.parametrize("data", [b"%PDF-1.4 nothing", b""])
def test_what_is_no_file_of_items_comes_back_to_the_field(studio, data) -> None:
    page = upload(studio, data)
    assert page.status_code == 422 and "file-error" in page.content.decode()


def test_nobody_else_enters(sit) -> None:
    for client in (sit("chengban"), Client()):
        for name in ("studio-exchange", "studio-export"):
            assert client.get(reverse(name)).status_code in (302, 403)
