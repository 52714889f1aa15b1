"""Verbs of 告知承诺: sign, decline; after the decision check, order 整改, check again, and begin the 撤销 of what stands on an untrue promise."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers, separation
from yichuang.cases.actions.decision import require_applicant
from yichuang.cases.actions.relying import check_credit, post
from yichuang.cases.actions.review import mine
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import promising as law
from yichuang.cases.domain.review import claim
from yichuang.cases.domain.state import Act as CaseAct
from yichuang.cases.domain.state import Task
from yichuang.catalogue.domain import PromiseText
from yichuang.clock.domain import add_working_days
from yichuang.credit import api as credit
from yichuang.credit.domain import Found
from yichuang.documents.domain import Kind
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.events import Head
from yichuang.kernel.values import local_date, new_id
from yichuang.licences import api as licences
from yichuang.licences.domain import State, can_move
from yichuang.organisations.domain import Act, Actor

WAY = "告知承诺"
GROUNDS = ("69.4", "69.fraud")
"""What an untrue promise that was not put right is revoked on: the conditions are not met, or the applicant knew."""


def promise_text(case_id: UUID, *, actor: Actor, now: datetime) -> PromiseText:
    """The words the applicant may sign. Raises why it is not open."""
    verb = begin(case_id, actor=actor, now=now)
    text = law.check_offered(verb.state, verb.terms)
    check_credit(verb.state.applicant_id, local_date(now), WAY)
    return text


@transaction.atomic
def sign_promise(
    case_id: UUID, *, agreed: bool, actor: Actor, now: datetime, signed_by: str = "", version: int | None = None
) -> Head:
    """签署告知承诺书, by the applicant or at the window: conditions told, promise signed, under the words of the case's own version."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = by_applicant_or_window(verb)
    text = law.check_offered(verb.state, verb.terms)
    check_credit(verb.state.applicant_id, local_date(now), WAY)
    law.check_sign(agreed=agreed, signed_by=signed_by or actor.name)
    act_id = new_id()
    document_id = letter(verb, text, signed_by or actor.name)
    verb.say(law.sign(verb.terms, act_id=act_id, document_id=document_id, authority_ref=authority_ref))
    return verb.commit()


def by_applicant_or_window(verb: Verb) -> str:
    """The applicant's own will; the window registers what was signed or said there."""
    if verb.actor.is_staff:
        return verb.authority_at(verb.state.accepting_organ_id, Act.RECEIVE)
    require_applicant(verb)
    return ""


def letter(verb: Verb, text: PromiseText, signed_by: str) -> UUID:
    promised = law.conditions_of(verb.terms)
    rows = [{"text": c.text, "article": c.article, "promised": "是" if c.code in promised else ""} for c in verb.terms.conditions]
    return papers.fix(
        verb, Kind.PROMISE_LETTER, conditions=rows, promised=text.text, check=f"决定之日起{text.check_days}个工作日内核查。",
        consequence=text.effect, choice="是否以承诺方式办理由申请人自愿选择；不承诺的，按一般程序审查。", signed_by=signed_by.strip(),
        signed_at=papers.minute(verb.now),
    ).document_id  # fmt: skip


