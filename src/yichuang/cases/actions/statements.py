"""陈述申辩 of the applicant (36): in writing from their own page or recorded at the window, and taken note of before the decision."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers
from yichuang.cases.actions.decision import require_applicant
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import statements as law
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.kernel.events import Head
from yichuang.kernel.values import new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@transaction.atomic
def make_statement(case_id: UUID, *, text: str, actor: Actor, now: datetime) -> Head:
    """书面陈述申辩 by the applicant or their agent, of their own accord."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    require_applicant(verb)
    law.check_made(verb.state, text, online=True)
    speaker = organisations.party(verb.state.applicant_id).name
    keep(verb, text, speaker=speaker, place="网上提交", recorder="本人书面提交")
    return verb.commit()


@transaction.atomic
def record_statement(
    case_id: UUID, *, text: str, speaker: str, place: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """What the applicant says at the window or to the undertaker, on a 陈述申辩笔录."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    verb.authority(Act.TAKE_STATEMENT)
    law.check_made(verb.state, text, online=False)
    keep(verb, text, speaker=speaker, place=place, recorder=actor.name)
    return verb.commit()


def keep(verb: Verb, text: str, *, speaker: str, place: str, recorder: str) -> None:
    fixed = papers.fix(
        verb, Kind.STATEMENT_RECORD, to=(Recipient(Role.INTERNAL, "案卷"), papers.applicant(verb)), speaker=speaker,
        held_at=papers.minute(verb.now), place=place, statement=text.strip(), recorder=recorder,
    )
    written = verb.write(text)
    verb.say([law.made(new_id(), statement_id=written.id, document_id=fixed.document_id, gate_id=new_id())])


@transaction.atomic
def note_statement(
    case_id: UUID, *, act_id: UUID, outcome: str, note: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """听取: the reviewer says in writing what becomes of it and why; that opens the way to the decision."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    verb.authority(Act.REVIEW)
    law.check_noted(verb.state, act_id, outcome=outcome, note=note)
    written = verb.write(f"{law.OUTCOMES[outcome]}。{note.strip()}")
    verb.say([law.noted(verb.state, act_id, outcome=outcome, answer_id=written.id)])
    return verb.commit()
