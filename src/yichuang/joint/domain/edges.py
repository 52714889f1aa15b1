"""Prerequisites between the items that act together: hard or assumable, order, circles. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from yichuang.kernel.codes.reasons import Several
from yichuang.kernel.errors import Refusal

ORDER_716 = "《国务院关于在线政务服务的若干规定》（国务院令第716号）第七条"
"""A result the government itself issues is fetched inside it, not asked of the applicant."""


N = TypeVar("N", bound=Hashable)


class EdgeKind(StrEnum):
    HARD = "hard"
    """未取得…不得: the law forbids even to apply, or to accept, without it."""
    ASSUMABLE = "assumable"
    """假定成立: accepted at once, the result is a condition of the decision."""


EDGE_NAMES: Mapping[EdgeKind, str] = {EdgeKind.HARD: "未取得不得申请", EdgeKind.ASSUMABLE: "假定成立，同时受理"}


class Circle(Refusal):
    code = "joint.circle"
    message = "前置条件互为前提，谁也不能先办：%(names)s。"
    remedy = "去掉其中一条，或者提请前置条件审查。"


class Unknown(Refusal):
    code = "joint.unknown_end"
    message = "前置条件的一头不在本主题的事项里。"
    remedy = "先把事项加进来，再设前置条件。"


@dataclass(frozen=True, slots=True)
class Link(Generic[N]):
    """`before` must have its result for `after`."""

    before: N
    after: N
    kind: EdgeKind


def in_order(nodes: Sequence[N], links: Iterable[Link[N]], name: Callable[[N], str] = str) -> list[N]:
    """The nodes so that each stands behind what it needs, otherwise in the order given. Linear. Raises Circle by `name`, Unknown."""
    after: dict[N, list[N]] = {node: [] for node in nodes}
    missing: dict[N, int] = dict.fromkeys(nodes, 0)
    for link in links:
        if link.before not in missing or link.after not in missing:
            raise Unknown()
        after[link.before].append(link.after)
        missing[link.after] += 1
    ready = [node for node in nodes if not missing[node]]
    done: list[N] = []
    while len(done) < len(ready):
        node = ready[len(done)]
        done.append(node)
        for then in after[node]:
            missing[then] -= 1
            if not missing[then]:
                ready.append(then)
    if len(done) < len(missing):
        raise Circle(names=Several(dict.fromkeys(name(node) for node in missing if missing[node])))
    return done
