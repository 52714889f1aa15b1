"""前置条件: which result another item gives must be held before this one is decided, as a graph over items. Pure.

An edge points from an item to what it needs. `hard`: a law says 未取得…不得; `assumable`: it may be assumed while both are
handled at the same time (design, linked parallel approval).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Hold(StrEnum):
    HARD = "hard"
    ASSUMABLE = "assumable"


@dataclass(frozen=True, slots=True)
class Edge:
    """`item` needs `name`, the result of `needs` (an item code; empty where the result is given by no item we know)."""

    item: str
    needs: str
    name: str
    hold: Hold = Hold.HARD


Graph = Mapping[str, tuple[str, ...]]


def graph_of(edges: Iterable[Edge]) -> dict[str, tuple[str, ...]]:
    """Item code → codes of the items whose results it needs, each once and in order; every item named is a key."""
    found: dict[str, set[str]] = {}
    for edge in edges:
        if edge.needs:
            found.setdefault(edge.item, set()).add(edge.needs)
            found.setdefault(edge.needs, set())
    return {item: tuple(sorted(needs)) for item, needs in sorted(found.items())}


def cycles(graph: Graph) -> tuple[tuple[str, ...], ...]:
    """Items that, step by step, need each other, so that nobody can ever hold any of them: each group once, sorted.

    Tarjan's strongly connected components, without recursion.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    groups: list[tuple[str, ...]] = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    groups.append(_take(node, stack, on_stack))
            elif following not in index:
                index[following] = low[following] = len(index)
                stack.append(following)
                on_stack.add(following)
                work.append((following, iter(graph.get(following, ()))))
            elif following in on_stack:
                low[node] = min(low[node], index[following])
    return tuple(sorted(group for group in groups if len(group) > 1 or group[0] in graph.get(group[0], ())))


def _take(node: str, stack: list[str], on_stack: set[str]) -> tuple[str, ...]:
    group = []
    while True:
        top = stack.pop()
        on_stack.discard(top)
        group.append(top)
        if top == node:
            return tuple(sorted(group))


def chain(graph: Graph, item: str) -> tuple[tuple[str, ...], ...]:
    """Everything an item needs, by distance: what it needs itself, what these need, and so on; each item once."""
    seen, layers, layer = {item}, [], tuple(graph.get(item, ()))
    while fresh := tuple(sorted(set(layer) - seen)):
        layers.append(fresh)
        seen |= set(fresh)
        layer = tuple(needed for code in fresh for needed in graph.get(code, ()))
    return tuple(layers)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A material that looks like the result of another item, though the list does not say that it is a prerequisite."""

    material_code: str
    material: str
    result: str
    item_code: str


def hidden(materials: Sequence[tuple[str, str]], results: Mapping[str, str], stated: Iterable[str], own: str = "") -> tuple[Hidden, ...]:
    """Materials (code, name) that name a result (name → item code) of an item other than `own`; the longest name wins.

    `stated` are the material codes the list has already declared. Only a hint: whether it is a prerequisite, the editor says.
    """
    known, found = set(stated), []
    for code, name in materials:
        fits = [result for result, item in results.items() if len(result) >= 4 and result in name and item != own]
        if fits and code not in known:
            best = max(fits, key=lambda result: (len(result), result))
            found.append(Hidden(code, name, best, results[best]))
    return tuple(found)
