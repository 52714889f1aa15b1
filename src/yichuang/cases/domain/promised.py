"""Steps of the fold for 容缺受理 and 告知承诺, and the days a tolerance waits for. What may be done stands in tolerating.py and promising.py."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from yichuang.cases.domain.moment import Moment
from yichuang.cases.domain.phases import ActKind
from yichuang.cases.domain.state import Act, CaseState, Gate, replace
from yichuang.cases.domain.steps import on
from yichuang.clock.domain import Calendar, add_working_days
from yichuang.facts import cases as f

GATE = "tolerance"


def put(state: CaseState, act_id: UUID, kind: ActKind, word: str, moment: Moment, **data: object) -> CaseState:
    """The act moved to `word` with these data, made when it is not there yet."""
    act = state.act(act_id)
    if act is not None:
        return state.with_act(act_id, state=word, moved_at=moment.at, data={**act.data, **data})
    made = Act(act_id, kind, word, moment.at, moment.at, None, "", None, None, data)
    return replace(state, acts=(*state.acts, made))


def tolerance(state: CaseState, act_id: UUID, word: str, moment: Moment, **data: object) -> CaseState:
    return put(state, act_id, ActKind.TOLERANCE, word, moment, **data)


def promise(state: CaseState, act_id: UUID, word: str, moment: Moment, **data: object) -> CaseState:
    return put(state, act_id, ActKind.PROMISE, word, moment, **data)


def meet(state: CaseState, act_id: UUID, moment: Moment) -> CaseState:
    act = state.act(act_id)
    assert act is not None
    return state.with_gate(act.gate_id, moment.at)


def closing(state: CaseState, act_id: UUID, moment: Moment, verdict: str) -> CaseState:
    """The open tasks of an act are done with."""
    return state.closing(tuple(t.id for t in state.open_tasks if t.node == str(act_id)), moment.at, verdict)


@on(f.ToleranceOffered)
def _(state: CaseState, fact: f.ToleranceOffered, moment: Moment) -> CaseState:
    told = {"materials": list(fact.materials), "latest_on": fact.latest_on.isoformat(), "offer_id": str(fact.document_id)}
    return tolerance(state, fact.act_id, "offered", moment, **told)


@on(f.ToleranceAgreed)
def _(state: CaseState, fact: f.ToleranceAgreed, moment: Moment) -> CaseState:
    return tolerance(state, fact.act_id, "agreed", moment, materials=list(fact.materials), due_on=fact.due_on.isoformat(), signed_by=moment.actor)


@on(f.ToleranceDeclined)
def _(state: CaseState, fact: f.ToleranceDeclined, moment: Moment) -> CaseState:
    return tolerance(state, fact.act_id, "declined", moment)


@on(f.ToleranceGiven)
def _(state: CaseState, fact: f.ToleranceGiven, moment: Moment) -> CaseState:
    if state.correction and state.correction.state == "asked":  # what it asked for is promised now
        state = state.with_act(state.correction.id, state="replaced", moved_at=moment.at, limit=None, unit="", from_on=None)
    state = tolerance(
        state, fact.act_id, "running", moment, materials=list(fact.materials), missing=list(fact.materials), points=list(fact.points),
        due_on=fact.due_on.isoformat(), offer_id=str(fact.notice_id), letter_id=str(fact.promise_id),
    )
    state = state.with_act(fact.act_id, gate_id=fact.gate_id)
    return replace(state, gates=(*state.gates, Gate(fact.gate_id, GATE, GATE, moment.at, None)))


@on(f.ToleratedBrought)
def _(state: CaseState, fact: f.ToleratedBrought, moment: Moment) -> CaseState:
    act = state.act(fact.act_id)
    assert act is not None
    state = tolerance(state, fact.act_id, act.state if fact.missing else "brought", moment, missing=list(fact.missing))
    return state if fact.missing else closing(state, fact.act_id, moment, "brought").opening(fact.opened, moment.at)


@on(f.ToleratedChecked)
def _(state: CaseState, fact: f.ToleratedChecked, moment: Moment) -> CaseState:
    act = state.act(fact.act_id)
    assert act is not None
    state = closing(state, fact.act_id, moment, "agree" if fact.fits else "disagree")
    if fact.fits:
        return meet(tolerance(state, fact.act_id, "complete", moment), fact.act_id, moment)
    return tolerance(state, fact.act_id, "running", moment, missing=act.data["materials"])


@on(f.ToleranceReminded)
def _(state: CaseState, fact: f.ToleranceReminded, moment: Moment) -> CaseState:
    act = state.act(fact.act_id)
    assert act is not None
    return state.with_act(fact.act_id, data={**act.data, "reminded": True})


@on(f.TolerancePassed)
def _(state: CaseState, fact: f.TolerancePassed, moment: Moment) -> CaseState:
    return tolerance(state, fact.act_id, "overdue", moment).opening(fact.opened, moment.at)


@on(f.ToleranceBroken)
def _(state: CaseState, fact: f.ToleranceBroken, moment: Moment) -> CaseState:
    state = closing(state, fact.act_id, moment, fact.way)
    return meet(tolerance(state, fact.act_id, "broken", moment, way=fact.way, record_id=str(fact.record_id)), fact.act_id, moment)


@on(f.PromiseSigned)
def _(state: CaseState, fact: f.PromiseSigned, moment: Moment) -> CaseState:
    return promise(state, fact.act_id, "signed", moment, points=list(fact.points), letter_id=str(fact.document_id))


@on(f.PromiseDeclined)
def _(state: CaseState, fact: f.PromiseDeclined, moment: Moment) -> CaseState:
    return promise(state, fact.act_id, "declined", moment)


@on(f.PromiseRelied)
def _(state: CaseState, fact: f.PromiseRelied, moment: Moment) -> CaseState:
    return promise(state, fact.act_id, "to_check", moment).opening(fact.opened, moment.at)


@on(f.PromiseChecked)
def _(state: CaseState, fact: f.PromiseChecked, moment: Moment) -> CaseState:
    act = state.act(fact.act_id)
    assert act is not None
    state = state.closing((fact.task_id,), moment.at, fact.finding)
    ends = fact.finding in ("kept", "mended")
    return promise(state, fact.act_id, fact.finding if ends else act.state, moment, finding_id=str(fact.statement_id))


@on(f.MendingOrdered)
def _(state: CaseState, fact: f.MendingOrdered, moment: Moment) -> CaseState:
    data = {"due_on": fact.due_on.isoformat(), "mending_id": str(fact.document_id)}
    return promise(state, fact.act_id, "mending", moment, **data).opening(fact.opened, moment.at)


@on(f.PromiseBroken)
def _(state: CaseState, fact: f.PromiseBroken, moment: Moment) -> CaseState:
    return promise(state, fact.act_id, "broken", moment, record_id=str(fact.record_id))


def due_on(act: Act) -> date:
    return date.fromisoformat(str(act.data["due_on"]))


def remind_on(act: Act, calendar: Calendar) -> date:
    """The working day before the promised one: the day on which the applicant is reminded."""
    return add_working_days(calendar, due_on(act), -1)


def waits(state: CaseState, calendar: Calendar) -> list[date]:
    """The days whose end does something to a running tolerance: the day before the reminder, and the promised day."""
    found = []
    for act in state.acts_of(ActKind.TOLERANCE):
        if act.state == "running":
            found += [due_on(act)] if act.data.get("reminded") else [remind_on(act, calendar) - timedelta(days=1), due_on(act)]
    return found
