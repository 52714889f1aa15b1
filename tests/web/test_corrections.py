"""更正笔误 at the desk: from the list of papers to the notice in the applicant's hands."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.licences import api as licences
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def collected(play, now):
    """A licence granted and collected, with both its papers."""
    case = play("public-place-hygiene").apply(now - timedelta(days=1)).at_once(now - timedelta(hours=20), roll=lambda n: 1, scope="住宿圬水")
    work()
    return case.hand_out(now - timedelta(hours=19))


def sheet_of(case):
    return next(d for d in documents.of_case(case.case_id) if d.kind == Kind.ON_THE_SPOT)


def address(case, verb="correct-slip") -> str:
    return f"/desk/cases/{case.case_id}/do/{verb}/"


def slip(paper_id, **changes):
    said = {"paper_id": str(paper_id), "where": "scope", "was": "圬水", "now_reads": "污水", "reason": "与申请表不一致", "key": "slip"}
    return {**said, **changes}


def test_the_page_asks_which_paper_then_where(collected, sit):
    officer, sheet = sit("zhizheng"), sheet_of(collected)
    dossier = officer.get(f"/desk/cases/{collected.case_id}/").content.decode()
    assert f"{address(collected)}?paper={sheet.id}" in dossier
    first = officer.get(address(collected)).content.decode()
    assert f"?paper={sheet.id}" in first and f"?paper={collected.state().licence_id}" in first and 'name="was"' not in first
    page = officer.get(f"{address(collected)}?paper={sheet.id}").content.decode()
    assert sheet.number in page and "许可范围" not in page.split("更正处")[0]
    assert "范围：住宿圬水" in page and "有效期：" not in page
    assert "correct-slip" not in sit("chuangkou").get(f"/desk/cases/{collected.case_id}/").content.decode()


def test_a_slip_is_corrected_once_and_shows_in_history_list_and_tracking(collected, sit, cast):
    officer, sheet = sit("kezhang"), sheet_of(collected)
    for _again in range(2):
        assert officer.post(address(collected), slip(sheet.id)).status_code == 302
    work()
    [notice] = [d for d in documents.of_case(collected.case_id) if d.kind == Kind.CLERICAL_CORRECTION]
    page = officer.get(f"/desk/cases/{collected.case_id}/").content.decode()
    assert notice.number in page and "更正文书上的笔误，出具更正通知书" in page and "与申请表不一致" in page
    applicant = Client()
    account = Account.objects.get(id=cast.demo.applicants[1].account_id)
    applicant.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    told = applicant.get(f"/mine/{collected.case_id}/").content.decode()
    assert "更正文书上的笔误，出具更正通知书。" in told and notice.number in told
    assert applicant.get(f"/track/{collected.case_id}/documents/{notice.id}/").status_code == 200
    assert "有笔误，已经更正，见更正通知书" in applicant.get("/mine/").content.decode()
    assert "已用更正通知书更正" in Client().get(f"/verify/{sheet.token}/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"was": ""}, "was", "没有填写：原文"),
        ({"now_reads": "圬水"}, "now_reads", "没有更正什么"),
        ({"was": "废水"}, "was", "没有这几个字"),
        ({"where": "validity"}, "where", "validity"),
        ({"now_reads": "污" * 61}, "now_reads", "整段要改的不是笔误"),
    ],
)  # fmt: skip
def test_what_is_no_slip_in_form_stands_on_its_field_with_what_was_typed(collected, sit, changes, field, words):
    answer = sit("kezhang").post(address(collected), slip(sheet_of(collected).id, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{field}"' in page and words in page and "与申请表不一致" in page
    assert not [d for d in documents.of_case(collected.case_id) if d.kind == Kind.CLERICAL_CORRECTION]


def test_the_notice_waits_at_the_window_and_its_service_is_recorded(collected, sit):
    sit("kezhang").post(address(collected), slip(sheet_of(collected).id))
    work()
    notice = next(d for d in documents.of_case(collected.case_id) if d.kind == Kind.CLERICAL_CORRECTION)
    officer = sit("zhizheng")
    paper = f"{notice.id}:{notice.recipients[0].id}"
    link = f"{address(collected, 'serve')}?paper={paper}"
    assert link in officer.get("/desk/issue/").content.decode()
    page = officer.get(link).content.decode()
    assert notice.number in page
    form = {"paper": paper, "mode": "direct", "key": "s"}
    missing = officer.post(address(collected, "serve"), {**form, "signed_by": ""})
    assert missing.status_code == 422 and 'href="#signed_by"' in missing.content.decode()
    assert officer.post(address(collected, "serve"), {**form, "signed_by": "刘某"}).status_code == 302
    assert documents.document(notice.id).state == "served"
    assert link not in officer.get("/desk/issue/").content.decode()


def test_a_corrected_licence_is_exchanged_after_the_case_is_closed(collected, sit):
    officer, licence_id = sit("zhizheng"), collected.state().licence_id
    assert officer.post(address(collected), slip(licence_id)).status_code == 302
    work()
    assert "纸质证件先套打" in officer.get("/desk/issue/").content.decode()
    collected.print_on_blank(timezone.now(), "zhizheng")
    assert address(collected, "exchange") in officer.get("/desk/issue/").content.decode()
    form = {"mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致", "signature": "刘某", "key": "x"}
    assert officer.post(address(collected, "exchange"), form).status_code == 302
    row = licences.licence(licence_id)
    assert (row.edition, row.edition_state, row.scope) == (2, "handed_over", "住宿污水")
    assert "更正后的证件交到持证人手上" in officer.get(f"/desk/cases/{collected.case_id}/").content.decode()
    assert address(collected, "exchange") not in officer.get("/desk/issue/").content.decode()


def test_the_pages_ask_the_database_a_constant_number_of_times(collected, sit, django_assert_max_num_queries):
    officer = sit("kezhang")
    officer.get(address(collected))
    with django_assert_max_num_queries(40):
        officer.get(address(collected))
    for _n in range(3):
        documents.reprint(sheet_of(collected).id, reason="再来一份", actor="account:x", at=collected.state().decided_at)
    with django_assert_max_num_queries(40):
        officer.get(f"{address(collected)}?paper={sheet_of(collected).id}")
