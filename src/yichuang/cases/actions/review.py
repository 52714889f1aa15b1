"""Verbs of 承办 and 审核: claim, complete, send back, take back, hand over, insert; completing a step is the hot verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import separation
from yichuang.cases.actions.procedure import decide_post, net_of, placed, values_of
from yichuang.cases.actions.unit import Beside, Verb, begin
from yichuang.cases.domain import acceptance as phases
from yichuang.cases.domain import review as law
from yichuang.cases.domain import timers
from yichuang.cases.domain.phases import ActKind, Phase, TaskKind
from yichuang.cases.domain.state import Task
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.events import Head
from yichuang.kernel.values import Effective, local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import APART_POSTS, Act, Actor
from yichuang.procedures import api as procedures


def mine(verb: Verb, task_id: UUID) -> Task:
    """The open task, if the actor owns it or may claim it."""
    task = law.open_task(verb.state, task_id)
    account = verb.actor.account_id
    assert account is not None
    law.check_owner(task, account_id=account, posts=verb.actor.posts, organ_ids=organisations.mine(verb.actor))
    return task


def complete(
    case_id: UUID, task_id: UUID, *, verdict: str, opinion: str, actor: Actor, now: datetime, version: int | None = None,
    beside: Beside | None = None,
) -> Head:
    """Complete a review step or a side task (hot: one read, one statement, autocommit; `beside` goes into that statement)."""
    verb = begin(case_id, actor=actor, now=now, version=version)
    task = mine(verb, task_id)
    assert actor.account_id is not None
    law.check_separation(verb.state, account_id=actor.account_id, one_review=verb.terms.one_review)
    if task.kind is TaskKind.STEP:
        separation.check(verb, separation.duty(task), organ_id=task.organ_id)
    law.check_step(verb.state, task, verdict=verdict, opinion=opinion)
    written = verb.write(opinion or law.VERDICTS[verdict])
    if task.owner_id != actor.account_id or task.claimed_at is None:
        verb.say(law.claim(task, account_id=actor.account_id))
    if task.kind is TaskKind.SIDE:
        verb.say(law.complete_side(task, verdict=verdict, statement_id=written.id, statement_hash=written.sha256))
        return verb.commit(beside)
    if task.kind is not TaskKind.STEP:
        raise law.TaskGone()
    net = net_of(verb)
    marking = procedures.from_plain(verb.state.marking)
    values = values_of(verb, net, verdict=verdict)
    step = placed(net, procedures.complete(net, marking, task.node, values, index=task.index), values)
    verb.say(
        law.complete_step(
            verb.state, task, verdict=verdict, statement_id=written.id, statement_hash=written.sha256, step=step, net=net,
            new_id=new_id, decide_post=decide_post(verb) if step.ended else "",
        )
    )
    if step.ended and verb.terms.legal_review:
        open_legal_review(verb)
    return verb.commit(beside)


def open_legal_review(verb: Verb) -> None:
    """法制审核 of a major decision: a gate before 签发, opened when the procedure ends."""
    if any(act.state in ("opened", "passed") for act in verb.state.acts_of(ActKind.LEGAL_REVIEW)):
        return
    act_id = new_id()
    row = law.desk_row(TaskKind.LEGAL, "法制审核", "legal", verb.state.handling_organ_id, new_id, node=str(act_id))
    verb.say([
        f.ActOpened(
            act_id=act_id, act=ActKind.LEGAL_REVIEW.value, state="opened", limit=None, unit="", from_on=None, data={},
            document_id=None, gate_id=new_id(), opened=(row,),
        )
    ])


def claim(case_id: UUID, task_id: UUID, *, actor: Actor, now: datetime) -> Head:
    """签收认领."""
    verb = begin(case_id, actor=actor, now=now)
    task = mine(verb, task_id)
    assert actor.account_id is not None
    if task.kind in (TaskKind.STEP, TaskKind.LEGAL):
        separation.check(verb, separation.duty(task), organ_id=task.organ_id)
    verb.say(law.claim(task, account_id=actor.account_id))
    return verb.commit()


def hand_over(
    case_id: UUID, task_id: UUID, *, to_id: UUID, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """转办 by the owner, or 派件 by who may assign; only to a holder of the task's post."""
    verb = begin(case_id, actor=actor, now=now, version=version)
    task = law.open_task(verb.state, task_id)
    if task.owner_id != actor.account_id:
        law.check_assign(task)
        verb.authority_at(task.organ_id, Act.ASSIGN)
    people = organisations.holders(task.post, organ_id=task.organ_id, on=local_date(now))
    if to_id not in {person.account_id for person in people}:
        raise Invalid("不能转给这个人。", errors=(FieldError("to", "post", "请从同一岗位的人员里选。"),))
    if task.kind in (TaskKind.STEP, TaskKind.LEGAL):
        law.check_separation(verb.state, account_id=to_id, one_review=verb.terms.one_review)
        separation.check(verb, separation.duty(task), account_id=to_id, organ_id=task.organ_id)
    verb.say(law.hand_over(task, to_id=to_id))
    return verb.commit()


