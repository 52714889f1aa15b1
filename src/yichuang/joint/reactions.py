"""What a 联办 does when a case of it has its end. One subscription for each kind of fact the order of a stream has to keep."""

from __future__ import annotations

from yichuang.dossier.domain import Checklist, PointState
from yichuang.facts import cases as f
from yichuang.facts import dossier, joint
from yichuang.facts.licences import (
    LicenceCancelled,
    LicenceForfeited,
    LicenceReady,
    LicenceRecalled,
    LicenceRestored,
    LicenceRevoked,
    LicenceSuspended,
)
from yichuang.joint.actions import handing, settling, sharing
from yichuang.kernel.record import Recorded
from yichuang.kernel.subscriptions import subscribe
from yichuang.organisations import api as organisations

ENDS = {
    f.CaseRefused.kind: "refused", f.ApplicationWithdrawn.kind: "withdrawn", f.CaseEnded.kind: "ended",
    f.AcceptanceRejected.kind: "rejected",
    f.CorrectionLapsed.kind: "lapsed", f.NotNeeded.kind: "not_needed",
}  # fmt: skip


@subscribe(
    "joint.ends", f.CaseGranted, f.CaseRefused, f.CaseConcluded, f.ApplicationWithdrawn, f.CaseEnded, f.AcceptanceRejected,
    f.CorrectionLapsed, f.NotNeeded,
)  # fmt: skip
def case_ended(event: Recorded) -> None:
    """A branch's case was decided or ended otherwise: what counted on it goes on, or its people are told the lawful ways."""
    if settling.branch_of_case(event.stream_id) is None:
        return
    fact = event.fact
    outcome, licence_id = ENDS.get(event.kind, "granted"), getattr(fact, "licence_id", None)
    if event.kind == f.CaseConcluded.kind:
        outcome = fact.result
    actor = organisations.system_actor("joint.ends")
    settling.settle(event.stream_id, outcome, licence_id=licence_id, actor=actor, now=event.at)


@subscribe("joint.marks", dossier.PointMarked)
def point_marked(event: Recorded) -> None:
    """A person at a window found a paper in order: the same files in other cases of the 联办 at that window need no second look."""
    fact = event.fact
    if event.actor.startswith("account:") and (fact.checklist, fact.state) == (Checklist.ACCEPTANCE, PointState.MET):
        sharing.carry_mark(fact.case_id, fact.code, now=event.at)


@subscribe("joint.joined", joint.BranchOpened)
def branch_opened(event: Recorded) -> None:
    """A case joins those that are there: what its window found in order of the same files before goes for it."""
    sharing.carry_to(event.fact.case_id, now=event.at)


@subscribe("joint.made", f.ResultMade)
def result_made(event: Recorded) -> None:
    """A result is made and sealed: it is laid into the cases that count on it, and stands together with what else of its 联办 was made that
    day and goes out the same way."""
    actor = organisations.system_actor("joint.made")
    handing.hand_on(event.stream_id, actor=actor, now=event.at)
    handing.group(event.stream_id, actor=actor, now=event.at)


@subscribe("joint.licences", LicenceReady)
def licence_ready(event: Recorded) -> None:
    """The paper of a licence is made, perhaps after that of the decision: it goes into the cases that count on it."""
    if event.fact.case_id is not None:
        handing.hand_on(event.fact.case_id, actor=organisations.system_actor("joint.licences"), now=event.at)


@subscribe(
    "joint.standing", LicenceSuspended, LicenceRecalled, LicenceRevoked, LicenceForfeited, LicenceCancelled, LicenceRestored
)  # fmt: skip
def licence_moved(event: Recorded) -> None:
    """A licence others count on is in force no longer, or again: who is undecided waits for it, or no more."""
    actor = organisations.system_actor("joint.standing")
    if event.kind == LicenceRestored.kind:
        settling.regain(event.stream_id, event.fact.case_id, actor=actor, now=event.at)
    else:
        settling.lose(event.stream_id, actor=actor, now=event.at)


@subscribe("joint.versions", dossier.DossierMoved)
def dossier_moved(event: Recorded) -> None:
    """A case of a 联办 goes on under a new version of its item: what others give it is fetched under that one too."""
    handing.follow_version(event.fact.case_id, actor=organisations.system_actor("joint.versions"), now=event.at)
