"""Separation of duties in one case, through stand-ins too (design §5 Who): organisations knows the pairs, we know who did what.

A person's past powers are looked up again for the day of the act: whom somebody stood in for then counts on both sides,
so that standing in never launders a duty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from yichuang.cases.actions.unit import Verb
from yichuang.cases.domain.phases import ActKind, TaskKind
from yichuang.cases.domain.state import Task
from yichuang.cases.domain.window import checking_organ
from yichuang.kernel.errors import Forbidden
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor, Done, Post

FIRST_HAND = frozenset({Post.UNDERTAKER, Post.VISITOR, Post.WINDOW, Post.EXPERT})
"""Posts whose steps are 承办; every other post's step is 审核."""


def duty(task: Task) -> Act:
    """Which duty a task is."""
    if task.kind is TaskKind.LEGAL:
        return Act.LEGAL_REVIEW
    return Act.REVIEW if task.post in FIRST_HAND else Act.CHECK


def persons(verb: Verb, account_id: UUID, act: str, organ_id: UUID, on: date) -> frozenset[UUID]:
    """Who acted on that day, and in whose stead."""
    try:
        found = organisations.authorise(
            Actor(account_id, "staff"), act, organ_id=organ_id, item_id=verb.terms.item_id, on=on
        )
    except Forbidden:  # authorised until some hour of that day, or a task of a post without a row of its own
        posts = organisations.posts_for(act, organ_id=organ_id, item_id=verb.terms.item_id, on=on)
        return organisations.stood_in_for(account_id, posts, on=on) | {account_id}
    return found.persons


def done(verb: Verb) -> Iterator[Done]:
    """Every duty already done in this case, with everybody whom separation counts for it."""
    state = verb.state
    organ = state.handling_organ_id
    if state.acceptor_id and state.accepted_on:
        yield Done(Act.ACCEPT, persons(verb, state.acceptor_id, Act.ACCEPT, checking_organ(state), state.accepted_on))
    for task in state.tasks:
        if task.kind in (TaskKind.STEP, TaskKind.LEGAL, TaskKind.FIRST_REVIEW) and task.closed_at and task.owner_id and task.verdict in WORK:
            act = duty(task)
            yield Done(act, persons(verb, task.owner_id, act, organ, local_date(task.closed_at)))
    for asked in state.acts_of(ActKind.EXTENSION):
        kind, _, ident = str(asked.data.get("asked_by", "")).partition(":")
        if kind == "account" and asked.state == "asked":
            who = persons(verb, UUID(ident), Act.ASK_EXTENSION, organ, local_date(asked.opened_at))
            yield Done(Act.ASK_EXTENSION, who)
    if state.decider_id and state.decided_at:
        yield Done(Act.GRANT, persons(verb, state.decider_id, Act.GRANT, organ, local_date(state.decided_at)))
    for hearing in state.acts_of(ActKind.HEARING):
        chair = hearing.data.get("chair_id")
        if chair:
            yield Done(Act.HEARING_CHAIR, frozenset({UUID(str(chair))}))


WORK = frozenset({"agree", "disagree", "note", "passed", "returned"})
"""Verdicts of a task that somebody really did, not one that was withdrawn or cut."""


def check(
    verb: Verb, act: Act, *, account_id: UUID | None = None, organ_id: UUID | None = None, at_once: bool = False
) -> None:
    """Raise NotSeparate when this person, or whom they stand in for, did the other half of a pair in this case.

    `at_once`: acceptance and decision fall into one sitting on an item that declares it (34(2)); one officer does both.
    """
    who = account_id or verb.actor.account_id
    assert who is not None
    mine = persons(verb, who, act, organ_id or verb.state.handling_organ_id, local_date(verb.now))
    organisations.check_separation(done(verb), act, mine, one_review=verb.terms.one_review, single_officer=at_once)
