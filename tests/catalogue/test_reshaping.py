"""Splitting and merging items, what their review asks, and the public list of what was evaluated."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.assessing import assessed
from tests.catalogue.conftest import NOW
from tests.catalogue.living import LAST, TODAY, after_notice, drafted, noticed, people, stage
from yichuang.catalogue import api
from yichuang.catalogue.api import life
from yichuang.catalogue.domain import assessment
from yichuang.catalogue.domain.life import Change
from yichuang.catalogue.models import ChangeRequest, Item, ItemVersion
from yichuang.kernel.errors import Invalid, Refusal
from yichuang.kernel.record import check_all

__all__ = ["drafted", "people"]


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
    with pytest.raises(Refusal) as held:
        reshaped(people, shipped, "merge", "small-catering", ["drainage"], [("both", "合在一起")])
    assert held.value.details["name"] == "城镇污水排入排水管网许可", "which of them is under way"
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
