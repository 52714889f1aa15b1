"""How long one step takes and how many bytes a running case keeps: `python -m yichuang.procedures.speed`."""

from __future__ import annotations

import json
import sys
from time import perf_counter

from yichuang.procedures.api import compile_bpmn, complete, from_plain, open_nodes, shipped, start, to_plain
from yichuang.procedures.net import Marking, Net

ROUNDS = 5_000
REPEATS = 5


def run_through(net: Net) -> tuple[int, int]:
    """Play one case to its end; returns its steps and the largest stored marking."""
    marking: Marking = start(net, {}).marking
    steps, largest = 1, len(stored(marking))
    while not marking.is_over:
        node, index = open_nodes(net, marking)[0]
        marking = complete(net, marking, node, {}, index=index).marking
        steps, largest = steps + 1, max(largest, len(stored(marking)))
    return steps, largest


def stored(marking: Marking) -> bytes:
    return json.dumps(to_plain(marking), separators=(",", ":")).encode()


def measure(name: str) -> tuple[float, float, int]:
    """Best of a few runs: µs of a pure step, µs of a step from and to stored JSON, bytes of the largest marking."""
    net = compile_bpmn(shipped(name))
    _, largest = run_through(net)
    script = [(node, index, stored(marking)) for marking, node, index in moves(net)]
    markings = [from_plain(json.loads(raw)) for _, _, raw in script]
    pure = both = float("inf")
    for _ in range(REPEATS):
        begun = perf_counter()
        for _ in range(ROUNDS // len(script)):
            for (node, index, _), marking in zip(script, markings, strict=True):
                complete(net, marking, node, {}, index=index)
        pure = min(pure, perf_counter() - begun)
        begun = perf_counter()
        for _ in range(ROUNDS // len(script)):
            for node, index, raw in script:
                stored(complete(net, from_plain(json.loads(raw)), node, {}, index=index).marking)
        both = min(both, perf_counter() - begun)
    count = ROUNDS // len(script) * len(script)
    return pure / count * 1e6, both / count * 1e6, largest


def moves(net: Net) -> list[tuple[Marking, str, int]]:
    """The completions of one case, each with the marking it starts from."""
    found, marking = [], start(net, {}).marking
    while not marking.is_over:
        node, index = open_nodes(net, marking)[0]
        found.append((marking, node, index))
        marking = complete(net, marking, node, {}, index=index).marking
    return found


def main() -> int:
    for name in ("default", "one_review", "expert"):
        pure, both, largest = measure(name)
        sys.stdout.write(f"{name:12} {pure:6.1f} µs a step  {both:6.1f} µs from and to stored JSON  {largest:4} bytes of state\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
