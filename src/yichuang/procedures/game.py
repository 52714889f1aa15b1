"""The token game: (net, marking, node, data) → step. Pure; a refused move changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import cel

from yichuang.kernel.errors import Refusal
from yichuang.procedures.net import TASKS, Marking, Net, Node, Step
from yichuang.procedures.organs import listed

Chooser = Callable[[Net, int], list[int]]
"""Says which outgoing flows a splitting gateway takes."""
MOST_MOVES = 10_000
MOST_INSTANCES = 99


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


class BadCollection(Refusal):
    """A multi-instance whose data field is missing, or is neither a list nor a small count."""

    code = "procedures.bad_collection"
    message = "“%(node)s”要逐个办理的数据项%(field)s没有填，或者不是清单。"
    remedy = "请核对这个数据项；没有要办的请填空清单。"


class Doubled(Refusal):
    """A second token came to a task that is still open; a sound net never does this."""

    code = "procedures.doubled"
    message = "流程会把“%(node)s”同时打开两次。"
    remedy = "请事项管理员在这一步之前加汇合网关。"


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

    __slots__ = ("active", "choose", "closed", "data", "entered", "net", "opened", "tokens")

    def __init__(self, net: Net, marking: Marking, choose: Chooser, data: Mapping[str, object]) -> None:
        self.net, self.choose, self.data = net, choose, data
        self.tokens = Counter(marking.tokens)
        self.active = {node: list(indices) for node, indices in marking.active}
        self.opened: list[tuple[str, int]] = []
        self.closed: list[tuple[str, int]] = []
        self.entered: set[int] = set()

    def emit(self, node: int) -> None:
        for flow in self.net.outgoing[node]:
            self.tokens[flow] += 1

    def take(self, flow: int) -> None:
        self.tokens[flow] -= 1
        if not self.tokens[flow]:
            del self.tokens[flow]

    def settle(self) -> None:
        """Move tokens until every one rests at an activity or waits at a join."""
        joins = self.net.joins
        for _ in range(MOST_MOVES):
            if not (self.simple_move() or self.finish_scope() or (joins and self.inclusive_move())):
                return
        raise Refusal("流程没有停下来的地方。", code="procedures.endless")

    def simple_move(self) -> bool:
        for flow in list(self.tokens):
            node = self.net.flows[flow].target
            kind = self.net.nodes[node].kind
            if node in self.net.joins:
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
            self.occupy(node, 1)
            self.entered.add(node)
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
            self.occupy(node, count)
            self.opened += [(self.net.nodes[node].id, index) for index in range(count)]

    def occupy(self, node: int, count: int) -> None:
        if node in self.active:
            raise Doubled(node=self.net.nodes[node].id)
        self.active[node] = list(range(count))

    def how_many(self, node: int) -> int:
        return how_many(self.net.nodes[node], self.data) if self.net.nodes[node].many else 1

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
        for node in sorted(waiting & self.net.joins.keys()):
            if self.may_join(node):
                for flow in self.net.incoming[node]:
                    if self.tokens[flow]:
                        self.take(flow)
                for flow in self.choose(self.net, node):
                    self.tokens[flow] += 1
                return True
        return False

    def may_join(self, node: int) -> bool:
        """BPMN 2.0 §13.3.3: wait for a token that can reach an empty input, unless it can reach a filled one as well."""
        filled = {f for f in self.net.incoming[node] if self.tokens[f]}
        reached = self.net.joins[node]
        elsewhere = {self.net.flows[f].target for f in self.tokens if f not in filled} | set(self.active)
        return all(not reached[n] or reached[n] & filled for n in elsewhere)

    def clear(self, scope: int) -> None:
        """Withdraw every token and activity inside a scope."""
        self.tokens = Counter({f: n for f, n in self.tokens.items() if not self.net.within(self.net.flows[f].source, scope)})
        for node in [n for n in self.active if self.net.within(n, scope)]:
            self.shut(node)

    def leave(self, node: int) -> None:
        """Withdraw one activity with all that is inside it."""
        if self.net.nodes[node].kind == "subProcess":
            self.clear(node)
        self.shut(node)

    def shut(self, node: int) -> None:
        """An activity is no longer open; what opened and shut within one move was never seen by anybody."""
        indices = self.active.pop(node, [])
        if self.net.nodes[node].kind in TASKS:
            for row in ((self.net.nodes[node].id, index) for index in indices):
                if row in self.opened:
                    self.opened.remove(row)
                else:
                    self.closed.append(row)

    def step(self) -> Step:
        marking = Marking(
            tuple(sorted(self.tokens.elements())), tuple(sorted((n, tuple(i)) for n, i in self.active.items()))
        )
        entered = tuple(self.net.nodes[node].id for node in sorted(self.entered) if node in self.active)
        return Step(marking, tuple(self.opened), tuple(self.closed), marking.is_over, entered)


def how_many(node: Node, data: Mapping[str, object]) -> int:
    """The instances of a multi-instance: the length of a list (of organs also as text), or a count."""
    value = data.get(node.many)
    if isinstance(value, str) and value.isdecimal() and len(value) < 3:
        value = int(value)
    elif isinstance(value, str) and node.many == node.organ_field:
        value = listed(value)
    count = len(value) if isinstance(value, (list, tuple)) else value
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_INSTANCES:
        raise BadCollection(node=node.name or node.id, field=node.many)
    return count


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
    run.closed.append((node_id, index))
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
