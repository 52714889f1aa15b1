"""The life of an item: each stage by its post, nobody two of them, the public heard, in force on the day and not before."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessing import assessed
from tests.catalogue.conftest import NOW
from tests.catalogue.living import LAST, TODAY, after_notice, cleared, drafted, noticed, people, stage, start
from yichuang.catalogue import api, due
from yichuang.catalogue.api import life
from yichuang.catalogue.domain import life as law
from yichuang.catalogue.domain.life import Change, Hands, Stage
from yichuang.catalogue.models import ChangeRequest, Item, ItemVersion
from yichuang.kernel.errors import Forbidden, Invalid, Refusal, Stale
from yichuang.kernel.record import check_all, read
from yichuang.organisations import api as organisations

__all__ = ["drafted", "people"]


@pytest.mark.django_db
def test_a_draft_reaches_the_public_only_through_every_stage(drafted, shipped, people) -> None:
    request_id = start(drafted, people)
    assert stage(request_id) == "legality"
    life.review_legality(request_id, opinion="agree", text="", article="", answers=assessed(request_id), revision=None, now=NOW, actor=people["fazhi"])
    life.open_notice(request_id, to_on=life.earliest_last(TODAY), revision=None, now=NOW, actor=people["shixiang"])
    assert api.published("drainage") == shipped["drainage"]
    later = after_notice(request_id)
    assert stage(request_id) == "decision"
    assert life.approve(request_id, effective_on=None, revision=None, now=later, actor=people["fenguan"]) is True
    assert api.published("drainage") == drafted
    assert stage(request_id) == "in_force"
    kinds = [event.kind.removeprefix("catalogue.") for event in read(Item.objects.get(code="drainage").id)]
    assert kinds == [
        "ItemClaimed", "ItemVersionPublished", "ChangeRequested", "ChangeSubmitted", "LegalityAgreed", "NoticeOpened", "NoticeClosed", "ChangeApproved",
        "ItemVersionEnded", "ItemVersionPublished", "ChangeTookEffect",
    ]
    assert not list(check_all())


@pytest.mark.django_db
def test_drafter_reviewer_and_approver_are_three(drafted, people) -> None:
    request_id = start(drafted, people)
    with pytest.raises(Forbidden):
        life.review_legality(request_id, opinion="agree", text="", article="", revision=None, now=NOW, actor=people["shixiang"])
    with pytest.raises(Forbidden):
        life.review_legality(request_id, opinion="agree", text="", article="", revision=None, now=NOW, actor=people["juzhang"])
    ChangeRequest.objects.filter(id=request_id).update(drafter=people["fazhi"].ref)
    with pytest.raises(law.OwnChange):
        life.review_legality(request_id, opinion="agree", text="", article="", answers=assessed(request_id), revision=None, now=NOW, actor=people["fazhi"])


@given(st.sampled_from(["a", "b", "c"]), st.sampled_from(["a", "b", "c"]), st.sampled_from(["a", "b", "c"]))
def test_no_hand_does_two_of_the_three(drafter: str, reviewer: str, publisher: str) -> None:
    hands = Hands(drafter, reviewer)
    if reviewer == drafter:
        with pytest.raises(law.OwnChange):
            law.check_reviewer(Hands(drafter), reviewer)
    if publisher in (drafter, reviewer):
        with pytest.raises(law.OwnChange):
            law.check_publisher(hands, publisher)
    else:
        law.check_publisher(hands, publisher)


@pytest.mark.django_db
def test_an_opinion_against_gives_its_reason_and_article_and_sends_the_draft_back(drafted, people) -> None:
    request_id = start(drafted, people)
    for opinion, text, article, field in (("", "", "", "opinion"), ("after_changes", "", "", "text"), ("disagree", "违法", "", "article")):
        with pytest.raises(Invalid) as refused:
            life.review_legality(request_id, opinion=opinion, text=text, article=article, revision=None, now=NOW, actor=people["fazhi"])
        assert [error.field for error in refused.value.errors] == [field]
    life.review_legality(
        request_id, opinion="disagree", text="增设条件", article="《中华人民共和国行政许可法》第十六条", answers=assessed(request_id), revision=None, now=NOW,
        actor=people["fazhi"],
    )  # fmt: skip
    assert stage(request_id) == "drafting"
    life.check_editable(drafted)
    assert [(note.kind, note.opinion) for note in life.request(request_id).notes] == [("reason", ""), ("legality", "disagree")]


@pytest.mark.django_db
def test_an_editor_gives_a_procedure_to_drafts_of_the_own_organ_only(drafted, people) -> None:
    kept = ItemVersion.objects.get(id=drafted).procedure_id
    with pytest.raises(Forbidden):
        api.attach_procedure(drafted, kept, now=NOW, actor=organisations.actor_named("quxian-shixiang"))
    api.attach_procedure(drafted, kept, now=NOW, actor=people["shixiang"])


@pytest.mark.django_db
def test_what_is_under_review_is_frozen_and_what_was_changed_past_it_is_not_published(drafted, people, shipped) -> None:
    request_id = start(drafted, people)
    with pytest.raises(Refusal, match="under_review"):
        api.attach_procedure(drafted, uuid4(), now=NOW, actor=people["shixiang"])
    life.review_legality(request_id, opinion="agree", text="", article="", answers=assessed(request_id), revision=None, now=NOW, actor=people["fazhi"])
    life.open_notice(request_id, to_on=LAST, revision=None, now=NOW, actor=people["shixiang"])
    later = after_notice(request_id)
    ItemVersion.objects.filter(id=drafted).update(promised_amount=9)
    with pytest.raises(Refusal, match="changed_since_review"):
        life.approve(request_id, effective_on=None, revision=None, now=later, actor=people["fenguan"])
    assert api.published("drainage") == shipped["drainage"]


@pytest.mark.django_db
def test_a_draft_with_errors_is_not_submitted(people, program) -> None:
    bare = api.draft("T-9", name="什么都没写的许可", columns={"regime": "licence"}, now=NOW, actor=program)
    request_id = life.begin(bare, "claim", now=NOW, actor=people["shixiang"])
    with pytest.raises(api.NotPublishable) as refused:
        life.submit(request_id, reason="新设", entry="demo-funeral", running="keep", effective_on=None, revision=None, now=NOW, actor=people["shixiang"])
    assert ("accepting_organ", "organ_missing") in {(error.field, error.code) for error in refused.value.errors}
    assert stage(request_id) == "drafting"


@pytest.mark.django_db
def test_a_notice_lasts_five_working_days_and_is_never_backdated(drafted, people) -> None:
    request_id = cleared(drafted, people)
    assert life.earliest_last(TODAY) == LAST
    with pytest.raises(Invalid, match="notice_too_short"):
        life.open_notice(request_id, to_on=LAST - timedelta(days=1), revision=None, now=NOW, actor=people["shixiang"])
    with pytest.raises(Invalid, match="notice_backdated"):
        law.check_notice(TODAY - timedelta(days=1), LAST, today=TODAY, earliest_last=LAST)
    with pytest.raises(law.WrongStage):
        life.approve(request_id, effective_on=None, revision=None, now=NOW, actor=people["fenguan"])
    life.open_notice(request_id, to_on=LAST, revision=None, now=NOW, actor=people["shixiang"])
    with pytest.raises(law.NoticeRunning):
        life.approve(request_id, effective_on=None, revision=None, now=NOW, actor=people["fenguan"])
    assert due.run(NOW + timedelta(days=15)) == 0, "the last day is still the public's"
    assert due.run(NOW + timedelta(days=16)) == 1


@pytest.mark.django_db
def test_comments_are_taken_once_answered_each_and_hold_the_approval(drafted, people) -> None:
    request_id, token = noticed(drafted, people), uuid4()
    said = {"text": "八个工作日还能再短。", "name": "张某", "token": token, "now": NOW, "actor": organisations.system_actor("public")}
    assert life.comment(request_id, **said) == life.comment(request_id, **said) == token
    later = after_notice(request_id)
    with pytest.raises(Refusal, match="notice_over"):
        life.comment(request_id, **{**said, "token": uuid4(), "now": later})
    with pytest.raises(law.Unanswered):
        life.approve(request_id, effective_on=None, revision=None, now=later, actor=people["fenguan"])
    with pytest.raises(Invalid):
        life.answer(request_id, token, text="已研究", adopted=None, now=later, actor=people["shixiang"])
    life.answer(request_id, token, text="检测报告需要时间，下次评估再研究。", adopted=False, now=later, actor=people["shixiang"])
    assert life.request(request_id).unanswered == 0
    life.approve(request_id, effective_on=None, revision=None, now=later, actor=people["fenguan"])
    events = [event for event in read(Item.objects.get(code="drainage").id) if "Notice" in event.kind]
    assert "八个工作日" not in str([event.fact for event in events]), "what people write is not in the chain"


@pytest.mark.django_db
def test_a_day_to_come_leaves_the_old_version_in_force_until_then(drafted, shipped, people) -> None:
    request_id = noticed(drafted, people)
    later = after_notice(request_id)
    day = date(2026, 11, 2)
    with pytest.raises(Invalid, match="effective_backdated"):
        life.approve(request_id, effective_on=TODAY, revision=None, now=later, actor=people["fenguan"])
    assert life.approve(request_id, effective_on=day, revision=None, now=later, actor=people["fenguan"]) is False
    assert due.run(NOW + timedelta(days=38)) == 0
    assert api.published("drainage") == shipped["drainage"]
    assert due.run(NOW + timedelta(days=39)) == 1
    assert api.published("drainage") == drafted
    assert ItemVersion.objects.get(id=drafted).effective_on == day
    assert due.run(NOW + timedelta(days=40)) == 0


@pytest.mark.django_db
def test_what_may_not_be_published_on_its_day_goes_back_to_whoever_approved(drafted, shipped, people) -> None:
    from yichuang.catalogue.models import Instrument

    request_id = noticed(drafted, people)
    later = after_notice(request_id)
    life.approve(request_id, effective_on=date(2026, 11, 2), revision=None, now=later, actor=people["fenguan"])
    title = ItemVersion.objects.get(id=drafted).bases[0]["title"]
    Instrument.objects.filter(title=title).update(repealed_on=date(2026, 11, 1))
    due.run(NOW + timedelta(days=39))
    row = life.request(request_id)
    assert row.stage is Stage.DECISION
    assert any("废止" in text for text in row.held_up)
    assert api.published("drainage") == shipped["drainage"]
    assert not list(check_all())


@pytest.mark.django_db
def test_a_suspension_passes_the_review_but_no_notice_and_is_resumed_the_same_way(shipped, people) -> None:
    request_id = cleared(shipped["drainage"], people, "suspend")
    life.approve(request_id, effective_on=None, revision=None, now=NOW, actor=people["juzhang"])
    with pytest.raises(api.NotPublished):
        api.published("drainage")
    back = cleared(shipped["drainage"], people, "resume")
    life.approve(back, effective_on=None, revision=None, now=NOW, actor=people["juzhang"])
    assert api.published("drainage") == shipped["drainage"]


@pytest.mark.django_db
def test_experts_are_drawn_without_those_of_the_organ_and_give_reasons(drafted, people) -> None:
    request_id = cleared(drafted, people)
    with pytest.raises(Invalid, match="too_few_experts"):
        life.ask_experts(request_id, number=5, seed="1", revision=None, now=NOW, actor=people["shixiang"])
    drawn = life.ask_experts(request_id, number=1, seed="1", revision=None, now=NOW, actor=people["shixiang"])
    assert drawn == (people["zhuanjia"].account_id,)
    with pytest.raises(Invalid):
        life.give_opinion(request_id, opinion="agree", text=" ", revision=None, now=NOW, actor=people["zhuanjia"])
    with pytest.raises(Refusal):
        life.give_opinion(request_id, opinion="agree", text="合理", revision=None, now=NOW, actor=people["fazhi"])
    life.give_opinion(request_id, opinion="after_changes", text="检测周期应写明。", revision=None, now=NOW, actor=people["zhuanjia"])
    row = life.request(request_id)
    assert row.stage is Stage.CLEARED
    assert row.notes[-1].text == "检测周期应写明。"


@pytest.mark.django_db
def test_one_request_an_item_and_a_page_that_is_behind_writes_nothing(drafted, shipped, people) -> None:
    request_id = start(drafted, people)
    with pytest.raises(Refusal, match="change_open"):
        life.begin(shipped["drainage"], "suspend", now=NOW, actor=people["shixiang"])
    with pytest.raises(Stale):
        life.review_legality(request_id, opinion="agree", text="", article="", revision=1, now=NOW, actor=people["fazhi"])
    with pytest.raises(Forbidden):
        life.withdraw(request_id, revision=None, now=NOW, actor=people["chuangkou"])
    life.withdraw(request_id, revision=None, now=NOW, actor=people["shixiang"])
    assert life.begin(shipped["drainage"], "suspend", now=NOW, actor=people["shixiang"])


@pytest.mark.django_db
def test_each_post_finds_what_waits_for_it(drafted, people) -> None:
    request_id = start(drafted, people)
    assert {name: life.work(actor) for name, actor in people.items()} == {
        "shixiang": 0, "fazhi": 1, "fenguan": 0, "juzhang": 0, "zhuanjia": 0, "chuangkou": 0,
    }  # fmt: skip
    assert [line.request_id for line in life.requests(actor=people["fazhi"])[0]] == [request_id]
    assert life.offers(life.request(request_id), people["fazhi"]) == {"review"}
    life.review_legality(request_id, opinion="agree", text="", article="", answers=assessed(request_id), revision=None, now=NOW, actor=people["fazhi"])
    assert life.work(people["shixiang"]) == 1
    life.open_notice(request_id, to_on=LAST, revision=None, now=NOW, actor=people["shixiang"])
    after_notice(request_id)
    assert (life.work(people["fenguan"]), life.work(people["juzhang"]), life.work(people["fazhi"])) == (1, 1, 0)


def test_only_a_new_version_of_the_same_item_takes_cases_over() -> None:
    assert law.check_running(Change.CHANGE, "move_undecided")
    for change in (Change.ADD, Change.SUSPEND, Change.CANCEL):
        with pytest.raises(Invalid):
            law.check_running(change, "move_unaccepted")
