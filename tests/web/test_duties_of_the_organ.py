"""派件, 请假代理, 授权 at the desk: who may enter, what the page says, what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.catalogue import api as catalogue
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Post

pytestmark = pytest.mark.django_db


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def rows(*played) -> list[str]:
    return [f"{c.case_id}:{c.state().open_tasks[0].id}" for c in played]


def test_the_section_chief_hands_out_the_queue_and_sees_who_has_what(play, sit, cast, now):
    first, second = (play("drainage").apply(now - timedelta(days=2)).accept(now - timedelta(days=1)) for _ in range(2))
    chief, to = sit("kezhang"), cast["chengban"]
    page = chief.get("/desk/assign/").content.decode()
    assert page.count("data-row") == 2 and "王某" in page and "蒋某" in page
    answer = chief.post("/desk/assign/", {"task": rows(first, second), "to": str(to.account_id)}, follow=True).content.decode()
    assert "派给王某2件" in answer and first.number[-6:] in answer and "没有待派的办件" in answer
    assert {c.state().open_tasks[0].owner_id for c in (first, second)} == {to.account_id}
    held = chief.get(f"/desk/assign/?of=held&who={to.account_id}").content.decode()
    assert held.count("data-row") == 2
    other = cast["chengban2"]
    chief.post("/desk/assign/", {"task": rows(first), "to": str(other.account_id)})
    assert first.state().open_tasks[0].owner_id == other.account_id


def test_each_row_is_refused_for_its_own_reason(play, sit, cast, now):
    """王某 accepted the second case at the window in 李某's stead: the first goes to him, the second may not."""
    today = now.astimezone().date()
    clerk, wang = cast["chuangkou"], cast["chengban"]
    organisations.appoint_stand_in(
        account_id=wang.account_id, instead_of=clerk.account_id, organ_id=cast.demo.organs["hall"], post=Post.WINDOW,
        from_on=today, to_on=today, actor=clerk, now=now,
    )  # fmt: skip
    cast.actors.clear()
    good = play("drainage").apply(now - timedelta(hours=2)).accept(now)
    bad = play("drainage").apply(now - timedelta(hours=2)).accept(now, who="chengban")
    page = sit("kezhang").post("/desk/assign/", {"task": rows(good, bad), "to": str(wang.account_id)}, follow=True).content.decode()
    assert "派给王某1件" in page and "没有派：" in page and bad.number[-6:] in page
    assert bad.state().open_tasks[0].owner_id is None


def test_the_window_head_hands_out_the_windows_work_and_nobody_elses(play, sit, cast, now):
    received = play("drainage").apply(now)
    accepted = play("drainage").apply(now - timedelta(days=2)).accept(now - timedelta(days=1))
    page = sit("zuzhang").get("/desk/assign/").content.decode()
    assert str(received.case_id) in page and str(accepted.case_id) not in page


def test_a_signature_is_not_handed_out(play, sit, cast, now):
    case = play("drainage").apply(now - timedelta(days=2)).accept(now - timedelta(days=1)).review(now)
    to = cast["juzhang"].account_id
    page = sit("kezhang").post("/desk/assign/", {"task": rows(case), "to": str(to)}, follow=True).content.decode()
    assert "签发、批准、法制审核和点名会签不派件" in page and case.state().open_tasks[0].owner_id is None


def test_only_who_may_assign_enters(cast, sit):
    assert sit("chengban").get("/desk/assign/").status_code == 403
    assert 'href="/desk/assign/"' not in sit("chengban").get("/desk/").content.decode()
    assert 'href="/desk/assign/"' in sit("kezhang").get("/desk/").content.decode()


def test_a_long_queue_costs_no_more_queries(play, sit, now):
    chief = sit("zuzhang")
    for _ in range(3):
        play("drainage").apply(now, papers=False)
    chief.get("/desk/assign/")
    few = queries(chief, "/desk/assign/")
    for _ in range(20):
        play("drainage").apply(now, papers=False)
    assert queries(chief, "/desk/assign/") == few


def stand_in_form(cast, now, account="kezhang", holder="fenguan", post=Post.DEPUTY_DIRECTOR, organ="bureau", first=0, last=3):
    today = now.astimezone().date()
    return {
        "post": f"{cast.demo.organs[organ]}:{post}:{cast[holder].account_id}", "account_id": str(cast[account].account_id),
        "from_on": (today + timedelta(days=first)).isoformat(), "to_on": (today + timedelta(days=last)).isoformat(), "reason": "休假",
    }  # fmt: skip


