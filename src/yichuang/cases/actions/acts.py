"""Verbs of the acts on the way: special procedures, extension, opinions, legal review, supplements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers, separation
from yichuang.cases.actions.decision import require_applicant
from yichuang.cases.actions.review import open_legal_review
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import acts as law
from yichuang.cases.domain import opinions
from yichuang.cases.domain.acceptance import need_reason, require
from yichuang.cases.domain.phases import ActKind, Phase, TaskKind
from yichuang.cases.domain.review import desk_row
from yichuang.cases.models import CaseOrgan
from yichuang.clock import domain as counting
from yichuang.clock.domain import Limit, Unit, ground_name
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.events import Head
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


def under_review(case_id: UUID, actor: Actor, now: datetime, version: int | None, act: str) -> tuple[Verb, str]:
    """A locked verb on a case under review, and the authority for it."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = verb.authority(act)
    require(verb.state, Phase.UNDER_REVIEW)
    return verb, authority_ref


def new_last_day(verb: Verb, *facts: object) -> str:
    """The last day as it will stand once `facts` are said; documents state it."""
    ahead = Verb(verb.stored, verb.state, verb.terms, verb.calendar, verb.actor, verb.now)
    ahead.say(facts)  # type: ignore[arg-type]
    last = ahead.dates.statutory_on or ahead.dates.promised_on
    day = papers.last_day(verb, last)
    return f"{day}（暂定）" if ahead.state.is_stopped and not day.endswith("（暂定）") else day


