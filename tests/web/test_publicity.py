"""决定公开, 行政许可法 40 with 5: grants with number, holder and organ; persons masked, refusals unnamed, secrets kept."""

import csv
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from yichuang.catalogue import api as catalogue
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.licences import api as licences

pytestmark = pytest.mark.django_db


def decided(play, now, item="drainage", *, party=None, refuse=False):
    case = play(item).apply(now - timedelta(days=6), party=party).accept(now - timedelta(days=5)).review(now - timedelta(days=3))
    case.meet_needs(now - timedelta(days=2))
    if refuse:
        case.refuse(now - timedelta(days=1), "检测报告第2页，悬浮物高于限值")
    else:
        case.grant(now - timedelta(days=1))
    work()
    return case


def shown(query=""):
    return Client().get("/open/decisions/", {"q": query}).content.decode()


def test_40_a_grant_is_public_with_item_holder_number_date_validity_and_organ(play, now):
    case = decided(play, now)
    paper = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.GRANT_DECISION)
    licence = licences.of_case(case.case_id)[0]
    page = shown()
    assert all(part in page for part in (
        "城镇污水排入排水管网许可", "示例市某产业园有限公司", paper.number, licence.number, "示例市行政审批服务局",
    ))  # fmt: skip
    assert paper.number in Client().get("/open/").content.decode()
    for query in (paper.number, licence.number, "排水管网", "产业园"):
        assert paper.number in shown(query)
    assert paper.number not in shown("小餐饮")
    assert paper.number not in shown("%'&|")


def test_5_a_persons_name_is_masked_and_cannot_be_searched_for(play, now, cast):
    case = decided(play, now, party=cast.demo.applicants[0].party_id)
    number = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.GRANT_DECISION).number
    assert number in shown()
    assert "张*" in shown() and "张某" not in shown()
    assert number not in shown("张某")


def test_a_refusal_is_public_without_a_name(play, now):
    case = decided(play, now, refuse=True)
    number = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.REFUSAL_DECISION).number
    page = shown()
    assert number in page and "不予" in page
    assert "示例市某产业园有限公司" not in page
    assert number not in shown("产业园")


def test_5_what_an_item_keeps_secret_is_not_published(play, now, monkeypatch):
    known = catalogue.case_terms
    monkeypatch.setattr(catalogue, "case_terms", lambda *case: replace(known(*case), withheld="国家秘密"))
    decided(play, now)
    assert "还没有许可决定" in shown()


def test_a_filing_is_no_licence_and_not_in_the_list(play, now):
    decided(play, now, "signboard-filing")
    assert "还没有许可决定" in shown()


def test_what_became_of_a_licence_stands_beside_its_decision(play, now):
    case = decided(play, now)
    licences.move(case.state().licence_id, "revoked", ground="69.4", actor="system:test", at=now)
    assert "已撤销" in shown()


def test_the_list_is_bounded_and_its_queries_are_constant(play, now, django_assert_num_queries):
    for _ in range(2):
        decided(play, now)
    with django_assert_num_queries(2):
        from yichuang.cases import api as cases

        rows, more = cases.decisions(size=1)
    assert (len(rows), more) == (1, True)
    assert len(cases.decisions(size=1, page=2)[0]) == 1


def test_double_publicity_has_the_columns_of_the_portal_and_only_ones_own_grants(play, now, sit, cast):
    company, person = decided(play, now), decided(play, now, party=cast.demo.applicants[0].party_id)
    decided(play, now, refuse=True)
    asked = {"from": (now - timedelta(days=9)).date().isoformat(), "to": now.date().isoformat()}
    desk = sit("zuzhang")
    answer = desk.get("/desk/publicity/table/", asked)
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    text = b"".join(desk.get("/desk/publicity/table/", {**asked, "format": "csv"}).streaming_content).decode("utf-8-sig")
    assert [list(row.values()) for row in csv.DictReader(StringIO(text))] == [list(map(str, row)) for row in rows[1:]]
    assert {row["行政许可决定文书号"] for row in found} == {
        next(d for d in documents.of_case(c.case_id) if d.kind == Kind.GRANT_DECISION).number for c in (company, person)
    }  # fmt: skip
    legal = next(row for row in found if row["行政相对人类别"] == "法人及非法人组织")
    assert legal["行政相对人代码_1(统一社会信用代码)"] == "91379900MAEXAMP14C"
    assert (legal["许可机关统一社会信用代码"], legal["当前状态"]) == ("11379900MBEXAMP183", "1")
    natural = next(row for row in found if row["行政相对人类别"] == "自然人")
    assert natural["行政相对人名称"] == "张*"
    assert "19491231" not in text
    stranger = sit("linye").get("/desk/publicity/table/", {**asked, "format": "csv"})
    assert b"".join(stranger.streaming_content).decode("utf-8-sig").count("\n") == 1
    assert desk.get("/desk/publicity/", {"from": "x"}).status_code == 422
