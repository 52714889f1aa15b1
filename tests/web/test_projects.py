"""The pages of construction projects: list, board, registration, an end before its time."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import RequestFactory
from django.urls import reverse

from tests.cases.conftest import at, cast, city
from tests.joint.test_projects import CODE, hand_in, item, player, project, view
from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.cli.players import work
from yichuang.cli.together import package
from yichuang.exchange.api import local_registry
from yichuang.joint import api as joint
from yichuang.joint import projects
from yichuang.joint.domain.projects import Role, Stage
from yichuang.joint.models import Joint
from yichuang.organisations.models import Account
from yichuang.web import views_projects
from yichuang.web.project_drawing import LEFT, draw
from yichuang.web.views_projects import a_page

__all__ = ["at", "cast", "city", "hand_in", "project"]


@pytest.fixture
def full(cast, project, hand_in):
    """Two stages: one case under way, one that waits for it, one beside."""
    hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
    hand_in(Stage.BUILDING, ["drainage", "public-place-hygiene"], at("2026-08-11 10:00"), [("soil-conservation", "drainage", "hard")])
    return projects.number_of(project)


@pytest.fixture
def at_desk(client, cast):
    def sit(username):
        client.force_login(Account.objects.get(username=username))
        return client

    return sit


@pytest.fixture
def owner(client, cast):
    client.force_login(Account.objects.get(id=cast.applicant(1).account_id))
    return client


def test_the_organs_and_the_owner_see_the_board_and_a_stranger_does_not(full, at_desk, cast):
    page = at_desk("fenguan").get(reverse("desk-project", args=[full])).content.decode()
    for words in ("某学校教学楼扩建", CODE, "立项用地规划许可", "施工许可", "关键路径", "等前置结果", "未核验，等国家平台答复"):
        assert words in page
    assert page.count('class="lane"') == 4
    assert at_desk("linye").get(reverse("desk-project", args=[full])).status_code == 404
    assert "某学校教学楼扩建" in at_desk("fenguan").get(reverse("desk-projects"), {"q": "教学楼"}).content.decode()
    assert "没有找到这样的项目" in at_desk("fenguan").get(reverse("desk-projects"), {"q": "游泳馆"}).content.decode()


def test_the_owner_has_the_same_board(full, owner):
    page = owner.get(reverse("my-project", args=[full])).content.decode()
    assert "某学校教学楼扩建" in page and "终止这个项目" not in page
    assert "某学校教学楼扩建" in owner.get(reverse("my-projects")).content.decode()


def test_an_owner_registers_a_project_and_what_is_wrong_stands_at_its_field(cast, owner):
    def wrong(code, days="90"):
        page = owner.post(reverse("project-new"), {"owner": str(cast.company), "code": code, "name": "", "target_days": days})
        assert page.status_code == 422
        return set(re.findall(r'id="([a-z_]+-error)"', page.content.decode()))

    assert wrong("12", "9999") == {"code-error", "target_days-error"}
    assert wrong(CODE) == {"name-error"}, "the platform is silent: the name is asked for"
    with local_registry():
        assert wrong("2611-379900-04-01-999999") == {"code-error"}
        good = owner.post(reverse("project-new"), {"owner": str(cast.company), "code": CODE, "target_days": "90"}, follow=True)
    page = good.content.decode()
    for words in ("还没有提交任何申请", "某学校教学楼扩建", "已从国家平台取得", "本机演示登记库，不是国家平台", "审批类（政府投资）", "42,605,000元"):
        assert words in page


def test_an_unchecked_code_is_asked_again_from_the_page_and_its_question_stands_in_the_log(project, owner, at_desk, cast):
    number = projects.number_of(project)
    again = owner.post(reverse("my-project-code", args=[number]), {"code": "2611-379900-04-01-999999"})
    assert again.status_code == 302, "a silent platform is no refusal"
    with local_registry():
        refused = owner.post(reverse("my-project-code", args=[number]), {"code": "2611-379900-04-01-999998"})
        assert refused.status_code == 422 and 'id="code-error"' in refused.content.decode()
        fetched = at_desk("fenguan").post(reverse("desk-project-code", args=[number]), {"code": CODE}, follow=True).content.decode()
    assert "项目代码已从国家平台取得" in fetched and CODE in fetched
    assert "工程建设项目登记" in at_desk("shuiwu-daibiao").get(reverse("desk-smart-requests")).content.decode()


def test_ending_a_project_needs_ground_and_facts_and_gives_up_what_waits(full, at_desk, cast):
    desk = at_desk("fenguan")
    refused = desk.post(reverse("desk-project-close", args=[full]), {"ground": "", "reason": ""})
    assert refused.status_code == 422 and "请写明事实" in refused.content.decode()
    done = desk.post(reverse("desk-project-close", args=[full]), {"ground": "bankrupt", "reason": "裁定宣告破产"}, follow=True).content.decode()
    assert "建设单位被宣告破产，管理人决定不再建设" in done and "项目终止后还要办的" in done and "管理人代表建设单位撤回申请" in done and "已放弃" in done


def test_what_only_the_lead_may_do_is_offered_to_the_lead_alone(full, at_desk, cast):
    """The forestry office decides a case of the project and leads no stage."""
    found = Joint.objects.get(number=full).id
    tree = item(cast, "tree-felling"), package(cast, "tree-felling", cast.company, at("2026-08-12 10:00"))
    projects.submit(found, Stage.BUILDING, [joint.Wanted(*tree)], actor=cast.applicant(1), now=at("2026-08-12 10:00"))
    page = reverse("desk-project", args=[full])
    assert "终止这个项目" in at_desk("fenguan").get(page).content.decode()
    seen = at_desk("linye").get(page)
    assert seen.status_code == 200 and "终止这个项目" not in seen.content.decode()
    tried = at_desk("linye").post(reverse("desk-project-close", args=[full]), {"ground": "bankrupt", "reason": "裁定受理破产"})
    assert tried.status_code == 403 and "只有牵头机关能做这一步" in tried.content.decode()


def test_what_was_typed_into_a_refused_end_stays(full, at_desk):
    page = at_desk("fenguan").post(reverse("desk-project-close", args=[full]), {"ground": "", "reason": "裁定受理破产"}).content.decode()
    assert "裁定受理破产" in page and 'id="ground-error"' in page and 'id="reason-error"' not in page


def test_the_end_of_building_is_reported_on_the_page_and_stands_on_the_board(full, owner, at_desk):
    page = owner.get(reverse("my-project", args=[full])).content.decode()
    assert "还没有报竣工" in page and "第十六条" in page
    refused = owner.post(reverse("my-project-built", args=[full]), {"built_on": ""})
    assert refused.status_code == 422 and 'id="built_on-error"' in refused.content.decode() and 'id="ground-error"' not in refused.content.decode()
    done = owner.post(reverse("my-project-built", args=[full]), {"built_on": "2026-08-20"}, follow=True).content.decode()
    assert "竣工验收阶段开始" in done and "第四十九条" in done and 'class="built"' in done
    seen = at_desk("fenguan").post(reverse("desk-project-built", args=[full]), {"built_on": "2026-08-21"}, follow=True).content.decode()
    assert "2026年8月21日竣工" in seen


def test_the_drawing_stands_in_order_inside_its_frame(full, cast):
    today = date(2026, 8, 24)
    board = view(cast, today.isoformat()).board
    drawing = draw(board, today)
    for row in drawing.rows:
        assert all(piece.x >= LEFT and piece.x + piece.width <= drawing.width for piece in row.pieces)
        assert all(piece.x >= 0 and piece.x + piece.width <= 100.2 for piece in row.small)
    assert [row.y for row in drawing.rows] == sorted(row.y for row in drawing.rows)
    waits = next(row for row in drawing.rows if row.bar.item_id == item(cast, "drainage"))
    assert [piece.css for piece in waits.pieces] == ["plan"]
    assert len(drawing.arrows) == 1
    assert drawing.today.x < drawing.goal.x


def test_what_ended_without_result_is_applied_for_again_and_what_waits_is_given_up_on_the_owners_page(full, project, owner, at_desk, cast):
    soil, drainage = (next(bar for bar in view(cast).board.bars if bar.item_id == item(cast, code)) for code in ("soil-conservation", "drainage"))
    cases.withdraw(soil.case_id, reason="改图", actor=cast.applicant(1), now=at("2026-08-12 09:00"))
    work()
    owner.force_login(Account.objects.get(id=cast.applicant(1).account_id))
    page = owner.get(reverse("my-project", args=[full])).content.decode()
    assert "没有办成的" in page and "等它的结果的：" in page and "第四十二条第一款" in page and "第三十八条第二款" in page

    def press(bar, verb):
        return owner.post(reverse("my-project-branch", args=[full, bar.id, verb]), follow=True)

    again = reverse("apply-again", args=[full, soil.id])
    assert again in page
    shown = owner.get(again)
    kept = {f"keep-{row.term.code}": [file.id for file, _ticked in files] for row, files in shown.context["papers"]}
    typed = {box.name: box.value or "" for box in shown.context["boxes"] if not getattr(box, "is_group", False)}
    done = owner.post(again, {**typed, **kept, "declared": "yes"}, follow=True).content.decode()
    assert "已重新申请" in done and "没有办成的" not in done
    twice = owner.get(again)
    assert twice.status_code == 409 and "已经重新申请过" in twice.content.decode()
    given_up = press(drainage, "drop").content.decode()
    assert "已放弃这一项" in given_up and "等着提交的" not in given_up
    assert press(drainage, "sell").status_code == 404
    projects.close(project, ground="given_up", reason="不再建设", actor=cast["fenguan"], now=at("2026-08-14 09:00"))
    assert "重新申请，不用再交材料" not in owner.get(reverse("my-project", args=[full])).content.decode()
    assert owner.get(reverse("apply-again", args=[full, drainage.id])).status_code == 409
    assert at_desk("fenguan").get(reverse("apply-again", args=[full, drainage.id])).status_code in (302, 403, 404)


def test_many_cases_are_a_page_of_the_table_at_a_time_and_the_board_stays_whole(full, at_desk, monkeypatch):
    monkeypatch.setattr(views_projects, "ROWS", 2)
    page = reverse("desk-project", args=[full])
    first, second, beyond = (at_desk("fenguan").get(page, {"rows": n}).content.decode() for n in (1, 2, 9))
    table = [re.findall(r'<th scope="row">', html.partition('id="rows-h"')[2]) for html in (first, second, beyond)]
    assert [len(rows) for rows in table] == [2, 1, 1], "a page that is not there is the last one"
    assert "?rows=2#rows-h" in first and "?rows=1#rows-h" in second and "?rows=3" not in second
    assert {html.count("<g><title") for html in (first, second)} == {3}


def test_an_english_reader_finds_items_by_their_english_names_and_a_copy_is_acknowledged(full, at_desk, cast):
    soil = player(cast, "soil-conservation", view(cast)).accept(at("2026-08-12 09:00")).review(at("2026-08-13 09:00"))
    projects.join(Joint.objects.get(number=full).id, Role.REGULATOR, cast.demo.organs["city"], from_on=date(2026, 8, 12), actor=cast["fenguan"],
                  now=at("2026-08-12 09:00"))  # fmt: skip
    soil.grant(at("2026-08-14 09:00"))
    work()
    page = at_desk("chengguan").get(reverse("desk-project", args=[full]), headers={"accept-language": "en"}).content.decode()
    table = page.partition('id="rows-h"')[2]
    assert catalogue.terms(cast.items["drainage"]).name_en in table and ">Acknowledge<" in page
    assert "城镇污水排入排水管网许可</text>" not in page and "</text>" in page


def test_lists_of_a_project_are_paged_and_beyond_the_end_is_the_last_page():
    rows, get = list(range(250)), RequestFactory().get
    first, last, beyond = (a_page(get("/", asked), "failed", rows) for asked in ({}, {"failed": "3"}, {"failed": "99", "left": "2"}))
    assert (len(first.rows), first.number, first.more) == (100, 1, True)
    assert (list(last.rows), last.number, last.more) == (rows[200:], 3, False) and beyond == last
    assert a_page(get("/"), "failed", []).rows == []
