"""The catalogue by API: every element, first review, findings, exchange, memos; what is not public only for those who edit."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.implementing import BY_KEY
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
