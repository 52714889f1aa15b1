"""The pages of joint acts: the lead plans at its 联办, officers record at the site, the applicant reads the day and the people."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import cast, city
from tests.joint.acting import PLACE, officers, photo
from tests.joint.conftest import together
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind as CaseAct
from yichuang.joint.api import acts
from yichuang.joint.domain.acts import ActKind, ActState
from yichuang.joint.models import JointAct
from yichuang.organisations.models import Account

__all__ = ["cast", "city", "together"]


@pytest.fixture
def run(together):
    now = timezone.now() - timedelta(hours=2)
    begun = together("food-business", "fire-check").apply(now)
    for player in begun.players.values():
        player.accept(now)
    return begun


def sit(client, actor):
    client.force_login(Account.objects.get(id=actor.account_id))
    return client


@pytest.fixture
def lead(run, cast):
    return cast.holder("undertaker", cases.state(run.players["food-business"].case_id).handling_organ_id, timezone.now())


def number(run):
    return run.view(timezone.now()).number


def people(run, cast):
    return officers(cast, run.players.values(), timezone.localdate().isoformat())


def visit_now(run, cast, lead):
    """A visit planned for a moment ago, as it stands when the officers are there."""
    view, now = run.view(timezone.now()), timezone.now()
    wanted = acts.Plan(ActKind.VISIT, now, PLACE, [b.id for b in view.branches], people(run, cast))
    return acts.plan(run.joint_id, wanted, actor=lead, now=now - timedelta(minutes=1))


def test_the_lead_plans_a_visit_on_the_page_of_its_joint_and_an_organ_with_one_officer_is_named(client, run, cast, lead):
    desk, address = sit(client, lead), reverse("desk-act-new", args=[number(run), "visit"])
    assert address in desk.get(reverse("desk-together", args=[number(run)])).content.decode()
    page = desk.get(address).content.decode()
    assert "示执法990007" in page and "第三十四条" not in page
    view = run.view(timezone.now())
    form = {
        "branches": [str(b.id) for b in view.branches], "place": PLACE,
        "planned_at": (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "officers": [f"{organ}/{who}" for organ, two in people(run, cast).items() for who in two][:-1],
    }  # fmt: skip
    refused = desk.post(address, form)
    assert refused.status_code == 409 and "没有两名核查人员参加" in refused.content.decode()
    form["officers"] = [f"{organ}/{who}" for organ, two in people(run, cast).items() for who in two]
    done = desk.post(address, form)
    act = JointAct.objects.get()
    assert done.status_code == 302 and done.url == reverse("desk-act", args=[act.id])
    assert PLACE in desk.get(reverse("desk-together", args=[number(run)])).content.decode()
    mine = sit(client, cast.applicant(1)).get(reverse("my-together", args=[number(run)])).content.decode()
    assert PLACE in mine and "示执法990007" in mine and "联合踏勘" in mine


def test_the_applicant_is_not_told_that_all_is_in_while_the_site_is_still_to_be_seen(client, run, cast, lead):
    player = run.players["food-business"]
    visit_now(run, cast, lead)
    player.review(timezone.now())
    page = sit(client, cast.applicant(1)).get(reverse("my-case", args=[player.case_id])).content.decode()
    assert "审查完了，还差现场核查" in page and "意见已齐" not in page


def test_an_officer_records_at_the_site_with_a_photo(client, run, cast, lead):
    act_id = visit_now(run, cast, lead)
    officer = cast["xiaofang-kancha"]
    desk = sit(client, officer)
    assert PLACE in desk.get(reverse("desk-visits")).content.decode()
    assert 'type="file" accept="image/jpeg,image/png"' in desk.get(reverse("desk-act", args=[act_id])).content.decode()
    record = {"text": "疏散通道畅通，设施完好", "held_at": ""}
    bare = desk.post(reverse("desk-act-do", args=[act_id, "hold"]), record)
    assert bare.status_code == 409 and "现场核查没有照片" in bare.content.decode()
    lost = desk.post(reverse("desk-act-do", args=[act_id, "photo"]), {"photo": SimpleUploadedFile("a.jpg", photo(stamped=False))})
    assert lost.status_code == 422 and "十进制的度数" in lost.content.decode()
    sent = {"photo": SimpleUploadedFile("a.jpg", photo(stamped=False)), "lat": "36.0671", "lon": "120.3826"}
    assert desk.post(reverse("desk-act-do", args=[act_id, "photo"]), sent).status_code == 302
    page = desk.get(reverse("desk-act", args=[act_id])).content.decode()
    assert "36.067100, 120.382600" in page
    kept = JointAct.objects.get().photos.get()
    assert desk.get(reverse("desk-act-photo", args=[act_id, kept.id])).headers["Content-Type"] == "image/jpeg"
    assert desk.post(reverse("desk-act-do", args=[act_id, "hold"]), record).status_code == 302
    assert JointAct.objects.get().state == ActState.HELD
    assert all(p.state().acts_of(CaseAct.VISIT)[0].state == "recorded" for p in run.players.values())
    assert sit(client, cast["linye"]).get(reverse("desk-act", args=[act_id])).status_code == 404


def test_an_opinion_is_answered_from_the_list_of_ones_organ(client, run, cast, lead):
    now = timezone.now()
    ids = {row.item_id: row.id for row in run.view(now).branches}
    wanted = acts.Plan(
        ActKind.REVIEW, now + timedelta(hours=1), PLACE, list(ids.values()), people(run, cast), agenda="图纸是否符合消防要求",
        due_on=timezone.localdate() + timedelta(days=3),
    )
    act_id = acts.plan(run.joint_id, wanted, actor=lead, now=now)
    fire = cast.holder("undertaker", cases.state(run.players["fire-check"].case_id).handling_organ_id, now)
    desk = sit(client, fire)
    assert "等本机关回复的意见" in desk.get(reverse("desk-visits")).content.decode()
    page = desk.get(reverse("desk-act", args=[act_id])).content.decode()
    assert f'value="{ids[run.item("fire-check")]}"' in page
    assert f'value="{ids[run.item("food-business")]}"' not in page, "nobody answers for another organ"
    said = {"branch_id": str(ids[run.item("fire-check")]), "verdict": "object", "text": "疏散宽度不足", "article": ""}
    assert desk.post(reverse("desk-act-do", args=[act_id, "opine"]), said).status_code == 422
    said["article"] = "《中华人民共和国消防法》第十五条"
    assert desk.post(reverse("desk-act-do", args=[act_id, "opine"]), said).status_code == 302
    assert "疏散宽度不足" in desk.get(reverse("desk-act", args=[act_id])).content.decode()
    mine = sit(client, cast.applicant(1)).get(reverse("my-together", args=[number(run)])).content.decode()
    assert "疏散宽度不足" not in mine and "消防法" not in mine


def test_the_list_asks_the_same_whatever_the_number(client, run, cast, lead, django_assert_max_num_queries):
    visit_now(run, cast, lead)
    desk = sit(client, lead)
    desk.get(reverse("desk-visits"))
    with django_assert_max_num_queries(60) as first:
        desk.get(reverse("desk-visits"))
    now: datetime = timezone.now()
    for hour in (1, 2):
        ids = [b.id for b in run.view(now).branches]
        wanted = acts.Plan(ActKind.MEETING, now + timedelta(hours=hour), PLACE, ids, people(run, cast), agenda="油烟排放口的位置")
        acts.plan(run.joint_id, wanted, actor=lead, now=now)
    with django_assert_max_num_queries(len(first.captured_queries)):
        desk.get(reverse("desk-visits"))
