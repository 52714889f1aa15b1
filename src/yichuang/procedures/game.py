"""The token game: (net, marking, node, data) → step. Pure; a refused move changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import cel

from yichuang.kernel.errors import Refusal
from yichuang.procedures.net import TASKS, Marking, Net, Step

Chooser = Callable[[Net, int], list[int]]
"""Says which outgoing flows a splitting gateway takes."""
MOST_MOVES = 10_000


class NotOpen(Refusal):
    code = "procedures.not_open"
    message = "这一步现在没有打开。"
    remedy = "请刷新页面，看流程到了哪一步。"


class NoWay(Refusal):
    """An exclusive or inclusive gateway whose conditions are all false, without a default."""

    code = "procedures.no_way"
    message = "流程走到“%(node)s”没有一个条件成立，也没有默认分支。"
    remedy = "请事项管理员给网关补一个默认分支。"


class BadCondition(Refusal):
    code = "procedures.bad_condition"
    message = "流程分支“%(flow)s”的条件算不出来：%(why)s。"
    remedy = "请核对条件用到的数据是否都已填写。"


class NoReturn(Refusal):
    code = "procedures.no_return"
    message = "不能从这里退回到“%(to)s”。"
    remedy = "只能退回同一分支里办过的环节，或者分支之前的环节。"


def holds(net: Net, flow: int, data: Mapping[str, object]) -> bool:
    """Whether a flow's CEL condition is true; anything but a boolean is an error."""
    text = net.flows[flow].condition
    program = net.programs.get(text)
    if program is None:
        program = net.programs[text] = cel.compile(text)
    try:
        value = program.execute(dict(data))
    except (RuntimeError, TypeError, ValueError) as error:
        raise BadCondition(flow=net.flows[flow].id, why=str(error).splitlines()[0]) from None
    if not isinstance(value, bool):
        raise BadCondition(flow=net.flows[flow].id, why="不是真假值")
    return value


def by_data(data: Mapping[str, object]) -> Chooser:
    """Choose by conditions: exclusive takes the first that holds, inclusive all that hold, else the default."""

    def choose(net: Net, node: int) -> list[int]:
        flows = net.outgoing[node]
        if len(flows) == 1:
            return list(flows)
        conditional = [f for f in flows if not net.flows[f].default]
        if net.nodes[node].kind == "exclusiveGateway":
            taken = next(([f] for f in conditional if not net.flows[f].condition or holds(net, f, data)), [])
        else:
            taken = [f for f in conditional if not net.flows[f].condition or holds(net, f, data)]
        taken = taken or [f for f in flows if net.flows[f].default][:1]
        if not taken:
            raise NoWay(node=net.nodes[node].name or net.nodes[node].id)
        return taken

    return choose


class Run:
    """One move under way: tokens and activities, mutable until `step()` freezes them."""

    __slots__ = ("active", "before", "choose", "data", "net", "tokens")

    def __init__(self, net: Net, marking: Marking, choose: Chooser, data: Mapping[str, object]) -> None:
        self.net, self.choose, self.data = net, choose, data
        self.tokens = Counter(marking.tokens)
        self.active = {node: list(indices) for node, indices in marking.active}
        self.before = frozenset(instances(net, marking))

    def emit(self, node: int) -> None:
        for flow in self.net.outgoing[node]:
            self.tokens[flow] += 1

    def take(self, flow: int) -> None:
        self.tokens[flow] -= 1
        if not self.tokens[flow]:
            del self.tokens[flow]

    def settle(self) -> None:
        """Move tokens until every one rests at an activity or waits at a join."""
        for _ in range(MOST_MOVES):
            if not (self.simple_move() or self.finish_scope() or self.inclusive_move()):
                return
        raise Refusal("流程没有停下来的地方。", code="procedures.endless")

    def simple_move(self) -> bool:
        for flow in list(self.tokens):
            node = self.net.flows[flow].target
            kind = self.net.nodes[node].kind
            if kind == "inclusiveGateway" and len(self.net.incoming[node]) > 1:
                continue
            if kind == "parallelGateway":
                if not all(self.tokens[f] for f in self.net.incoming[node]):
                    continue
                for f in self.net.incoming[node]:
                    self.take(f)
                self.emit(node)
                return True
            self.take(flow)
            self.enter(node, kind)
            return True
        return False

    def enter(self, node: int, kind: str) -> None:
        if kind in ("exclusiveGateway", "inclusiveGateway"):
            for flow in self.choose(self.net, node):
                self.tokens[flow] += 1
        elif kind == "endEvent":
            if self.net.nodes[node].terminates:
                self.clear(self.net.nodes[node].scope)
        elif kind == "subProcess":
            self.active[node] = [0]
            self.emit(self.net.starts[node])
        elif kind in TASKS:
            self.activate(node)
        else:
            self.emit(node)

    def activate(self, node: int) -> None:
        count = self.how_many(node)
        if count == 0:
            self.emit(node)
        else:
            self.active[node] = list(range(count))

    def how_many(self, node: int) -> int:
        field = self.net.nodes[node].many
        if not field:
            return 1
        value = self.data.get(field)
        return len(value) if isinstance(value, (list, tuple)) else int(str(value or 0))

    def finish_scope(self) -> bool:
        """A sub-process is done when nothing inside it is left."""
        for node in list(self.active):
            if self.net.nodes[node].kind == "subProcess" and not self.inside(node):
                del self.active[node]
                self.emit(node)
                return True
        return False

    def inside(self, scope: int) -> bool:
        if any(self.net.within(self.net.flows[f].source, scope) for f in self.tokens):
            return True
        return any(self.net.within(n, scope) for n in self.active)

    def inclusive_move(self) -> bool:
        """An inclusive join fires when no token elsewhere could still arrive at one of its empty inputs."""
        waiting = {self.net.flows[f].target for f in self.tokens}
        for node in sorted(waiting):
            if self.net.nodes[node].kind == "inclusiveGateway" and self.may_join(node):
                for flow in self.net.incoming[node]:
                    if self.tokens[flow]:
                        self.take(flow)
                for flow in self.choose(self.net, node):
                    self.tokens[flow] += 1
                return True
        return False

    def may_join(self, node: int) -> bool:
        inputs = self.net.incoming[node]
        empty = [f for f in inputs if not self.tokens[f]]
        elsewhere = {self.net.flows[f].target for f in self.tokens if f not in inputs} | set(self.active)
        return not any(f in self.net.reach[n] for n in elsewhere if n != node for f in empty)

    def clear(self, scope: int) -> None:
        """Withdraw every token and activity inside a scope."""
        self.tokens = Counter({f: n for f, n in self.tokens.items() if not self.net.within(self.net.flows[f].source, scope)})
        self.active = {n: i for n, i in self.active.items() if not self.net.within(n, scope)}

    def leave(self, node: int) -> None:
        """Withdraw one activity with all that is inside it."""
        if self.net.nodes[node].kind == "subProcess":
            self.clear(node)
        self.active.pop(node, None)

    def step(self) -> Step:
        marking = Marking(
            tuple(sorted(self.tokens.elements())), tuple(sorted((n, tuple(i)) for n, i in self.active.items()))
        )
        after = instances(self.net, marking)
        opened = tuple(row for row in after if row not in self.before)
        closed = tuple(row for row in sorted(self.before) if row not in set(after))
        return Step(marking, opened, closed, marking.is_over)


