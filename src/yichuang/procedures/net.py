"""The compiled form of a procedure, and the marking of one running instance: plain values, small integers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

TASKS = frozenset({"userTask", "serviceTask", "businessRuleTask", "manualTask"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway"})


@dataclass(frozen=True, slots=True)
class Node:
    """One BPMN flow node. `scope` is the index of the sub-process it stands in (-1 = the process itself)."""

    id: str
    kind: str
    name: str
    scope: int
    post: str = ""
    organ: str = ""
    limit: int | None = None
    form: str = ""
    decision: str = ""
    act: str = ""
    many: str = ""
    """The data field whose list (or number) says how many instances a parallel multi-instance task has."""
    host: int = -1
    """The activity a boundary event sits on."""
    timer: str = ""
    terminates: bool = False

    @property
    def organ_field(self) -> str:
        """The data field that names the organ; empty for the deciding and the accepting one."""
        return "" if self.organ in ("", "deciding", "accepting") else self.organ.replace(".", "_")


@dataclass(frozen=True, slots=True)
class Flow:
    id: str
    source: int
    target: int
    condition: str = ""
    default: bool = False


@dataclass(frozen=True)
class Net:
    """An immutable procedure: nodes, flows, and the CEL programs of its conditions (compiled once, on first use)."""

    id: str
    name: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    programs: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def index(self) -> dict[str, int]:
        return {node.id: i for i, node in enumerate(self.nodes)}

    @cached_property
    def outgoing(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(f for f, flow in enumerate(self.flows) if flow.source == n) for n in range(len(self.nodes)))

    @cached_property
    def incoming(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(f for f, flow in enumerate(self.flows) if flow.target == n) for n in range(len(self.nodes)))

    @cached_property
    def starts(self) -> dict[int, int]:
        """The start event of each scope."""
        return {node.scope: i for i, node in enumerate(self.nodes) if node.kind == "startEvent"}

    @cached_property
    def boundaries(self) -> dict[int, tuple[int, ...]]:
        """Boundary events by the activity they sit on."""
        found: dict[int, tuple[int, ...]] = {}
        for i, node in enumerate(self.nodes):
            if node.host >= 0:
                found[node.host] = (*found.get(node.host, ()), i)
        return found

    @cached_property
    def timed_scopes(self) -> frozenset[str]:
        """The boundary events that sit on sub-processes."""
        return frozenset(n.id for n in self.nodes if n.host >= 0 and self.nodes[n.host].kind == "subProcess")

    @cached_property
    def reads_data(self) -> bool:
        return any(flow.condition for flow in self.flows) or any(node.many or node.organ_field for node in self.nodes)

    @cached_property
    def reach(self) -> tuple[frozenset[int], ...]:
        """For each node, the flows that can still be reached from it."""
        found: list[frozenset[int]] = []
        for start in range(len(self.nodes)):
            seen: set[int] = set()
            todo = list(self.exits(start))
            while todo:
                flow = todo.pop()
                if flow not in seen:
                    seen.add(flow)
                    todo += self.exits(self.flows[flow].target)
            found.append(frozenset(seen))
        return tuple(found)

    @cached_property
    def joins(self) -> dict[int, tuple[frozenset[int], ...]]:
        """For each inclusive join: by node, the inputs of the join a token there can reach without passing the join."""
        return {
            i: tuple(self.inputs_reached(start, i) for start in range(len(self.nodes)))
            for i, node in enumerate(self.nodes)
            if node.kind == "inclusiveGateway" and len(self.incoming[i]) > 1
        }

    def inputs_reached(self, start: int, join: int) -> frozenset[int]:
        seen: set[int] = set()
        todo = list(self.exits(start)) if start != join else []
        while todo:
            flow = todo.pop()
            if flow not in seen:
                seen.add(flow)
                if self.flows[flow].target != join:
                    todo += self.exits(self.flows[flow].target)
        return frozenset(seen & set(self.incoming[join]))

    def exits(self, node: int) -> tuple[int, ...]:
        """The flows a token at this node may leave by: its own, its boundary events', a sub-process's inner ones."""
        own = self.outgoing[node] + tuple(f for b in self.boundaries.get(node, ()) for f in self.outgoing[b])
        return own + (self.outgoing[self.starts[node]] if node in self.starts else ())

    def node(self, node_id: str) -> Node:
        return self.nodes[self.index[node_id]]

    def within(self, node: int, scope: int) -> bool:
        """Whether a node stands inside a scope, at any depth."""
        while node >= 0:
            if self.nodes[node].scope == scope:
                return True
            node = self.nodes[node].scope
        return False


@dataclass(frozen=True, slots=True)
class Marking:
    """Where an instance stands: tokens waiting on flows (before joins) and active activities with their open instances.

    `tokens`: sorted flow indices, one per token. `active`: sorted (node index, open instance indices).
    """

    tokens: tuple[int, ...] = ()
    active: tuple[tuple[int, tuple[int, ...]], ...] = ()

    @property
    def is_over(self) -> bool:
        return not self.tokens and not self.active


@dataclass(frozen=True, slots=True)
class Step:
    """What one move did. `opened` and `closed` name task instances as (node id, index).

    A task that is completed and comes round again in the same move stands in both. `entered` names the sub-processes
    the move went into and stayed in, also where it came out of them first.
    """

    marking: Marking
    opened: tuple[tuple[str, int], ...]
    closed: tuple[tuple[str, int], ...]
    ended: bool
    entered: tuple[str, ...] = ()
    organs: tuple[tuple[str, int, str], ...] = ()
    """(node id, index, organ) of opened tasks whose organ a data field names (`organs.organs_named`)."""


def to_plain(value: Net | Marking | None) -> Any:
    """Plain JSON of a marking (a few bytes, for the case row) or of a net (for the catalogue)."""
    match value:
        case None:
            return None
        case Marking():
            return [list(value.tokens), [[node, list(indices)] for node, indices in value.active]]
        case Net():
            nodes = [{k: v for k, v in zip(NODE_FIELDS, astuple(node), strict=True) if v not in EMPTY or k == "scope"}
                     for node in value.nodes]  # fmt: skip
            flows = [[f.id, f.source, f.target, f.condition, f.default] for f in value.flows]
            return {"id": value.id, "name": value.name, "nodes": nodes, "flows": flows}


NODE_FIELDS = tuple(Node.__dataclass_fields__)
EMPTY = ("", None, -1, False)


def astuple(node: Node) -> tuple[Any, ...]:
    return tuple(getattr(node, name) for name in NODE_FIELDS)


def from_plain(value: Any) -> Any:
    """The marking (from a list) or net (from a mapping) that `to_plain` gave."""
    if value is None:
        return Marking()
    if isinstance(value, Mapping):
        nodes = tuple(Node(**{"name": "", "kind": "", **row}) for row in value["nodes"])
        flows = tuple(Flow(*row) for row in value["flows"])
        return Net(value["id"], value["name"], nodes, flows)
    tokens, active = value
    return Marking(tuple(tokens), tuple((node, tuple(indices)) for node, indices in active))
