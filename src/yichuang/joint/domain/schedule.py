"""How long it takes together: one pass over the branches in their order, in working days. Pure.

serial  联办以前: one after the other, the sum;
staged  阶段式: every prerequisite is waited for, the longest chain over all edges;
linked  联动式: what may be assumed is assumed, only hard edges are waited for; without hard edges the longest single branch is the
        total (单环节最长即总时限).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from yichuang.joint.domain.edges import EdgeKind, Link, N, in_order

L = TypeVar("L")
"""A limit, as whoever counts it knows it."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Working days of the three ways."""

    serial: int
    staged: int
    linked: int


@dataclass(frozen=True, slots=True)
class Span(Generic[N]):
    """When a branch begins and ends, in working days from the beginning; `critical`: the total hangs on it."""

    node: N
    starts: int
    ends: int
    critical: bool


def totals(days: Mapping[N, int], links: Sequence[Link[N]]) -> Totals:
    """The three totals of branches with these working days. Raises Circle, Unknown."""
    staged = max((span.ends for span in spans(days, links)), default=0)
    linked = max((span.ends for span in spans(days, hard(links))), default=0)
    return Totals(sum(days.values()), staged, linked)


def last_days(
    begun: Mapping[N, date], limits: Mapping[N, L], links: Sequence[Link[N]], *, today: date, add: Callable[[date, L], date]
) -> dict[N, date]:
    """The last day of each branch: the known one of those begun; of the others, their limit behind the last of what they wait
    for, and never from a day that has gone: what is late holds on to those behind it.

    `add(day, limit)` counts a limit from a day on. Linear. Raises Circle, Unknown.
    """
    before: dict[N, list[N]] = {node: [] for node in (*begun, *limits)}
    waited = hard(links)
    for link in waited:
        before[link.after].append(link.before)
    found: dict[N, date] = {}
    for node in in_order(list(before), waited):
        if node in begun:
            found[node] = begun[node]
        else:
            found[node] = add(max([today, *(found[b] for b in before[node])]), limits[node])
    return found


def hard(links: Sequence[Link[N]]) -> list[Link[N]]:
    return [link for link in links if link.kind is EdgeKind.HARD]


def spans(days: Mapping[N, int], links: Sequence[Link[N]]) -> list[Span[N]]:
    """Earliest beginning and end of each branch when every link given is waited for, and which of them are critical."""
    order = in_order(list(days), links)
    before: dict[N, list[N]] = {node: [] for node in order}
    after: dict[N, list[N]] = {node: [] for node in order}
    for link in links:
        before[link.after].append(link.before)
        after[link.before].append(link.after)
    ends: dict[N, int] = {}
    for node in order:
        ends[node] = max((ends[b] for b in before[node]), default=0) + days[node]
    total = max(ends.values(), default=0)
    latest: dict[N, int] = {}
    for node in reversed(order):
        latest[node] = min((latest[a] - days[a] for a in after[node]), default=total)
    return [Span(node, ends[node] - days[node], ends[node], ends[node] == latest[node]) for node in days]
