"""Before and after: every figure is the sum, or the longest, of the rows it is shown with (issue: acting together, 1)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.joint.theming import themed  # noqa: F401 - a fixture
from yichuang.catalogue import sift as catalogue_sift
from yichuang.clock.domain import Limit, Unit
from yichuang.joint import themes
from yichuang.joint.domain.edges import EdgeKind, Link
from yichuang.joint.domain.meter import Alone, Measure, measure, working_days
from yichuang.joint.overview import overview

counts = st.integers(0, 30)
items = st.lists(
    st.builds(
        lambda f, m, v, s, n, d: Alone(uuid4(), f, m, v, s, n + 2, 2, d), counts, counts, st.none() | st.integers(0, 3), st.booleans(), counts,
        st.none() | counts,
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(items, st.data())
def test_before_is_the_sum_of_its_rows_and_after_is_never_more(alone, data) -> None:
    shared = data.draw(st.lists(st.sampled_from([a.item_id for a in alone]), unique=True))
    fields = max(a.fields for a in alone)
    found = measure(alone, fields=fields, materials=max(a.materials for a in alone), joint_visit=shared)
    for row in found.rows:
        assert row.before == sum(count or 0 for count in row.parts.values())
        assert 0 <= row.after <= row.before
        assert set(row.unknown) == {i for i, count in row.parts.items() if count is None}
    assert found.row(Measure.DAYS).after == max(a.days or 0 for a in alone), "without prerequisites the longest single branch is the total"
    assert found.row(Measure.FORMS).after == 1
    longest = found.row(Measure.DAYS).after
    assert set(found.critical) == {a.item_id for a in alone if a.days == longest and longest}


def alone(days: int, *, site_visit: bool = False, steps: int = 4) -> Alone:
    return Alone(uuid4(), 10, 4, 0, site_visit, steps, 2, days)


def test_a_hard_prerequisite_is_waited_for_an_assumable_one_is_not() -> None:
    one, two = alone(10), alone(8)
    hard = measure([one, two], fields=1, materials=1, links=[Link(one.item_id, two.item_id, EdgeKind.HARD)])
    soft = measure([one, two], fields=1, materials=1, links=[Link(one.item_id, two.item_id, EdgeKind.ASSUMABLE)])
    assert (hard.totals.serial, hard.totals.linked, hard.row(Measure.DAYS).after) == (18, 18, 18)
    assert (soft.totals.staged, soft.totals.linked, soft.row(Measure.DAYS).after) == (18, 10, 10)
    gone = measure([one], fields=1, materials=1, links=[Link(one.item_id, two.item_id, EdgeKind.HARD)])
    assert gone.totals.linked == 10, "a prerequisite of an item that was not chosen is nobody's"


def test_a_joint_visit_counts_once_and_acceptance_and_delivery_once() -> None:
    several = [alone(5, site_visit=True), alone(5, site_visit=True), alone(5, site_visit=True), alone(5)]
    found = measure(several, fields=1, materials=1, joint_visit=[several[0].item_id, several[1].item_id])
    assert (found.row(Measure.SITE_VISITS).before, found.row(Measure.SITE_VISITS).after) == (3, 2)
    assert (found.row(Measure.STEPS).before, found.row(Measure.STEPS).after) == (16, 10)


@pytest.mark.parametrize(("limit", "days"), [
    (None, None), (Limit(10, Unit.WORKING_DAY), 10), (Limit(7, Unit.CALENDAR_DAY), 5), (Limit(30, Unit.CALENDAR_DAY), 22),
    (Limit(2, Unit.MONTH), 42), (Limit(0, Unit.ON_THE_SPOT), 0), (Limit(4, Unit.HOUR), 1), (Limit(24, Unit.HOUR), 3),
    (Limit(5, Unit.MINUTE), 1), (Limit(0, Unit.SAME_DAY), 1),
])  # fmt: skip
def test_limits_are_put_into_working_days(limit, days) -> None:
    assert working_days(limit) == days


@pytest.mark.django_db
def test_what_the_restaurant_saves(themed) -> None:  # noqa: F811
    found = overview(themed)
    figures = {row.measure.value: (row.before, row.after) for row in found.meter.rows}
    assert figures["forms"] == (4, 1)
    assert figures["days"] == (33, 10), "food 10, fire 8, signs 5, drainage 10; the longest decides"
    assert figures["site_visits"] == (4, 1), "each item visits by itself unless its rule spares it; together they come once"
    assert figures["materials"] == (14, 12), "one licence and one floor plan for two each; the forms are made out of the one that is filled in"
    assert figures["fields"][0] > 2 * figures["fields"][1]
    assert {m.terms.code for m in found.members if m.critical} == {"food-business", "drainage"}
    assert found.missing == ()
    steps = [sum(step.phase == "delivery" for step in member.terms.steps) for member in found.members]
    before, after = figures["steps"]
    assert before - after == sum(steps) - max(steps), "each organ accepts its own case: only handing over is one act"
    unlit = overview(themed, answers={"sign.lit": False}).meter.row(Measure.SITE_VISITS)
    assert (unlit.before, unlit.after) == (3, 1), "免勘: what the answers spare is counted neither before nor after"
    fewer = overview(themed, chosen={item.item_id: False for item in found.questions})
    assert [m.terms.code for m in fewer.members] == ["food-business", "fire-check"]
    assert fewer.meter.row(Measure.DAYS).before == 18


@pytest.mark.django_db
def test_an_item_nobody_can_apply_for_counts_in_nothing(themed, django_assert_max_num_queries) -> None:  # noqa: F811
    from dataclasses import replace

    from yichuang.joint.domain.themes import ThemeItem

    gone = ThemeItem(uuid4())
    content = replace(themed.content, items=(*themed.content.items, gone))
    with django_assert_max_num_queries(60):
        overview(replace(themed, content=content))
    assert len(overview(replace(themed, content=content)).members) == 4
    with django_assert_max_num_queries(8):
        overview(replace(themed, content=content))
    assert themes.in_force("open-restaurant") == themed


@pytest.mark.django_db
def test_a_theme_stands_as_a_scenario_at_its_stages_with_what_it_saves(themed, client) -> None:  # noqa: F811
    lives, _ = catalogue_sift.lives()
    found = {scenario.name: scenario for stage in lives[0].stages for scenario in stage.scenarios}
    assert found.keys() >= {theme.name for theme in themes.public()} - {""}
    for theme in themes.public():
        rows = {row.measure: (row.before, row.after) for row in overview(theme).meter.rows}
        assert {change.key: (change.before, change.after) for change in found[theme.name].changes} == rows
    for change in lives[0].changes:
        assert change.before == sum(one.before for scenario in found.values() for one in scenario.changes if one.key == change.key)
    page = client.get(reverse("stages")).content.decode()
    assert all(theme.name in page for theme in themes.public())
