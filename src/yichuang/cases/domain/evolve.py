"""The fold: `evolve` is the only place where a case changes; every verb's facts go through it before they are saved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from yichuang.cases.domain import automatic as automatic  # registers its steps
from yichuang.cases.domain import followed as followed  # registers its steps
from yichuang.cases.domain import lifts as lifts  # registers how old shapes read
from yichuang.cases.domain import promised as promised  # registers its steps
from yichuang.cases.domain import renewing, telling
from yichuang.cases.domain.moment import Moment, Told
from yichuang.cases.domain.phases import OUTLIVES, TRANSITIONS, ActKind, Outcome, Phase
from yichuang.cases.domain.state import Act, CaseState, Entry, Gate, Running, closed_tasks, opened_tasks, replace
from yichuang.cases.domain.steps import STEPS, Step, on
from yichuang.facts import cases as f
from yichuang.kernel.values import instant, local_date, parse_instant


def received(fact: f.CaseReceived, moment: Moment) -> CaseState:
    state = CaseState(
        id=moment.stream_id, number=fact.number, item_version_id=fact.item_version_id, regime=fact.regime,
        channel=fact.channel, applicant_id=fact.applicant_id, agent_id=fact.agent_id,
        accepting_organ_id=fact.accepting_organ_id, deciding_organ_id=fact.deciding_organ_id, phase=Phase.RECEIVED,
        received_at=moment.effective_at, corrected_at=None, correction_count=0, accepted_on=None, acceptor_id=None,
        deemed=False, procedure_id=None, marking=None, outcome=None, decided_at=None, decider_id=None,
        decision_document_id=None, licence_id=None, made_at=None, served_at=None, delivered_at=None, finished_at=None,
        promise_passed=False, statutory_passed=False, delivery_passed=False, calendar_version=fact.calendar_version,
    )  # fmt: skip
    return state.opening(fact.opened, moment.at)


def evolve(state: CaseState | None, fact: object, moment: Moment) -> CaseState:
    """The state after one fact. The phase moves only along TRANSITIONS; an illegal move is a programming error."""
    if isinstance(fact, f.CaseReceived):
        return received(fact, moment)
    assert state is not None, "a stream begins with CaseReceived"
    kind = fact.kind  # type: ignore[attr-defined]
    target = TRANSITIONS.get(state.phase, {}).get(kind)
    if target is None and kind in MOVING:
        raise ValueError(f"{kind} may not happen in phase {state.phase}")
    step = STEPS.get(kind)
    after = step(state, fact, moment) if step else state
    if target is None or target is state.phase:
        return after
    after = replace(after, phase=target)
    if target not in TRANSITIONS:
        open_ids = tuple(t.id for t in after.open_tasks if t.kind not in OUTLIVES)
        after = replace(after.closing(open_ids, moment.at), finished_at=moment.effective_at)
    return after


MOVING = frozenset(kind for row in TRANSITIONS.values() for kind in row)


def fold(events: Iterable[Told]) -> CaseState | None:
    """Replay a stream through the pure core."""
    state: CaseState | None = None
    for event in events:
        state = evolve(state, event.fact, Moment(event.stream_id, event.actor, event.at, event.effective_at))
    return state


def add_act(state: CaseState, act: Act) -> CaseState:
    return replace(state, acts=(*state.acts, act))


NO_TERM: dict[str, object] = {"limit": None, "unit": "", "from_on": None}


def naming(fact: f.CorrectionAsked | f.ActOpened, data: dict[str, object]) -> dict[str, object]:
    """An act whose days wait for service names the paper that is to be served."""
    waits = fact.limit is not None and fact.from_on is None and fact.document_id
    return {**data, "document_id": str(fact.document_id)} if waits else data


on(f.RenewalAsked)(renewing.renewal_asked)
on(f.ChangeAsked)(renewing.change_asked)
on(f.SilenceBarred)(renewing.silence_barred)


@on(f.DeemedRenewed)
def _(state: CaseState, fact: f.DeemedRenewed, moment: Moment) -> CaseState:
    if state.accepted_on is None:  # papers that came in last, in the five days of 32: whoever is granted was accepted
        came_in = state.corrected_at or state.received_at
        state = start_clock(state, Moment(moment.stream_id, moment.actor, moment.at, came_in), deemed=True)
    state = decide(state, moment, Outcome.GRANTED, fact.document_id, fact.licence_id)
    return replace(state, decided_at=moment.effective_at).opening(fact.opened, moment.at)


@on(f.CorrectionAsked)
def _(state: CaseState, fact: f.CorrectionAsked, moment: Moment) -> CaseState:
    if state.correction and state.correction.state == "asked":
        state = state.with_act(state.correction.id, state="replaced", moved_at=moment.at, **NO_TERM)
    act = Act(
        id=fact.act_id, kind=ActKind.CORRECTION, state="asked", opened_at=moment.at, moved_at=moment.at, limit=fact.limit,
        unit=fact.unit, from_on=fact.from_on, gate_id=None,
        data=naming(fact, {"points": list(fact.points), "missing": list(fact.points)}),
    )  # fmt: skip
    return replace(add_act(state, act), correction_count=state.correction_count + 1, corrected_at=None)


@on(f.CorrectionReceived)
def _(state: CaseState, fact: f.CorrectionReceived, moment: Moment) -> CaseState:
    act = state.act(fact.act_id)
    assert act is not None
    done = not fact.missing
    known = str(act.data.get("last_at") or "")
    # papers may be entered in another order than they came: the last to come completes the correction (32(5))
    last = max(moment.effective_at, parse_instant(known)) if known else moment.effective_at
    data = {**act.data, "missing": list(fact.missing), "last_at": instant(last)}
    state = state.with_act(act.id, data=data, state="complete" if done else "asked", moved_at=moment.at)
    return replace(state, corrected_at=last) if done else state


@on(f.RejectionDeclined)
def _(state: CaseState, fact: f.RejectionDeclined, moment: Moment) -> CaseState:
    return state.closing((fact.task_id,), moment.at, "disagree")


@on(f.CorrectionLapsed)
def _(state: CaseState, fact: f.CorrectionLapsed, moment: Moment) -> CaseState:
    return state.with_act(fact.act_id, state="lapsed", moved_at=moment.at)


def start_clock(state: CaseState, moment: Moment, *, deemed: bool) -> CaseState:
    on_day = local_date(moment.effective_at)
    # the entry's id is derived from the case's so that the fold needs no id in the fact
    article = "第三十二条" if state.is_licence else ""
    entry = Entry(state.id, "start", "acceptance", on_day, None, 0, "", article, None)
    tasks = tuple(t.id for t in state.open_tasks)
    state = state.closing(tasks, moment.at, "accepted")
    return replace(
        state, accepted_on=on_day, deemed=deemed, acceptor_id=None if deemed else moment.account_id,
        ledger=(*state.ledger, entry),
    )  # fmt: skip


@on(f.CaseAccepted)
def _(state: CaseState, fact: f.CaseAccepted, moment: Moment) -> CaseState:
    return start_clock(state, moment, deemed=False)


@on(f.DeemedAccepted)
def _(state: CaseState, fact: f.DeemedAccepted, moment: Moment) -> CaseState:
    return start_clock(state, moment, deemed=True)


@on(f.ReviewStarted)
def _(state: CaseState, fact: f.ReviewStarted, moment: Moment) -> CaseState:
    return replace(state, procedure_id=fact.procedure_id, marking=fact.marking).opening(fact.opened, moment.at)


@on(f.TaskClaimed)
def _(state: CaseState, fact: f.TaskClaimed, moment: Moment) -> CaseState:
    return state.with_task(fact.task_id, owner_id=fact.owner_id, claimed_at=moment.at)


@on(f.TaskHandedOver)
def _(state: CaseState, fact: f.TaskHandedOver, moment: Moment) -> CaseState:
    return state.with_task(fact.task_id, owner_id=fact.to_id, claimed_at=None)


@on(f.StepCompleted)
def _(state: CaseState, fact: f.StepCompleted, moment: Moment) -> CaseState:
    tasks = closed_tasks(state.tasks, (fact.task_id,), moment.at, fact.verdict)
    tasks = closed_tasks(tasks, fact.closed, moment.at, "withdrawn") + opened_tasks(fact.opened, moment.at)
    return replace(state, tasks=tasks, marking=fact.marking)


@on(f.StepSentBack)
@on(f.StepTakenBack)
def _(state: CaseState, fact: f.StepSentBack, moment: Moment) -> CaseState:
    word = "sent_back" if isinstance(fact, f.StepSentBack) else "taken_back"
    state = state.closing((*fact.closed,), moment.at, word)
    return replace(state, marking=fact.marking).opening(fact.opened, moment.at)


@on(f.TimerFired)
def _(state: CaseState, fact: f.TimerFired, moment: Moment) -> CaseState:
    state = state.closing((fact.task_id, *fact.closed), moment.at, "timed_out")
    return replace(state, marking=fact.marking).opening(fact.opened, moment.at)


@on(f.SubProcessTimedOut)
def _(state: CaseState, fact: f.SubProcessTimedOut, moment: Moment) -> CaseState:
    return replace(state.closing(fact.closed, moment.at, "timed_out"), marking=fact.marking).opening(fact.opened, moment.at)


@on(f.TimersSet)
def _(state: CaseState, fact: f.TimersSet, moment: Moment) -> CaseState:
    gone = {*fact.stopped, *(row["event"] for row in fact.started)}
    begun = tuple(Running(**row, since=moment.at) for row in fact.started)
    return replace(state, timers=(*(t for t in state.timers if t.event not in gone), *begun))


@on(f.ReturnedForReview)
def _(state: CaseState, fact: f.ReturnedForReview, moment: Moment) -> CaseState:
    for act in state.acts_of(ActKind.LEGAL_REVIEW):
        if act.state == "passed":  # what was reviewed is changed: it passes again before the decision
            state = state.with_act(act.id, state="returned", moved_at=moment.at)
    return replace(state.closing(fact.closed, moment.at, "returned"), marking=fact.marking).opening(fact.opened, moment.at)


@on(f.RejectionProposed)
@on(f.SideTaskOpened)
@on(f.SpotCheckDrawn)
@on(f.ReadyToDecide)
def _(state: CaseState, fact: f.ReadyToDecide, moment: Moment) -> CaseState:
    return state.opening(fact.opened, moment.at)


@on(f.SideTaskCompleted)
def _(state: CaseState, fact: f.SideTaskCompleted, moment: Moment) -> CaseState:
    return state.closing((fact.task_id,), moment.at, fact.verdict)


@on(f.SpotChecked)
def _(state: CaseState, fact: f.SpotChecked, moment: Moment) -> CaseState:
    return state.closing((fact.task_id,), moment.at, fact.finding)


@on(f.ProcedureCut)
def _(state: CaseState, fact: f.ProcedureCut, moment: Moment) -> CaseState:
    return state.closing(fact.closed, moment.at, "cut")


@on(f.SpecialProcedureStarted)
def _(state: CaseState, fact: f.SpecialProcedureStarted, moment: Moment) -> CaseState:
    data: dict[str, object] = {"ground": fact.ground, "basis": fact.article, "needed": fact.needed, "unit": fact.unit}
    act = Act(
        fact.act_id, ActKind.SPECIAL, "running", moment.at, moment.at, fact.needed, fact.unit, fact.from_on, None, data
    )
    entry = Entry(fact.act_id, "stop", fact.ground, fact.from_on, None, fact.needed, fact.unit, "第四十五条", fact.document_id)
    return replace(add_act(state, act), ledger=(*state.ledger, entry))


@on(f.SpecialProcedureEnded)
def _(state: CaseState, fact: f.SpecialProcedureEnded, moment: Moment) -> CaseState:
    state = state.with_act(fact.act_id, state="ended", moved_at=moment.at, **NO_TERM)
    ledger = tuple(replace(e, to_on=fact.to_on) if e.id == fact.act_id else e for e in state.ledger)
    return replace(state, ledger=ledger)


@on(f.ExtensionAsked)
def _(state: CaseState, fact: f.ExtensionAsked, moment: Moment) -> CaseState:
    data: dict[str, object] = {"amount": fact.amount, "unit": fact.unit, "asked_by": moment.actor}
    return add_act(state, Act(fact.act_id, ActKind.EXTENSION, "asked", moment.at, moment.at, None, "", None, None, data))


@on(f.ExtensionApproved)
def _(state: CaseState, fact: f.ExtensionApproved, moment: Moment) -> CaseState:
    state = telling.approved(state, fact, moment)
    entry = Entry(
        fact.act_id, "extension", "extension", local_date(moment.at), None, fact.amount, fact.unit, fact.article,
        fact.document_id,
    )  # fmt: skip
    return replace(state, ledger=(*state.ledger, entry))


@on(f.ExtensionDeclined)
def _(state: CaseState, fact: f.ExtensionDeclined, moment: Moment) -> CaseState:
    return state.with_act(fact.act_id, state="declined", moved_at=moment.at)


@on(f.ActOpened)
def _(state: CaseState, fact: f.ActOpened, moment: Moment) -> CaseState:
    act = Act(
        fact.act_id, ActKind(fact.act), fact.state, moment.at, moment.at, fact.limit, fact.unit, fact.from_on, fact.gate_id,
        naming(fact, dict(fact.data)),
    )  # fmt: skip
    if fact.gate_id:
        state = replace(state, gates=(*state.gates, Gate(fact.gate_id, fact.act, fact.act, moment.at, None)))
    return add_act(state, act).opening(fact.opened, moment.at)


@on(f.ActMoved)
def _(state: CaseState, fact: f.ActMoved, moment: Moment) -> CaseState:
    act = state.act(fact.act_id)
    assert act is not None
    data = {**act.data, **fact.data}
    state = state.with_act(
        act.id, state=fact.state, moved_at=moment.at, limit=fact.limit, unit=fact.unit, from_on=fact.from_on, data=data
    )
    if fact.met and act.gate_id:
        state = state.with_gate(act.gate_id, moment.at)
    return state.closing(fact.closed, moment.at, fact.state).opening(fact.opened, moment.at)


@on(f.NoticeServed)
def _(state: CaseState, fact: f.NoticeServed, moment: Moment) -> CaseState:
    act = state.act(fact.act_id)
    assert act is not None
    if str(fact.document_id) == act.data.get("notice_id"):
        return telling.notified(state, act, fact, moment)
    known: dict[str, str] = act.data.get("served", {})  # type: ignore[assignment]
    served = {**known, str(fact.party_id): local_date(moment.effective_at).isoformat()}
    # everybody has their own days; the act's own last day is that of whoever was told last
    from_on = date.fromisoformat(max(served.values())) if fact.complete and act.waits_for_service else act.from_on
    return state.with_act(act.id, data={**act.data, "served": served}, from_on=from_on)


@on(f.GateOpened)
def _(state: CaseState, fact: f.GateOpened, moment: Moment) -> CaseState:
    return replace(state, gates=(*state.gates, Gate(fact.gate_id, fact.gate, fact.ground, moment.at, None)))


@on(f.GateMet)
def _(state: CaseState, fact: f.GateMet, moment: Moment) -> CaseState:
    return state.with_gate(fact.gate_id, moment.at)


@on(f.GateReopened)
def _(state: CaseState, fact: f.GateReopened, moment: Moment) -> CaseState:
    return state.with_gate(fact.gate_id, None)


def decide(state: CaseState, moment: Moment, outcome: Outcome, document_id: UUID, licence_id: UUID | None) -> CaseState:
    state = state.closing(tuple(t.id for t in state.open_tasks), moment.at, "decided")
    return replace(
        state, outcome=outcome, decided_at=moment.at, decider_id=moment.account_id,
        decision_document_id=document_id, licence_id=licence_id,
    )  # fmt: skip


@on(f.CaseGranted)
def _(state: CaseState, fact: f.CaseGranted, moment: Moment) -> CaseState:
    return decide(state, moment, Outcome.GRANTED, fact.document_id, fact.licence_id).opening(fact.opened, moment.at)


@on(f.CaseRefused)
def _(state: CaseState, fact: f.CaseRefused, moment: Moment) -> CaseState:
    return decide(state, moment, Outcome.REFUSED, fact.document_id, None).opening(fact.opened, moment.at)


@on(f.CaseConcluded)
def _(state: CaseState, fact: f.CaseConcluded, moment: Moment) -> CaseState:
    return decide(state, moment, Outcome(fact.result), fact.document_id, fact.licence_id).opening(fact.opened, moment.at)


@on(f.ResultMade)
def _(state: CaseState, fact: f.ResultMade, moment: Moment) -> CaseState:
    return replace(state, made_at=moment.at)


@on(f.DecisionServed)
def _(state: CaseState, fact: f.DecisionServed, moment: Moment) -> CaseState:
    return replace(state, served_at=moment.effective_at)


@on(f.ResultDelivered)
def _(state: CaseState, fact: f.ResultDelivered, moment: Moment) -> CaseState:
    return replace(state, delivered_at=moment.effective_at)


@on(f.PromisePassed)
def _(state: CaseState, fact: f.PromisePassed, moment: Moment) -> CaseState:
    return replace(state, promise_passed=True)


@on(f.StatutoryPassed)
def _(state: CaseState, fact: f.StatutoryPassed, moment: Moment) -> CaseState:
    return replace(state, statutory_passed=True)


@on(f.DeliveryPassed)
def _(state: CaseState, fact: f.DeliveryPassed, moment: Moment) -> CaseState:
    return replace(state, delivery_passed=True)


@on(f.StepLimitPassed)
def _(state: CaseState, fact: f.StepLimitPassed, moment: Moment) -> CaseState:
    return state.with_task(fact.task_id, limit_passed=True)


@on(f.SpecialProcedureOverrun)
@on(f.ExtensionUntold)
def _(state: CaseState, fact: f.SpecialProcedureOverrun, moment: Moment) -> CaseState:
    act = state.act(fact.act_id)
    assert act is not None
    return state.with_act(act.id, data={**act.data, "overrun": True})


@on(f.OpinionReminded)
def _(state: CaseState, fact: f.OpinionReminded, moment: Moment) -> CaseState:
    act = state.act(fact.act_id)
    assert act is not None
    return state.with_act(act.id, data={**act.data, "reminded": True})


def copying(field: str, source: str) -> Step:
    return lambda state, fact, moment: replace(state, **{field: getattr(fact, source)})


on(f.CalendarAdopted)(on(f.DueMoved)(copying("calendar_version", "calendar_version")))
on(f.VersionMoved)(copying("item_version_id", "to_id"))
on(f.SituationSelected)(copying("selection_id", "selection_id"))
