"""Verbs of 就近领取: the accepting organ sends the made result to the window where it is collected; that window confirms that it came,
or the accepting organ says that it came back or was lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions.unit import begin
from yichuang.cases.domain import sending as law
from yichuang.cases.domain.acceptance import need_reason
from yichuang.cases.domain.window import counter
from yichuang.kernel.events import Head
from yichuang.kernel.values import new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@transaction.atomic
def send_result(case_id: UUID, *, tracking_number: str, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """The licence leaves the accepting organ by courier. Raises NothingToSend, Invalid."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    verb.authority_at(verb.state.accepting_organ_id, Act.ISSUE)
    verb.say([law.send(verb.state, new_id(), tracking_number)])
    return verb.commit()


@transaction.atomic
def confirm_result(case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """It came, says who works at that window; a hall that may also issue for it is elsewhere. Raises NotThatWindow, NotOnItsWay."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    organ_id = counter(verb.state)[1]
    if organ_id not in organisations.mine(actor):
        raise law.NotThatWindow(organ=organisations.organ(organ_id).name)
    verb.authority_at(organ_id, Act.ISSUE)
    verb.say([law.arrive(verb.state)])
    return verb.commit()


@transaction.atomic
def call_off_sending(case_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """The letter came back or was lost, says the accepting organ and why. Raises NotOnItsWay, Invalid."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    verb.authority_at(verb.state.accepting_organ_id, Act.ISSUE)
    need_reason(reason)
    verb.say([law.call_off(verb.state, verb.write(reason).id)])
    return verb.commit()
