"""即办 at the window: the panel, the sheet with both checklists, what it refuses; and the 抽查 at the legal officer's desk."""

from datetime import timedelta

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase, TaskKind
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import PointState

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(play, now):
    return play("public-place-hygiene").apply(now - timedelta(minutes=20))


def page_of(case) -> str:
    return f"/desk/cases/{case.case_id}/do/at-once/"


def whole_form(case, **changes):
    points = dossier.view(case.case_id)
    form = {
        "acceptance": [p.code for p in points.acceptance if p.state != PointState.NOT_APPLICABLE],
        "review": [p.code for p in points.review], "scope": "", "key": "sheet",
    }  # fmt: skip
    return form | changes


def test_the_window_is_offered_it_for_a_declared_item_only(waiting, play, sit, now):
    clerk = sit("chuangkou")
    page = clerk.get(f"/desk/cases/{waiting.case_id}/").content.decode()
    assert page_of(waiting) in page and "第三十四条第二款" in page
    other = play("drainage").apply(now - timedelta(minutes=20))
    assert "at-once" not in clerk.get(f"/desk/cases/{other.case_id}/").content.decode()
    assert "at-once" not in sit("chengban").get(f"/desk/cases/{waiting.case_id}/").content.decode()


def test_both_checklists_and_the_decision_go_in_on_one_sheet(waiting, sit):
    clerk = sit("chuangkou")
    sheet = clerk.get(page_of(waiting)).content.decode()
    assert "收件时间" in sheet and "即办单" in sheet and "检测或者评价报告结论合格" in sheet
    assert clerk.post(page_of(waiting), whole_form(waiting)).status_code == 302
    assert waiting.state().phase is Phase.DECIDED
    assert clerk.post(page_of(waiting), whole_form(waiting)).status_code == 302, "the same sheet sent twice is done once"
    assert sum(d.kind == Kind.ON_THE_SPOT for d in documents.of_case(waiting.case_id)) == 1
    page = clerk.get(f"/desk/cases/{waiting.case_id}/").content.decode()
    assert "当场准予，出具即办单" in page and "一人当场办理" in page and "出具受理通知书" not in page


def test_an_unticked_point_stands_on_its_field_and_nothing_is_kept(waiting, sit):
    clerk = sit("chuangkou")
    left = whole_form(waiting, review=[])
    answer = clerk.post(page_of(waiting), left)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'href="#review"' in page and "还有审查要点没有记为符合" in page and "第三十四条第二款" in page
    assert waiting.state().phase is Phase.RECEIVED
    assert dossier.acceptance_open(waiting.case_id), "the ticks went with the refused verb"
    assert page.count("checked") >= len(left["acceptance"]), "and stay on the page"


def test_a_sheet_made_before_somebody_else_acted_is_shown_again(waiting, sit, cast, now):
    clerk = sit("chuangkou")
    version = cases.view(waiting.case_id, actor=cast["chuangkou"]).version
    waiting.accept(now)
    answer = clerk.post(page_of(waiting), whole_form(waiting, version=str(version)))
    assert answer.status_code == 412 and "受理" in answer.content.decode()


def test_another_post_is_told_who_may(waiting, sit):
    answer = sit("zuzhang").post(page_of(waiting), whole_form(waiting))
    assert answer.status_code == 403 and "没有这项权限" in answer.content.decode()
    assert dossier.acceptance_open(waiting.case_id)


def test_review_points_may_be_marked_beside_their_papers_in_the_same_sitting(waiting, sit):
    mark = {"checklist": "review", "code": "R1", "state": "met"}
    sit("chuangkou").post(f"/desk/cases/{waiting.case_id}/mark/", mark)
    assert "R1" not in dossier.review_open(waiting.case_id)
    sheet = sit("chuangkou").get(page_of(waiting)).content.decode()
    assert 'value="R1" checked' in sheet.replace('checked=""', "checked")


def test_a_filing_is_concluded_in_its_own_words(play, sit, now):
    case = play("signboard-filing").apply(now - timedelta(minutes=20))
    clerk = sit("chuangkou")
    sheet = clerk.get(page_of(case)).content.decode()
    assert "当场办结" in sheet and "办理结果通知书" in sheet
    main = sheet.split("<main", 1)[1].split("</main>")[0]
    assert not any(word in main for word in ("准予", "不予", "许可"))
    assert clerk.post(page_of(case), whole_form(case)).status_code == 302
    assert case.state().outcome.value == "done"


def test_the_applicant_reads_the_decision_of_the_sheet(waiting, sit, cast, client):
    from django.test import Client

    from yichuang.organisations.models import Account

    sit("chuangkou").post(page_of(waiting), whole_form(waiting))
    work()
    applicant = Client()
    account = Account.objects.get(id=cast.demo.applicants[1].account_id)
    applicant.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    page = applicant.get(f"/mine/{waiting.case_id}/").content.decode()
    assert "即办单" in page and "当场准予行政许可" in page and "当场受理" in page
    assert "抽查" not in page


def test_the_legal_officer_finds_a_drawn_case_and_says_what_was_found(play, sit, now):
    case = play("public-place-hygiene").apply(now - timedelta(days=1)).at_once(now - timedelta(days=1), roll=lambda n: 0)
    work()
    case.hand_out(now)
    task = next(t for t in case.state().open_tasks if t.kind is TaskKind.SPOT_CHECK)
    officer = sit("fazhi")
    assert "即办件抽查" in officer.get("/desk/?f=pool").content.decode()
    assert 'name="finding"' in officer.get(f"/desk/cases/{case.case_id}/").content.decode()
    address = f"/desk/cases/{case.case_id}/do/spot-check/"
    assert officer.post(address, {"finding": "faulty", "note": "", "task": str(task.id), "key": "a"}).status_code == 422
    form = {"finding": "faulty", "note": "检测报告已过有效期", "task": str(task.id), "key": "b"}
    assert officer.post(address, form).status_code == 302
    page = officer.get(f"/desk/cases/{case.case_id}/").content.decode()
    assert "抽查即办件：发现问题" in page and "检测报告已过有效期" in page
    assert "即办件抽查" not in officer.get("/desk/?f=pool").content.decode()
