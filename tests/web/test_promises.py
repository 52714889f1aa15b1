"""Pages of 容缺受理, 告知承诺 and 信用: the applicant chooses, brings, signs and takes back; the desk keeps three registers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind, Outcome, Phase, TaskKind
from yichuang.cli import props
from yichuang.cli.players import Player, work
from yichuang.credit import api as credit
from yichuang.credit.domain import Found
from yichuang.dossier import api as dossier
from yichuang.kernel import access
from yichuang.kernel.values import local_date

pytestmark = pytest.mark.django_db
PDF = props.paper("检测报告", "示例")


def file(name: str = "报告.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def act(case: Player, kind: ActKind):
    return case.state().acts_of(kind)[-1]


def noted(cast, now, found: Found = Found.TOLERANCE_BROKEN, party_id=None):
    return credit.note(
        party_id or cast.company, found, ground="示例：没有兑现", organ_id=cast.demo.organs["bureau"], by="system:test", at=now - timedelta(days=5)
    )


@pytest.fixture
def company(applicant_client):
    return applicant_client(1)


@pytest.fixture
def gap(play, now):
    """排水 without the report that may come later, sent an hour ago."""
    return play().apply(now - timedelta(hours=1), without=("M4",))


@pytest.fixture
def due(now):
    return local_date(now) + timedelta(days=4)


class TestTolerance:
    @pytest.fixture
    def path(self, gap) -> str:
        return reverse("tolerance", args=[gap.case_id])

    def test_the_applicant_reads_what_follows_chooses_and_may_change_their_mind(self, company, gap, path, due) -> None:
        page = company.get(path).content.decode()
        assert "要不要容缺受理" in page and "期限照算" in page and "终止办理或者不予" in page
        bare = company.post(path, {"materials": ["M4"], "due_on": ""})
        assert bare.status_code == 422
        assert {'href="#due_on"', 'href="#agreed"'} <= set(re.findall(r'href="#\w+"', bare.content.decode()))
        assert gap.state().acts_of(ActKind.TOLERANCE) == ()
        late = company.post(path, {"materials": ["M4"], "due_on": "2099-01-01", "agreed": "yes"})
        assert late.status_code == 422 and "不能晚于承诺办理期限" in late.content.decode() and 'value="2099-01-01"' in late.content.decode()
        assert company.post(path, {"materials": ["M4"], "due_on": due.isoformat(), "agreed": "yes"}).status_code == 302
        assert act(gap, ActKind.TOLERANCE).state == "agreed"
        assert "等窗口核对主要材料以后受理" in company.get(path).content.decode()
        assert company.post(path, {"do": "decline"}).status_code == 302
        assert act(gap, ActKind.TOLERANCE).state == "declined" and gap.state().phase is Phase.RECEIVED

    def test_what_was_promised_is_brought_on_the_page_and_waits_for_the_check(self, company, gap, path, due, now) -> None:
        gap.accept_with_gaps(now, due)
        page = company.get(path).content.decode()
        assert "补交承诺的材料" in page and 'name="file-M4"' in page
        nothing = company.post(path, {"do": "bring"})
        assert nothing.status_code == 422 and 'href="#file-M4"' in nothing.content.decode()
        other = company.post(path, {"do": "bring", "file-M1": file()})
        assert other.status_code == 422, "another paper is not what was promised"
        assert act(gap, ActKind.TOLERANCE).state == "running"
        assert company.post(path, {"do": "bring", "file-M4": file()}).status_code == 302
        found = act(gap, ActKind.TOLERANCE)
        assert (found.state, found.data["missing"]) == ("brought", [])
        assert [row.name for row in dossier.view(gap.case_id).material("M4").files] == ["报告.pdf"]
        assert [t.kind for t in gap.state().open_tasks if t.node == str(found.id)] == [TaskKind.TOLERATED]
        assert company.post(path, {"do": "bring", "file-M4": file()}).status_code == 409, "it is in and waits for somebody"

    def test_a_refused_paper_leaves_nothing_behind(self, company, gap, path, due, now) -> None:
        gap.accept_with_gaps(now, due)
        answer = company.post(path, {"do": "bring", "file-M4": SimpleUploadedFile("a.exe", b"MZ\x90\x00")})
        assert answer.status_code == 415 and dossier.view(gap.case_id).material("M4").files == ()

    def test_to_strangers_it_is_not_there_and_staff_do_not_choose(self, applicant_client, sit, path) -> None:
        assert applicant_client(0).get(path).status_code == applicant_client(0).post(path, {"do": "decline"}).status_code == 404
        assert sit("chuangkou").get(path).status_code in (302, 403)

    def test_it_is_offered_while_something_is_out_and_no_record_stands(self, company, play, cast, gap, path, now) -> None:
        whole = play().apply(now - timedelta(minutes=30))
        assert path in company.get(reverse("my-case", args=[gap.case_id])).content.decode()
        assert reverse("tolerance", args=[whole.case_id]) not in company.get(reverse("my-case", args=[whole.case_id])).content.decode()
        felling = play("tree-felling").apply(now - timedelta(minutes=20))
        promise = reverse("promise", args=[felling.case_id])
        assert promise in company.get(reverse("my-case", args=[felling.case_id])).content.decode()
        noted(cast, now)
        for address, case in ((path, gap), (promise, felling)):
            assert address not in company.get(reverse("my-case", args=[case.case_id])).content.decode(), "barred: not offered"

    def test_with_a_record_the_page_says_which_and_how_it_is_repaired(self, company, cast, path, now) -> None:
        noted(cast, now)
        page = company.get(path).content.decode()
        assert "容缺受理承诺没有兑现" in page and "信用修复" in page and "<button class=\"btn btn-primary btn-big\">" not in page


class TestPromise:
    @pytest.fixture
    def case(self, play, now):
        return play("tree-felling").apply(now - timedelta(hours=1))

    @pytest.fixture
    def path(self, case) -> str:
        return reverse("promise", args=[case.case_id])

    def test_told_signed_and_taken_back_before_the_decision(self, company, applicant_client, case, path) -> None:
        text, page = case.terms.promise, company.get(path).content.decode()
        assert text.text in page and text.effect in page and all(c.text in page for c in case.terms.conditions)
        assert company.post(path, {}).status_code == 422 and case.state().acts_of(ActKind.PROMISE) == ()
        assert applicant_client(0).get(path).status_code == 404
        assert company.post(path, {"agreed": "yes", "version": "0"}).status_code == 412, "the page has to be the newest"
        assert company.post(path, {"agreed": "yes"}).status_code == 302
        assert act(case, ActKind.PROMISE).state == "signed"
        again = company.post(path, {"agreed": "yes"})
        assert again.status_code == 409 and "已经签署" in again.content.decode()
        assert "决定以前可以收回" in company.get(path).content.decode()
        assert company.post(path, {"do": "decline"}).status_code == 302
        assert act(case, ActKind.PROMISE).state == "declined"


def granted_on_a_promise(play, cast, sent) -> Player:
    """Signed, accepted and granted within three hours of `sent`; told: checked within 20 working days."""
    case = play("tree-felling").apply(sent)
    cases.sign_promise(case.case_id, agreed=True, actor=cast.applicant(1), now=sent)
    hours = [sent + timedelta(hours=n) for n in (1, 2, 3)]
    return case.accept(hours[0]).review_unpromised(hours[1]).grant(hours[2])


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_a_register_costs_the_same_however_long_it_is(sit, applicant_client, play, cast, now, due) -> None:
    def one_more() -> None:
        play().apply(now - timedelta(hours=1), without=("M4",)).accept_with_gaps(now, due)
        felling = play("tree-felling").apply(now - timedelta(hours=1))
        cases.sign_promise(felling.case_id, agreed=True, actor=cast.applicant(1), now=now)
        work()

    one_more()
    noted(cast, now, party_id=cast.demo.applicants[0].party_id)
    pages = [
        (sit("fazhi"), "/desk/tolerances/"), (sit("linye"), "/desk/promises/"), (sit("fazhi"), "/desk/credit/"),
        (sit("linye-daibiao"), "/desk/smart/"), (applicant_client(0), "/mine/credit/"),
    ]  # fmt: skip
    for client, path in pages:
        client.get(path)  # terms that never change are read once a process
    before = [queries(client, path) for client, path in pages]
    for _ in range(4):
        one_more()
        noted(cast, now, party_id=cast.demo.applicants[0].party_id)
    assert [client.get(path).content.decode().count("<tr><td") for client, path in pages[:4]] == [5, 5, 5, 5]
    assert [queries(client, path) for client, path in pages] == before


def test_the_registers_are_apart_and_show_what_one_may_see(sit, gap, due, now) -> None:
    gap.accept_with_gaps(now, due)
    page = sit("chengban").get("/desk/tolerances/").content.decode()
    assert str(gap.case_id) in page and "等补交" in page
    assert str(gap.case_id) not in sit("chengban").get("/desk/promises/?show=all").content.decode()
    assert str(gap.case_id) not in sit("linye").get("/desk/tolerances/?show=all").content.decode(), "another organ's case"


def test_a_late_check_is_marked_in_the_register_and_said_in_the_history(sit, play, cast, now) -> None:
    late, early = (granted_on_a_promise(play, cast, now - timedelta(days=days)) for days in (60, 2))
    while cases.run_due(now):
        pass
    assert [[t.limit_passed for t in case.state().open_tasks if t.kind is TaskKind.FOLLOW_UP] for case in (late, early)] == [[True], [False]]
    undertaker = sit("linye")
    assert undertaker.get("/desk/promises/").content.decode().count('class="late"') == 1
    for case, is_said in ((late, True), (early, False)):
        page = undertaker.get(reverse("desk-case", args=[case.case_id])).content.decode()
        assert ("“承诺事后核查”超过环节时限" in page) is is_said


def test_credit_is_repaired_on_a_proof_by_whoever_may_and_read_by_whose_it_is(sit, cast, company, applicant_client, now) -> None:
    record_id = noted(cast, now)
    path = reverse("desk-credit-repair", args=[record_id])
    legal = sit("fazhi")
    assert path in legal.get("/desk/credit/").content.decode() and path not in sit("chengban").get("/desk/credit/").content.decode()
    assert sit("linye").get(path).status_code == 404, "another organ noted it"
    bare = legal.post(path, {"proof": ""})
    assert bare.status_code == 422 and 'href="#proof"' in bare.content.decode()
    assert sit("chengban").post(path, {"proof": "材料已经补齐，核对无误"}).status_code == 422
    assert credit.is_bad(cast.company, local_date(now))
    mine = company.get(reverse("my-credit")).content.decode()
    assert "在期限内" in mine and "申请信用修复" in mine
    assert "没有信用记录" in applicant_client(0).get(reverse("my-credit")).content.decode()
    assert legal.post(path, {"proof": "材料已经补齐，核对无误"}).status_code == 302
    assert not credit.is_bad(cast.company, local_date(now))
    assert "已修复" in company.get(reverse("my-credit")).content.decode()
    gone = legal.post(path, {"proof": "材料已经补齐，核对无误"})
    assert gone.status_code == 422 and "已经修复" in gone.content.decode()


def test_who_of_the_staff_read_a_credit_file_is_in_the_access_log(sit, cast, now) -> None:
    """个人信息保护法 51, 54."""
    record_id = noted(cast, now)
    legal = sit("fazhi")
    for path in ("/desk/credit/", reverse("desk-credit-repair", args=[record_id])):
        legal.get(path)
    access.flush()
    with connection.cursor() as cursor:
        cursor.execute("select actor, what, subject_id from access_log where what = 'credit.records'")
        assert cursor.fetchall() == [(cast["fazhi"].ref, "credit.records", cast.company)] * 2


def test_declined_on_the_page_the_case_goes_the_ordinary_way(company, play, now) -> None:
    case = play("tree-felling").apply(now - timedelta(days=5))
    assert company.post(reverse("promise", args=[case.case_id]), {"do": "decline"}).status_code == 302
    case.accept(now - timedelta(days=4)).review(now - timedelta(days=3)).grant(now - timedelta(days=2))
    assert case.state().outcome is Outcome.GRANTED and TaskKind.FOLLOW_UP not in {t.kind for t in case.state().open_tasks}
