"""Expert opinion 专家意见 (row 18): drawn from the pool, whoever has an interest left out, each opinion with its reasons.

An opinion advises; the decision stays with whoever approves, who sees every one of them.
"""

from __future__ import annotations

import random
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain.life import Opinion, at_field, check_experts, check_move, check_text, impartial
from yichuang.catalogue.life.desk import Desk, NoSuchRequest, take
from yichuang.catalogue.models import ChangeExpert
from yichuang.facts.catalogue import ExpertOpinionGiven, ExpertsAsked, ExpertsHeard
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor, Post

STOOD_ASIDE = "stood_aside"


def pool(desk: Desk) -> tuple[UUID, ...]:
    """Everybody who may give opinions for the accepting organ and has no hand in this request, in a fixed order."""
    version, on = desk.version, local_date(desk.now)
    people = organisations.in_posts([Post.EXPERT], [row.id for row in organisations.organs()], on=on)
    interested = {organ for organ in (version.accepting_organ_id, version.deciding_organ_id) if organ}
    found = set()
    for person in people:
        actor = organisations.actor_by_id(person.account_id, on=on)
        organ = organisations.own_organ(actor)
        may = version.accepting_organ_id and organisations.may(actor, Act.EXPERT_OPINION, organ_id=version.accepting_organ_id, on=on)
        if may and impartial(actor.ref, organ in interested, desk.hands):
            found.add(person.account_id)
    return tuple(sorted(found - set(desk.row.experts.values_list("account_id", flat=True))))


@transaction.atomic
def ask_experts(request_id: UUID, *, number: int, seed: str, revision: int | None, now: datetime, actor: Actor) -> tuple[UUID, ...]:
    """Draw experts by lot; the fact keeps the size of the pool and the seed, so that the draw can be repeated.

    Raises Forbidden, WrongStage, Invalid (the pool is smaller than that).
    """
    desk = take(request_id, actor=actor, now=now, revision=revision)
    desk.authority(Act.EDIT_ITEM)
    check_move(desk.stage, ExpertsAsked.kind)
    people = pool(desk)
    check_experts(number, len(people))
    drawn = tuple(sorted(random.Random(seed).sample(people, number)))  # noqa: S311 - a draw that anybody can repeat
    ChangeExpert.objects.bulk_create([ChangeExpert(request=desk.row, account_id=who, asked_at=now) for who in drawn])
    desk.move(ExpertsAsked(request_id=request_id, account_ids=drawn, pool=len(people), seed=seed))
    return drawn


@transaction.atomic
def give_opinion(request_id: UUID, *, opinion: str, text: str, revision: int | None, now: datetime, actor: Actor) -> None:
    """An expert who was asked says what they think and why, or stands aside 回避 (`stood_aside`, with the reason)."""
    desk = take(request_id, actor=actor, now=now, revision=revision)
    check_move(desk.stage, ExpertOpinionGiven.kind)
    asked = desk.row.experts.filter(account_id=actor.account_id, note__isnull=True).first()
    if asked is None or actor.account_id is None:
        raise NoSuchRequest("这份申请没有请您发表意见", asked=str(request_id))
    if opinion not in (*Opinion, STOOD_ASIDE):
        raise at_field("opinion", "catalogue.no_opinion", "请选意见，或者选回避")
    note = desk.note("expert", check_text("text", text, "请写明理由"), opinion=opinion)
    asked.note = note
    asked.stood_aside_at = now if opinion == STOOD_ASIDE else None
    asked.save()
    facts: list[object] = [
        ExpertOpinionGiven(request_id=request_id, account_id=actor.account_id, opinion=opinion, note_id=note.id, note_hash=note.sha256)
    ]
    if not desk.row.experts.filter(note__isnull=True).exists():
        facts.append(ExpertsHeard(request_id=request_id))
    desk.move(*facts)
