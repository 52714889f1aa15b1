"""即办 and 更正 through the API: the same verbs, each on the version seen and done once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from yichuang.cases.domain.phases import TaskKind
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.licences import api as licences

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(house):
    return house.play("public-place-hygiene").apply(timezone.now() - timedelta(minutes=5))


@pytest.fixture
def clerk(house):
    return house.as_account("chuangkou")


def version(system, case) -> int:
    return int(system.get(f"/cases/{case.case_id}").headers["ETag"].strip('"'))


def mark_all(system, case) -> None:
    lists = system.get(f"/cases/{case.case_id}/checklists").json()
    for name in ("acceptance", "review"):
        points = {p["code"]: "met" for p in lists[name] if p["state"] == "open"}
        sent = system.post(f"/cases/{case.case_id}/checklist", {"checklist": name, "points": points}, version=version(system, case))
        assert sent.status_code == 200, sent.content.decode()


def test_a_case_is_decided_at_once_by_the_window_and_once(clerk, waiting) -> None:
    path = f"/cases/{waiting.case_id}/at-once"
    early = clerk.post(path, {}, version=version(clerk, waiting))
    assert (early.status_code, early.json()["code"]) == (409, "cases.points_left")
    assert {e["field"] for e in early.json()["errors"]} == {"acceptance", "review"}
    mark_all(clerk, waiting)
    seen, key = version(clerk, waiting), str(uuid4())
    assert clerk.post(path, {}).json()["code"] == "kernel.version_missing"
    first = clerk.post(path, {"scope": "住宿"}, key=key, version=seen)
    assert first.status_code == 200, first.content.decode()
    again = clerk.post(path, {"scope": "住宿"}, key=key, version=seen)
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    shown = clerk.get(f"/cases/{waiting.case_id}").json()
    assert (shown["outcome"], shown["phase"]) == ("granted", "decided")
    assert sum(d.kind == Kind.ON_THE_SPOT for d in documents.of_case(waiting.case_id)) == 1


def test_review_points_are_not_the_windows_where_the_item_does_not_declare_it(house, clerk) -> None:
    case = house.play().apply(timezone.now() - timedelta(minutes=5))
    code = clerk.get(f"/cases/{case.case_id}/checklists").json()["review"][0]["code"]
    body = {"checklist": "review", "points": {code: "met"}}
    refused = clerk.post(f"/cases/{case.case_id}/checklist", body, version=version(clerk, case))
    assert (refused.status_code, refused.json()["code"]) == (409, "cases.wrong_phase")


def test_a_drawn_case_is_looked_at_by_the_legal_officer(house, waiting) -> None:
    waiting.at_once(timezone.now(), roll=lambda n: 0)
    task = next(t for t in waiting.state().open_tasks if t.kind is TaskKind.SPOT_CHECK)
    path, body = f"/cases/{waiting.case_id}/tasks/{task.id}/spot-check", {"finding": "sound", "note": ""}
    window, officer = house.as_account("chuangkou"), house.as_account("fazhi")
    assert window.post(path, body, version=version(window, waiting)).status_code == 403
    done = officer.post(path, body, version=version(officer, waiting))
    assert done.status_code == 200, done.content.decode()
    assert waiting.state().task(task.id).verdict == "sound"


def test_a_slip_is_found_corrected_served_and_the_licence_exchanged(house, waiting) -> None:
    waiting.at_once(timezone.now(), roll=lambda n: 1, scope="住宿圬水")
    work()
    waiting.hand_out(timezone.now())
    officer = house.as_account("zhizheng")
    papers = officer.get(f"/cases/{waiting.case_id}/correctable").json()["papers"]
    licence = next(p for p in papers if p["is_licence"])
    assert {"key": "scope", "label": "许可范围", "text": "住宿圬水"} in licence["places"]
    path = f"/cases/{waiting.case_id}/clerical-corrections"
    slip = {"paper_id": licence["id"], "where": "scope", "was": "圬水", "now_reads": "污水", "reason": "与申请表不一致"}
    wrong = officer.post(path, {**slip, "was": "废水"}, version=version(officer, waiting))
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "was")
    substance = officer.post(path, {**slip, "where": "valid_to"}, version=version(officer, waiting))
    assert (substance.status_code, substance.json()["code"]) == (409, "documents.not_clerical")
    assert "撤销" in substance.json()["remedy"]
    seen, key = version(officer, waiting), str(uuid4())
    assert officer.post(path, slip, version=seen + 1).status_code == 412
    done = [officer.post(path, slip, key=key, version=seen) for _ in range(2)]
    assert [d.status_code for d in done] == [200, 200], done[0].content.decode()
    work()
    [notice] = [d for d in documents.of_case(waiting.case_id) if d.kind == Kind.CLERICAL_CORRECTION]
    served = officer.post(
        f"/cases/{waiting.case_id}/serve", {"document_id": str(notice.id), "mode": "direct", "proof": {"signed_by": "刘某"}},
        version=version(officer, waiting),
    )  # fmt: skip
    assert served.status_code == 200, served.content.decode()
    assert documents.document(notice.id).state == "served"
    waiting.print_on_blank(timezone.now(), "zhizheng")
    taken = {"mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致"}
    handed = officer.post(f"/cases/{waiting.case_id}/exchange", taken, version=version(officer, waiting))
    assert handed.status_code == 200, handed.content.decode()
    assert licences.licence(waiting.state().licence_id).edition_state == "handed_over"
