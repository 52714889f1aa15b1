"""The people of a project on its pages: who may name whom, what a regulator sees, 抄告, a late case, what is missing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import at, cast, city
from tests.joint.test_projects import hand_in, item, player, project, view
from tests.web.test_projects import at_desk, full, owner
from yichuang.cli.players import Player, work
from yichuang.dossier import api as dossier
from yichuang.joint.api import projects
from yichuang.joint.domain.projects import Role, Stage
from yichuang.joint.models import CopyNotice, Joint, KeyNode, ProjectParty, StageLead
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

__all__ = ["at", "at_desk", "cast", "city", "full", "hand_in", "owner", "project"]


def words(answer):
    return answer.content.decode()


@pytest.fixture
def post(full):
    def send(client, form, route="desk-project-people", **fields):
        return client.post(reverse(route, args=[full]), {"form": form, **fields}, follow=True)

    return send


def today():
    return timezone.localdate().isoformat()


def test_the_lead_names_a_regulator_that_reads_board_dossier_and_copies_and_changes_nothing(full, at_desk, cast, post):
    page = reverse("desk-project", args=[full])
    assert at_desk("chengguan").get(page).status_code == 404
    unknown = post(at_desk("fenguan"), "regulator", organ="某局", from_on=today())
    assert unknown.status_code == 422 and 'id="regulator-organ-error"' in words(unknown) and "某局" in words(unknown)
    assert "监管部门" in words(post(at_desk("fenguan"), "regulator", organ="示例市城市管理局", from_on=today()))
    soil = player(cast, "soil-conservation", view(cast)).accept(at("2026-08-12 09:00")).review(at("2026-08-13 09:00"))
    soil.grant(at("2026-08-14 09:00"))
    work()
    case_id, row = next((bar.case_id, row) for bar in view(cast).board.bars if bar.case_id for row in dossier.file_rows(bar.case_id))
    paper, leader = reverse("case-file", args=[case_id, row.id]), at_desk("fenguan")
    assert paper in words(leader.get(page)) and leader.get(paper).status_code == 200
    regulator = at_desk("chengguan")
    assert full in words(regulator.get(reverse("desk-projects")))
    seen = words(regulator.get(page))
    for said in ("某学校教学楼扩建", "yc-board-svg", "项目案卷", "每份材料只交一次", "抄告", "还没有签收"):
        assert said in seen
    for form in ("增加监管部门", "确定牵头部门", "终止这个项目", "报竣工</summary>", "后来的办件并进来"):
        assert form not in seen
    assert reverse("desk-case", args=[soil.case_id]) not in seen, "a page it may not open is no link"
    assert paper not in seen and regulator.get(paper).status_code == 404
    assert post(regulator, "regulator", organ="示例市林业局", from_on=today()).status_code == 403
    piling = {"role": "contractor", "name": "示例市某桩基有限公司", "number": "91379900MAPNG0019M", "from_on": today()}
    assert post(regulator, "party", **piling).status_code == 403
    assert organisations.find_party("legal", piling["number"]) is None, "a company is registered only with its part in the project"
    notice = CopyNotice.objects.get(organ_id=cast.demo.organs["city"])
    assert reverse("desk-project", args=[full]) in words(regulator.get(reverse("desk-together-copies")))
    back = regulator.post(reverse("desk-together-acknowledge", args=[notice.id]), {"next": page + "#copies-h"}, follow=True)
    assert back.status_code == 200 and reverse("desk-together-acknowledge", args=[notice.id]) not in words(back)
    notice.refresh_from_db()
    assert notice.received_at is not None


def test_two_leads_and_who_may_not_set_one(full, at_desk, cast, post):
    design = f"{Stage.DESIGN}/"
    assert "示例市林业局" in words(post(at_desk("fenguan"), "lead", stage=design, organ="示例市林业局"))
    late = post(at_desk("fenguan"), "lead", stage=design, organ="示例市水务局")
    assert late.status_code == 409 and "一个阶段只有一个牵头部门" in words(late) and "第二十六条第二款" in words(late)
    assert StageLead.objects.get(stage=Stage.DESIGN).organ_id == cast.demo.organs["forestry"]
    assert post(at_desk("fenguan"), "nothing").status_code == 404


def test_the_owner_names_its_builder_and_a_key_node_on_its_own_page(full, owner, cast, post):
    company = organisations.party(cast.company)
    number = organisations.party_number(company.id)
    mine = "my-project-people"
    assert "增加监管部门" not in words(owner.get(reverse("my-project", args=[full])))
    wrong = post(owner, "party", mine, role="contractor", name="不是这个名称", number=number, from_on=today())
    assert wrong.status_code == 422 and 'id="party-number-error"' in words(wrong)
    assert company.name in words(post(owner, "party", mine, role="contractor", name=company.name, number=number, from_on=today()))
    row = ProjectParty.objects.get(role="contractor")
    left = post(owner, "leave", mine, party=f"contractor/{row.party_id}", to_on=today())
    assert "退出" in words(left) and ProjectParty.objects.get(role="contractor").to_on is not None
    bad = post(owner, "node", mine, name="", item="", planned_on="")
    assert bad.status_code == 422 and all(f'id="node-{field}-error"' in words(bad) for field in ("name", "item", "planned_on"))
    good = post(owner, "node", mine, name="取得排水许可", item=str(item(cast, "drainage")), planned_on="2026-09-30")
    assert "取得排水许可" in words(good) and "还没有达到" in words(good)
    assert post(owner, "lead", mine, stage="design/", organ="示例市水务局").status_code == 404, "no verb of the owner's page"


def test_a_late_case_and_the_three_ways_stand_on_the_project_and_on_the_case(full, at_desk, cast, post):
    late = Player(cast, "tree-felling").apply(at("2026-08-12 10:00"), party=cast.company)
    hygiene = str(item(cast, "public-place-hygiene"))
    bare = post(at_desk("fenguan"), "late", number=late.number, stage="building", needed_by=[hygiene])
    assert bare.status_code == 422 and 'id="late-article-error"' in words(bare)
    article = "《中华人民共和国行政许可法》第三十八条"
    done = words(post(at_desk("fenguan"), "late", number=late.number, stage="building", needed_by=[hygiene], article=article))
    for said in ("缺前置结果的", "由申请人同意后撤回", "第四十二条第一款", "第三十八条第二款"):
        assert said in done
    waits = player(cast, "public-place-hygiene", view(cast))
    panel = words(at_desk("fenguan").get(reverse("desk-case", args=[waits.case_id])))
    assert "工程建设项目" in panel and reverse("desk-project", args=[full]) in panel and "依法有三种办法" in panel


def test_the_end_of_a_bankrupt_owner_in_stage_three_is_reached_from_the_page(full, at_desk, cast):
    page = words(at_desk("fenguan").get(reverse("desk-project", args=[full])))
    assert "建设单位被宣告破产" in page and reverse("desk-project-close", args=[full]) in page


def test_who_builds_it_reads_its_progress_and_nothing_of_its_cases_papers_and_people(full, owner, cast, post):
    """Its own part, the stages, the key nodes; no case, paper, other party or verb; a stranger and who left find nothing."""
    person, page = cast.demo.applicants[0], reverse("my-project", args=[full])
    client = Client()
    client.force_login(Account.objects.get(id=person.account_id))
    assert client.get(page).status_code == 404 and full not in words(client.get(reverse("my-projects")))
    joined = {"from_on": timezone.localdate(), "actor": cast.applicant(1), "now": timezone.now()}
    joint_id = Joint.objects.get(number=full).id
    projects.join(joint_id, Role.CONTRACTOR, person.party_id, **joined)
    projects.join(joint_id, Role.INTERMEDIARY, cast.demo.applicants[2].party_id, **joined)
    post(owner, "node", "my-project-people", name="取得排水许可", item=str(item(cast, "drainage")), planned_on="2026-09-30")
    listed, seen = words(client.get(reverse("my-projects"))), words(client.get(page))
    assert page in listed and "施工单位" in listed and reverse("my-projects") in words(client.get(reverse("mine")))
    for said in ("某学校教学楼扩建", "yc-board-svg", "施工单位", person.name, "取得排水许可", "建设单位"):
        assert said in seen, said
    own = view(cast)
    numbers = [bar.number for bar in own.board.bars if bar.number]
    others = [row.name for row in own.parties if row.party_id == cast.demo.applicants[2].party_id]
    papers = [file.name for file in projects.files(joint_id)]
    assert numbers and others and papers
    for kept in (*numbers, *others, *papers, "经过", "项目案卷", "提交下一阶段", "增加中介机构", "报竣工</summary>"):
        assert kept not in seen, kept
    for route in ("my-project-built", "my-project-code", "my-project-area", "my-project-people"):
        assert client.post(reverse(route, args=[full]), {"form": "node"}).status_code == 404, route
    branch = reverse("my-project-branch", args=[full, own.board.bars[0].id, "again"])
    assert client.post(branch).status_code == 404
    assert all(client.get(reverse("my-case", args=[bar.case_id])).status_code == 404 for bar in own.board.bars if bar.case_id)
    projects.leave(joint_id, Role.CONTRACTOR, person.party_id, to_on=timezone.localdate(), actor=cast.applicant(1), now=timezone.now())
    assert client.get(page).status_code == 404 and page not in words(client.get(reverse("my-projects")))


def test_a_key_node_is_taken_out_on_the_page_and_its_history_stays(full, owner, cast, post):
    mine, drainage = "my-project-people", str(item(cast, "drainage"))
    assert "取消关键节点" not in words(owner.get(reverse("my-project", args=[full])))
    post(owner, "node", mine, name="取得排水许可", item=drainage, planned_on="2026-09-30")
    gone = words(post(owner, "unplan", mine, node=drainage))
    assert "关键节点已取消" in gone and not KeyNode.objects.exists()
    assert "取消关键节点：" in gone and "计划9月30日" in gone, "what was planned stands in the history"
    twice = post(owner, "unplan", mine, node=drainage)
    assert twice.status_code == 404
