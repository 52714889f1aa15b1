"""The work list: in order of due date, the same number of queries for five cases and for fifty, red facts with their article."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.cases import api as cases
from yichuang.organisations import queries as organisations
from yichuang.organisations.models import Account
from yichuang.web import desk_list

pytestmark = pytest.mark.django_db


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", ["/desk/", "/desk/?f=receive", "/desk/search/?q=示例"])
def test_fifty_cases_cost_the_queries_of_five(play, sit, now, path):
    clerk = sit("chuangkou")
    for _ in range(5):
        play("drainage").apply(now, papers=False)
    clerk.get(path)
    few = queries(clerk, path)
    for _ in range(45):
        play("drainage").apply(now, papers=False)
    page = clerk.get(path).content.decode()
    assert page.count("data-row") >= 50
    assert queries(clerk, path) == few


def test_the_list_names_the_item_in_the_language_of_the_page(play, sit, now):
    terms = play("drainage").apply(now, papers=False).terms
    for path in ("/desk/?f=receive", "/desk/search/?q=示例"):
        shown = [sit("chuangkou").get(path, HTTP_ACCEPT_LANGUAGE=code).content.decode() for code in ("zh-hans", "en")]
        assert [f">{name}</a>" in page for page in shown for name in (terms.name, terms.name_en)] == [True, False, False, True]


def test_a_passed_promise_is_red_and_names_its_article(play, sit, now):
    play("drainage").apply(now - timedelta(days=40)).accept(now - timedelta(days=39))
    cases.run_due(now)
    page = sit("chengban").get("/desk/?f=late").content.decode()
    assert "超法定" in page and "《行政许可法》第四十二条" in page


def test_silence_is_shown_as_deemed_acceptance(play, sit, now):
    case = play("drainage").apply(now - timedelta(days=15))
    cases.run_due(now)
    page = sit("chengban").get("/desk/").content.decode()
    assert case.state().deemed and "视为受理" in page and "第三十二条第一款第四项" in page


@pytest.mark.parametrize("words", ["number", "产业园", "污水"])
def test_a_case_is_found_by_number_tail_applicant_and_item(play, sit, now, words):
    case = play("drainage").apply(now)
    query = f"{case.number[-14:-6]} {case.number[-6:]}" if words == "number" else words
    assert str(case.case_id) in sit("chuangkou").get("/desk/search/", {"q": query}).content.decode()
    assert str(case.case_id) not in sit("linye").get("/desk/search/", {"q": query}).content.decode()


def test_a_batch_reports_row_by_row(play, sit, now):
    mine = play("drainage").apply(now - timedelta(days=2)).accept(now - timedelta(days=1))
    other = play("drainage").apply(now)
    rows = [f"{c.case_id}:{c.state().open_tasks[0].id}" for c in (mine, other)]
    answer = sit("chengban").post("/desk/batch/", {"task": rows, "verb": "claim", "next": "/desk/"}, follow=True)
    page = answer.content.decode()
    assert "已办理1件" in page and "没有办：" in page and other.number[-6:] in page
    assert mine.state().open_tasks[0].owner_id == mine.cast["chengban"].account_id


def test_a_batch_never_touches_a_case_one_may_not_see(play, sit, now):
    case = play("drainage").apply(now)
    task = case.state().open_tasks[0].id
    page = sit("linye").post("/desk/batch/", {"task": [f"{case.case_id}:{task}"], "verb": "claim"}, follow=True).content.decode()
    assert "没有这个办件" in page and case.state().open_tasks[0].owner_id is None


def test_an_empty_list_says_what_comes_next(cast, sit):
    page = sit("fenguan").get("/desk/?f=mine").content.decode()
    assert "您没有签收的办件" in page and "新的办件到了会排在这里" in page


def test_what_was_due_on_friday_is_late_on_saturday(play, sit, now):
    for days in range(8, 15):
        play("drainage").apply(now - timedelta(days=days + 1), papers=False).accept(now - timedelta(days=days))
    actor = organisations.actor_of(Account.objects.get(username="chengban"))
    rows = [line.row for group in desk_list.groups(actor, "all", now.date(), query="", page=1)[0] for line in group.lines]
    friday = next(row.work_on for row in rows if row.work_on.weekday() == 4)
    late = {
        line.row.work_on: (line.group, line.left)
        for group in desk_list.groups(actor, "all", friday + timedelta(days=1), query="", page=1)[0] for line in group.lines
    }
    assert late[friday] == ("已超过期限", "已超")


def test_nobody_is_shown_the_way_to_a_page_that_refuses_them(cast, sit):
    paths = {"chengban": False, "shixiang": True}
    assert {name: 'href="/studio/"' in sit(name).get("/desk/").content.decode() for name in paths} == paths
    assert 'href="/desk/receive/"' not in sit("chengban").get("/desk/").content.decode()
    assert 'href="/desk/receive/"' in sit("chuangkou").get("/desk/").content.decode()