@transaction.atomic
def start_special(
    case_id: UUID, *, ground: str, days: int, basis: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """特别程序开始, 45: told in writing with the time needed; the clocks stop from the next day."""
    verb, authority_ref = under_review(case_id, actor, now, version, Act.SPECIAL_START)
    needed = Limit(days, Unit.WORKING_DAY)
    known = law.check_special(verb.state, verb.terms, verb.calendar, ground=ground, needed=needed, on=local_date(now))
    cap, typed = verb.terms.cap(known.value), basis.strip()
    article = (cap.article if cap else "") or f"{law.LAW}第四十五条"
    written = verb.write(typed) if typed else None
    expected = counting.last_day(verb.calendar, local_date(now), needed)
    act_id = new_id()
    start = partial(
        law.start_special, act_id=act_id, ground=known, article=article, needed=needed,
        authority_ref=authority_ref, now=now, statement_id=written.id if written else None,
        statement_hash=written.sha256 if written else "",
    )
    fixed = papers.fix(
        verb, Kind.SPECIAL_PROCEDURE_NOTICE, cause=ground_name(known), basis=typed or article, days_needed=f"{days}个工作日",
        from_on=papers.day(local_date(now)), new_last_day=resumed_last_day(verb, start(document_id=act_id), act_id, expected),
    )
    verb.say(start(document_id=fixed.document_id))
    return verb.commit()


def resumed_last_day(verb: Verb, facts: Sequence[object], act_id: UUID, expected: date) -> str:
    """The new last day if the special procedure takes exactly the time told."""
    ended = f.SpecialProcedureEnded(act_id=act_id, to_on=expected, document_id=act_id)
    return new_last_day(verb, *facts, ended)


@transaction.atomic
def end_special(
    case_id: UUID, *, act_id: UUID, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """特别程序结束: the clocks run again; the day of resumption does not count."""
    verb, _ = under_review(case_id, actor, now, version, Act.SPECIAL_END)
    act = law.act_in(verb.state, act_id, ActKind.SPECIAL, "ended")
    ended = law.end_special(verb.state, act_id, document_id=act_id, now=now)
    stop = next(e for e in verb.state.ledger if e.id == act_id)
    excluded = counting.working_days_between(verb.calendar, stop.from_on, local_date(now))
    fixed = papers.fix(
        verb, Kind.RESUMPTION_NOTICE, cause=ground_name(str(act.data["ground"])),
        ended_on=papers.day(local_date(now)), days_excluded=f"{excluded}个工作日",
        new_last_day=new_last_day(verb, *ended),
    )
    verb.say(law.end_special(verb.state, act_id, document_id=fixed.document_id, now=now))
    return verb.commit()


@transaction.atomic
def ask_extension(
    case_id: UUID, *, days: int, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """申请延期: goes to the head of the organ for approval before the last day."""
    verb, _ = under_review(case_id, actor, now, version, Act.ASK_EXTENSION)
    law.check_extension(verb.state, verb.terms, verb.dates, amount=days, reason=reason, now=now)
    written = verb.write(reason)
    unit = law.extension_cap(verb.terms).unit.value
    act_id = new_id()
    verb.say([f.ExtensionAsked(act_id=act_id, amount=days, unit=unit, statement_id=written.id)])
    posts = organisations.posts_for(
        Act.EXTEND, organ_id=verb.state.handling_organ_id, item_id=verb.terms.item_id, on=local_date(now)
    )
    row = desk_row(
        TaskKind.APPROVE, "批准延期", posts[0] if posts else "director", verb.state.handling_organ_id, new_id, node=str(act_id)
    )
    verb.say([f.SideTaskOpened(host_id=act_id, statement_id=written.id, opened=(row,))])
    return verb.commit()


@transaction.atomic
def approve_extension(
    case_id: UUID, *, act_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """批准延期, 42: by the head of the organ, the reason told to the applicant, before the last day."""
    verb, authority_ref = under_review(case_id, actor, now, version, Act.EXTEND)
    act = law.act_in(verb.state, act_id, ActKind.EXTENSION, "approved")
    law.check_in_time(verb.dates, now)
    need_reason(reason)
    separation.check(verb, Act.EXTEND)
    days = int(str(act.data["amount"]))
    trial = law.approve_extension(verb.state, verb.terms, act_id, document_id=act_id, authority_ref=authority_ref)
    last = new_last_day(verb, *trial)
    papers.fix(
        verb, Kind.EXTENSION_FORM, to=(Recipient(Role.INTERNAL, "案卷"),), reason=reason.strip(), days=f"{days}个工作日",
        opinions=[{"who": actor.name, "verdict": "同意", "at": papers.minute(now)}], new_last_day=last,
    )
    fixed = papers.fix(
        verb, Kind.EXTENSION_NOTICE, reason=reason.strip(), days=f"{days}个工作日", approved_by=actor.name, new_last_day=last
    )
    verb.say(
        law.approve_extension(
            verb.state, verb.terms, act_id, document_id=fixed.document_id, authority_ref=authority_ref,
            tell_by=verb.dates.statutory_on,
        )
    )
    close_tasks_of(verb, act_id, "approved")
    return verb.commit()


@transaction.atomic
def decline_extension(
    case_id: UUID, *, act_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    verb, _ = under_review(case_id, actor, now, version, Act.EXTEND)
    law.act_in(verb.state, act_id, ActKind.EXTENSION, "declined")
    need_reason(reason)
    verb.say([f.ExtensionDeclined(act_id=act_id, statement_id=verb.write(reason).id)])
    close_tasks_of(verb, act_id, "declined")
    return verb.commit()


def close_tasks_of(verb: Verb, act_id: UUID, verdict: str) -> None:
    """End the desk tasks an act had opened."""
    for task in verb.state.open_tasks:
        if task.node == str(act_id):
            written = verb.write(verdict)
            verb.say([
                f.SideTaskCompleted(
                    task_id=task.id, verdict=verdict, statement_id=written.id, statement_hash=written.sha256
                )
            ])


@transaction.atomic
def ask_opinion(
    case_id: UUID, *, organ_id: UUID, question: str, days: int, silence_is_consent: bool, actor: Actor, now: datetime,
    version: int | None = None, silence_basis: str = "",
) -> Head:
    """征求意见, 26: a question, a due date and the effect of silence; consent only where a rule, named in the letter, says so. The
    clock runs on."""
    verb, _ = under_review(case_id, actor, now, version, Act.CONSULT)
    need_reason(question, "question")
    if days <= 0:
        raise Invalid("没有写回复期限。", errors=(FieldError("days", "required", "请填几个工作日内回复。"),))
    opinions.check_silence(silence_is_consent, silence_basis)
    organ = organisations.organ(organ_id)
    limit = Limit(days, Unit.WORKING_DAY)
    due_on = counting.last_day(verb.calendar, local_date(now), limit)
    fixed = papers.fix(
        verb, Kind.OPINION_REQUEST, to=(Recipient(Role.ORGAN, organ.name, organ_id=organ.id),), organ_asked=organ.name,
        question=question.strip(), due_on=papers.last_day(verb, due_on),
        silence_effect=opinions.silence_said(silence_is_consent, silence_basis),
    )
    CaseOrgan.objects.get_or_create(case_id=case_id, organ_id=organ_id, role="asked")
    act_id = new_id()
    row = desk_row(TaskKind.SIDE, "回复意见", "co_organ_liaison", organ_id, new_id, node=str(act_id))
    data: dict[str, object] = {
        "organ_id": str(organ_id), "silence": "consent" if silence_is_consent else "none",
        "question_id": str(verb.write(question).id), "document_id": str(fixed.document_id),
    }  # fmt: skip
    if silence_is_consent:
        data["basis_id"] = str(verb.write(silence_basis).id)
    verb.say([
        law.open_act(
            act_id, ActKind.OPINION, "asked", term=law.running(limit, local_date(now)), data=data,
            document_id=fixed.document_id, gate_id=new_id(), opened=(row,),
        )
    ])
    return verb.commit()


@transaction.atomic
def answer_opinion(
    case_id: UUID, *, act_id: UUID, verdict: str, text: str, actor: Actor, now: datetime, article: str = ""
) -> Head:
    """The asked organ answers: agree, conditions (which), object (with article)."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    act = law.act_in(verb.state, act_id, ActKind.OPINION, "answered")
    organ_id = UUID(str(act.data["organ_id"]))
    verb.authority_at(organ_id, Act.ANSWER)
    opinions.check_opinion(verdict, text, article)
    words = opinions.opinion_said(verdict, text, article)
    fixed = papers.fix(
        verb, Kind.OPINION_REPLY, organ_id=organ_id, to=(Recipient(Role.ORGAN, "征求意见机关", organ_id=verb.state.deciding_organ_id),),
        request_number=papers.NOT_STATED, opinion=words, replied_on=papers.day(local_date(now)),
    )  # fmt: skip
    data: dict[str, object] = {"verdict": verdict, "article": article.strip(), "statement_id": str(verb.write(words).id)}
    verb.say([
        law.move_act(verb.state, act_id, ActKind.OPINION, "answered", data=data, document_id=fixed.document_id, met=True)
    ])
    return verb.commit()


@transaction.atomic
def review_law(
    case_id: UUID, *, act_id: UUID, passed: bool, opinion: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """法制审核 of a major decision before 签发: passed meets the gate, returned sends it back to review."""
    verb, _ = under_review(case_id, actor, now, version, Act.LEGAL_REVIEW)
    need_reason(opinion, "opinion")
    separation.check(verb, Act.LEGAL_REVIEW)
    to = "passed" if passed else "returned"
    data: dict[str, object] = {"statement_id": str(verb.write(opinion).id)}
    # a returned review closes its own gate; `ready` asks for a passed one, so the decision stays shut
    verb.say([law.move_act(verb.state, act_id, ActKind.LEGAL_REVIEW, to, data=data, met=True)])
    return verb.commit()


@transaction.atomic
def open_legal(case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """送法制审核 again (after a return, or for a case whose item does not ask for it)."""
    verb, _ = under_review(case_id, actor, now, version, Act.REVIEW)
    open_legal_review(verb)
    return verb.commit()


@transaction.atomic
def ask_supplement(
    case_id: UUID, *, question: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """补充说明 after acceptance: no stop of the clock."""
    verb, _ = under_review(case_id, actor, now, version, Act.REVIEW)
    need_reason(question, "question")
    data: dict[str, object] = {"question_id": str(verb.write(question).id)}
    verb.say([law.open_act(new_id(), ActKind.SUPPLEMENT, "asked", data=data)])
    return verb.commit()


@transaction.atomic
def drop_act(
    case_id: UUID, *, act_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """不再等待: a visit ordered in error, an organ silent past its time, a supplement no longer needed; says why.

    A visit the item itself requires is still required: `ready` asks for a recorded one.
    """
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    act = verb.state.act(act_id)
    if act is None or act.kind not in law.DROPPABLE:
        raise law.ActGone()
    verb.authority(law.DROPPABLE[act.kind])
    need_reason(reason)
    data: dict[str, object] = {"reason_id": str(verb.write(reason).id)}
    verb.say([law.move_act(verb.state, act_id, act.kind, "dropped", data=data, met=True)])
    return verb.commit()


@transaction.atomic
def give_supplement(case_id: UUID, *, act_id: UUID, text: str, actor: Actor, now: datetime) -> Head:
    verb = begin(case_id, actor=actor, now=now, lock=True)
    require_applicant(verb)
    need_reason(text, "text")
    data: dict[str, object] = {"statement_id": str(verb.write(text).id)}
    verb.say([law.move_act(verb.state, act_id, ActKind.SUPPLEMENT, "received", data=data)])
    return verb.commit()
