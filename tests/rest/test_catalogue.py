"""The catalogue by API: every element, first review, findings, exchange, memos; what is not public only for those who edit."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.implementing import BY_KEY
from yichuang.catalogue.models import Instrument
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db


def public(path: str):
    return Client(raise_request_exception=False).get(f"/api/v1{path}")


def test_every_element_of_a_version_is_public_with_what_is_inherited(house) -> None:
    version_id = house.cast.items["public-place-hygiene"]
    found = public(f"/versions/{version_id}/elements").json()
    rows = {row["key"]: row for row in found["elements"]}
    assert set(rows) == set(BY_KEY)
    own = catalogue.content_of(version_id)
    assert all(row["value"] == own[key] for key, row in rows.items() if not row["inherited"])
    assert found["entry"]["code"] == "000123020000" and "materials" in found["deviating"]
    assert rows["statutory_article"]["standard"] == "" and rows["materials"]["standard"] == "material"


def test_a_draft_shows_its_elements_to_nobody_outside(house) -> None:
    draft = catalogue.revise(house.cast.items["drainage"], now=timezone.now(), actor=organisations.system_actor("test"))
    for path in ("elements", "first-review"):
        assert public(f"/versions/{draft}/{path}").status_code == 404
    editor = house.as_account("shixiang")
    found = editor.get(f"/versions/{draft}/findings").json()
    assert found["errors"] == 0 and all({"field", "code", "article", "remedy"} <= set(row) for row in found["findings"])
    items = editor.get("/exchange/versions", code="drainage").json()
    assert [(item["item_code"], item["status"]) for item in items["items"]] == [("drainage", "draft")] and items["next"] is None


def test_first_review_names_the_organ_and_its_limit_or_nothing(house) -> None:
    found = public(f"/versions/{house.cast.items['drainage']}/first-review").json()
    assert (found["organ_id"], found["limit"]) == (None, None)


def test_what_is_not_public_wants_the_post(house) -> None:
    version_id, clerk = house.cast.items["drainage"], house.as_account("chuangkou")
    for path in (f"/versions/{version_id}/findings", "/exchange/versions"):
        assert clerk.get(path).status_code == 403
        assert public(path).status_code == 401
    editor = house.as_account("shixiang")
    assert editor.get("/memos").json() == {"memos": [], "next": None}
    assert editor.get(f"/memos/{version_id}").status_code == 404
    page = editor.get("/exchange/versions").json()
    assert {item["item_code"] for item in page["items"]} >= set(house.cast.items)


def test_lists_and_instruments_come_in_by_file_looked_at_first(house) -> None:
    editor, head = house.as_account("shixiang"), "名称,简称,效力级别,制定机关\n"

    def sent(path: str, text: str, who=editor, **told: str):
        headers = {"Authorization": f"Bearer {who.token}", "Idempotency-Key": str(uuid4())}
        return who.client.post(f"/api/v1{path}", {**told, "file": SimpleUploadedFile("a.csv", text.encode())}, headers=headers)

    good = head + "《某市城市绿化条例》,绿化条例,地方性法规,某市人大常委会\n"
    seen = sent("/instruments/import", good).json()
    assert (seen["written"], seen["new"], Instrument.objects.filter(title="某市城市绿化条例").exists()) == (False, 1, False)
    assert sent("/instruments/import", good, write="true").json()["written"] and Instrument.objects.get(title="某市城市绿化条例").short_titles == ["绿化条例"]
    wrong = sent("/instruments/import", head + "甲条例,绿化条例,法律,\n", write="true").json()
    assert (wrong["written"], [(one["id"], one["code"]) for one in wrong["findings"]]) == (False, [("2", "title_known")])
    about = {
        "code": "shandong", "title": "山东省行政许可事项清单", "level": "provincial", "origin": "鲁政办发〔2026〕1号", "division": "370000",
        "dated_on": "2026-03-01",
    }  # fmt: skip
    rows = "基本编码,事项名称,事项类型\n370000000001,某许可,行政许可\n"
    assert sent("/basic-lists/import", rows, **about).json() | {"findings": []} == {
        "written": False, "read": 1, "new": 1, "changed": 0, "unchanged": 0, "refused": 0, "findings": [],
    }  # fmt: skip
    assert sent("/basic-lists/import", rows, write="true", **about).json()["written"]
    assert sent("/basic-lists/import", rows, **{**about, "level": "village"}).status_code == 422
    assert sent("/instruments/import", good, house.as_account("chengban")).status_code == 403
    assert sent("/instruments/import", good, house.as_account("quxian-shixiang")).status_code == 403
