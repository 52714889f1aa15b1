"""A whole 联办 by a connected system: one submission, what may be seen, the verbs over all branches."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.joint.acting import photo
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Player, work
from yichuang.cli.together import Together
from yichuang.joint import api as joint
from yichuang.joint.api import acts
from yichuang.joint.domain.acts import ActKind
from yichuang.joint.domain.themes import Mode
from yichuang.joint.models import Joint
from yichuang.organisations.models import Account

CODE = "open-restaurant"


@pytest.fixture
def channel(house):
    """The company's own channel, with the shipped themes."""
    joint.themes.seed(now=timezone.now() - timedelta(days=30))
    return house.as_account(Account.objects.get(id=house.cast.demo.applicants[1].account_id).username)


@pytest.fixture
def asked(house, channel):
    """A right application for the whole theme, one paper handed in for all who need it."""
    theme = channel.get(f"/themes/{CODE}").json()
    party_id, answers = house.cast.company, {}
    for item in theme["items"]:
        answers |= props.answers(catalogue.terms(item["version_id"]), party_id)
    known = {field["element"] for field in theme["fields"]}
    answers = {element: value for element, value in answers.items() if element in known or isinstance(value, list)}
    shared = max(theme["materials"], key=lambda paper: len(paper["needed_by"]))
    return {"applicant": {"party_id": str(party_id)}, "answers": answers, "materials": [], "shared": shared}


def body_of(asked, **more):
    return {key: value for key, value in {**asked, **more}.items() if key != "shared"}


def test_one_submission_is_one_joint_however_often_it_is_sent(channel, asked):
    first = channel.post(f"/themes/{CODE}/applications", body_of(asked), key="once")
    again = channel.post(f"/themes/{CODE}/applications", body_of(asked), key="once")
    assert first.status_code == 201, first.json()
    assert first.json() == again.json() and Joint.objects.count() == 1
    told = first.json()
    assert len(told["cases"]) == 4 and told["waiting"] == []
    seen = channel.get(first["Location"].removeprefix("/api/v1")).json()
    assert seen["number"] == told["number"] and len(seen["branches"]) == 4
    assert sum(branch["critical"] for branch in seen["branches"]) == 1
    assert {row["number"] for row in channel.get("/together").json()["together"]} == {told["number"]}


def test_items_are_left_out_by_code_and_only_where_a_question_asks(channel, asked):
    fixed = channel.post(f"/themes/{CODE}/applications", body_of(asked, without=["food-business"]))
    assert fixed.status_code == 422 and fixed.json()["errors"][0]["field"] == "without"
    theme = channel.get(f"/themes/{CODE}", without="drainage").json()
    known = {field["element"] for field in theme["fields"]}
    answers = {element: value for element, value in asked["answers"].items() if element in known or isinstance(value, list)}
    sent = channel.post(f"/themes/{CODE}/applications", body_of(asked, answers=answers, without=["drainage"]))
    assert sent.status_code == 201, sent.json()
    assert "drainage" not in {case["item_code"] for case in sent.json()["cases"]}


def test_what_is_wrong_is_named_and_nothing_is_left(channel, asked):
    wrong = channel.post(f"/themes/{CODE}/applications", body_of(asked, answers={**asked["answers"], "premises.area_m2": "很大"}))
    assert wrong.status_code == 422 and "premises.area_m2" in {error["field"] for error in wrong.json()["errors"]}
    paper = channel.post(f"/themes/{CODE}/applications", body_of(asked, materials=[{"key": "no-such", "upload_ids": []}]))
    assert paper.status_code == 422 and paper.json()["errors"][0]["field"] == "materials.no-such"
    assert channel.post("/themes/no-such/applications", body_of(asked)).status_code == 404
    assert not Joint.objects.exists()


def test_a_stage_of_a_project_is_handed_in_to_its_project_only(house, channel, asked):
    answer = channel.post("/themes/project-planning/applications", body_of(asked, answers={}))
    assert (answer.status_code, answer.json()["code"]) == (409, "intake.no_project"), answer.json()
    assert not Joint.objects.exists()


def test_accepted_signed_decided_and_what_one_may_not(house, channel):
    now = timezone.now()
    run = Together(house.cast, ("drainage", "tree-felling"), mode=Mode.UNIFIED).apply(now - timedelta(days=3))
    number = run.view(now).number
    clerk, head, forester = (house.as_account(name) for name in ("chuangkou", "fenguan", "shuiwu"))
    assert forester.get(f"/together/{number}").status_code == 404
    refused = clerk.post(f"/together/{number}/accept")
    assert refused.status_code == 409 and len(refused.json()["errors"]) == 2 and refused.json()["article"]
    for player in run.players.values():
        player.check_papers(now - timedelta(days=2))
    accepted = clerk.post(f"/together/{number}/accept")
    assert accepted.status_code == 200 and len(accepted.json()["case_ids"]) == 2
    assert {player.state().phase for player in run.players.values()} == {Phase.UNDER_REVIEW}
    assert head.post(f"/together/{number}/decide").status_code == 409  # nobody signed
    body = {"branch_ids": [str(run.branch("drainage", now).id)], "mode": "direct", "collected_by": "刘某", "identity": "身份证"}
    assert house.as_account("zhizheng").post(f"/together/{number}/deliver", body).status_code == 409  # nothing is made


