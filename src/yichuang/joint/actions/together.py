"""Verbs over all branches: accept together, sign, decide together, deliver together; one transaction, all or none (26(2))."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.clock import api as clock
from yichuang.clock.domain import Calendar
from yichuang.documents import api as documents
from yichuang.facts import joint as f
from yichuang.joint.actions.opening import newest
from yichuang.joint.actions.unit import Unit, locked, name_of
from yichuang.joint.domain import law
from yichuang.joint.domain.state import FAILED, BranchState
from yichuang.joint.domain.themes import Mode
from yichuang.joint.models import Branch, Joint
from yichuang.kernel.errors import Refusal
from yichuang.kernel.problem import say, say_remedy
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

MOST = 50
"""So many streams in one transaction at most (design §4)."""


class Undo(Exception):
    """Rolls a trial back."""


def open_branches(unit: Unit) -> list[Branch]:
    """Those on their way. Raises TooManyAtOnce: what is decided together is never a part of it."""
    rows = unit.joint.branches.filter(state=BranchState.OPEN).select_related("organ").order_by("case_id")
    found = list(rows[: MOST + 1])
    if len(found) > MOST:
        raise law.TooManyAtOnce(most=MOST)
    return found


def all_or_none(
    branches: Sequence[Branch], do: Callable[[Branch], None], *, name: Callable[[Branch], str] = name_of,
    refusal: type[law.NotAllReady] = law.NotAllReady,
) -> None:  # fmt: skip
    """Do it for each; when one refuses, none is done and every refusal is listed by `name`. Raises NothingChosen, NotAllReady."""
    if not branches:
        raise law.NothingChosen()
    rows = []
    try:
        with transaction.atomic():
            for branch in branches:
                try:
                    with transaction.atomic():
                        do(branch)
                except Refusal as no:
                    rows.append(law.NotReady(name(branch), branch.organ.name, say(no), say_remedy(no)))
            if rows:
                raise Undo
    except Undo:
        raise refusal(rows) from None


@transaction.atomic
def accept(joint_id: UUID, *, actor: Actor, now: datetime) -> list[UUID]:
    """统一受理: every branch that is not accepted yet, in one act of the window; returns the cases. A branch that lacks something is
    listed, and then none is accepted: the window asks for all corrections once, or accepts the others one by one."""
    unit = locked(joint_id, actor=actor, now=now)
    branches = [b for b in open_branches(unit) if b.case_id and cases.state(b.case_id).phase in (Phase.RECEIVED, Phase.CORRECTING)]

    def do(branch: Branch) -> None:
        assert branch.case_id is not None
        cases.accept(branch.case_id, actor=actor, now=now, together=True)

    all_or_none(branches, do)
    unit.say(f.AcceptedTogether(branches=tuple(branch.id for branch in branches)))
    return [branch.case_id for branch in branches if branch.case_id]


@transaction.atomic
def sign(joint_id: UUID, branch_id: UUID, *, actor: Actor, now: datetime) -> None:
    """签署: the one who may grant a branch says that it is ready; tried for real and rolled back, so a signature means what it says."""
    unit = locked(joint_id, actor=actor, now=now)
    law.check_unified(Mode(unit.joint.mode))
    branch = branch_in(unit, branch_id, BranchState.OPEN)
    assert branch.case_id is not None and actor.account_id is not None
    state = cases.state(branch.case_id)
    authority_ref = organisations.authority(
        actor, Act.GRANT, organ_id=state.handling_organ_id, item_id=branch.item_id, on=local_date(now)
    )
    try:
        with transaction.atomic():
            grant(branch, actor, now, act={row.id for row in open_branches(unit)})
            raise Undo
    except Undo:
        pass
    branch.signed_by, branch.signed_at = actor.account_id, now
    branch.save(update_fields=["signed_by", "signed_at"])
    unit.say(f.BranchSigned(branch_id=branch.id, account_id=actor.account_id, authority_ref=authority_ref))


def grant(branch: Branch, actor: Actor, now: datetime, *, act: Set[UUID]) -> None:
    """准予 in one act over the branches `act`: what held the case for it is met in the same transaction, and so is what it needs of another
    branch of the act, granted as well or none is. What it needs of any other branch holds it (716号令 art. 7: a condition of the decision)."""
    assert branch.case_id is not None
    state = cases.state(branch.case_id)
    met = {edge.id for edge in branch.needs.filter(met_at__isnull=True).select_related("before") if newest(edge.before).id in act}
    for gate in state.unmet_gates:
        if gate.id in {branch.id, *met}:
            cases.meet_gate(branch.case_id, gate.id, actor=actor, now=now)
    if state.is_licence:
        cases.grant(branch.case_id, actor=actor, now=now)
    else:
        cases.conclude(branch.case_id, result="done", note="", actor=actor, now=now)


@transaction.atomic
def decide(joint_id: UUID, *, actor: Actor, now: datetime) -> list[UUID]:
    """统一决定 by the lead: every open branch is granted by whoever signed it, in one transaction, all or none (26(2)).

    Each keeps its own decision, number and remedies; the ten days of 44 run for each from this day.
    """
    unit = locked(joint_id, actor=actor, now=now)
    law.check_unified(Mode(unit.joint.mode))
    check_lead(unit)
    branches = open_branches(unit)
    returned = cases.returned_at([branch.case_id for branch in branches if branch.case_id])
    act = {branch.id for branch in branches}

    def do(branch: Branch) -> None:
        assert branch.case_id is not None
        if branch.signed_by is None:
            raise law.NotSigned()
        if not law.still_signed(branch.signed_at, returned.get(branch.case_id)):
            raise law.SignedBefore()
        grant(branch, organisations.actor_by_id(branch.signed_by), now, act=act)

    all_or_none(branches, do)
    unit.say(f.DecidedTogether(branches=tuple(branch.id for branch in branches)))
    return [branch.case_id for branch in branches if branch.case_id]


def check_lead(unit: Unit) -> None:
    """Only people of the lead organ act for all."""
    if unit.joint.lead_organ_id not in organisations.mine(unit.actor):
        raise law.NotTheLead()


@transaction.atomic
def extend(joint_id: UUID, *, reason: str, actor: Actor, now: datetime) -> date:
    """统一办理延长十五日, by a head of the government of this level, before the forty-five days end; the applicant is told why (42(2)).

    No branch is lengthened by it. Returns the new last day.
    """
    unit = locked(joint_id, actor=actor, now=now)
    lead = unit.joint.branches.filter(organ_id=unit.joint.lead_organ_id).order_by("joined_at", "id").first()
    if lead is None:
        raise law.NotTheLead()
    today, calendar = local_date(now), clock.calendar()
    rows = list(unit.joint.branches.select_related("case"))
    last_on, extended = limit_of_all(unit.joint, rows, calendar), unit.joint.extended_at is not None
    law.check_extend(
        Mode(unit.joint.mode), organs=len(organs_of(rows)), limit_on=last_on, extended=extended, today=today, reason=reason
    )
    authority_ref = organisations.authority(actor, Act.EXTEND_JOINT, organ_id=lead.organ_id, item_id=lead.item_id, on=today)
    unit.joint.extended_at = now
    unit.joint.save(update_fields=["extended_at"])
    new = limit_of_all(unit.joint, rows, calendar)
    assert new is not None
    unit.say(f.UnifiedExtended(statement_id=unit.write(reason), authority_ref=authority_ref, last_on=new))
    for party_id in {unit.joint.applicant_id, unit.joint.agent_id} - {None}:
        told = {"number": unit.joint.number, "due_on": new, "reason": reason.strip()}
        documents.notify(party_id, "joint_extended", params=told, at=now)
    return new


def limit_of_all(joint: Joint, rows: Sequence[Branch], calendar: Calendar) -> date | None:
    """The last day of a unified handling, counted from the one acceptance (42(2)): the first, where the law put one before the others (32(4),
    32(5)) or a branch came later. None before it, and for what a single organ decides: that has its own twenty and ten days (42(1))."""
    stand = [row for row in rows if row.state not in FAILED] or list(rows)
    accepted = [row.case.accepted_on for row in stand if row.case and row.case.accepted_on]
    if joint.mode != Mode.UNIFIED or not accepted or len(organs_of(rows)) < 2:
        return None
    return clock.last_day(calendar, min(accepted), law.UNIFIED_AND_MORE if joint.extended_at else law.UNIFIED)


def organs_of(rows: Sequence[Branch]) -> set[UUID]:
    return {row.organ_id for row in rows}


@transaction.atomic
def deliver(
    joint_id: UUID, branch_ids: Sequence[UUID], *, mode: str, collected_by: str, identity: str, actor: Actor, now: datetime,
    signature: str = "",
) -> list[UUID]:
    """统一送达: what is made and chosen is handed over in one meeting, each with its own proof (44). What is not ready stays behind:
    handing over together never holds a licence longer, and one may be collected before the others."""
    unit = locked(joint_id, actor=actor, now=now)
    chosen = set(branch_ids)
    branches = [b for b in unit.joint.branches.select_related("organ").order_by("case_id") if b.id in chosen and b.case_id]

    def do(branch: Branch) -> None:
        assert branch.case_id is not None
        cases.deliver(
            branch.case_id, mode=mode, collected_by=collected_by, identity=identity, signature=signature, actor=actor, now=now
        )

    all_or_none(branches, do)
    unit.say(f.DeliveredTogether(branches=tuple(branch.id for branch in branches)))
    return [branch.case_id for branch in branches if branch.case_id]


def branch_in(unit: Unit, branch_id: UUID, *states: BranchState) -> Branch:
    """A branch of this 联办 in one of these states. Raises NotOpen."""
    branch = unit.joint.branches.select_related("organ").filter(id=branch_id).first()
    if branch is None:
        raise law.NotOpen(state=law.ELSEWHERE)
    if BranchState(branch.state) not in states:
        raise law.NotOpen(state=law.OTHER_STEP)
    return branch