def insert(
    case_id: UUID, task_id: UUID, *, to_id: UUID, question: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """加签/会签: asks a colleague; the host step waits for the answer."""
    verb = begin(case_id, actor=actor, now=now, version=version)
    task = mine(verb, task_id)
    phases.need_reason(question, "question")
    if to_id == actor.account_id:
        raise Invalid("不能请自己会签。", errors=(FieldError("to", "self", "请选另一位同事。"),))
    if organisations.names([to_id]).get(to_id) is None:
        raise Invalid("没有这个人。", errors=(FieldError("to", "unknown", "请从名单里选。"),))
    asked = organisations.actor_by_id(to_id)
    if not asked.is_staff or asked.holds(*APART_POSTS):
        raise Invalid("不能请这个人会签。", errors=(FieldError("to", "staff", "监察、评价人员和申请人不参与办件。"),))
    law.check_separation(verb.state, account_id=to_id, one_review=verb.terms.one_review)
    written = verb.write(question)
    verb.say(
        law.insert(
            verb.state, task, to_id=to_id, post=task.post, organ_id=task.organ_id, name="会签", statement_id=written.id,
            new_id=new_id,
        )
    )
    return verb.commit()


def send_back(
    case_id: UUID, task_id: UUID, *, to_node: str, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """退回 to an earlier step of the procedure, with a reason; never across 受理."""
    verb = begin(case_id, actor=actor, now=now, version=version)
    task = mine(verb, task_id)
    phases.require(verb.state, Phase.UNDER_REVIEW)
    phases.need_reason(reason)
    assert actor.account_id is not None
    law.check_separation(verb.state, account_id=actor.account_id, one_review=verb.terms.one_review)
    net = net_of(verb)
    law.check_was_done(verb.state, to_node, node_name(net, to_node))
    step = back(verb, net, task.node, to_node)
    written = verb.write(reason)
    verb.say(
        law.send_back(
            verb.state, task, to_node=to_node, statement_id=written.id, step=step, net=net, new_id=new_id
        )
    )
    return verb.commit()


def back(verb: Verb, net: procedures.Net, from_node: str | None, to_node: str) -> procedures.Step:
    """The marking after a return, with the organs of what opens again."""
    values = values_of(verb, net)
    return placed(net, procedures.send_back(net, procedures.from_plain(verb.state.marking), from_node, to_node, values), values)


def node_name(net: procedures.Net, node_id: str) -> str:
    return net.node(node_id).name if node_id in net.index else node_id


def take_back(case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """取回: until the next owner has claimed."""
    verb = begin(case_id, actor=actor, now=now, version=version)
    assert actor.account_id is not None
    task = law.last_own_step(verb.state, actor.account_id)
    net = net_of(verb)
    step = back(verb, net, None, task.node)
    verb.say(
        law.take_back(
            verb.state, task, step=step, net=net, new_id=new_id, account_id=actor.account_id
        )
    )
    return verb.commit()


@transaction.atomic
def return_for_review(
    case_id: UUID, *, to_node: str, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """退回重审 by whoever may decide, once the decision is open; to a step that was done."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    verb.authority(Act.GRANT)
    law.check_at_the_decision(verb.state)
    phases.need_reason(reason)
    net = net_of(verb)
    law.check_was_done(verb.state, to_node, node_name(net, to_node))
    step = back(verb, net, None, to_node)
    written = verb.write(reason)
    verb.say(
        law.return_for_review(
            verb.state, to_node=to_node, statement_id=written.id, step=step, net=net, new_id=new_id,
        )
    )
    return verb.commit()


def time_out(verb: Verb, since: Callable[[], datetime]) -> None:
    """Boundary timers whose time is over, one after the other; called by the due loop.

    Each counts from the end of its time, but not before `since`: the import of a calendar that moved it earlier.
    """
    while (late := timers.running(verb.state, verb.calendar)) and late[0].at <= verb.now:
        timer, net = late[0], net_of(verb)
        marking = procedures.from_plain(verb.state.marking)
        values = values_of(verb, net)
        step = placed(net, procedures.fire(net, marking, timer.event, timer.index, values), values)
        facts = law.time_out(verb.state, timer, step=step, net=net, new_id=new_id, decide_post=decide_post(verb))
        moment = min(max(timer.at, since()), verb.now)
        verb.say(Effective(fact, moment) for fact in facts)
