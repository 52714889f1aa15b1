"""Powers at the window, which may be another organ's (全城通办): its own, or what the agreement in force lends it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import window as law
from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.state import CaseState
from yichuang.cases.models import Case
from yichuang.catalogue import api as catalogue
from yichuang.kernel.errors import Forbidden
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


def authority(state: CaseState, item_id: UUID, act: Act, *, actor: Actor, on: date) -> str:
    """`authority_ref` for an act of acceptance: the accepting organ's own row, or the row of the window and behind an @ the agreement
    that lends it. Raises Forbidden, AgreementOver."""
    organ_id = state.accepting_organ_id
    lent = state.window_accepts and act in law.LENT and state.window_organ_id is not None and state.agreement_id is not None
    if not lent or organisations.may(actor, act, organ_id=organ_id, item_id=item_id, on=on):
        return organisations.authority(actor, act, organ_id=organ_id, item_id=item_id, on=on)
    assert state.window_organ_id is not None
    assert state.agreement_id is not None
    ref = organisations.authority(actor, act, organ_id=state.window_organ_id, item_id=item_id, on=on)
    catalogue.agreements.check_in_force(state.agreement_id, on)
    return f"{ref}@{state.agreement_id}"


def may(state: CaseState, item_id: UUID, act: Act, *, actor: Actor, on: date) -> bool:
    try:
        authority(state, item_id, act, actor=actor, on=on)
    except Forbidden:
        return False
    return True


def at_window(verb: Verb, act: Act) -> str:
    """`authority` of the verb's own actor, today."""
    return authority(verb.state, verb.terms.item_id, act, actor=verb.actor, on=local_date(verb.now))


def at_counter(verb: Verb, act: Act) -> str:
    """Where the result is handed out: the accepting organ's power, or that of the window the applicant collects it at."""
    organ_id = counter_organ(verb.state, verb.terms.item_id, act, actor=verb.actor, on=local_date(verb.now))
    return verb.authority_at(organ_id, act)


def counter_organ(state: CaseState, item_id: UUID, act: Act, *, actor: Actor, on: date) -> UUID:
    """Whose power is asked for handing out, for this actor."""
    _, organ_id = law.counter(state)
    near = organ_id != state.accepting_organ_id and organisations.may(actor, act, organ_id=organ_id, item_id=item_id, on=on)
    return organ_id if near else state.accepting_organ_id


def give_back(agreement_id: UUID, accepting_organ_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The agreement ran out: whatever its window had not answered goes to the accepting organ's, all of it at once. Few: nothing waits for
    an answer longer than five working days and a correction."""
    waiting = Case.objects.filter(
        accepting_organ_id=accepting_organ_id, phase__in=(Phase.RECEIVED, Phase.CORRECTING), agreement_id=agreement_id, window_accepts=True
    )
    for case_id in waiting.order_by("id").values_list("id", flat=True):
        verb = begin(case_id, actor=actor, now=now, lock=True)
        if facts := law.give_back(verb.state):
            verb.say(facts)
            verb.commit()
