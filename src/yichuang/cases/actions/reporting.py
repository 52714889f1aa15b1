"""转报: opened with acceptance; the lower organ passes the application up and the procedure of the deciding organ begins."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers, procedure
from yichuang.cases.actions.review import mine
from yichuang.cases.actions.unit import begin
from yichuang.cases.domain import reporting as law
from yichuang.cases.domain.phases import TaskKind
from yichuang.cases.domain.review import TaskGone, claim
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.dossier import api as dossier
from yichuang.kernel.events import Head
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@transaction.atomic
def report_up(case_id: UUID, task_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """转报: application and all papers go up with a letter, without an opinion; the deciding organ's procedure begins."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    task = mine(verb, task_id)
    if task.kind is not TaskKind.REPORT:
        raise TaskGone()
    authority_ref = verb.authority_at(task.organ_id, Act.REVIEW)
    if task.owner_id != actor.account_id or task.claimed_at is None:
        assert actor.account_id is not None
        verb.say(claim(task, account_id=actor.account_id))
    organ = organisations.organ(verb.state.deciding_organ_id)
    fixed = papers.fix(
        verb, Kind.REPORT_LETTER, organ_id=task.organ_id, to=(Recipient(Role.ORGAN, organ.name, organ_id=organ.id),),
        applicant_name=papers.applicant(verb).name, accepted_on=papers.day(verb.state.accepted_on), basis=verb.terms.report_article,
        materials=dossier.handed_in(case_id), report_by=papers.day(verb.dates.limits.get(task.id)),
        decide_by=papers.day(verb.dates.statutory_on),
    )  # fmt: skip
    verb.say(law.reported(verb.state, task, document_id=fixed.document_id, authority_ref=authority_ref))
    procedure.begin_review(verb)
    return verb.commit()
