"""What 审管互动 does when a case moves: a step reached opens what the boundary list asks for there, another end drops it."""

from __future__ import annotations

from yichuang.facts import cases as f
from yichuang.kernel.record import Recorded
from yichuang.kernel.subscriptions import subscribe
from yichuang.organisations import api as organisations
from yichuang.oversight import actions
from yichuang.oversight.domain import ACCEPTANCE, DECISION, DELIVERY

PHASES = {f.ReviewStarted.kind: ACCEPTANCE, f.ReadyToDecide.kind: DECISION, f.ResultMade.kind: DELIVERY}


@subscribe(
    "oversight.steps", f.ReviewStarted, f.StepCompleted, f.TimerFired, f.SubProcessTimedOut, f.ReadyToDecide, f.ResultMade, f.CaseRefused,
    f.ApplicationWithdrawn, f.CaseEnded,
)  # fmt: skip
def moved(event: Recorded) -> None:
    """One subscription, so that what ends a case is heard after what it reached."""
    actor = organisations.system_actor("oversight.steps")
    if event.kind in (f.CaseRefused.kind, f.ApplicationWithdrawn.kind, f.CaseEnded.kind):
        actions.void(event.stream_id, ended_by=event.kind, now=event.at, actor=actor)
        return
    tasks = frozenset(str(task["name"]) for task in getattr(event.fact, "opened", ()))
    actions.open_for(event.stream_id, tasks=tasks, phase=PHASES.get(event.kind, ""), now=event.at, actor=actor)
