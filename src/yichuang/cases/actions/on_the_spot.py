"""即办: acceptance and decision in one sitting (34(2), 56), on one sheet, for items that declare it; and its 抽查."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers, separation, switching
from yichuang.cases.actions.bans import ban_on
from yichuang.cases.actions.decision import order_licence, validity
from yichuang.cases.actions.relying import check_proofs, open_points, rely
from yichuang.cases.actions.review import mine
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import acceptance, decision, promising, renewing
from yichuang.cases.domain import on_the_spot as law
from yichuang.cases.domain.phases import Outcome
from yichuang.cases.domain.review import claim
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.kernel.events import Head
from yichuang.kernel.values import local_date, new_id
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor, Post


@transaction.atomic
def decide_at_once(
    case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None, scope: str = "",
    roll: Callable[[int], int] = secrets.randbelow,
) -> Head:
    """即办: accepted and decided in one sitting. The item declares it, the officer may accept and decide at once, every 受理要素
    and every 审查要点 is met; the sheet is the written proof of both (32, 34(2)). Refusing is never done on the spot."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    handed_in = {row.material_code for row in dossier.file_rows(case_id) if row.is_current} | dossier.paper_rows(case_id).keys()
    if promising.signed(verb.state):  # signed here and now, it is the letter the list asks for
        handed_in |= {m.code for m in verb.terms.materials if m.type_code == law.PROMISE}
    renewing.check_not_asked(verb.state)
    law.check(verb.state, verb.terms, handed_in=handed_in)
    switching.check_holder(verb)
    accepting = verb.authority_at(verb.state.accepting_organ_id, Act.ACCEPT)
    deciding = verb.authority(Act.DECIDE_AT_ONCE)
    acceptance.check_in_time(verb.state, verb.dates.answer_on, now)
    acceptance.check_accept(verb.state, open_points=(), ban=ban_on(verb))  # the phase, and whatever a notice asked for is in
    law.check_points(verb.state, acceptance=dossier.acceptance_open(case_id), review=open_points(verb))
    check_proofs(verb)
    separation.check(verb, Act.DECIDE_AT_ONCE, at_once=True)
    ordered = order_licence(verb, scope)
    document_id = sheet(verb, scope, ordered)
    verb.say(acceptance.accept(verb.state, document_id=document_id, authority_ref=accepting, now=now))
    licence_id = ordered.licence_id if ordered else None
    if verb.state.is_licence:
        verb.say(decision.grant(verb.state, document_id=document_id, authority_ref=deciding, licence_id=licence_id, new_id=new_id))
    else:
        verb.say(
            decision.conclude(
                verb.state, document_id=document_id, authority_ref=deciding, result=Outcome.DONE, licence_id=licence_id,
                new_id=new_id,
            )
        )
    rely(verb)
    if law.is_drawn(roll(law.ONE_IN)):
        post, organ_id = checker(verb)
        verb.say(law.draw(post=post, organ_id=organ_id, new_id=new_id))
    return verb.commit()


def sheet(verb: Verb, scope: str, ordered: licences.Ordered | None) -> UUID:
    """即办单 of a licence: 收件, 受理, 决定 on one sheet; another regime has its 办理结果通知书, with the same times."""
    received = papers.minute(verb.state.received_at)
    if not verb.state.is_licence:
        return papers.fix(
            verb, Kind.RESULT_NOTICE, result="办结", content=f"材料齐全，{verb.terms.name}当场办结。", delivery="当场交付。",
            received_at=received, decided_at=papers.minute(verb.now), result_name=verb.terms.result.name,
        ).document_id
    return papers.fix(
        verb, Kind.ON_THE_SPOT, received_at=received, decided_at=papers.minute(verb.now),
        accepted_at=papers.minute(acceptance.acceptance_moment(verb.state, verb.now)),
        decision="申请材料齐全、符合法定形式，当场准予行政许可。", scope=scope or verb.terms.name, validity=validity(verb),
        licence_number=ordered.number if ordered else "", clerk=verb.actor.name, materials=dossier.handed_in(verb.state.id),
    ).document_id


def checker(verb: Verb) -> tuple[str, UUID]:
    """Post and organ of whoever looks at the sample, by the authorisation table of the deciding organ; a department stationed in
    the hall that has no such post of its own is looked at by the hall's."""
    organ, on = verb.state.handling_organ_id, local_date(verb.now)
    posts = organisations.posts_for(Act.SPOT_CHECK, organ_id=organ, item_id=verb.terms.item_id, on=on)
    post = posts[0] if posts else Post.LEGAL.value
    return post, organ if organisations.holders(post, organ_id=organ, on=on) else verb.state.accepting_organ_id


@transaction.atomic
def spot_check(
    case_id: UUID, task_id: UUID, *, finding: str, note: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """抽查 of a decision made on the spot, by somebody who had no part in it. A slip is corrected, an error revoked: both are
    verbs of their own."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    task = mine(verb, task_id)
    assert actor.account_id is not None
    authority_ref = verb.authority(Act.SPOT_CHECK)
    law.check_finding(verb.state, task, account_id=actor.account_id, finding=finding, note=note)
    written = verb.write(note or law.FINDINGS[finding])
    if task.owner_id != actor.account_id or task.claimed_at is None:
        verb.say(claim(task, account_id=actor.account_id))
    verb.say(law.found(task, finding=finding, statement_id=written.id, authority_ref=authority_ref))
    return verb.commit()
