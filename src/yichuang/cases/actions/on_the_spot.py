"""即办: acceptance and decision in one sitting (34(2), 56), on one sheet, for items that declare it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers, separation
from yichuang.cases.actions.bans import ban_on
from yichuang.cases.actions.decision import order_licence, validity
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import acceptance, decision
from yichuang.cases.domain.phases import Outcome
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.kernel.events import Head
from yichuang.kernel.values import new_id
from yichuang.organisations.domain import Act, Actor


@transaction.atomic
def decide_at_once(
    case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None, scope: str = ""
) -> Head:
    """当场受理并决定: the officer needs both powers for this item, every 受理要素 and every 审查要点 is met, and the 即办单 is
    the written proof of both (32, 34(2)). One officer is enough (design §5 Who). Refusing is never done on the spot."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    decision.check_on_the_spot(verb.terms)
    accepting = verb.authority_at(verb.state.accepting_organ_id, Act.ACCEPT)
    deciding = verb.authority(Act.GRANT)
    acceptance.check_in_time(verb.state, verb.dates.answer_on, now)
    acceptance.check_accept(verb.state, open_points=dossier.acceptance_open(case_id), ban=ban_on(verb))
    separation.check(verb, Act.GRANT)
    decision.check_grant(verb.state, points_open=dossier.review_open(case_id))
    ordered = order_licence(verb, scope)
    document_id = sheet(verb, scope)
    verb.say(acceptance.accept(verb.state, document_id=document_id, authority_ref=accepting, now=now))
    licence_id = ordered.licence_id if ordered else None
    decide = {"document_id": document_id, "authority_ref": deciding, "licence_id": licence_id, "new_id": new_id}
    if verb.state.is_licence:
        verb.say(decision.grant(verb.state, **decide))
    else:
        verb.say(decision.conclude(verb.state, result=Outcome.DONE, **decide))
    return verb.commit()


def sheet(verb: Verb, scope: str) -> UUID:
    """即办单 of a licence: 收件, 受理, 决定 on one sheet; another regime has its 办理结果通知书."""
    at_once = papers.minute(verb.now)
    if not verb.state.is_licence:
        return papers.fix(
            verb, Kind.RESULT_NOTICE, result="办结", content=f"{verb.terms.name}已当场办结。", delivery="当场交付。"
        ).document_id
    return papers.fix(
        verb, Kind.ON_THE_SPOT, received_at=papers.minute(verb.state.received_at), accepted_at=at_once, decided_at=at_once,
        decision=f"申请材料齐全、符合法定形式，当场准予行政许可：{scope or verb.terms.name}。有效期：{validity(verb)}。",
    ).document_id