def test_the_owner_gives_up_what_waits_and_applies_again_for_what_ended(house, channel):
    now = timezone.now()
    hard = (("drainage", "public-place-hygiene", "hard"),)
    run = Together(house.cast, ("drainage", "public-place-hygiene", "tree-felling"), hard).apply(now - timedelta(days=3))
    number, waits = run.view(now).number, run.branch("public-place-hygiene", now).id
    assert house.as_account("chengban").post(f"/together/{number}/branches/{waits}/drop", {"reason": "不办了"}).status_code == 403
    dropped = channel.post(f"/together/{number}/branches/{waits}/drop", {"reason": "不办了"})
    assert (dropped.status_code, dropped.json()) == (200, {"number": number, "branch_id": str(waits)})
    assert channel.post(f"/together/{number}/branches/{waits}/drop", {}).status_code == 409
    felling = run.branch("tree-felling", now)
    assert channel.post(f"/together/{number}/branches/{felling.id}/again").status_code == 409, "it is on its way"
    cases.withdraw(felling.case_id, reason="推迟", actor=house.cast.applicant(1), now=now - timedelta(days=2))
    work()
    answer = channel.post(f"/together/{number}/branches/{felling.id}/again", key="again")
    assert answer.status_code == 200 and len(answer.json()["case_numbers"]) == 1, answer.json()
    assert channel.post(f"/together/{number}/branches/{felling.id}/again", key="again").json() == answer.json()
    assert {row["state"] for row in channel.get(f"/together/{number}").json()["branches"]} == {"open", "dropped", "ended"}


def test_signed_by_each_joined_later_extended_and_the_others_told(house, channel):
    now = timezone.now()
    run = Together(house.cast, ("drainage", "tree-felling"), mode=Mode.UNIFIED).apply(now - timedelta(days=3))
    number = run.view(now).number
    for player in run.players.values():
        player.check_papers(now - timedelta(days=2))
    house.as_account("chuangkou").post(f"/together/{number}/accept")
    seen = channel.get(f"/together/{number}").json()
    assert seen["limit_on"] and seen["extended_at"] is None
    assert house.as_account("linye").post(f"/together/{number}/branches/{run.branch('tree-felling', now).id}/sign").status_code in (403, 409)
    run.players["tree-felling"].review(now - timedelta(days=1))
    while run.players["tree-felling"].meet_needs(now - timedelta(days=1)):
        pass
    signed = house.as_account("linye-daibiao").post(f"/together/{number}/branches/{run.branch('tree-felling', now).id}/sign")
    assert signed.status_code == 200 and run.branch("tree-felling", now).signed, signed.json()
    assert house.as_account("linye").post(f"/together/{number}/extend", {"reason": "情况复杂"}).status_code == 403
    assert house.as_account("shizhang").post(f"/together/{number}/extend", {"reason": "情况复杂"}).status_code == 200
    assert channel.get(f"/together/{number}").json()["limit_on"] > seen["limit_on"]
    late = Player(house.cast, "public-place-hygiene").apply(now - timedelta(days=1), party=house.cast.company)
    joined = channel.post(f"/together/{number}/cases", {"case_id": str(late.case_id)})
    assert joined.status_code == 200 and len(run.view(now).branches) == 3, joined.json()


def test_a_copy_notice_is_read_and_acknowledged_by_the_organ_it_went_to(house, channel):
    now = timezone.now()
    run = Together(house.cast, ("signboard-filing", "tree-felling")).apply(now - timedelta(days=3))
    run.players["signboard-filing"].accept(now - timedelta(days=2)).review(now - timedelta(days=1)).grant(now - timedelta(days=1))
    work()
    forester = house.as_account("linye")
    [row] = forester.get("/copy-notices").json()["notices"]
    assert row["number"] == run.view(now).number and row["item"] == "户外牌匾备案"
    assert house.as_account("shuiwu").post(f"/copy-notices/{row['notice_id']}/acknowledge").status_code == 404
    assert forester.post(f"/copy-notices/{row['notice_id']}/acknowledge").status_code == 200
    assert forester.get("/copy-notices").json() == {"notices": [], "next": None}


