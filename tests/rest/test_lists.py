"""Lists of the catalogue by API: anybody reads what the public pages show; who may on the pages may here, and nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from yichuang.catalogue.domain.boundary import Interaction
from yichuang.catalogue.domain.standards import StandardKind, rules_of
from yichuang.kernel.record import check_all
from yichuang.organisations.api import demo_id

pytestmark = pytest.mark.django_db
BUREAU = str(demo_id("organ", "bureau"))


def public(path: str):
    return Client(raise_request_exception=False).get(f"/api/v1{path}")


def test_every_catalogue_is_read_as_of_a_day_with_its_own_columns(house) -> None:
    kinds = {row["key"]: row for row in public("/catalogues").json()["catalogues"]}
    assert {"boundary", "duty", "transferred", "purchased", "one_visit", "fees"} <= set(kinds)
    for key, kind in kinds.items():
        found = public(f"/catalogues/{key}").json()
        assert all(set(row["cells"]) == set(kind["columns"]) for row in found["rows"]), key
    duty = public("/catalogues/duty").json()
    assert duty["total"] == len(duty["rows"]) and {"drainage"} <= {row["code"] for row in duty["rows"]}
    assert public("/catalogues/nothing").json()["code"] == "catalogue.no_such_catalogue"
    tomorrow = date.today() + timedelta(days=2)
    assert public(f"/catalogues/duty?on={tomorrow}").json()["errors"][0]["field"] == "on"


def test_a_power_is_kept_and_ended_by_an_editor_and_read_by_all(house) -> None:
    editor, clerk = house.as_account("shixiang"), house.as_account("chuangkou")
    made_clause = editor.post("/powers/clauses", {"organ_id": BUREAU, "title": "三定规定", "clause": "第三条", "text": "负责审批。"})
    assert made_clause.status_code == 200, made_clause.json()
    clause = made_clause.json()["id"]
    said = {
        "code": "drainage", "name": "排水许可", "kind": "01", "levels": ["3"], "organ_id": BUREAU, "clause_id": clause,
        "duties": [{"duty": "受理责任", "blame": "不受理", "article": "许可法第七十二条"}],
    }  # fmt: skip
    assert (clerk.post("/powers", said).status_code, clerk.get("/powers/faults").status_code) == (403, 403)
    wrong = editor.post("/powers", said | {"kind": "99", "levels": ["9"]})
    assert (wrong.status_code, {error["field"] for error in wrong.json()["errors"]}) == (422, {"kind", "levels"})
    assert editor.post("/powers", said | {"clause_id": str(uuid4())}).json()["errors"][0]["field"] == "clause_id"
    assert editor.post("/powers", said | {"office_id": str(uuid4())}).status_code == 404
    first = editor.post("/powers", said, key="once")
    assert first.status_code == 200, first.json()
    made = first.json()["id"]
    assert editor.post("/powers", said, key="once").json()["id"] == made
    row = public(f"/powers/{made}").json()
    assert (row["item_code"], row["clause"], row["duties"][0]["duty"]) == ("drainage", "三定规定第三条", "受理责任")
    assert made in {row["power_id"] for row in public("/powers?q=排水许可").json()["powers"]}
    assert editor.post(f"/powers/{made}/end", {"valid_to": date.today().isoformat()}).status_code == 200
    assert editor.post(f"/powers/{made}/end", {"valid_to": date.today().isoformat()}).status_code == 404
    assert public(f"/powers?on={date.today() + timedelta(days=2)}&q=排水许可").json()["powers"] == []


def test_39_anybody_reports_and_who_supervises_the_organ_alone_finds(house) -> None:
    body = {"organ_id": BUREAU, "requirement": "开店先办街道同意书", "shape": "filing", "text": "窗口不给同意书就不收件"}
    made = house.as_account(house.person).post("/off-list-reports", body).json()["id"]
    assert public("/off-list-reports").json()["reports"] == []
    assert public(f"/off-list-reports/{made}").status_code == 401
    editor, watcher = house.as_account("shixiang"), house.as_account("jiancha")
    [own] = editor.get("/off-list-reports/work").json()["reports"]
    assert (own["report_id"], own["text"]) == (None, None), "the organ itself reads neither the words nor the address"
    [seen] = watcher.get("/off-list-reports/work").json()["reports"]
    assert (seen["report_id"], seen["text"]) == (made, body["text"])
    assert house.as_account("chuangkou").get("/off-list-reports/work").status_code == 403
    found = {"text": "没有法律依据", "article": "《优化营商环境条例》第三十九条", "mend_by": (date.today() + timedelta(days=30)).isoformat()}
    assert editor.post(f"/off-list-reports/{made}/find", found).status_code == 403
    assert watcher.post(f"/off-list-reports/{made}/find", found).status_code == 200
    assert watcher.post(f"/off-list-reports/{made}/dismiss", {"text": "重复", "article": "第三十九条"}).status_code == 409
    assert watcher.post(f"/off-list-reports/{made}/mend", {"text": "已经取消同意书"}).status_code == 200
    [row] = public("/off-list-reports").json()["reports"]
    assert (row["state"], row["mended"], "text" in row) == ("mended", "已经取消同意书", False)
    assert house.as_account(house.person).get(f"/off-list-reports/{made}").json()["text"] == body["text"]
    assert not list(check_all())


def test_22_a_service_is_handed_on_and_checked_a_licence_never(house) -> None:
    editor = house.as_account("shixiang")
    today = date.today()
    said = {
        "way": "purchased", "name": "窗口帮办服务", "contractor": "示例帮办服务有限公司", "document": "合同2026-7号", "duty": "每月抽查", "from_on": f"{today}",
        "to_on": f"{today + timedelta(days=300)}",
    }  # fmt: skip
    assert house.as_account("chuangkou").post("/outsourced-services", said).status_code == 403
    refused = editor.post("/outsourced-services", said | {"item": "drainage"})
    assert (refused.status_code, refused.json()["code"]) == (409, "catalogue.licence_not_outsourced")
    made = editor.post("/outsourced-services", said).json()["id"]
    early = {"on": f"{today - timedelta(days=9)}", "finding": "good", "text": "抽查20件"}
    assert editor.post(f"/outsourced-services/{made}/checks", early).json()["errors"][0]["field"] == "on"
    assert editor.post(f"/outsourced-services/{made}/checks", early | {"on": f"{today}"}).status_code == 200
    [row] = [row for row in editor.get("/outsourced-services").json()["services"] if row["service_id"] == made]
    assert (row["checked_on"], row["finding"]) == (f"{today}", "good")
    assert "窗口帮办服务" in {row["name"] for row in public("/catalogues/purchased").json()["rows"]}


def test_a_boundary_is_written_by_an_editor_and_read_by_all(house) -> None:
    editor, today = house.as_account("shixiang"), date.today()
    said = {
        "item": "drainage", "approve_office": "审批一科", "regulate_organ_id": str(demo_id("organ", "water")), "regulate_office": "排水科",
        "interaction": next(iter(Interaction)).value, "days": 1, "basis": "《中华人民共和国行政许可法》第六十一条", "valid_from": f"{today}",
    }  # fmt: skip
    assert house.as_account("chuangkou").post("/boundaries", said).status_code == 403
    assert editor.post("/boundaries", said | {"item": "没有这个"}).json()["errors"][0]["field"] == "item"
    made = editor.post("/boundaries", said)
    assert made.status_code == 200, made.json()
    [row] = public("/boundaries").json()["boundaries"]
    assert (row["boundary_id"], row["code"], row["regulate_office"]) == (made.json()["id"], "drainage", "排水科")
    assert editor.post(f"/boundaries/{row['boundary_id']}/end", {"last_on": f"{today}"}).status_code == 200
    assert public(f"/boundaries?on={today + timedelta(days=2)}").json()["boundaries"] == []


def test_a_standard_is_kept_checked_and_ended_by_whoever_may_on_its_page(house) -> None:
    editor, head, today = house.as_account("shixiang"), house.as_account("juzhang"), date.today()
    rule = next(rule for rule in rules_of(StandardKind.ASSESSMENT) if rule.number)
    said = {"kind": "assessment", "title": "便民考核标准", "document": "示审标〔2026〕1号", "requirements": [{"rule": rule.key, "number": 1}], "from_on": f"{today}"}
    assert house.as_account("chuangkou").get("/standards").status_code == 403
    assert editor.post("/standards", said | {"requirements": [{"rule": "nothing"}]}).status_code == 422
    made = editor.post("/standards", said)
    assert made.status_code == 200, made.json()
    own = made.json()["id"]
    assert own in {row["standard_id"] for row in head.get("/standards").json()["standards"]}
    report = editor.get(f"/standards/{own}/conformance").json()
    assert report["looked_at"] == report["conform"] + len(report["items"])
    assert editor.post(f"/standards/{own}/end", {"last_on": f"{today}"}).status_code == 403, "any editor writes one, who publishes answers for it"
    assert head.post(f"/standards/{own}/end", {"last_on": f"{today}"}).status_code == 200
