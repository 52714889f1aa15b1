"""Steps of the fold when the case goes from one organ to another: the power moves, or the first review is reported up."""

from __future__ import annotations

from uuid import UUID

from yichuang.cases.domain.moment import Moment
from yichuang.cases.domain.state import CaseState, replace
from yichuang.cases.domain.steps import on
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


@on(f.FirstReviewOpened)
def _(state: CaseState, fact: f.FirstReviewOpened, moment: Moment) -> CaseState:
    return state.opening(fact.opened, moment.at)


@on(f.FirstReviewReported)
def _(state: CaseState, fact: f.FirstReviewReported, moment: Moment) -> CaseState:
    return state.closing((fact.task_id,), moment.at, fact.verdict)
