"""A theme 一件事: drafted by one, published by another, never changed afterwards (行政许可法 26(2); 国发〔2024〕3号)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from tests.joint.theming import NOW, person, themed  # noqa: F401 - a fixture
from yichuang.catalogue import api as catalogue
from yichuang.joint import themes
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.themes import Mode, ThemeContent, ThemeEdge, ThemeItem, ThemeKind, ThemeStatus
from yichuang.joint.models import Theme, ThemeVersion
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.record import check_all, read
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(themed):  # noqa: F811
    """A draft by the catalogue editor with two items in force, led by the first; returns the version id."""
    content = ThemeContent(items=themed.content.items[:2], lead=themed.content.lead)
    return themes.begin(
        "open-shop", themes.Words("开小店"), organ_id=organisations.demo_id("organ", "bureau"), content=content, now=NOW, actor=person("shixiang")
    )


def test_the_restaurant_is_four_departments_at_once(themed) -> None:  # noqa: F811
    rows = {row.item_id: row for row in catalogue.in_force(themed.content.item_ids)}
    assert {rows[item].organ for item in themed.content.item_ids} == {
        "示例市市场监督管理局", "示例市消防救援支队", "示例市城市管理局", "示例市行政审批服务局",
    }
    assert rows[themed.content.lead].code == "food-business"
    assert [rows[i].code for i in themed.content.visit] == ["food-business", "fire-check", "outdoor-sign", "drainage"]
    themes.seed(now=NOW)
    assert Theme.objects.count() == 9
    assert not list(check_all())


def test_each_answer_takes_its_item_away(themed) -> None:  # noqa: F811
    asked = [item.item_id for item in themed.content.items if item.asked]
    assert len(asked) == 2
    assert len(themed.content.chosen({})) == 4
    assert [i.item_id for i in themed.content.chosen({asked[0]: False})] == [i for i in themed.content.item_ids if i != asked[0]]
    assert len(themed.content.chosen(dict.fromkeys(asked, False))) == 2


def test_who_drafts_does_not_publish_and_nobody_without_the_power(draft) -> None:
    with pytest.raises(Forbidden):
        themes.publish(draft, now=NOW, actor=person("chuangkou"))
    with pytest.raises(Forbidden):
        themes.publish(draft, now=NOW, actor=person("shixiang"))
    themes.publish(draft, now=NOW, actor=person("fenguan"))
    assert themes.in_force("open-shop").version_id == draft
    version = ThemeVersion.objects.get(id=draft)
    kinds = [event.kind for event in read(version.theme_id)]
    assert kinds == ["joint.ThemeDrafted", "joint.ThemePublished"]
    assert read(version.theme_id)[-1].fact.authority_ref


def test_a_head_who_wrote_in_the_draft_leaves_publishing_to_another(draft) -> None:
    theme = themes.terms(draft)
    head = person("fenguan")
    bureau = organisations.demo_id("organ", "bureau")
    organisations.grant_authorisations(
        bureau, [organisations.Wanted(Act.EDIT_ITEM, Post.DEPUTY_DIRECTOR, date(2020, 1, 1))], actor=organisations.system_actor("test"), now=NOW
    )
    themes.save(draft, theme.content, revision=theme.revision, now=NOW, actor=head)
    with pytest.raises(themes.OwnDraft):
        themes.publish(draft, now=NOW, actor=head)
    themes.publish(draft, now=NOW, actor=person("juzhang"))


def test_two_editors_do_not_overwrite_each_other(draft) -> None:
    content = themes.terms(draft).content
    assert themes.save(draft, replace(content, basis="甲"), revision=0, now=NOW, actor=person("shixiang")) == 1
    with pytest.raises(themes.ThemeMoved):
        themes.save(draft, replace(content, basis="乙"), revision=0, now=NOW, actor=person("shixiang"))
    assert themes.terms(draft).content.basis == "甲"


def test_what_is_published_never_changes_and_the_next_version_ends_it(draft) -> None:
    themes.publish(draft, now=NOW, actor=person("fenguan"))
    with pytest.raises(themes.NotADraft):
        themes.save(draft, ThemeContent(), revision=0, now=NOW, actor=person("shixiang"))
    with pytest.raises(DatabaseError), transaction.atomic():
        ThemeVersion.objects.filter(id=draft).update(content={})
    before = themes.terms(draft)
    second = themes.redraft(before.theme_id, now=NOW, actor=person("shixiang"))
    assert themes.redraft(before.theme_id, now=NOW, actor=person("shixiang")) == second
    assert themes.terms(second).content == before.content
    themes.publish(second, now=NOW, actor=person("fenguan"))
    assert themes.terms(draft).status is ThemeStatus.ENDED
    assert themes.in_force("open-shop").number == 2
    assert [(m.what, m.number) for m in themes.history(before.theme_id)] == [("published", 2), ("drafted", 2), ("published", 1), ("drafted", 1)]
    themes.end(before.theme_id, now=NOW, actor=person("juzhang"))
    with pytest.raises(themes.NoSuchTheme):
        themes.in_force("open-shop")
    assert not list(check_all())


def wrong(themed, **changes) -> set[tuple[str, str]]:  # noqa: F811
    return {(error.field, error.code) for error in themes.check(replace(themed.content, **changes))}


def test_what_stands_in_the_way_is_named_at_its_field(themed) -> None:  # noqa: F811
    food, fire, *_ = themed.content.item_ids
    assert wrong(themed) == set()
    assert wrong(themed, lead=None) == {("lead", "joint.no_lead")}
    assert wrong(themed, mode=Mode.UNIFIED) == {("basis", "joint.no_basis")}
    assert wrong(themed, items=themed.content.items[:1], visit=()) == {("items", "joint.few_items")}
    alone = wrong(themed, items=themed.content.items[:1], visit=(), mode=Mode.UNIFIED, basis="示政发〔2026〕1号")
    assert ("mode", "joint.one_organ") in alone  # 25, 42(1): a bureau is one organ
    edge = ThemeEdge(fire, food, EdgeKind.HARD, "")
    assert wrong(themed, edges=(edge,)) == {("edges", "joint.no_article")}
    there = replace(edge, article="某条")
    unified = {"mode": Mode.UNIFIED, "basis": "示政发〔2026〕1号"}
    assert wrong(themed, edges=(there,), **unified) == {("mode", "joint.unified_hard")}  # 26(2): one acceptance for all
    assert wrong(themed, edges=(replace(there, kind=EdgeKind.ASSUMABLE),), **unified) == set()
    stage = themes.check(replace(themed.content, **unified), ThemeKind.STAGE)
    assert {(error.field, error.code) for error in stage} == {("mode", "joint.stage_unified")}
    assert wrong(themed, edges=(there, ThemeEdge(food, fire, EdgeKind.ASSUMABLE, "某条"))) == {("edges", "joint.circle")}
    gone = ThemeItem(organisations.demo_id("organ", "bureau"))
    assert ("items", "joint.not_in_force") in wrong(themed, items=(*themed.content.items, gone))


def test_the_kindergarten_waits_for_its_items(themed) -> None:  # noqa: F811
    row = Theme.objects.get(code="open-kindergarten")
    waiting = themes.draft_of(row.id)
    assert waiting is not None
    with pytest.raises(themes.NotPublishable) as refusal:
        themes.publish(waiting.version_id, now=NOW, actor=person("fenguan"))
    assert {error.code for error in refusal.value.errors} == {"joint.no_lead"}


def test_a_code_is_taken_once(themed) -> None:  # noqa: F811
    with pytest.raises(Invalid) as refusal:
        themes.begin("open-restaurant", themes.Words(""), organ_id=organisations.demo_id("organ", "bureau"), now=NOW, actor=person("shixiang"))
    assert {error.code for error in refusal.value.errors} == {"joint.theme_code_taken", "joint.no_theme_name"}


def test_the_interface_says_what_the_page_says(themed, client) -> None:  # noqa: F811
    """GET /api/v1/themes: public; the meter with the rows it was computed from; what a question takes away is left out."""
    listed = client.get("/api/v1/themes").json()["themes"]
    assert [(row["code"], row["items"], len(row["organs"])) for row in listed if row["kind"] != "stage"] == [
        ("start-company", 4, 3), ("open-central-kitchen", 3, 3), ("open-restaurant", 4, 4),
    ]  # fmt: skip
    assert [row["kind"] for row in listed] == sorted(row["kind"] for row in listed), "stages of projects come last"
    whole = client.get("/api/v1/themes/open-restaurant").json()
    assert [row["item_code"] for row in whole["items"] if row["leads"]] == ["food-business"]
    assert (whole["serial_days"], whole["linked_days"]) == (33, 10)
    for row in whole["meter"]:
        assert row["before"] == sum(part["count"] or 0 for part in row["parts"])
        assert row["saved"] == row["before"] - row["after"]
    licence = next(paper for paper in whole["materials"] if paper["key"] == "business_licence")
    assert [(need["item_code"], need["material_code"]) for need in licence["needed_by"]] == [("food-business", "M2"), ("fire-check", "M2")]
    fewer = client.get("/api/v1/themes/open-restaurant", {"without": ["drainage", "fire-check"]}).json()
    assert [row["item_code"] for row in fewer["items"]] == ["food-business", "fire-check", "outdoor-sign"], "the check is asked of everybody"
    missing = client.get("/api/v1/themes/nothing")
    assert (missing.status_code, missing.json()["code"]) == (404, "joint.no_such_theme")
