"""Steps of the fold when the case goes from one organ to another: the power moves, a first review or the application is reported up,
the window of another organ takes in or hands out."""

from __future__ import annotations

from uuid import UUID

from yichuang.cases.domain.moment import Moment
from yichuang.cases.domain.phases import TaskKind
from yichuang.cases.domain.state import CaseState, replace
from yichuang.cases.domain.steps import on
from yichuang.cases.domain.window import NEARBY, counter
from yichuang.facts import cases as f


@on(f.PowerFollowed)
def _(state: CaseState, fact: f.PowerFollowed, moment: Moment) -> CaseState:
    rows = {row["id"]: row for row in fact.moved}
    tasks = tuple(
        replace(t, organ_id=UUID(rows[str(t.id)]["organ_id"]), post=rows[str(t.id)]["post"], owner_id=None, claimed_at=None) if str(t.id) in rows else t
        for t in state.tasks
    )
    return replace(state, deciding_organ_id=fact.to_organ_id, entrusted_organ_id=fact.entrusted_organ_id, retained_under=None, tasks=tasks)


@on(f.CaseRetained)
def _(state: CaseState, fact: f.CaseRetained, moment: Moment) -> CaseState:
    return replace(state, retained_under=fact.delegation_id)


@on(f.HandedInElsewhere)
def _(state: CaseState, fact: f.HandedInElsewhere, moment: Moment) -> CaseState:
    return replace(
        state, window_organ_id=fact.window_organ_id, agreement_id=fact.agreement_id, window_accepts=fact.accepts, collects_at_window=fact.collects
    )


@on(f.ServiceChanged)
def _(state: CaseState, fact: f.ServiceChanged, moment: Moment) -> CaseState:
    """就近领取 chosen or given up: an open hand-over goes to the counter that has it now."""
    after = replace(state, collects_at_window=fact.mode == NEARBY)
    if after.collects_at_window == state.collects_at_window:
        return state
    return passed_to(after, TaskKind.DELIVER, *counter(after))


@on(f.AcceptanceGivenBack)
def _(state: CaseState, fact: f.AcceptanceGivenBack, moment: Moment) -> CaseState:
    """The papers of acceptance stay where they were; who looks at them now works at the accepting organ."""
    return passed_to(state, TaskKind.ACCEPT, "window", state.accepting_organ_id)


def passed_to(state: CaseState, kind: TaskKind, post: str, organ_id: UUID) -> CaseState:
    """Open work of a kind goes to another counter; whoever had claimed it has it no longer."""
    tasks = tuple(
        replace(t, organ_id=organ_id, post=post, owner_id=None, claimed_at=None) if t.kind is kind and t.closed_at is None else t
        for t in state.tasks
    )
    return replace(state, tasks=tasks)


@on(f.ReportOpened)
def _(state: CaseState, fact: f.ReportOpened, moment: Moment) -> CaseState:
    return state.opening(fact.opened, moment.at)


@on(f.ApplicationReported)
def _(state: CaseState, fact: f.ApplicationReported, moment: Moment) -> CaseState:
    return state.closing((fact.task_id,), moment.at, "reported")


@on(f.FirstReviewOpened)
def _(state: CaseState, fact: f.FirstReviewOpened, moment: Moment) -> CaseState:
    return state.opening(fact.opened, moment.at)


@on(f.FirstReviewReported)
def _(state: CaseState, fact: f.FirstReviewReported, moment: Moment) -> CaseState:
    return state.closing((fact.task_id,), moment.at, fact.verdict)