def test_a_joint_visit_is_planned_photographed_recorded_and_cancelled_by_a_system(house):
    """34(3): two officers of each organ, by the organ that leads, recorded in every case at once."""
    now = timezone.now()
    run = Together(house.cast, ("drainage", "public-place-hygiene")).apply(now - timedelta(days=3))
    for player in run.players.values():
        player.accept(now - timedelta(days=2))
    number, lead, stranger = run.view(now).number, house.as_account("chengban"), house.as_account("linye")
    assert stranger.get(f"/together/{number}/acts/choices", kind="visit").status_code == 404
    told = lead.get(f"/together/{number}/acts/choices", kind="visit").json()
    people = {organ: [p["account_id"] for p in told["people"] if p["organ_id"] == organ] for organ in {p["organ_id"] for p in told["people"]}}
    sent = [{"organ_id": organ, "account_ids": who[:2]} for organ, who in people.items()]
    body = {
        "kind": "visit", "planned_at": (now + timedelta(seconds=2)).isoformat(), "place": "示例路2号", "officers": sent,
        "branch_ids": [row["branch_id"] for row in told["branches"] if not row["free"]],
    }  # fmt: skip
    alone = lead.post(f"/together/{number}/acts", {**body, "officers": [{**one, "account_ids": one["account_ids"][:1]} for one in sent]})
    assert (alone.json()["code"], "第三十四条第三款" in alone.json()["article"]) == ("joint.two_of_each", True)
    first, again = (lead.post(f"/together/{number}/acts", body, key="plan") for _ in range(2))
    assert first.status_code == 201 and first.json() == again.json(), first.json()
    path = first["Location"].removeprefix("/api/v1")
    assert [act["act_id"] for act in lead.get("/joint-acts").json()["planned"]] == [first.json()["act_id"]]
    assert stranger.post(f"{path}/cancel", {"reason": "暴雨"}).status_code == stranger.get(path).status_code == 404
    early = lead.post(f"{path}/record", {"text": "一致", "held_at": (now - timedelta(days=1)).isoformat()})
    assert early.status_code in (409, 422), early.json()
    taken = {"file": SimpleUploadedFile("现场.jpg", photo(stamped=False), "image/jpeg"), "lat": "36.0671", "lon": "120.3826"}
    keyed = {"Authorization": f"Bearer {lead.token}", "Idempotency-Key": "photo"}
    kept = lead.client.post(f"/api/v1{path}/photos", taken, headers=keyed)
    assert kept.status_code == 201, kept.json()
    read = lead.get(f"{path}/photos/{kept.json()['photo_id']}")
    assert (read.status_code, read.headers["Content-Type"]) == (200, "image/jpeg")
    assert sha256(read.content).hexdigest() == lead.get(path).json()["photos"][0]["sha256"], "the very file the act names"
    assert stranger.get(f"{path}/photos/{kept.json()['photo_id']}").status_code == lead.get(f"{path}/photos/{uuid4()}").status_code == 404
    assert lead.post(f"{path}/cancel", {"reason": "暴雨，改日"}).status_code == 200
    shown = lead.get(path).json()
    assert (shown["state"], shown["text"], [one["photo_id"] for one in shown["photos"]]) == ("cancelled", "暴雨，改日", [kept.json()["photo_id"]])


def test_a_meeting_is_recorded_by_a_system_with_an_opinion_for_each_case(house):
    now = timezone.now()
    run = Together(house.cast, ("drainage", "public-place-hygiene")).apply(now - timedelta(days=3))
    for player in run.players.values():
        player.accept(now - timedelta(days=2))
    branches = [row.id for row in run.view(now).branches]
    sits = {row.handling_organ_id: [house.cast["chengban"].account_id] for row in run.view(now).branches}
    wanted = acts.Plan(ActKind.MEETING, now - timedelta(hours=1), "三楼会议室", branches, sits, agenda="两项能否同时进行")
    path = f"/joint-acts/{acts.plan(run.joint_id, wanted, actor=house.cast['chengban'], now=now - timedelta(hours=2))}"
    lead, branches = house.as_account("chengban"), [str(one) for one in branches]
    said = [{"branch_id": one, "verdict": "agree", "text": "同意"} for one in branches]
    assert lead.post(f"{path}/record", {"text": "两项可以同时进行，各机关没有不同意见。", "opinions": said[:1]}).json()["code"] == "joint.opinion_missing"
    assert lead.post(f"{path}/record", {"text": "两项可以同时进行，各机关没有不同意见。", "opinions": [said[0], said[0]]}).json()["code"] == "joint.said_twice"
    recorded = lead.post(f"{path}/record", {"text": "两项可以同时进行，各机关没有不同意见。", "opinions": said})
    assert recorded.status_code == 200 and set(recorded.json()["branch_ids"]) == set(branches), recorded.json()
    assert {row["verdict"] for row in lead.get(path).json()["branches"]} == {"agree"}
