"""Verbs of the applicant on the way: 催办, 改送达方式."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions.decision import require_applicant
from yichuang.cases.actions.serving import serve_waiting
from yichuang.cases.actions.unit import begin
from yichuang.cases.domain import wishes as law
from yichuang.documents import api as documents
from yichuang.kernel.events import Head
from yichuang.kernel.record import read
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@transaction.atomic
def urge(case_id: UUID, *, actor: Actor, now: datetime) -> Head:
    """催办 by the applicant or their agent, or by a colleague with that power; once a day each."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    by = "applicant"
    if actor.is_staff:
        verb.authority(Act.URGE)
        by = "colleague"
    else:
        require_applicant(verb)
    said = (event for event in read(case_id) if event.kind == "cases.Urged" and event.fact.by == by)
    verb.say(law.urge(verb.state, last=max((event.at for event in said), default=None), now=now, by=by))
    return verb.commit()


@transaction.atomic
def change_service(
    case_id: UUID, *, way: str, actor: Actor, now: datetime, address: str = "", version: int | None = None
) -> Head:
    """改送达方式 for this case: a new 送达地址确认书; what is ready goes out at once where it is electronic now."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    require_applicant(verb)
    verb.say(law.change_service(verb.state, way=way, address=address, now=now))
    documents.confirm_address(
        verb.state.applicant_id, electronic=way == "electronic", address=address.strip() or law.WAYS[way], case_id=case_id,
        actor=actor.ref, at=now,
    )
    head = verb.commit()
    if way == "electronic":
        serve_waiting(case_id, actor=organisations.system_actor("cases.documents"), now=now)
    return head