@transaction.atomic
def decline_promise(case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """The applicant makes no promise, or takes it back before the decision: the ordinary way."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    by_applicant_or_window(verb)
    law.check_decline(verb.state)
    act = law.signed(verb.state)
    if act is None and law.signed(verb.state, "declined"):
        return verb.stored.head
    verb.say([f.PromiseDeclined(act_id=act.id if act else new_id())])
    return verb.commit()


def checking(
    case_id: UUID, task_id: UUID, word: str, *, actor: Actor, now: datetime, version: int | None
) -> tuple[Verb, Task, CaseAct, str]:
    """What both checks begin with: the task is the actor's, the power is there, and who accepted or decided does not check."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    task = mine(verb, task_id)
    act = law.act_of(verb.state, task, word)
    authority_ref = verb.authority(Act.FOLLOW_UP)
    separation.check(verb, Act.FOLLOW_UP)
    assert actor.account_id is not None
    if task.owner_id != actor.account_id or task.claimed_at is None:
        verb.say(claim(task, account_id=actor.account_id))
    return verb, task, act, authority_ref


@transaction.atomic
def check_promise(
    case_id: UUID, task_id: UUID, *, finding: str, note: str, actor: Actor, now: datetime, days: int | None = None,
    version: int | None = None,
) -> Head:
    """事后核查: with the promise, or not; then 限期整改 with its day, and a check when it is over."""
    verb, task, act, authority_ref = checking(case_id, task_id, "to_check", actor=actor, now=now, version=version)
    text = verb.terms.promise
    days = days or (text.mend_days if text else None)
    law.check_finding(finding=finding, note=note, days=days, words=law.FINDINGS)
    written = verb.write(note)
    verb.say([f.PromiseChecked(
        act_id=act.id, task_id=task.id, finding=finding, statement_id=written.id, authority_ref=authority_ref
    )])  # fmt: skip
    if finding == "untrue":
        assert days is not None
        order_mending(verb, act, note, days)
    return verb.commit()


def order_mending(verb: Verb, act: CaseAct, note: str, days: int) -> None:
    due = add_working_days(verb.calendar, local_date(verb.now), days)
    effect = verb.terms.promise.effect if verb.terms.promise else "逾期不整改的，依法撤销行政许可，记入信用记录。"
    fixed = papers.fix(verb, Kind.MENDING_NOTICE, facts=note.strip(), due_on=due, consequence=effect)
    row = law.task(verb.state, act.id, law.RECHECK, post(verb, Act.FOLLOW_UP), days, new_id)
    verb.say([f.MendingOrdered(act_id=act.id, document_id=fixed.document_id, due_on=due, opened=(row,))])


@transaction.atomic
def recheck_promise(
    case_id: UUID, task_id: UUID, *, finding: str, note: str, actor: Actor, now: datetime, ground: str = GROUNDS[0],
    version: int | None = None,
) -> Head:
    """整改复查: put right, and it ends; not put right when the days are over, and it goes on record and to 撤销 (69)."""
    verb, task, act, authority_ref = checking(case_id, task_id, "mending", actor=actor, now=now, version=version)
    law.check_finding(finding=finding, note=note, days=None, words=law.MENDINGS)
    written = verb.write(note)
    checked = f.PromiseChecked(act_id=act.id, task_id=task.id, finding=finding, statement_id=written.id, authority_ref=authority_ref)
    if finding == "unmended":
        law.check_unmended(act, local_date(now))
        if ground not in GROUNDS:
            wrong = FieldError("ground", "required", "请选撤销的情形。")
            raise Invalid("没有选撤销的情形。", errors=(wrong,))
        verb.say([checked, broken(verb, act, note, ground)])
    else:
        verb.say([checked])
    return verb.commit()


def broken(verb: Verb, act: CaseAct, note: str, ground: str) -> f.PromiseBroken:
    """On record, and the revocation is begun by its own verb; a licence no longer in force has nothing to revoke."""
    state, licence_id = verb.state, verb.state.licence_id
    record_id = credit.note(
        state.applicant_id, Found.PROMISE_BROKEN, ground=f"{verb.terms.name}：承诺与实际不符，逾期没有整改（办件{state.number}）",
        organ_id=state.deciding_organ_id, by=verb.actor.ref, at=verb.now, case_id=state.id, licence_id=licence_id,
    )
    proceeding_id = None
    if licence_id and can_move(State(licences.licence(licence_id).state), State.REVOKED):
        running = any(row.proceeding.is_open for row in licences.endings(licence_id))
        if not running:
            proceeding_id = licences.notice_ending(licence_id, ground=ground, facts_found=note, actor=verb.actor, at=verb.now)
    return f.PromiseBroken(act_id=act.id, record_id=record_id, licence_id=licence_id, proceeding_id=proceeding_id)
