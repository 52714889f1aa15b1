"""Seal, collection, the ledger as a workbook, the calendar."""

from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from yichuang.cases.domain.phases import Phase
from yichuang.cli.players import work
from yichuang.documents import api as documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def granted(play, now):
    case = play("drainage").apply(now - timedelta(days=6)).accept(now - timedelta(days=5)).review(now - timedelta(days=2))
    case.grant(now - timedelta(days=1))
    work()
    return case


def test_a_ready_licence_waits_for_collection_and_is_signed_for(granted, sit):
    officer = sit("zhizheng")
    page = officer.get("/desk/issue/").content.decode()
    assert "领证签收" in page and "登记送达" in page
    assert 'name="collected_by"' in officer.get(f"/desk/cases/{granted.case_id}/").content.decode()
    form = {"mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致", "signature": "刘某", "key": "k"}
    assert officer.post(f"/desk/cases/{granted.case_id}/do/deliver/", form).status_code == 302
    assert granted.state().phase is Phase.CLOSED
    assert "没有等着领的证件" in officer.get("/desk/issue/").content.decode()


def test_calling_for_collection_reaches_the_inbox(granted, sit, cast):
    from yichuang.licences import api as licences

    row = licences.of_case(granted.case_id)[0]
    page = sit("zhizheng").post("/desk/issue/batch/", {"verb": "collect", "row": [str(row.id)]}, follow=True).content.decode()
    assert "已办理1件" in page
    assert any(m.kind == "licence_collect" for m in documents.inbox([cast.company]))


def test_a_wrong_post_calls_nobody(granted, sit, cast):
    from yichuang.licences import api as licences

    row = licences.of_case(granted.case_id)[0]
    page = sit("chengban").post("/desk/issue/batch/", {"verb": "collect", "row": [str(row.id)]}, follow=True).content.decode()
    assert "没有这项权限" in page
    assert not any(m.kind == "licence_collect" for m in documents.inbox([cast.company]))


def test_the_ledger_is_a_workbook_of_the_cases_one_may_see(granted, play, sit, now):
    late = play("drainage").apply(now - timedelta(days=3))
    span = {"from": (now - timedelta(days=30)).date().isoformat(), "to": now.date().isoformat()}
    answer = sit("zuzhang").get("/desk/ledger.xlsx", span)
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    head, found = rows[0], {row[0]: row for row in rows[1:]}
    assert {granted.number, late.number} <= set(found)
    row = found[granted.number]
    assert row[head.index("事项")] == "城镇污水排入排水管网许可" and row[head.index("结果")] == "准予"
    assert row[head.index("是否超期")] == "否" and "王某" in row[head.index("经办")]
    stranger = sit("linye").get("/desk/ledger.xlsx", span)
    assert len(CalamineWorkbook.from_filelike(BytesIO(b"".join(stranger.streaming_content))).get_sheet_by_index(0).to_python()) == 1


def test_a_bad_span_is_named_at_its_field(cast, sit):
    answer = sit("zuzhang").get("/desk/ledger.xlsx", {"from": "上个月", "to": "2026-01-01"})
    assert answer.status_code == 422 and 'href="#from"' in answer.content.decode()


@pytest.mark.parametrize(("year", "words"), [(2026, "2026年工作日历"), (2027, "还没有公布这一年的节假日安排")])
def test_the_calendar_says_what_is_provisional(cast, sit, year, words):
    page = sit("chengban").get("/desk/calendar/", {"year": year}).content.decode()
    assert words in page


def test_2026_has_the_make_up_days_of_the_notice(cast, sit):
    page = sit("chengban").get("/desk/calendar/?year=2026").content.decode()
    assert page.count('class="is-makeup') == 6 and "全年248个工作日" in page


@pytest.mark.parametrize("page", ["", "issue/", "ledger/", "calendar/", "stand-ins/", "authorisations/", "assign/", "search/?q=x"])
def test_nobody_enters_without_signing_in(client, db, page):
    answer = client.get(f"/desk/{page}")
    assert answer.status_code == 302 and "sign-in" in answer["Location"]
