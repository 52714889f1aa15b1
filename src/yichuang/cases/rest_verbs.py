"""The verbs of a case in `/api/v1/`: each is one POST that names the version it has seen and a key of its own.

What may not be seen is 404, what may not be done 403, what the case's state forbids 409, a moved version 412.
"""
# Without `from __future__ import annotations`: ninja reads the body's class from the signature made in `verb`.

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from yichuang.cases import hot, queries, rest_out
from yichuang.cases import rest_in as told
from yichuang.cases.actions import (
    acceptance,
    acts,
    correcting,
    decision,
    on_the_spot,
    promising,
    review,
    rights,
    sending,
    serving,
    statements,
    tolerating,
    unit,
    visiting,
    window,
    wishes,
)
from yichuang.cases.domain import on_the_spot as at_once
from yichuang.cases.domain.acceptance import WrongPhase
from yichuang.cases.domain.phases import Phase
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import Checklist
from yichuang.kernel.errors import Refusal
from yichuang.kernel.events import Head
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.prepared import Fragment
from yichuang.kernel.rest import Order, answer, headers, once, once_hot, problems
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act

router = Router(tags=["cases"])
ANSWERS = {200: told.Done, **problems(401, 403, 409, 412, 428)}
EXTRA = headers(versioned=True)

Do = Callable[..., Head]


def done(case_id: UUID, head: Head) -> Answer:
    return answered(case_id, head, hot.open_tasks(case_id))


def answered(case_id: UUID, head: Head, tasks: list[dict[str, Any]]) -> Answer:
    return answer(200, {"case_id": case_id, "version": head.seq, "open_tasks": tasks}, version=head.seq)


def verb(path: str, body_class: type[Schema], summary: str, act: Do, description: str = "") -> None:
    """Hang up one verb: `act(case_id, body, actor=, now=, version=)` in one transaction with its key."""

    def view(request: HttpRequest, case_id: UUID, body: body_class) -> HttpResponse:  # type: ignore[valid-type]
        def run(asked: Order) -> Answer:
            actor = asked.caller.actor
            queries.visible(actor, case_id)
            return done(case_id, act(case_id, body, actor=actor, now=asked.now, version=asked.version))

        return once(request, run, versioned=True)

    named = path.replace("-", "_").replace("/", "_")
    router.post(
        f"/cases/{{case_id}}/{path}", response=ANSWERS, summary=summary, openapi_extra=EXTRA, operation_id=f"case_{named}",
        description=description or (act.__doc__ or ""),
    )(view)


def of(function: Do) -> Do:
    """A verb whose arguments are the fields of its body."""

    def act(case_id: UUID, body: Schema, **who: Any) -> Head:
        return function(case_id, **body.dict(), **who)

    act.__doc__ = function.__doc__
    return act


def held(function: Do) -> Do:
    """A verb that takes no version: the case is locked at the one that was seen."""

    def act(case_id: UUID, body: Schema, *, version: int, **who: Any) -> Head:
        unit.hold(case_id, version=version)
        return function(case_id, **body.dict(), **who)

    act.__doc__ = function.__doc__
    return act


def correct(case_id: UUID, body: told.Correction, **who: Any) -> Head:
    return acceptance.ask_correction(case_id, points=body.points, knowingly=body.knowingly, **who)


def serve(case_id: UUID, body: told.Service, **who: Any) -> Head:
    return serving.serve(case_id, **{**body.dict(), "mode": body.mode.value}, **who)


def mark(case_id: UUID, body: told.Marks, *, actor: Any, now: Any, version: int) -> Head:
    """受理要素 before acceptance by who accepts; 审查要点 under review by who reviews, checks or decides, or in the sitting in which
    the case may be decided at once. No version is raised."""
    seen = unit.begin(case_id, actor=actor, now=now, version=version, lock=True)
    state, first = seen.state, body.checklist is Checklist.ACCEPTANCE
    sitting = not first and at_once.is_open(state, seen.terms)
    if not sitting and state.phase not in ((Phase.RECEIVED, Phase.CORRECTING) if first else (Phase.UNDER_REVIEW,)):
        raise WrongPhase(phase=state.phase.value)
    if first:
        window.at_window(seen, Act.ACCEPT)
    elif sitting:
        seen.authority(Act.DECIDE_AT_ONCE)
    elif not any(may(seen, act) for act in (Act.CHECK, Act.GRANT)):
        seen.authority(Act.REVIEW)
    dossier.mark_points(case_id, body.checklist, body.points, notes=body.notes, by=actor.ref, at=now)
    return seen.stored.head


