"""Projects, areas, packages and joint acts by a connected system: what may be seen, and what a stranger is not told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from yichuang.catalogue import api as catalogue
from yichuang.cli import sample_area
from yichuang.cli.players import Player
from yichuang.cli.together import package
from yichuang.exchange.api import local_registry
from yichuang.joint import api as joint
from yichuang.joint.api import areas, projects
from yichuang.joint.domain.projects import Stage
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