def instances(net: Net, marking: Marking) -> list[tuple[str, int]]:
    return [
        (net.nodes[node].id, index) for node, open_ones in marking.active for index in open_ones
        if net.nodes[node].kind in TASKS
    ]  # fmt: skip


def start(net: Net, data: Mapping[str, object], choose: Chooser | None = None) -> Step:
    """Begin an instance; a net without a task ends at once."""
    run = Run(net, Marking(), choose or by_data(data), data)
    run.emit(net.starts[-1])
    run.settle()
    return run.step()


def complete(
    net: Net, marking: Marking, node_id: str, data: Mapping[str, object], index: int = 0, choose: Chooser | None = None
) -> Step:
    """Complete one open task (one instance of a multi-instance). Refuses when it is not open."""
    run = Run(net, marking, choose or by_data(data), data)
    node = net.index.get(node_id, -1)
    if index not in run.active.get(node, ()):
        raise NotOpen(node=node_id)
    run.active[node].remove(index)
    if not run.active[node]:
        del run.active[node]
        run.emit(node)
        run.settle()
    return run.step()


def fire(net: Net, marking: Marking, node_id: str, index: int, data: Mapping[str, object]) -> Step:
    """A timer boundary event goes off: its activity is withdrawn, the token leaves by the event."""
    run = Run(net, marking, by_data(data), data)
    node = net.index.get(node_id, -1)
    if node < 0 or net.nodes[node].host not in run.active:
        raise NotOpen(node=node_id)
    run.leave(net.nodes[node].host)
    run.emit(node)
    run.settle()
    return run.step()


def timers(net: Net, marking: Marking) -> tuple[tuple[str, str, str], ...]:
    """(event id, activity id, duration) of every timer that runs now."""
    return tuple(
        (net.nodes[b].id, net.nodes[node].id, net.nodes[b].timer)
        for node, _ in marking.active
        for b in net.boundaries.get(node, ())
    )


def open_nodes(net: Net, marking: Marking) -> tuple[tuple[str, int], ...]:
    return tuple(instances(net, marking))


def send_back(net: Net, marking: Marking, from_id: str | None, to_id: str) -> Step:
    """退回: the token goes from a task back to an earlier one.

    Within one branch only that branch's token moves; to a task before the split every token that came from it is
    withdrawn. Refused when the target does not lead to where the tokens are, or stands in another sub-process.
    """
    run = Run(net, marking, by_data({}), {})
    to = net.index.get(to_id, -1)
    source = net.index.get(from_id, -1) if from_id else -1
    if to < 0 or net.nodes[to].kind not in TASKS or (from_id and source not in run.active):
        raise NoReturn(to=to_id)
    scope = net.nodes[to].scope
    gone = withdrawn(net, run, to)
    if from_id and (source not in gone or net.nodes[source].scope != scope) or to in run.active:
        raise NoReturn(to=net.nodes[to].name or to_id)
    for node in gone:
        run.leave(node)
    for flow in [f for f in run.tokens if f in net.reach[to] and net.nodes[net.flows[f].source].scope == scope]:
        del run.tokens[flow]
    run.activate(to)
    run.settle()
    return run.step()


def withdrawn(net: Net, run: Run, to: int) -> list[int]:
    """The active activities that lie behind `to`: all of them descend from its token."""
    return [n for n in run.active if any(net.flows[f].target == n for f in net.reach[to])]
