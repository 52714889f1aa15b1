"""Serial, staged, linked: the product's totals against an independent longest-path calculation on random networks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.joint.domain.edges import Circle, EdgeKind, Link, Unknown, in_order
from yichuang.joint.domain.schedule import last_days, spans, totals

KINDS = st.sampled_from(list(EdgeKind))


@st.composite
def networks(draw):
    """Days of each branch, and links that go from an earlier to a later one of a shuffled order: never a circle."""
    count = draw(st.integers(1, 14))
    order = draw(st.permutations(range(count)))
    days = {node: draw(st.integers(0, 60)) for node in range(count)}
    pairs = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30)) if pairs else []
    return days, [Link(a, b, draw(KINDS)) for a, b in chosen]


def longest(days, pairs):
    """Bellman and Ford on weights: relax every edge until nothing moves. Shares no code with the product."""
    end = dict(days)
    for _ in days:
        moved = False
        for a, b in pairs:
            if end[a] + days[b] > end[b]:
                end[b], moved = end[a] + days[b], True
        if not moved:
            break
    return max(end.values(), default=0)


@given(networks())
@settings(max_examples=300)
def test_totals_are_those_of_an_independent_longest_path(network):
    days, links = network
    found = totals(days, links)
    every = [(link.before, link.after) for link in links]
    hard = [(link.before, link.after) for link in links if link.kind is EdgeKind.HARD]
    assert (found.serial, found.staged, found.linked) == (sum(days.values()), longest(days, every), longest(days, hard))
    assert max(days.values()) <= found.linked <= found.staged <= found.serial


@given(networks())
def test_without_hard_edges_the_longest_single_branch_is_the_total(network):
    days, links = network
    assumed = [Link(link.before, link.after, EdgeKind.ASSUMABLE) for link in links]
    assert totals(days, assumed).linked == max(days.values())


@given(networks())
def test_a_critical_branch_made_longer_makes_the_total_longer_and_another_does_not(network):
    days, links = network
    found = spans(days, links)
    total = max(span.ends for span in found)
    for span in found:
        longer = max(s.ends for s in spans({**days, span.node: days[span.node] + 1}, links))
        assert (longer > total) is span.critical


@given(networks())
def test_days_on_a_calendar_are_the_spans(network):
    days, links = network
    today = date(2026, 9, 24)
    found = last_days({}, days, links, today=today, add=lambda day, n: day + timedelta(n))
    hard = [link for link in links if link.kind is EdgeKind.HARD]
    assert found == {span.node: today + timedelta(span.ends) for span in spans(days, hard)}


def test_a_circle_is_named_and_an_unknown_end_refused():
    with pytest.raises(Circle) as no:
        in_order(["a", "b", "c"], [Link("a", "b", EdgeKind.HARD), Link("b", "a", EdgeKind.ASSUMABLE)])
    assert no.value.details["names"] == "a、b"
    with pytest.raises(Unknown):
        in_order(["a"], [Link("a", "z", EdgeKind.HARD)])
