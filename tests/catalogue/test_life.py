"""The life of an item: each stage by its post, nobody two of them, the public heard, in force on the day and not before."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessing import assessed
from tests.catalogue.conftest import NOW
from yichuang.catalogue import api, due
from yichuang.catalogue.api import life
from yichuang.catalogue.domain import assessment
from yichuang.catalogue.domain import life as law
from yichuang.catalogue.domain.life import Change, Hands, Stage
from yichuang.catalogue.models import ChangeRequest, Item, ItemVersion
from yichuang.kernel.errors import Forbidden, Invalid, Refusal, Stale
from yichuang.kernel.record import check_all, read
from yichuang.organisations import api as organisations

TODAY = date(2026, 9, 24)
LAST = date(2026, 10, 9)
"""Five working days after Thursday 24 September 2026: 28 to 30 September count, National Day does not (1 to 7 October)."""


@pytest.fixture
def people(shipped):
    return {name: organisations.actor_named(name) for name in ("shixiang", "fazhi", "fenguan", "juzhang", "zhuanjia", "chuangkou")}


@pytest.fixture
def drafted(shipped, people) -> UUID:
    """A new version of the drainage item with a shorter promise, as its editor left it."""
    version_id = api.redraft(shipped["drainage"], now=NOW, actor=people["shixiang"])
    ItemVersion.objects.filter(id=version_id).update(promised_amount=8, promised_text="8个工作日", steps=[])
    return version_id


def start(version_id, people, change="change", **values) -> UUID:
    request_id = life.begin(version_id, change, now=NOW, actor=people["shixiang"])
    asked = {"reason": "压缩承诺时限", "running": "keep", "effective_on": None, "revision": None, **values}
    life.submit(request_id, **asked, now=NOW, actor=people["shixiang"])
    return request_id


def cleared(version_id, people, change="change", **values) -> UUID:
    request_id = start(version_id, people, change, **values)
    life.review_legality(request_id, opinion="agree", text="", article="", answers=assessed(request_id), revision=None, now=NOW, actor=people["fazhi"])
    return request_id


def noticed(version_id, people, change="change", **values) -> UUID:
    request_id = cleared(version_id, people, change, **values)
    life.open_notice(request_id, to_on=life.earliest_last(TODAY), revision=None, now=NOW, actor=people["shixiang"])
    return request_id


def after_notice(request_id) -> object:
    """The moment after the notice, when the due loop has closed it."""
    later = NOW + timedelta(days=(life.request(request_id).notice_to - TODAY).days + 1)
    due.run(later)
    return later


def stage(request_id) -> str:
    return ChangeRequest.objects.get(id=request_id).stage


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


def reshaped(people, shipped, change, source, others, into):
    return life.begin_reshaping(shipped[source], change, others=others, into=into, now=NOW, actor=people["shixiang"])


def walked(request_id, people) -> None:
    life.submit(request_id, reason="按情形分开办理", running="keep", effective_on=None, revision=None, now=NOW, actor=people["shixiang"])
    life.review_legality(request_id, opinion="agree", text="", article="", answers=assessed(request_id), revision=None, now=NOW, actor=people["fazhi"])
    life.open_notice(request_id, to_on=LAST, revision=None, now=NOW, actor=people["shixiang"])
    later = after_notice(request_id)
    life.approve(request_id, effective_on=None, revision=None, now=later, actor=people["fenguan"])


@pytest.mark.django_db
def test_a_split_ends_the_old_on_the_day_the_new_begin_and_says_what_replaced_it(shipped, people) -> None:
    into = [("drainage-new", "排水许可首次申请"), ("drainage-renew", "排水许可延续")]
    request_id = reshaped(people, shipped, "split", "drainage", [], into)
    assert [(part.code, part.begins) for part in life.request(request_id).parts] == [("drainage-new", True), ("drainage-renew", True)]
    with pytest.raises(Refusal, match="change_open"):
        life.begin(shipped["drainage"], "suspend", now=NOW, actor=people["shixiang"])
    walked(request_id, people)
    versions = {code: ItemVersion.objects.get(item__code=code) for code in ("drainage", "drainage-new", "drainage-renew")}
    assert {code: row.status for code, row in versions.items()} == {"drainage": "ended", "drainage-new": "published", "drainage-renew": "published"}
    assert {row.effective_on for code, row in versions.items() if code != "drainage"} == {LAST + timedelta(days=1)}
    assert life.successors(versions["drainage"].item_id) == tuple(into)
    assert {hit.version_id for hit in api.search("城镇污水排入排水管网许可").hits if hit.open} == {
        versions["drainage-new"].id, versions["drainage-renew"].id,
    }, "the old name finds what took its place"  # fmt: skip
    assert not list(check_all())


@pytest.mark.django_db
def test_a_merge_makes_one_of_several_and_may_keep_a_code(shipped, people) -> None:
    request_id = reshaped(people, shipped, "merge", "drainage", ["small-catering"], [("drainage", "排水和餐饮综合许可")])
    walked(request_id, people)
    catering = ItemVersion.objects.get(item__code="small-catering")
    assert catering.status == "ended"
    assert api.published("drainage") != shipped["drainage"]
    assert life.successors(catering.item_id) == (("drainage", Item.objects.get(code="drainage").name),)
    assert life.successors(Item.objects.get(code="drainage").id) == ()
    assert not list(check_all())


@pytest.mark.django_db
def test_a_split_into_one_or_over_a_code_in_use_is_refused_at_its_field(shipped, people) -> None:
    for change, others, into, code in (
        ("split", [], [("a", "甲")], "catalogue.split_into_two"),
        ("merge", [], [("a", "甲")], "catalogue.merge_two"),
        ("merge", ["nowhere"], [("a", "甲")], "catalogue.no_such_item"),
        ("split", [], [("tree-felling", "甲"), ("b", "乙")], "catalogue.code_taken"),
        ("split", [], [("a", ""), ("b", "乙")], "catalogue.target_incomplete"),
        ("split", [], [("a", "甲"), ("a", "乙")], "catalogue.too_many_targets"),
    ):
        with pytest.raises(Invalid) as refused:
            reshaped(people, shipped, change, "drainage", others, into)
        assert code in {error.code for error in refused.value.errors}
    assert not ChangeRequest.objects.exists()


ARTICLES = {
    "split": ("许可法》第十二条", "第十三条第一项", "第十三条第四项", "第二十条第二款", "许可法》第二十六条", "第八条第一款"),
    "merge": ("条例》第四十条第三款", "第二十条第二款", "第十六条第四款", "第八条第一款"),
    "change": ("第十六条第四款", "第二十条第二款", "许可法》第三十一条", "许可法》第五十八条", "第八条第一款"),
    "retain": ("许可法》第十二条", "第十三条第二项", "第二十条第二款", "许可法》第二十二条"),
    "cancel": ("第二十条第一款", "条例》第四十条第二款", "第八条第二款"),
}
"""What the law wants asked of each: 12 and 13 where something is to be a licence (again or anew), 20 (评价) of what is one already, 8 of whoever
holds one, 26 and 条例 40(3) 整合实施 of what is cut up or put together."""


@pytest.mark.parametrize(("kind", "articles"), ARTICLES.items())
def test_the_questions_of_the_review_depend_on_what_is_asked(kind: str, articles: tuple[str, ...]) -> None:
    asked = assessment.questions(Change(kind), is_licence=True)
    assert all(any(article in one.article for one in asked) for article in articles)
    assert len({one.key for one in asked}) == len(asked)
    assert any("第十三条第一项" in one.article for one in asked) is (kind in ("split", "retain"))


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "others", "into", "against", "article"), [
    ("split", [], [("drainage-new", "排水许可首次申请"), ("drainage-renew", "排水许可延续")], "together", "第二十六条"),
    ("merge", ["small-catering"], [("drainage", "排水和餐饮综合许可")], "integrated", "第四十条第三款"),
])  # fmt: skip
def test_a_split_that_makes_people_come_twice_or_a_merge_that_asks_more_of_them_is_not_agreed_with(
    shipped, people, kind, others, into, against, article
) -> None:
    request_id = reshaped(people, shipped, kind, "drainage", others, into)
    life.submit(request_id, reason="按情形办理", running="keep", effective_on=None, revision=None, now=NOW, actor=people["shixiang"])
    said = {"text": "", "article": "", "revision": None, "now": NOW, "actor": people["fazhi"]}
    with pytest.raises(Invalid):
        life.review_legality(request_id, opinion="agree", answers={}, **said)
    with pytest.raises(assessment.AssessedAgainst) as refused:
        life.review_legality(request_id, opinion="agree", answers=assessed(request_id, **{against: ("no", "要跑两次")}), **said)
    assert article in refused.value.article and stage(request_id) == "legality"


@pytest.mark.django_db
def test_what_was_evaluated_is_made_public_by_class_as_of_each_day(shipped, people) -> None:
    """Domain A row 5: 已取消、拟取消、拟保留 made public by class. What is kept changes nothing, and is in no list of adjustments."""
    kept = noticed(shipped["drainage"], people, "retain", reason="评价：仍有必要")
    gone = noticed(shipped["small-catering"], people, "cancel", reason="设定依据已经废止")
    classes = [(line.code, line.cells[0], line.cells[3]) for line in api.catalogues.stream("evaluated", TODAY)]
    assert classes == [("small-catering", "拟取消", "设定依据已经废止"), ("drainage", "拟保留", "评价：仍有必要")]
    assert not list(api.catalogues.stream("evaluated", TODAY - timedelta(days=1)))
    later = after_notice(kept)
    for request_id in (kept, gone):
        life.approve(request_id, effective_on=None, revision=None, now=later, actor=people["fenguan"])
    on = later.date()
    assert [(line.code, line.cells[0]) for line in api.catalogues.stream("evaluated", on)] == [("small-catering", "已取消"), ("drainage", "决定保留")]
    assert [line.cells[0] for line in api.catalogues.stream("evaluated", TODAY)] == ["拟取消", "拟保留"], "a day that is past says what it said"
    assert api.published("drainage") == shipped["drainage"]
    assert [line.code for line in api.catalogues.stream("adjusted", on)] == ["small-catering"]
    assert set(api.catalogues.days_of_change("evaluated", on).days) == {TODAY, on}
    assert not list(check_all())
