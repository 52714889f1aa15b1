"""Verbs of ratings: rate, and answer a bad one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.documents import api as documents
from yichuang.evaluation import domain
from yichuang.evaluation.domain import Occasion
from yichuang.evaluation.models import FollowUp, Rating
from yichuang.facts import evaluation as facts
from yichuang.kernel import events
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import Fact, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

STREAM = "rating"


def record(rating: Rating, *written: Fact, actor: Actor, at: datetime) -> None:
    head = events.Head(STREAM, rating.id, rating.head_seq, bytes(rating.head_hash))
    end = events.emit(head, written, actor=actor.ref, at=at)
    rating.head_seq, rating.head_hash = end.seq, end.hash


def digest(salt: bytes, text: str) -> str:
    return sha256(salt + text.encode()).hexdigest() if text else ""


@transaction.atomic
def rate(
    case_id: UUID, *, level: str, actor: Actor, now: datetime, indicators: Mapping[str, str] | None = None, text: str = "",
    occasion: Occasion = Occasion.CASE,
) -> UUID:
    """评价, by the applicant or the agent of the case; voluntary and once. Returns the rating's id.

    Raises NotFound, NotTheApplicant, NotFinished, NoVisit, RatedAlready, Invalid.
    """
    if actor.is_applicant:
        cases.visible(actor, case_id)
    state = cases.state(case_id)
    own = bool({state.applicant_id, state.agent_id} & actor.party_ids)
    domain.check_rate(
        occasion=occasion, is_applicant=actor.is_applicant, own=own,
        finished=state.decided_at is not None or state.finished_at is not None, at_window=state.channel == Channel.WINDOW,
        rated=Rating.objects.filter(case_id=case_id, occasion=occasion).exists(),
    )
    chosen, kept, said = domain.read(occasion, level, indicators or {}, text)
    organ_id = state.accepting_organ_id if occasion is Occasion.VISIT else state.deciding_organ_id
    rating = Rating(
        case_id=case_id, occasion=occasion, item_id=catalogue.terms(state.item_version_id).item_id,
        item_version_id=state.item_version_id, organ_id=organ_id, party_id=state.applicant_id, level=chosen,
        indicators=kept, text=said, salt=os.urandom(16), rated_at=now,
    )
    written: list[Fact] = [
        facts.CaseRated(
            case_id=case_id, occasion=occasion, item_id=rating.item_id, item_version_id=rating.item_version_id,
            organ_id=organ_id, party_id=rating.party_id, level=chosen, indicators=kept, text_hash=digest(rating.salt, said),
        )
    ]
    due_on = clock.last_day(clock.calendar(), local_date(now), domain.FOLLOW_UP) if domain.is_bad(chosen) else None
    if due_on:
        written.append(facts.FollowUpOpened(case_id=case_id, organ_id=organ_id, due_on=due_on))
    record(rating, *written, actor=actor, at=now)
    try:
        with transaction.atomic():
            rating.save(force_insert=True)
    except IntegrityError as twice:  # a double click: the other one was first
        raise domain.RatedAlready() from twice
    if due_on:
        FollowUp.objects.create(rating=rating, organ_id=organ_id, opened_at=now, due_on=due_on)
    return rating.id


@transaction.atomic
def answer(rating_id: UUID, *, finding: str, text: str, actor: Actor, now: datetime) -> None:
    """核实、整改、反馈: the organ's answer to a bad rating, by a post with the power that had no part in the case (design §5)."""
    follow_up = FollowUp.objects.select_for_update(of=("self",)).filter(rating_id=rating_id).first()
    if follow_up is None:
        raise NotFound("没有这条待答复的评价。", code="evaluation.no_follow_up")
    rating = Rating.objects.select_for_update(of=("self",)).get(id=rating_id)
    authority = organisations.authority(
        actor, Act.ANSWER_RATING, organ_id=follow_up.organ_id, item_id=rating.item_id, on=local_date(now)
    )
    state = cases.state(rating.case_id)
    hands = {state.acceptor_id, state.decider_id} | {task.owner_id for task in state.tasks}
    found = domain.check_answer(
        answered=follow_up.answered_at is not None, took_part=actor.account_id in hands, finding=finding, text=text
    )
    follow_up.finding, follow_up.answer, follow_up.answered_at, follow_up.answered_by = found, text.strip(), now, actor.ref
    follow_up.save()
    said = facts.RatingAnswered(
        case_id=rating.case_id, finding=found, authority_ref=authority, text_hash=digest(bytes(rating.salt), follow_up.answer)
    )
    record(rating, said, actor=actor, at=now)
    rating.save(update_fields=["head_seq", "head_hash"])
    documents.notify(rating.party_id, "rating_answered", case_id=rating.case_id, at=now)
