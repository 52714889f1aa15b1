"""Soundness at publication: every task can be reached, the end can always be reached, no token is left behind.

Conditions are taken as free choices: what holds for every choice holds for the data. The state space is explored
breadth first up to a bound; a larger procedure is refused rather than trusted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations

from yichuang.kernel.errors import FieldError, Invalid
from yichuang.procedures.game import Doubled, Run, complete
from yichuang.procedures.net import TASKS, Marking, Net, Step

MOST_MARKINGS = 5_000
MOST_STEPS = 50_000
MOST_BRANCHES = 10
"""Outgoing flows of one inclusive gateway: each set of them is a way of its own."""

Skeleton = tuple[tuple[int, ...], tuple[int, ...]]
"""A marking without counting instances: the flows that hold tokens, the activities that are open."""


class Unsound(Invalid):
    code = "procedures.unsound"
    message = "流程不完整：%(count)s处走不通。"
    remedy = "按元素编号修改，使每个环节都能走到、每条路都能走到结束。"


class TooLarge(Invalid):
    code = "procedures.too_large"
    message = "流程的走法超过%(bound)s种，没法逐一核对。"
    remedy = "请拆成子流程，或者减少并行分支。"


class Choices:
    """A chooser that replays a list of decisions and asks for more: all ways of one move, one after another."""

    def __init__(self, script: list[int]) -> None:
        self.script, self.position, self.widths = script, 0, list[int]()

    def __call__(self, net: Net, node: int) -> list[int]:
        ways = options(net, node)
        pick = self.script[self.position] if self.position < len(self.script) else 0
        self.widths.append(len(ways))
        self.position += 1
        return list(ways[pick])


def options(net: Net, node: int) -> list[tuple[int, ...]]:
    flows = net.outgoing[node]
    if net.nodes[node].kind == "exclusiveGateway" or len(flows) == 1:
        return [(f,) for f in flows]
    if len(flows) > MOST_BRANCHES:
        raise TooLarge(bound=2**MOST_BRANCHES, errors=(FieldError(net.nodes[node].id, "too_large", "包容网关的分支太多"),))
    return list(chain.from_iterable(combinations(flows, n) for n in range(1, len(flows) + 1)))


def ways(move: Callable[[Choices], Step]) -> Iterator[Marking]:
    """Every marking one move can lead to, over all choices of the gateways it passes."""
    script: list[int] = []
    while True:
        choices = Choices(script)
        yield move(choices).marking
        made = (script + [0] * len(choices.widths))[: len(choices.widths)]
        while made and made[-1] + 1 >= choices.widths[len(made) - 1]:
            made.pop()
        if not made:
            return
        made[-1] += 1
        script = made


def pairs(net: Net) -> dict[str, object]:
    """Data that gives every multi-instance two instances; more of them differ in nothing."""
    return dict.fromkeys((n.many for n in net.nodes if n.many), 2)


def successors(net: Net, marking: Marking) -> Iterator[Marking]:
    data = pairs(net)
    for node, indices in marking.active:
        if net.nodes[node].kind in TASKS:
            # instances are alike: completing the last stands for completing any
            yield from ways(lambda c, n=node, i=indices[-1]: complete(net, marking, net.nodes[n].id, data, i, c))  # type: ignore[misc]
        for boundary in net.boundaries.get(node, ()):
            yield from ways(lambda c, b=boundary: moved(net, marking, b, c))  # type: ignore[misc]


def moved(net: Net, marking: Marking, node: int, choose: Choices) -> Step:
    """A token leaves a start event, or a timer event after its host was withdrawn."""
    run = Run(net, marking, choose, pairs(net))
    if net.nodes[node].host >= 0:
        run.leave(net.nodes[node].host)
    run.emit(node)
    run.settle()
    return run.step()


def check(net: Net) -> None:
    """Raises Unsound naming element ids, or TooLarge."""
    problems = [*loose_ends(net)]
    if not problems:
        problems = explored(net)
    if problems:
        errors = tuple(FieldError(i, "unsound", why) for i, why in dict.fromkeys(problems))
        raise Unsound(errors=errors, count=len(errors))


def loose_ends(net: Net) -> Iterator[tuple[str, str]]:
    """A node without a way in or out is wrong whatever the tokens do; a gateway that only splits needs no join."""
    for i, node in enumerate(net.nodes):
        if node.kind != "endEvent" and not net.outgoing[i]:
            yield node.id, "没有流出的连线，流程会停在这里"
        if node.kind not in ("startEvent", "boundaryEvent") and not net.incoming[i]:
            yield node.id, "没有流入的连线，永远走不到"


@dataclass(slots=True)
class Space:
    """The explored markings: each with those it can be reached from, and the tasks that came to be open twice."""

    before: dict[Marking, set[Marking]] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)
    steps: int = 0

    def explore(self, net: Net) -> None:
        todo: deque[Marking] = deque()
        self.visit(None, ways(lambda c: moved(net, Marking(), net.starts[-1], c)), todo)
        while todo:
            marking = todo.popleft()
            self.visit(marking, successors(net, marking), todo)

    def visit(self, marking: Marking | None, found: Iterator[Marking], todo: deque[Marking]) -> None:
        try:
            for after in found:
                self.steps += 1
                if after not in self.before:
                    self.before[after] = set()
                    todo.append(after)
                if marking is not None:
                    self.before[after].add(marking)
                if len(self.before) > MOST_MARKINGS or self.steps > MOST_STEPS:
                    raise TooLarge(bound=MOST_MARKINGS)
        except Doubled as refusal:
            self.doubled.add(str(refusal.details["node"]))


def skeleton_of(marking: Marking) -> Skeleton:
    return marking.tokens, tuple(node for node, _ in marking.active)


def skeletons(net: Net) -> frozenset[Skeleton]:
    space = Space()
    space.explore(net)
    return frozenset(map(skeleton_of, space.before))


def explored(net: Net) -> list[tuple[str, str]]:
    space = Space()
    space.explore(net)
    doubled = [(ident, "会同时打开两次，请在它之前汇合") for ident in sorted(space.doubled)]
    return doubled or unreached(net, space.before) + stuck(net, space.before)


def unreached(net: Net, seen: dict[Marking, set[Marking]]) -> list[tuple[str, str]]:
    active = {node for marking in seen for node, _ in marking.active}
    return [
        (node.id, "永远走不到") for i, node in enumerate(net.nodes) if node.kind in TASKS and i not in active
    ]


def stuck(net: Net, before: dict[Marking, set[Marking]]) -> list[tuple[str, str]]:
    """Markings from which the end cannot be reached, named by what they wait for; and tokens doubled on one flow."""
    good = {m for m in before if m.is_over}
    todo = list(good)
    while todo:
        for earlier in before[todo.pop()]:
            if earlier not in good:
                good.add(earlier)
                todo.append(earlier)
    problems = []
    for marking in before:
        if marking not in good:
            problems += [(net.nodes[net.flows[f].target].id, "令牌停在这里，走不到结束") for f in marking.tokens]
            problems += [(net.nodes[n].id, "从这里走不到结束") for n, _ in marking.active if not marking.tokens]
        problems += [(net.flows[f].id, "同一条连线上会有两个令牌") for f in marking.tokens if marking.tokens.count(f) > 1]
    return list(dict.fromkeys(problems))