def may(seen: unit.Verb, act: Act) -> bool:
    return organisations.may(
        seen.actor, act, organ_id=seen.state.handling_organ_id, item_id=seen.terms.item_id, on=local_date(seen.now)
    )


verb("checklist", told.Marks, "记核对结果", mark)
verb("accept", told.Nothing, "受理", of(acceptance.accept))
verb("corrections", told.Correction, "一次告知补正", correct)
verb("reject", told.Rejection, "不予受理", of(acceptance.reject))
verb("not-needed", told.Reason, "不受理（不需要许可）", of(acceptance.tell_not_needed))
verb("special-procedures", told.Special, "特别程序开始", of(acts.start_special))
verb("special-procedures/end", told.OfAct, "特别程序结束", of(acts.end_special))
verb("extensions", told.Extension, "申请延期", of(acts.ask_extension))
verb("extensions/approve", told.ReasonedAct, "批准延期", of(acts.approve_extension))
verb("extensions/decline", told.ReasonedAct, "不批准延期", of(acts.decline_extension), "The extension is declined, with the reason.")
verb("visits", told.Visit, "踏勘派单", of(visiting.order_visit))
verb("visits/record", told.VisitRecord, "现场核查笔录", held(visiting.record_visit))
verb("third-parties", told.ThirdParty, "告知利害关系人", of(rights.tell_third_party))
verb("third-parties/statement", told.StatementTaken, "听取陈述申辩", of(rights.take_statement))
verb("third-parties/write", told.Explanation, "书面陈述申辩", held(rights.give_statement))
verb("statements", told.Said, "申请人陈述申辩", held(statements.make_statement))
verb("statements/record", told.Recorded, "登记申请人陈述申辩", of(statements.record_statement))
verb("statements/note", told.StatementNoted, "听取申请人陈述申辩", of(statements.note_statement))
verb("hearings", told.HearingRight, "听证告知", of(rights.tell_hearing_right))
verb("hearings/answer", told.HearingAnswer, "要求听证，或者表示不要求", held(rights.answer_hearing_right))
verb("hearings/notice", told.HearingNotice, "听证通知", of(rights.notice_hearing))
verb("hearings/avoidance", told.Avoidance, "申请主持人回避", held(rights.ask_avoidance))
verb("hearings/avoidance/decline", told.ReasonedAct, "不准许回避", of(rights.decline_avoidance))
verb("hearings/record", told.HearingRecord, "听证笔录", of(rights.record_hearing))
verb("opinions", told.Opinion, "征求意见", of(acts.ask_opinion))
verb("opinions/answer", told.OpinionAnswer, "回复意见", held(acts.answer_opinion))
verb("supplements", told.Question, "请补充说明", of(acts.ask_supplement))
verb("supplements/answer", told.Explanation, "补充说明", held(acts.give_supplement), "The applicant answers a 补充说明; no clock stops for it.")
verb("acts/drop", told.ReasonedAct, "不再等待", of(acts.drop_act))
verb("legal-review/open", told.Nothing, "送法制审核", of(acts.open_legal))
verb("legal-review", told.LegalReview, "法制审核", of(acts.review_law))
verb("grant", told.Grant, "签发准予", of(decision.grant))
verb("refuse", told.Refusal, "签发不予", of(decision.refuse))
verb("conclude", told.Conclusion, "办结（非许可）", of(decision.conclude))
verb("serve", told.Service, "送达", serve, "送达 of one document with its proof, also after the case has ended; starts the remedy periods.")
verb("deliver", told.Delivery, "领证签收", of(serving.deliver))
verb("result/send", told.ResultSent, "证件寄往领取的窗口", of(sending.send_result))
verb("result/arrive", told.Nothing, "确认证件到达领取的窗口", of(sending.confirm_result))
verb("result/call-off", told.Reason, "寄出的证件退回或者丢失", of(sending.call_off_sending))
verb("at-once", told.AtOnce, "即办（当场受理并决定）", of(on_the_spot.decide_at_once))
verb("clerical-corrections", told.Slip, "更正（笔误）", of(correcting.correct_clerical))
verb("exchange", told.Delivery, "换领更正后的证件", of(correcting.exchange))
verb("withdraw", told.OptionalReason, "撤回申请", of(decision.withdraw))
verb("end", told.Ending, "终止办理", of(decision.end))
verb("overdue-note", told.OverdueNote, "超期说明", of(decision.write_overdue_note))
verb("take-back", told.Nothing, "取回", of(review.take_back))
verb("return", told.Return, "退回重审", of(review.return_for_review))
verb("fix", told.FixedOnTheSpot, "当场更正", of(acceptance.fix_on_the_spot))
verb("urge", told.Nothing, "催办", held(wishes.urge))
verb("tolerance/offer", told.Nothing, "容缺受理告知", of(tolerating.offer_tolerance))
verb("tolerance/agree", told.Tolerance, "申请人选择容缺受理", of(tolerating.agree_tolerance))
verb("tolerance/decline", told.Nothing, "不选容缺受理", of(tolerating.decline_tolerance))
verb("tolerance/accept", told.ToleranceAtWindow, "容缺受理", of(tolerating.accept_with_gaps))
verb("tolerance/bring", told.Brought, "容缺材料收到", of(tolerating.bring_tolerated))
verb("tolerance/check", told.ToleratedCheck, "核对容缺材料", of(tolerating.check_tolerated))
verb("tolerance/end", told.Reason, "容缺期满终止办理", of(tolerating.end_untolerated))
verb("tolerance/refuse", told.ToleranceRefusal, "容缺期满不予", of(tolerating.refuse_untolerated))
verb("promise/sign", told.Promise, "签告知承诺书", of(promising.sign_promise))
verb("promise/decline", told.Nothing, "不作承诺，或者收回承诺", of(promising.decline_promise))
verb("service", told.ServiceWay, "改送达方式", of(wishes.change_service))