def test_a_head_appoints_a_stand_in_and_ends_it(cast, sit, now):
    head, other, today = sit("fenguan"), cast["kezhang"], now.astimezone().date()
    assert head.post("/desk/stand-ins/", stand_in_form(cast, now)).status_code == 302
    bureau = cast.demo.organs["bureau"]
    assert other.account_id in {p.account_id for p in organisations.holders("deputy_director", organ_id=bureau, on=today)}
    page = head.get("/desk/stand-ins/").content.decode()
    assert "赵某" in page and "休假" in page and "提前结束" in page
    assert "提前结束" not in sit("chengban").get("/desk/stand-ins/").content.decode(), "the colleague may read, not end"
    [row] = organisations.stand_ins(organisations.mine(cast["fenguan"]), "current", on=today)[0]
    address = f"/desk/stand-ins/{row.id}/end/"
    assert head.post(address, {"reason": ""}).status_code == 422
    assert sit("linye").get(address).status_code == 404
    refused = sit("chengban").post(address, {"reason": "不用了"})
    assert refused.status_code == 422 and "没有这项权限" in refused.content.decode()
    assert head.post(address, {"reason": "本人提前返岗"}).status_code == 302
    assert other.account_id not in {p.account_id for p in organisations.holders("deputy_director", organ_id=bureau, on=today)}
    past = head.get("/desk/stand-ins/?when=past").content.decode()
    assert "本人提前返岗" in past and "陈某" in past


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"last": -1, "first": 0}, "to_on", "截止日期早于起始日期"),
        ({"first": -2}, "from_on", "代理不能倒签"),
        ({"account": "fenguan"}, "account_id", "本人不能代理本人"),
    ],
)
def test_a_conflict_stands_at_its_field(cast, sit, now, told, field, words):
    answer = sit("fenguan").post("/desk/stand-ins/", stand_in_form(cast, now, **told))
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and f'href="#{field}"' in page and f'id="{field}-error"' in page


def test_many_stand_ins_cost_no_more_queries(cast, sit, now):
    head, path = sit("fenguan"), "/desk/stand-ins/?when=coming"
    for n in range(1, 3):
        head.post("/desk/stand-ins/", stand_in_form(cast, now, first=2 * n, last=2 * n))
    head.get(path)
    few = queries(head, path)
    for n in range(3, 9):
        head.post("/desk/stand-ins/", stand_in_form(cast, now, first=2 * n, last=2 * n))
    head.get(path)  # the powers that just changed are read once
    assert queries(head, path) == few


def test_powers_are_read_by_all_and_granted_by_the_head(cast, sit, now):
    today, bureau = now.astimezone().date(), cast.demo.organs["bureau"]
    page = sit("chengban").get("/desk/authorisations/?post=deputy_director").content.decode()
    assert "准予" in page and "登记授权" not in page
    director = sit("juzhang")
    item, _ = catalogue.decided_by(bureau)[0]
    form = {"act": Act.TERMINATE, "post": Post.SECTION_CHIEF, "item_id": str(item), "from_on": today.isoformat(), "document": "示行审授〔2026〕3号"}
    assert director.post("/desk/authorisations/", form).status_code == 302
    assert organisations.may(cast["kezhang"], Act.TERMINATE, organ_id=bureau, item_id=item, on=today)
    veto = director.post("/desk/authorisations/", {**form, "post": Post.WINDOW})
    assert veto.status_code == 422 and "窗口没有否决权" in veto.content.decode() and 'id="f-post-error"' in veto.content.decode()
    assert "没有这项权限" in sit("chengban").post("/desk/authorisations/", form).content.decode()


def test_a_power_withdrawn_at_the_desk_ends_today(cast, sit, now):
    today, bureau = now.astimezone().date(), cast.demo.organs["bureau"]
    [row] = [r for r in organisations.authorisations(bureau, on=today, post=Post.DEPUTY_DIRECTOR)[0] if r.act == Act.EXTEND]
    sit("chengban").post(f"/desk/authorisations/{row.id}/withdraw/", {"organ": str(bureau)})
    assert organisations.may(cast["fenguan"], Act.EXTEND, organ_id=bureau, on=today)
    page = sit("juzhang").post(f"/desk/authorisations/{row.id}/withdraw/", {"organ": str(bureau)}, follow=True).content.decode()
    assert "授权已收回" in page and not organisations.may(cast["fenguan"], Act.EXTEND, organ_id=bureau, on=today)
    assert "批准延期" in sit("chengban").get("/desk/authorisations/?when=past").content.decode()
