"""Gates for the capabilities above (design §3): they hold the decision without an upward import."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions.unit import begin
from yichuang.cases.domain import decision as law
from yichuang.kernel.values import new_id
from yichuang.organisations.domain import Actor


@transaction.atomic
def open_gate(
    case_id: UUID, *, kind: str, ground: str, actor: Actor, now: datetime, gate_id: UUID | None = None
) -> UUID:
    """Hold the decision until `meet_gate`. `kind` is the caller's code, `ground` the code of its reason; the same
    `gate_id` twice opens one gate (reactions are delivered at least once)."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    gate_id = gate_id or new_id()
    verb.say(law.open_gate(verb.state, gate_id=gate_id, kind=kind, ground=ground))
    verb.commit()
    return gate_id


@transaction.atomic
def meet_gate(case_id: UUID, gate_id: UUID, *, actor: Actor, now: datetime) -> None:
    """What the gate waited for is there. A gate already met stays met; an unknown one is refused."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    verb.say(law.meet_gate(verb.state, gate_id))
    verb.commit()


@transaction.atomic
def reopen_gate(case_id: UUID, gate_id: UUID, *, actor: Actor, now: datetime) -> None:
    """What the gate waited for is lost again. A case that is decided keeps its decision: what follows from the loss is the organ's to decide."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    verb.say(law.reopen_gate(verb.state, gate_id))
    verb.commit()