def task_verb(name: str, body_class: type[Schema], summary: str, act: Do) -> None:
    """The same for a verb of one task."""

    def view(request: HttpRequest, case_id: UUID, task_id: UUID, body: body_class) -> HttpResponse:  # type: ignore[valid-type]
        def run(asked: Order) -> Answer:
            actor = asked.caller.actor
            queries.visible(actor, case_id)
            unit.hold(case_id, version=asked.version or 0)
            return done(case_id, act(case_id, task_id, **body.dict(), actor=actor, now=asked.now))

        return once(request, run, versioned=True)

    router.post(
        f"/cases/{{case_id}}/tasks/{{task_id}}/{name}", response=ANSWERS, summary=summary, openapi_extra=EXTRA,
        operation_id=f"task_{name.replace('-', '_')}", description=act.__doc__ or "",
    )(view)


task_verb("claim", told.Nothing, "签收认领", review.claim)
task_verb("hand-over", told.HandOver, "转办", review.hand_over)
task_verb("send-back", told.SendBack, "退回", review.send_back)
task_verb("insert", told.Insert, "会签", review.insert)
task_verb("check-promise", told.PromiseCheck, "承诺事后核查", promising.check_promise)
task_verb("recheck-promise", told.PromiseRecheck, "整改复查", promising.recheck_promise)
task_verb("spot-check", told.SpotCheck, "即办件抽查", on_the_spot.spot_check)


@router.post(
    "/cases/{case_id}/tasks/{task_id}/complete", response=ANSWERS, summary="办结一步", openapi_extra=EXTRA, operation_id="task_complete",
)  # fmt: skip
def complete(request: HttpRequest, case_id: UUID, task_id: UUID, body: told.Step) -> HttpResponse:
    """Complete a review step: one read and one statement, which carries the key; who may see is asked when it is refused."""

    def run(asked: Order, keep: Callable[[Answer], Fragment]) -> Answer:
        actor, said = asked.caller.actor, list[Answer]()

        def beside(head: Head, done: unit.Verb) -> Fragment:
            said.append(answered(case_id, head, rest_out.tasks_of(done.state, done.dates)))
            return keep(said[0])

        try:
            review.complete(
                case_id, task_id, verdict=body.verdict, opinion=body.opinion, actor=actor, now=asked.now, version=asked.version,
                beside=beside,
            )
        except Refusal:
            queries.visible(actor, case_id)
            raise
        return said[0]

    return once_hot(request, run)
