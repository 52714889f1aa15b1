"""Projects, areas, packages and joint acts by a connected system: what may be seen, and what a stranger is not told."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.cli import props, sample_area
from yichuang.cli.players import Player, work
from yichuang.cli.together import package
from yichuang.exchange.api import local_registry
from yichuang.joint import api as joint
from yichuang.joint.api import areas, projects
from yichuang.joint.domain.projects import Role, Stage
from yichuang.kernel.values import local_date
from yichuang.organisations.models import Account

CODE = "2611-379900-04-01-730015"


@pytest.fixture
def owner(house):
    return house.as_account(Account.objects.get(id=house.cast.demo.applicants[1].account_id).username)


@pytest.fixture
def project(house):
    """Fetched, with one case in its first stage."""
    cast, now = house.cast, timezone.now() - timedelta(minutes=5)
    wanted = projects.Registration(
        CODE, "", cast.company, "379900", 60, local_date(now), leads={Stage.PLANNING: cast.demo.organs["bureau"]}
    )  # fmt: skip
    with local_registry():
        joint_id = projects.enrol(wanted, actor=cast.applicant(1), now=now)
    given = joint.Wanted(catalogue.terms(cast.items["soil-conservation"]).item_id, package(cast, "soil-conservation", cast.company, now))
    projects.submit(joint_id, Stage.PLANNING, [given], actor=cast.applicant(1), now=now)
    return projects.number_of(joint_id)


def test_a_project_is_read_with_its_stages_and_the_source_of_its_code_by_whoever_may_see_it(house, owner, project):
    [line] = owner.get("/projects").json()["projects"]
    assert (line["number"], line["code"], line["branches"], line["over"]) == (project, CODE, 1, 0)
    told = owner.get(f"/projects/{CODE}").json()
    assert told == owner.get(f"/projects/{project}").json()
    assert (told["checked"], told["record"]["is_local"], told["record"]["gives"]["name"]) == ("fetched", True, told["name"])
    assert [lane["stage"] for lane in told["stages"]] == ["planning", "design", "building", "completion"]
    [case] = told["stages"][0]["cases"]
    assert (case["state"], case["exchange_state"], case["exchange_name"], case["late"]) == ("open", 1, "已接件", False)
    assert owner.get("/together").json()["together"] == [], "a project is no 联办 of a theme"
    stranger_sees_nothing(house.as_account("linye"), project)
    built_once_by_its_key(owner, project)


def stranger_sees_nothing(other, project):
    assert other.get("/projects").json()["projects"] == []
    today = local_date(timezone.now()).isoformat()
    answers = [other.get(f"/projects/{project}"), other.get(f"/together/{project}/acts"), other.post(f"/projects/{project}/built", {"built_on": today})]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_who_builds_it_reads_board_and_key_nodes_and_writes_nothing(house, owner, project):
    builder = house.as_account(house.person)
    assert builder.get(f"/projects/{project}").status_code == 404
    today = local_date(timezone.now()).isoformat()
    party_id = str(house.cast.demo.applicants[0].party_id)
    joined = {"from_on": local_date(timezone.now()), "actor": house.cast.applicant(1), "now": timezone.now()}
    projects.join(joint.id_of(project, actor=house.cast.applicant(1)), Role.CONTRACTOR, UUID(party_id), **joined)
    [line] = builder.get("/projects").json()["projects"]
    told = builder.get(f"/projects/{CODE}").json()
    assert line["roles"] == told["roles"] == ["contractor"] and [one["role"] for one in told["parties"]] == ["contractor"]
    [case] = told["stages"][0]["cases"]
    assert (case["case_id"], case["case_number"], case["exchange_state"], case["state"]) == (None, "", None, "open")
    assert (told["record"], told["investment_fen"], told["not_needed"], told["offered"]) == (None, None, [], [])
    leaves = {"role": "contractor", "party_id": party_id, "to_on": today}
    assert builder.post(f"/projects/{project}/parties/leave", leaves).status_code == 404
    assert builder.get(f"/together/{project}/acts").status_code == 404
    mine = owner.get(f"/projects/{project}").json()
    assert mine["roles"] == [] and mine["partial"], "three stages are not handed in: the total is not that of the whole project"
    assert builder.get(f"/projects/{project}/files").status_code == builder.get(f"/projects/{project}/copy-notices").status_code == 404


def built_once_by_its_key(owner, project):
    today = local_date(timezone.now())
    wrong = owner.post(f"/projects/{project}/built", {"built_on": (today + timedelta(1)).isoformat()})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "built_on"
    first, again = (owner.post(f"/projects/{project}/built", {"built_on": today.isoformat()}, key="once") for _ in range(2))
    assert first.status_code == 200 and first.json() == again.json()
    assert owner.get(f"/projects/{project}").json()["built_on"] == today.isoformat()


def test_areas_are_public_and_who_is_inside_is_not(house, owner, project):
    cast, now = house.cast, timezone.now()
    area_id = sample_area.founded(cast, now)
    joint_id = joint.id_of(project, actor=cast.applicant(1))
    areas.enter(joint_id, area_id, sample_area.VALUES, parcel=sample_area.PARCELS[0], actor=cast.applicant(1), now=now)
    [line] = owner.get("/areas").json()["areas"]
    assert (line["area_id"], line["assessments"], line["projects"]) == (str(area_id), 2, 1)
    told = {who: house.as_account(who).get(f"/areas/{area_id}").json() for who in ("shixiang", "linye")}
    assert [row["number"] for row in told["shixiang"]["projects"]] == [project] and told["linye"]["projects"] == []
    assert all(row["payer"] and row["in_force"] for row in told["linye"]["assessments"]) and len(told["linye"]["indicators"]) == 3
    assert owner.get(f"/areas/{area_id}/packages").json() == {"packages": []}
    refused = house.as_account("linye").post("/areas/packages/decide", {"case_ids": [str(area_id)]})
    assert refused.status_code in (409, 422) and refused.json()["code"] == "joint.nothing_chosen"


def test_who_leads_takes_part_and_what_is_to_be_reached_is_said_once_by_its_key(house, owner, project):
    """Two leads, an unknown organ, a stranger; the owner names no regulator."""
    cast, today = house.cast, local_date(timezone.now()).isoformat()
    organs, lead, path = cast.demo.organs, house.as_account("fenguan"), f"/projects/{project}"
    regulator = {"role": "regulator", "organ_id": str(organs["city"]), "from_on": today}
    assert owner.post(f"{path}/parties", regulator).json()["code"] == "joint.regulator_by_organs"
    assert lead.post(f"{path}/parties", {**regulator, "organ_id": None}).json()["code"] == "joint.organ_unknown"
    assert house.as_account("chengguan").get(path).status_code == 404
    [row] = [row for row in lead.post(f"{path}/parties", regulator).json()["parties"] if row["role"] == "regulator"]
    assert (row["party_id"], row["to_on"]) == (str(organs["city"]), None)
    watching = house.as_account("chengguan")
    assert watching.get(path).status_code == 200 and watching.post(f"{path}/parties", regulator).status_code == 403
    design = {"stage": "design", "organ_id": str(organs["forestry"])}
    assert lead.post(f"{path}/lead", design).json()["leads"]["design"] == str(organs["forestry"])
    second = {**design, "organ_id": str(organs["water"])}
    assert (lead.post(f"{path}/lead", second).status_code, lead.post(f"{path}/lead", second).json()["code"]) == (409, "joint.led_by_another")
    assert lead.post(f"{path}/lead", {**second, "instead_of": str(organs["forestry"])}).status_code == 200
    node = {"name": "取得批复", "item_id": str(catalogue.terms(cast.items["soil-conservation"]).item_id), "planned_on": today}
    assert owner.post(f"{path}/nodes", node).json()["nodes"][0]["name"] == "取得批复"
    late = Player(cast, "drainage").apply(timezone.now(), party=cast.company)
    soil = catalogue.terms(cast.items["soil-conservation"]).item_id
    waits = {"before": str(catalogue.terms(cast.items["drainage"]).item_id), "after": str(soil), "article": "《中华人民共和国行政许可法》第三十八条"}
    joins = {"case_id": str(late.case_id), "stage": "planning", "edges": [waits]}
    assert lead.post(f"{path}/cases", {**joins, "stage": "completion"}).json()["code"] == "joint.not_built"
    begun = lead.post(f"{path}/cases", joins).json()["branch_id"]
    held = {bar["item_id"]: bar["waits_for"] for bar in owner.get(path).json()["stages"][0]["cases"]}
    assert held[str(soil)] == [begun]
    gone = lead.post(f"{path}/parties/leave", {"role": "regulator", "party_id": row["party_id"], "to_on": today}).json()
    assert [one["to_on"] for one in gone["parties"] if one["role"] == "regulator"] == [today]
    assert house.as_account("chengguan").get(path).status_code == 404


@pytest.fixture
def beside(house, owner, project):
    """A right application for the stage beside the others: the path, its body, and how it is sent."""
    joint.themes.seed(now=timezone.now() - timedelta(days=1))
    theme = owner.get("/themes/project-beside", without="outdoor-sign").json()
    answers = {}
    for item in theme["items"]:
        answers |= props.answers(catalogue.terms(item["version_id"]), house.cast.company)
    known = {field["element"] for field in theme["fields"]}
    told = {element: value for element, value in answers.items() if element in known or isinstance(value, list)}
    return {"project": project, "answers": told, "without": ["outdoor-sign"]}


def test_a_stage_is_handed_in_by_the_owner_once_by_its_key_with_the_checks_of_the_page(house, owner, project, beside):
    path, person = "/themes/project-beside/applications", house.cast.demo.applicants[0]
    for body, status, code in (
        ({**beside, "project": ""}, 409, "intake.no_project"), ({**beside, "project": "L20260101000009"}, 404, "joint.no_project"),
        ({**beside, "module": "pit"}, 409, "joint.no_modules"),
    ):  # fmt: skip
        refused = owner.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (status, code), refused.json()
    other = house.as_account(Account.objects.get(id=person.account_id).username)
    assert other.post(path, beside).status_code == 404, "somebody else's project is not there"
    window = house.as_account("chuangkou")
    named = window.post(path, {**beside, "applicant": {"party_id": str(person.party_id)}})
    assert named.json()["code"] == "joint.not_their_project", "a stage is the owner's, whoever types"
    assert window.post(path, beside).json()["code"] == "intake.no_applicant", "at the window somebody stands"
    assert [line["theme_code"] for line in owner.get(f"/projects/{project}").json()["offered"] if line["handed_in"]] == ["project-planning"]
    first, again = (owner.post(path, beside, key="once") for _ in range(2))
    assert first.status_code == 201 and first.json() == again.json(), first.json()
    assert first.json()["number"] == project and [case["item_code"] for case in first.json()["cases"]] == ["drainage"]
    told = owner.get(first["Location"].removeprefix("/api/v1")).json()
    assert [len(lane["cases"]) for lane in told["stages"]] == [1, 0, 0, 0, 1] and len(told["not_needed"]) == 1


def test_what_the_pages_of_a_project_do_besides(house, owner, project, beside):
    """Registered, its code put right, applied for again, a key node taken out, ended: each as on its page."""
    cast, path = house.cast, f"/projects/{project}"
    wanted = {"owner_id": str(cast.company), "code": "2611-379900-04-01-730023", "name": "示例市某校舍加固", "target_days": 40}
    made = owner.post("/projects", wanted)
    assert made.status_code == 201 and made.json()["checked"] == "waiting", made.json()
    assert owner.post("/projects", wanted).json()["code"] == "joint.project_known"
    assert owner.post("/projects", {**wanted, "code": "123"}).json()["errors"][0]["field"] == "code"
    assert house.as_account("fenguan").post("/projects", wanted).json()["code"] == "joint.registered_by_owner"
    assert owner.post("/projects", {**wanted, "owner_id": str(cast.demo.applicants[0].party_id)}).status_code == 404
    new = made["Location"].removeprefix("/api/v1")
    right = owner.post(f"{new}/code", {"code": "2611-379900-04-01-730031"}).json()
    assert (right["code"], right["checked"], owner.get(new).json()["code"]) == ("2611-379900-04-01-730031", "waiting", "2611-379900-04-01-730031")
    assert owner.post(f"{path}/code", {"code": CODE}).json()["code"] == "joint.code_fetched"
    soil = str(catalogue.terms(cast.items["soil-conservation"]).item_id)
    node = {"name": "取得批复", "item_id": soil, "planned_on": local_date(timezone.now()).isoformat()}
    assert len(owner.post(f"{path}/nodes", node).json()["nodes"]) == 1
    assert owner.post(f"{path}/nodes/remove", {"item_id": soil}).json()["nodes"] == []
    assert owner.post(f"{path}/nodes/remove", {"item_id": soil}).status_code == 404
    [bar] = owner.get(path).json()["stages"][0]["cases"]
    assert owner.post(f"{path}/branches/{bar['branch_id']}/again").status_code == 409, "it is under way"
    assert owner.post(f"{path}/branches/{bar['branch_id']}/drop", {}).status_code == 409
    cases.withdraw(bar["case_id"], actor=cast.applicant(1), now=timezone.now(), reason="改设计")
    work()
    begun = owner.post(f"{path}/branches/{bar['branch_id']}/again").json()["branch_id"]
    assert [(one["branch_id"] == begun, one["state"]) for one in owner.get(path).json()["stages"][0]["cases"]] == [(False, "ended"), (True, "open")]
    area_id = sample_area.founded(cast, timezone.now())
    off = owner.post(f"{path}/area", {"area_id": str(area_id), "parcel": sample_area.PARCELS[0]})
    assert off.status_code == 422 and off.json()["errors"], off.json()
    inside = {"area_id": str(area_id), "parcel": sample_area.PARCELS[0], "values": sample_area.VALUES}
    assert owner.post(f"{path}/area", inside).status_code == 200
    end = {"ground": "given_up", "reason": "不再建设"}
    assert owner.post(f"{path}/close", end).json()["code"] == "joint.ended_by_organs"
    assert house.as_account("linye").post(f"{path}/close", end).status_code == 404
    assert len(house.as_account("fenguan").post(f"{path}/close", end).json()["running"]) == 1
    assert owner.post("/themes/project-beside/applications", beside).json()["code"] == "joint.project_closed"
    assert list(joint.check_folds()) == []


def test_the_papers_of_a_project_and_the_receipts_of_its_copy_notices(house, owner, project):
    """Handed in once, listed once, with a case its reader may open; a 抄告 is receipted by the organ it went to and stands with its receipt."""
    cast, path = house.cast, f"/projects/{project}"
    soil, city = next(iter(owner.get(path).json()["stages"][0]["cases"])), str(cast.demo.organs["city"])
    told = owner.get(f"{path}/files").json()
    [first, *_] = told["files"]
    assert (told["next"], first["items"], first["case_id"]) == (None, [soil["name"]], soil["case_id"]) and first["file_id"]
    today = local_date(timezone.now()).isoformat()
    lead, watching = house.as_account("fenguan"), house.as_account("chengguan")
    lead.post(f"{path}/parties", {"role": "regulator", "organ_id": city, "from_on": today})
    assert {row["case_id"] for row in watching.get(f"{path}/files").json()["files"]} == {None}, "it regulates and opens no case"
    player = Player(cast, "soil-conservation", case_id=UUID(soil["case_id"]))
    now = timezone.now()
    player.accept(now).review(now).grant(now)
    work()
    assert owner.get(f"{path}/copy-notices").json()["notices"] == [], "between the organs"
    [row] = [one for one in watching.get(f"{path}/copy-notices").json()["notices"] if one["mine"]]
    assert row["received_at"] is None and row["item"] == soil["name"]
    assert watching.post(f"/copy-notices/{row['notice_id']}/acknowledge").status_code == 200
    [row] = [one for one in lead.get(f"{path}/copy-notices").json()["notices"] if one["notice_id"] == row["notice_id"]]
    assert row["received_at"] and not row["mine"]
