"""What is wrong with a net's shape whatever the tokens do: where flows may lead, and where conditions may stand."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.procedures.net import GATEWAYS, TASKS, Flow, Net

Problem = tuple[str, str]
RESTING = TASKS | {"task"}
"""A plain task is refused for itself; it must not be taken for a missing one as well."""
CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


def problems(net: Net) -> Iterator[Problem]:
    """Element id and reason of everything wrong."""
    for index, node in enumerate(net.nodes):
        outgoing, incoming = net.outgoing[index], net.incoming[index]
        if node.kind not in GATEWAYS and node.kind != "endEvent" and len(outgoing) > 1:
            yield node.id, "任务和事件只能有一条流出的连线，分支请用网关"
        if node.kind == "endEvent" and outgoing:
            yield node.id, "结束事件不能有流出的连线"
        if node.kind in ("startEvent", "boundaryEvent") and incoming:
            yield node.id, "开始事件和边界事件不能有流入的连线"
    for flow in net.flows:
        if net.nodes[flow.source].scope != net.nodes[flow.target].scope:
            yield flow.id, "连线不能穿过子流程的边界"
        yield from conditions(net, flow)
    yield from restless(net)


def conditions(net: Net, flow: Flow) -> Iterator[Problem]:
    kind, width = net.nodes[flow.source].kind, len(net.outgoing[flow.source])
    if kind not in CHOOSING:
        if flow.condition or flow.default:
            yield flow.id, "只有排他网关和包容网关流出的连线能带条件或者作默认分支"
    elif width == 1 and flow.condition:
        yield flow.id, "网关只有这一条流出的连线，不能带条件"
    elif width > 1 and not flow.condition and not flow.default:
        yield flow.id, "网关的分支没有条件，也不是默认分支"


def restless(net: Net) -> Iterator[Problem]:
    """Gateways in a circle without a task: a token would run round for ever."""
    rests = {i for i, node in enumerate(net.nodes) if node.kind in RESTING or holds_task(net, i)}
    for index, node in enumerate(net.nodes):
        if node.kind in GATEWAYS and index in passed(net, index, rests):
            yield node.id, "网关连成了环，环里没有任务，流程会转个不停"


def holds_task(net: Net, scope: int) -> bool:
    return net.nodes[scope].kind == "subProcess" and any(n.kind in RESTING and net.within(i, scope) for i, n in enumerate(net.nodes))


def passed(net: Net, start: int, rests: set[int]) -> set[int]:
    """The nodes a token from `start` comes to without resting on the way."""
    seen: set[int] = set()
    todo = [start]
    while todo:
        for flow in net.outgoing[todo.pop()]:
            target = net.flows[flow].target
            if target not in seen:
                seen.add(target)
                if target not in rests:
                    todo.append(target)
    return seen
