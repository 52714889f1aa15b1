"""初审: opened with acceptance, reported up by the lower organ; the procedure of the deciding organ begins with the report (35)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers, procedure, separation
from yichuang.cases.actions.review import mine
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import first_review as law
from yichuang.cases.domain import reporting
from yichuang.cases.domain.phases import TaskKind
from yichuang.cases.domain.review import TaskGone, claim
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.dossier import api as dossier
from yichuang.kernel.events import Head
from yichuang.kernel.values import new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


def begin_review(verb: Verb) -> None:
    """What acceptance opens, by the item's 权限类型: the lower organ's first review or its report, else the procedure."""
    if verb.terms.report_organ_id is not None:
        verb.say(reporting.opened(verb.terms, new_id))
    elif verb.terms.first_review_organ_id is not None:
        verb.say(law.opened(verb.terms, new_id))
    else:
        procedure.begin_review(verb)


@transaction.atomic
def report(case_id: UUID, task_id: UUID, *, verdict: str, opinion: str, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """报送初审意见: the opinion and all papers go straight up (35); the deciding organ's procedure begins."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    task = mine(verb, task_id)
    if task.kind is not TaskKind.FIRST_REVIEW:
        raise TaskGone()
    authority_ref = verb.authority_at(task.organ_id, Act.REVIEW)
    separation.check(verb, Act.REVIEW, organ_id=task.organ_id)
    law.check_report(verdict=verdict, opinion=opinion)
    if task.owner_id != actor.account_id or task.claimed_at is None:
        assert actor.account_id is not None
        verb.say(claim(task, account_id=actor.account_id))
    organ = organisations.organ(verb.state.deciding_organ_id)
    fixed = papers.fix(
        verb, Kind.FIRST_REVIEW_REPORT, organ_id=task.organ_id, to=(Recipient(Role.ORGAN, organ.name, organ_id=organ.id),),
        applicant_name=papers.applicant(verb).name, accepted_on=papers.day(verb.state.accepted_on), opinion=opinion.strip(),
        materials=dossier.handed_in(case_id), review_by=papers.day(verb.dates.limits.get(task.id)),
    )  # fmt: skip
    written = verb.write(opinion)
    verb.say(
        law.reported(
            task, verdict=verdict, statement_id=written.id, statement_hash=written.sha256, document_id=fixed.document_id, authority_ref=authority_ref
        )
    )
    procedure.begin_review(verb)
    return verb.commit()
