"""空白证件, 套打, 骑缝, 更正, 补打, 作废重办 at the desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.cli import props
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.documents.models import Document
from yichuang.licences import api as licences

pytestmark = pytest.mark.django_db
SERIES = "卫生许可证"


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.fixture
def granted(play, now):
    """A licence printed on blanks, made and waiting."""

    def make(item="public-place-hygiene"):
        case = play(item).apply(now - timedelta(days=6)).accept(now - timedelta(days=5)).review(now - timedelta(days=2))
        while case.meet_needs(now - timedelta(days=2)):
            pass
        case.grant(now - timedelta(days=1))
        work()
        return case

    return make


def licence_of(case):
    return licences.of_case(case.case_id)[0]


def test_from_the_carton_to_the_licence_in_the_holders_hand(granted, sit, cast):
    case, officer = granted(), sit("zhizheng")
    deliver = f"/desk/cases/{case.case_id}/do/deliver/"
    form = {"mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致", "signature": "刘某", "key": "k"}
    early = officer.post(deliver, form)
    assert early.status_code == 409 and "还没有套打" in early.content.decode()
    run = {"series": SERIES, "first": "WS0001", "last": "WS0050", "source": "示例市印刷厂"}
    assert officer.post("/desk/blanks/receive/", run).status_code == 302
    assert "手上没有了，先领用" in officer.get("/desk/issue/").content.decode()
    issue = {"series": SERIES, "first": "WS0001", "last": "WS0010", "to_id": str(cast["zhizheng"].account_id)}
    assert officer.post("/desk/blanks/issue/", issue).status_code == 302
    page = officer.get("/desk/issue/").content.decode()
    assert "待套打" in page and 'value="WS0001"' in page
    row = licence_of(case)
    told = officer.post("/desk/issue/batch/", {"verb": "blank", "row": [str(row.id)], f"blank-{row.id}": "WS0001"}, follow=True)
    assert "已办理1件" in told.content.decode() and licence_of(case).blank_code == "WS0001"
    paper = officer.get(f"/desk/cases/{case.case_id}/licences/{row.id}/overlay.pdf")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert sit("linye").get(f"/desk/cases/{case.case_id}/licences/{row.id}/overlay.pdf").status_code == 404
    assert officer.post(deliver, {**form, "key": "again"}).status_code == 302
    book = officer.get(f"/desk/blanks/?series={SERIES}").content.decode()
    assert row.number in book and "WS0001" in book and "郑某" in book
    day = officer.get("/desk/blanks/day/").content.decode()
    assert "+50" in day and "−1" in day and "<b>49</b>" in day


def test_the_days_count_wants_a_cause_for_a_difference(cast, sit, now):
    props.blanks(SERIES, cast["zhizheng"], now)
    officer = sit("zhizheng")
    wrong = officer.post("/desk/blanks/day/", {"series": SERIES, "counted": "199", "note": ""})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "实有199张，账上200张" in page and 'href="#c-note"' in page
    assert officer.post("/desk/blanks/day/", {"series": SERIES, "counted": "200", "note": ""}).status_code == 302
    assert "账实相符" in officer.get("/desk/blanks/day/").content.decode()


@pytest.mark.parametrize(
    ("verb", "data", "field"),
    [
        ("receive", {"first": "一号", "source": "厂"}, "first"),
        ("receive", {"first": "SL0000002", "source": "厂"}, "first"),
        ("issue", {"first": "SL0000099", "last": "SL0000101"}, "first"),
        ("spoil", {"first": "SL0000150", "last": "SL0000149", "reason": "卡纸"}, "last"),
        ("return", {"first": "SL0000150"}, "first"),
    ],
)
def test_what_cannot_be_stands_at_its_field(cast, sit, now, verb, data, field):
    props.blanks(SERIES, cast["zhizheng"], now)
    data = {"series": SERIES, "to_id": str(cast["zhizheng"].account_id), **data}
    answer = sit("zhizheng").post(f"/desk/blanks/{verb}/", data)
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.content.decode()


def test_who_makes_no_certificates_reads_and_moves_nothing(cast, sit, now):
    props.blanks(SERIES, cast["zhizheng"], now)
    clerk = sit("chuangkou")
    assert "结存" in clerk.get("/desk/blanks/").content.decode()
    refused = clerk.post("/desk/blanks/spoil/", {"series": SERIES, "first": "SL0000001", "reason": "卡纸"})
    assert refused.status_code == 422 and "没有这项权限" in refused.content.decode()
    assert "SL0000001" not in sit("linye").get("/desk/blanks/").content.decode(), "another organ keeps its own"


def test_a_long_register_costs_no_more_queries(cast, sit, now):
    officer = sit("zhizheng")
    props.blanks(SERIES, cast["zhizheng"], now)
    paths = ("/desk/blanks/", "/desk/blanks/day/")
    few = [(officer.get(path), queries(officer, path))[1] for path in paths]
    for n in range(1, 9):
        licences.spoil_blanks(series=SERIES, first=f"SL{n:07d}", last="", reason="受潮", actor=cast["zhizheng"], now=now)
    assert [queries(officer, path) for path in paths] == few


def test_a_spoilt_paper_is_voided_and_made_anew_with_its_sheet(granted, sit, cast, now):
    case = granted()
    case.print_on_blank(now)
    row, officer = licence_of(case), sit("zhizheng")
    where = f"/desk/cases/{case.case_id}/licences/{row.id}/void/"
    assert officer.post(where, {"reason": ""}).status_code == 422
    assert sit("chengban").post(where, {"reason": "打花了"}).status_code == 403
    assert officer.post(where, {"reason": "打花了"}).status_code == 302
    work()
    again = licence_of(case)
    assert (again.number, again.edition, again.blank_code) == (row.number, 2, "")
    assert "制证后作废" in officer.get("/desk/blanks/").content.decode()


def test_many_papers_are_reprinted_under_one_reason_and_bound_copy_by_copy(granted, sit, cast):
    case = granted("drainage")
    decision = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.GRANT_DECISION)
    notice = next(d for d in documents.of_case(case.case_id) if d.kind == Kind.ACCEPTANCE_NOTICE)
    Document.objects.filter(id=decision.id).update(pages=3)
    Document.objects.filter(id=notice.id).update(pages=1)
    rows = [str(decision.id), str(notice.id)]
    officer = sit("zhizheng")
    assert "2件没有办" in officer.post("/desk/issue/batch/", {"verb": "reprint", "row": rows}, follow=True).content.decode()
    page = officer.post("/desk/issue/batch/", {"verb": "reprint", "row": rows, "reason": "两份存档"}, follow=True).content.decode()
    assert "已办理2件" in page and documents.document(decision.id).copies == 1
    assert "登记骑缝" not in page, "the seal officer does it"
    seal = sit("yinzhang")
    listed = seal.get("/desk/issue/").content.decode()
    assert "待骑缝" in listed and f'value="{decision.id}:0"' in listed and f'value="{decision.id}:1"' in listed
    both = {"verb": "ride", "row": [f"{decision.id}:0", f"{decision.id}:1", f"{notice.id}:0"]}
    page = seal.post("/desk/issue/batch/", both, follow=True).content.decode()
    assert "已办理2件" in page and "不用骑缝" in page and documents.document(decision.id).ridden == (0, 1)
