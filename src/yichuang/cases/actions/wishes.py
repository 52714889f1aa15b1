"""Verbs of the applicant on the way: 催办, 改送达方式."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.cases.actions.decision import require_applicant
from yichuang.cases.actions.serving import serve_waiting
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import wishes as law
from yichuang.cases.domain.state import CaseState
from yichuang.cases.domain.window import NEARBY
from yichuang.cases.models import Urging
from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.kernel.events import Head, emit, upcaster
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

STREAM = "urging"
CLOCK = "clock"
"""Who urged, where it was the day itself."""


@upcaster("cases.Urged", 1)
def _(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"case_id": None}


def urge(case_id: UUID, *, actor: Actor, now: datetime) -> Head:
    """催办 by the applicant or their agent, or by a colleague with that power; once a day each.

    The case is read and neither locked nor raised: whoever works on it goes on undisturbed, and sees it in the history.
    """
    verb = begin(case_id, actor=actor, now=now)
    by = "applicant"
    if actor.is_staff:
        verb.authority(Act.URGE)
        by = "colleague"
    else:
        require_applicant(verb)
    write(verb, by)
    return verb.stored.head


def remind(case_id: UUID, *, actor: Actor, now: datetime) -> bool:
    """催办 by the clock: an answer that whoever works on the case owes is due on the next working day. Once a day; False where there is
    nothing to urge."""
    verb = begin(case_id, actor=actor, now=now)
    if not law.can_urge(verb.state) or Urging.objects.filter(case_id=case_id, on=local_date(now), by=CLOCK).exists():
        return False
    write(verb, CLOCK)
    return True


def write(verb: Verb, by: str) -> None:
    """The row with its stream of one event. Raises UrgedToday."""
    case_id, today = verb.state.id, local_date(verb.now)
    before = Urging.objects.filter(case_id=case_id, on=today, by=by).exists()
    fact, urging_id = law.urge(verb.state, urged_today=before, by=by), new_id()
    try:
        with transaction.atomic():
            end = emit(Head.new(STREAM, urging_id), [fact], actor=verb.actor.ref, at=verb.now)
            Urging.objects.create(
                id=urging_id, case_id=case_id, by=by, task_id=fact.task_id, actor=verb.actor.ref, at=verb.now, on=today,
                head_seq=end.seq, head_hash=end.hash,
            )  # fmt: skip
    except IntegrityError as twice:  # a double click: the other one was first
        raise law.UrgedToday() from twice



@transaction.atomic
def withdraw_consent(case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """撤回电子送达同意, by the applicant or their agent: from now on papers wait at the window."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    require_applicant(verb)
    party_id = verb.state.applicant_id
    verb.say(law.withdraw_consent(verb.state, consented=documents.consented(party_id, case_id)))
    documents.withdraw_consent(party_id, case_id=case_id, actor=actor.ref, at=now)
    documents.confirm_address(
        party_id, electronic=False, address=law.WAYS["direct"], case_id=case_id, actor=actor.ref, at=now
    )
    return verb.commit()


def hands_out(state: CaseState) -> bool:
    """The window that took the application in hands out results, by its agreement."""
    return state.agreement_id is not None and catalogue.agreements.agreement(state.agreement_id).value.hands_out


def ways(state: CaseState) -> dict[str, str]:
    """The ways of service this applicant may choose from."""
    return {way: words for way, words in law.WAYS.items() if way != NEARBY or hands_out(state)}


@transaction.atomic
def change_service(
    case_id: UUID, *, way: str, actor: Actor, now: datetime, address: str = "", version: int | None = None
) -> Head:
    """改送达方式 for this case: a new 送达地址确认书; what is ready goes out at once where it is electronic now."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    require_applicant(verb)
    verb.say(law.change_service(verb.state, way=way, address=address, now=now, hands_out=hands_out(verb.state)))
    if way != "electronic":
        documents.withdraw_consent(verb.state.applicant_id, case_id=case_id, actor=actor.ref, at=now)
    documents.confirm_address(
        verb.state.applicant_id, electronic=way == "electronic", address=address.strip() or law.WAYS[way], case_id=case_id,
        actor=actor.ref, at=now,
    )
    head = verb.commit()
    if way == "electronic":
        serve_waiting(case_id, actor=organisations.system_actor("cases.documents"), now=now)
    return head
