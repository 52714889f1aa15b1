"""退回: the token goes from a task back to an earlier one, and never into a marking the drawing could not produce.

A return is lawful exactly when what is left after it is a marking the game can reach from the start: then the soundness
proved at publication still holds, and no join waits for a token that was withdrawn. Of all ways to withdraw, the one
that withdraws least is taken: within one branch only that branch's token moves, a task before the split takes every
token of the split with it, and a task inside one branch can never be reached from behind the join.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from yichuang.kernel.errors import Refusal
from yichuang.procedures.game import Run, by_data
from yichuang.procedures.net import TASKS, Marking, Net, Step
from yichuang.procedures.sound import Skeleton, skeleton_of, skeletons

MOST_PARTS = 12


class NoReturn(Refusal):
    code = "procedures.no_return"
    message = "不能从这里退回到“%(to)s”。"
    remedy = "只能退回同一分支里办过的环节，或者分支之前的环节。"


@dataclass(frozen=True, slots=True)
class Part:
    """Something a return may withdraw: one token waiting on a flow, or one activity with all that is inside it."""

    flow: int = -1
    node: int = -1


def send_back(
    net: Net, marking: Marking, from_id: str | None, to_id: str, data: Mapping[str, object] | None = None
) -> Step:
    """The step back from an open task to `to_id`; `from_id` None when the asker holds no task (the decider, 取回).

    `data` is needed only where `to_id` is a multi-instance. Whether `to_id` was ever done is for the caller, who keeps
    the history. Raises NoReturn.
    """
    to, source = net.index.get(to_id, -1), net.index.get(from_id, -1) if from_id else -1
    if to < 0 or net.nodes[to].kind not in TASKS:
        raise NoReturn(to=to_id)
    active = {node for node, _ in marking.active}
    behind = from_id is None or (source in active and comes_before(net, to, source) and same_scope(net, to, source))
    if to in active or not behind:
        raise NoReturn(to=net.nodes[to].name or to_id)
    for parts in ways_to_withdraw(net, marking, to, source):
        run = Run(net, marking, by_data(data or {}), data or {})
        withdraw(run, parts)
        run.activate(to)
        if to in run.active and skeleton_of(run.step().marking) in known(net):
            return run.step()
    raise NoReturn(to=net.nodes[to].name or to_id)


def same_scope(net: Net, one: int, other: int) -> bool:
    return net.nodes[one].scope == net.nodes[other].scope


def comes_before(net: Net, one: int, other: int) -> bool:
    return any(net.flows[flow].target == other for flow in net.reach[one])


def ways_to_withdraw(net: Net, marking: Marking, to: int, source: int) -> Iterator[tuple[Part, ...]]:
    """Sets of parts behind `to` in its scope, the smallest first, each with the task the return starts from."""
    scope = net.nodes[to].scope
    must = (Part(node=source),) if source >= 0 else ()
    tokens = [Part(flow=f) for f in marking.tokens if f in net.reach[to] and net.nodes[net.flows[f].source].scope == scope]
    tasks = [Part(node=n) for n, _ in marking.active if net.nodes[n].scope == scope and comes_before(net, to, n)]
    parts = [part for part in (*tasks, *tokens) if part not in must][:MOST_PARTS]
    for count in range(len(parts) + 1):
        for chosen in combinations(parts, count):
            if must or chosen or marking.is_over:
                yield (*must, *chosen)


def withdraw(run: Run, parts: tuple[Part, ...]) -> None:
    for part in parts:
        if part.node >= 0:
            run.leave(part.node)
        else:
            run.take(part.flow)


def known(net: Net) -> frozenset[Skeleton]:
    """The markings the game can reach, explored once per net."""
    found = net.__dict__.get("_skeletons")
    if found is None:
        found = net.__dict__["_skeletons"] = skeletons(net)
    return found
