"""One 联办: its branches and edges, folded from its stream. The law of its moves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from yichuang.facts import joint as f
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.themes import Mode


class What(StrEnum):
    THEME = "theme"
    PROJECT = "project"


class BranchState(StrEnum):
    WAITING = "waiting"
    """A hard prerequisite is missing: the application is kept and handed in by itself when it is there."""
    OPEN = "open"
    GRANTED = "granted"
    """The result is there: 准予, or 办结 of another regime."""
    REFUSED = "refused"
    """不予, 不予受理, not done."""
    ENDED = "ended"
    """Withdrawn, ended, lapsed, not needed."""
    DROPPED = "dropped"


BRANCH_NAMES: Mapping[BranchState, str] = {
    BranchState.WAITING: "等待前置结果", BranchState.OPEN: "办理中", BranchState.GRANTED: "已办成", BranchState.REFUSED: "未获准予",
    BranchState.ENDED: "已结束", BranchState.DROPPED: "已放弃",
}
MOVES: Mapping[BranchState, frozenset[BranchState]] = {
    BranchState.WAITING: frozenset({BranchState.OPEN, BranchState.DROPPED}),
    BranchState.OPEN: frozenset({BranchState.GRANTED, BranchState.REFUSED, BranchState.ENDED}),
    BranchState.GRANTED: frozenset(), BranchState.REFUSED: frozenset(), BranchState.ENDED: frozenset(), BranchState.DROPPED: frozenset(),
}
"""A branch that ended is not moved again: applied for again, it is a new branch that names it."""
OVER = frozenset(state for state, ways in MOVES.items() if not ways)
FAILED = OVER - {BranchState.GRANTED}
"""Over without the result: may be applied for again."""
GIVEN_UP = frozenset({"withdrawn", "dropped"})
"""Outcomes that are the applicant's own will: nobody decided anything."""

OUTCOMES: Mapping[str, BranchState] = {
    "granted": BranchState.GRANTED, "done": BranchState.GRANTED, "refused": BranchState.REFUSED, "not_done": BranchState.REFUSED,
    "rejected": BranchState.REFUSED, "withdrawn": BranchState.ENDED, "ended": BranchState.ENDED, "lapsed": BranchState.ENDED,
    "not_needed": BranchState.ENDED,
}
"""How the end of a case is read here."""


@dataclass(frozen=True, slots=True)
class Branch:
    id: UUID
    item_id: UUID
    version_id: UUID
    organ_id: UUID
    stage: str
    state: BranchState
    joined_at: datetime
    case_id: UUID | None = None
    outcome: str = ""
    settled_on: date | None = None
    again_for: UUID | None = None
    signed_by: UUID | None = None
    signed_at: datetime | None = None
    group_id: UUID | None = None
    module: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """Its id is the id of the gate it holds in the case of `after`."""

    id: UUID
    before_id: UUID
    after_id: UUID
    kind: EdgeKind
    article: str
    met_at: datetime | None = None
    licence_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class JointState:
    id: UUID
    number: str
    what: What
    theme_version_id: UUID | None
    applicant_id: UUID
    agent_id: UUID | None
    mode: Mode
    lead_organ_id: UUID | None
    opened_at: datetime
    branches: Mapping[UUID, Branch]
    edges: Mapping[UUID, Edge]


def evolve(state: JointState | None, fact: Any, *, at: datetime, stream_id: UUID) -> JointState:
    """One fact further. Raises KeyError on a branch or edge the stream never named."""
    if isinstance(fact, f.JointOpened):
        return JointState(
            stream_id, fact.number, What(fact.what), fact.theme_version_id, fact.applicant_id, fact.agent_id, Mode(fact.mode),
            fact.lead_organ_id, at, {}, {},
        )  # fmt: skip
    assert state is not None
    match fact:
        case f.BranchJoined():
            begun = BranchState.WAITING if fact.waits else BranchState.OPEN
            branch = Branch(
                fact.branch_id, fact.item_id, fact.version_id, fact.organ_id, fact.stage, begun, at, again_for=fact.again_for, module=fact.module
            )
            return with_branch(state, branch)
        case f.BranchOpened():
            opened = replace(
                state.branches[fact.branch_id], state=BranchState.OPEN, case_id=fact.case_id, version_id=fact.version_id
            )
            return with_branch(state, opened)
        case f.BranchSettled():
            settled = replace(
                state.branches[fact.branch_id], state=OUTCOMES[fact.outcome], outcome=fact.outcome, settled_on=fact.decided_on
            )
            return with_branch(state, settled)
        case f.BranchDropped():
            return with_branch(state, replace(state.branches[fact.branch_id], state=BranchState.DROPPED, outcome="dropped"))
        case f.BranchSigned():
            return with_branch(state, replace(state.branches[fact.branch_id], signed_by=fact.account_id, signed_at=at))
        case f.ResultsGrouped():
            grouped = {ident: replace(state.branches[ident], group_id=fact.group_id) for ident in fact.branches}
            return replace(state, branches={**state.branches, **grouped})
        case f.LeadPassed():
            return replace(state, lead_organ_id=fact.organ_id)
        case f.EdgeSet():
            edge = Edge(fact.edge_id, fact.before, fact.after, EdgeKind(fact.edge), fact.article)
            return replace(state, edges={**state.edges, edge.id: edge})
        case f.EdgeMet():
            met = replace(state.edges[fact.edge_id], met_at=at, licence_id=fact.licence_id)
            return replace(state, edges={**state.edges, met.id: met})
        case f.EdgeLost():
            lost = replace(state.edges[fact.edge_id], met_at=None, licence_id=None)
            return replace(state, edges={**state.edges, lost.id: lost})
    return state  # the others are kept in rows of their own


def with_branch(state: JointState, branch: Branch) -> JointState:
    return replace(state, branches={**state.branches, branch.id: branch})


def fold(events: Iterable[Any]) -> JointState | None:
    """The state after these recorded events."""
    state: JointState | None = None
    for event in events:
        state = evolve(state, event.fact, at=event.at, stream_id=event.stream_id)
    return state
