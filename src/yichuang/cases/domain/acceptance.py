"""From 收件 to 受理: the five exits of 许可法 32, deemed acceptance, correction asked once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from yichuang.cases.domain.dates import CORRECTION, ends
from yichuang.cases.domain.phases import Phase, TaskKind
from yichuang.cases.domain.state import CaseState, Task
from yichuang.catalogue.domain import Terms
from yichuang.facts import cases as f
from yichuang.kernel.codes.reasons import Several
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import Effective, Fact, local_date
from yichuang.licences.domain.bans import Ban

LAW = "《行政许可法》"


class WrongPhase(Refusal):
    """The verb does not belong to the phase the case is in."""

    code = "cases.wrong_phase"
    message = "办件现在的状态不能做这一步。"
    remedy = "请刷新页面，看办件到了哪一步。"


class Incomplete(Refusal):
    code = "cases.incomplete"
    message = "还有%(count)s项受理要素未核或待补正，不能受理。"
    article = f"{LAW}第三十二条第一款第四项"
    remedy = "逐项核对；缺少的，用“补正告知”一次告知全部需要补正的内容。"


class CorrectionIncomplete(Refusal):
    code = "cases.correction_incomplete"
    message = "补正告知要求的还有%(count)s项没有交来，不能受理。"
    article = f"{LAW}第三十二条第一款第五项"
    remedy = "先登记补正材料和收到的时间；受理之日从最后一份材料收到之日算。"


class CorrectionSentBefore(Refusal):
    """A second notice is against 32(4); it can be sent, knowingly, and is shown in red."""

    code = "cases.correction_sent_before"
    message = "补正只能一次告知，本件已经告知过。再发一次将记为违反一次告知。"
    article = f"{LAW}第三十二条第一款第四项"
    remedy = "能当场更正的，当场更正；确需再次告知的，确认后发出，页面和监察将以红牌显示。"


class Unlisted(Refusal):
    code = "cases.material_unlisted"
    message = "要求的材料不在实施清单内：%(points)s。"
    article = f"{LAW}第三十一条"
    remedy = "只能要求实施清单列明的材料和受理要素。"


class AnswerTooLate(Refusal):
    code = "cases.answer_too_late"
    message = "五个工作日内没有告知，自收到申请材料之日起即为受理。"
    article = f"{LAW}第三十二条第一款第四项"
    remedy = "本件按已受理办理；材料有疑问的，在审查中请申请人作补充说明。"


TOGETHER = "unified"
"""Kind of the gate of a case that is accepted and granted in one act with others (26(2)); whoever decides together meets it."""


class AcceptedTogether(Refusal):
    code = "cases.accepted_together"
    message = "本件由几个机关统一办理，和其他各项一次受理，不能单独受理。"
    article = f"{LAW}第二十六条第二款"
    remedy = "核对好本件的受理要素，由窗口在联办件里一次受理全部；缺材料的，先一次告知补正。"


def is_together(state: CaseState) -> bool:
    """Whether the case still waits for the one act over all."""
    return any(gate.kind == TOGETHER for gate in state.unmet_gates)


class MayNotApplyAgain(Refusal):
    """A ban of 78 or 79 runs: the application is not accepted."""

    code = "cases.may_not_apply_again"
    message = "申请人%(why)s，%(until)s以前（含当日）不得再次申请本事项，不能受理。"
    remedy = "由有权人员作出不予受理决定，写明依据和期限。"


class NoBanRuns(Refusal):
    code = "cases.no_ban_runs"
    message = "收到申请时，申请人不在不得再次申请本事项的期限内。"
    article = f"{LAW}第七十八条、第七十九条"
    remedy = "另选法定理由；没有法定理由的，应当受理。"


class SoleBanned(Refusal):
    code = "cases.regime_has_no_refusal"
    message = "这一步只属于行政许可，本事项不适用。"
    article = ""
    remedy = "按本事项类型的办理流程处理。"


def require(state: CaseState, *phases: Phase) -> None:
    if state.phase not in phases:
        raise WrongPhase(phase=state.phase.value)


def check_licence(state: CaseState) -> None:
    """Raises for an act that only the licensing law knows (不受理, 不予受理 … of 32)."""
    if not state.is_licence:
        raise SoleBanned()


def is_answer_late(state: CaseState, answer_on: date | None, now: datetime) -> bool:
    """Whether the five working days of 32(4) have gone by without an answer."""
    return state.is_licence and answer_on is not None and now >= ends(answer_on)


def check_accept(state: CaseState, *, open_points: Sequence[str], ban: Ban | None = None) -> None:
    """Raises unless the case may be accepted now; `open_points` are acceptance points not yet 齐全合规 or 不适用, `ban` is
    the one of 78 or 79 the application fell into when it came in."""
    require(state, Phase.RECEIVED, Phase.CORRECTING)
    check_not_barred(ban)
    if open_points:
        raise Incomplete(count=len(open_points), points=list(open_points))
    out = missing(state)
    if out:  # 32(5): all that was asked is in; a mark on the checklist does not stand for the paper's day of arrival
        raise CorrectionIncomplete(count=len(out), points=out)


def check_not_barred(ban: Ban | None) -> None:
    if ban is not None:
        raise MayNotApplyAgain(why=ban.why, until=ban.to_on.isoformat(), article=ban.article)


def missing(state: CaseState) -> list[str]:
    """What the running correction notice asked for and has not come in."""
    act = state.correction
    return list(act.data["missing"]) if act and act.state == "asked" else []  # type: ignore[call-overload]


def check_in_time(state: CaseState, answer_on: date | None, now: datetime) -> None:
    """After five working days of silence the case is accepted by law: no other exit of 32 is left."""
    if is_answer_late(state, answer_on, now):
        raise AnswerTooLate()


def acceptance_moment(state: CaseState, now: datetime) -> datetime:
    """受理之日: after a correction the moment the last asked material came in, else now (design §5 Dates)."""
    return state.corrected_at if state.phase is Phase.CORRECTING and state.corrected_at else now


def accept(
    state: CaseState, *, document_id: UUID, authority_ref: str, now: datetime, together: bool = False
) -> list[Fact | Effective]:
    """`together`: in the one act over all that 26(2) means; a case handled so is accepted in no other."""
    if is_together(state) and not together:
        raise AcceptedTogether()
    fact = f.CaseAccepted(document_id=document_id, authority_ref=authority_ref)
    return [Effective(fact, acceptance_moment(state, now))]


def deem(state: CaseState, *, document_id: UUID, answer_on: date) -> list[Fact | Effective]:
    """32(4): not told in time = accepted from the day the materials were received."""
    fact = f.DeemedAccepted(document_id=document_id, answer_due_on=answer_on)
    return [Effective(fact, state.corrected_at or state.received_at)]


def check_ask_correction(
    state: CaseState, terms: Terms, *, points: Sequence[str], listed: frozenset[str], answer_on: date | None,
    now: datetime, knowingly: bool,
) -> None:
    """Raises unless a correction notice naming `points` may be sent; `listed` are the codes the version knows."""
    require(state, Phase.RECEIVED, Phase.CORRECTING)
    if not points:
        wrong = FieldError("points", "required", "请至少选一项需要补正的内容。")
        raise Invalid("没有选需要补正的内容。", errors=(wrong,))
    unlisted = [point for point in points if point not in listed]
    if unlisted:
        raise Unlisted(points=Several(unlisted))
    check_in_time(state, answer_on, now)
    if state.correction_count and not knowingly:
        raise CorrectionSentBefore()


def ask_correction(
    state: CaseState, *, act_id: UUID, points: Sequence[str], document_id: UUID, authority_ref: str
) -> list[Fact | Effective]:
    # what the first notice asked for and is still out stays asked for
    whole = tuple(dict.fromkeys([*missing(state), *points]))
    asked = f.CorrectionAsked(
        act_id=act_id, points=whole, limit=CORRECTION.amount, unit=CORRECTION.unit.value, from_on=None, document_id=document_id,
        authority_ref=authority_ref,
    )  # fmt: skip
    return [asked, f.SecondCorrectionAsked(act_id=act_id)] if state.correction_count else [asked]


def receive_correction(
    state: CaseState, *, points: Sequence[str], received_at: datetime, now: datetime, at_window: bool = False
) -> list[Fact | Effective]:
    """Asked-for papers came in at `received_at` (paper may be entered later than it came: 电子签名法 11, design §5 Dates);
    the correction is complete when nothing asked is missing."""
    require(state, Phase.CORRECTING)
    act = state.correction
    out = missing(state)
    brought = [p for p in out if p in set(points)]
    if act is None or not brought:
        wrong = FieldError("points", "not_asked", "请选补正告知书上要求、还没有交来的内容。")
        raise Invalid("这些内容不在补正告知的范围内，或者已经交来。", errors=(wrong,))
    if not act.opened_at <= received_at <= now:
        wrong = FieldError("received_at", "span", "收到的时间应当在补正告知之后、现在以前。")
        raise Invalid("收到补正材料的时间不对。", errors=(wrong,))
    still_out = tuple(p for p in out if p not in brought)
    fact = f.CorrectionReceived(act_id=act.id, points=tuple(brought), missing=still_out, at_window=at_window)
    return [Effective(fact, received_at)]


def lapse(state: CaseState, *, document_id: UUID, lapse_on: date | None, now: datetime) -> list[Fact | Effective]:
    """逾期未补正: closed without refusal; the applicant may apply again."""
    act = state.correction
    if state.phase is not Phase.CORRECTING or act is None or lapse_on is None or state.corrected_at:
        raise WrongPhase(phase=state.phase.value)
    # after an outage the effect is dated by the rule, not by the discovery
    return [Effective(f.CorrectionLapsed(act_id=act.id, document_id=document_id), min(ends(lapse_on), now))]


REJECTIONS = {
    "not_competent": ("依法不属于本行政机关职权范围", f"{LAW}第三十二条第一款第二项"),
    "false_material": ("隐瞒有关情况或者提供虚假材料", f"{LAW}第七十八条"),
    "banned": ("在不得再次申请的期限内", f"{LAW}第七十八条、第七十九条"),
}
"""The only grounds of 不予受理; an incomplete file is never one (a missing paper is a correction)."""


def check_reject(
    state: CaseState, *, ground: str, reason: str, answer_on: date | None, now: datetime, ban: Ban | None = None
) -> None:
    require(state, Phase.RECEIVED, Phase.CORRECTING)
    check_in_time(state, answer_on, now)
    check_licence(state)
    if ground not in REJECTIONS:
        wrong = FieldError("ground", "unknown", "请选一项法定理由。")
        raise Invalid("材料不齐不是不予受理的理由。", article=f"{LAW}第三十二条", errors=(wrong,))
    if ground == "banned" and ban is None:
        raise NoBanRuns()
    need_reason(reason)


class NotWritten(Invalid):
    code = "cases.not_written"
    message = "要写的内容没有写明。"


NEEDED = {
    "reason": FieldError("reason", "required", "请写明理由，例如依据哪份材料的哪一处。"),
    "interest": FieldError("interest", "required", "请写明直接关系他的什么重大利益。"),
    "matter": FieldError("matter", "required", "请写明就什么事项听证。"),
    "text": FieldError("text", "required", "请写明意见、事实和理由。"),
    "note": FieldError("note", "required", "请写明理由。"),
    "question": FieldError("question", "required", "请写明问题。"),
    "record": FieldError("record", "required", "请写明听证的经过和各方的意见。"),
    "findings": FieldError("findings", "required", "请写明核查的情况。"),
    "avoidance": FieldError("reason", "required", "请写明主持人与这件事有什么直接利害关系。"),
}
"""What is asked for where a few words at least must stand; every other field asks for a reason."""
PROPOSED = "rejection"
"""The node of the task that a 请示不予受理 opens."""


class ProposedBefore(Refusal):
    code = "cases.rejection_proposed"
    message = "已经请示过，还没有答复。"
    remedy = "请等有权限的岗位答复，或者催办；五个工作日照算。"


def proposal(state: CaseState) -> Task | None:
    """The open 请示不予受理, if there is one."""
    return next((t for t in state.open_tasks if t.kind is TaskKind.APPROVE and t.node == PROPOSED), None)


def check_propose(state: CaseState, *, ground: str, reason: str, answer_on: date | None, now: datetime) -> None:
    """请示不予受理: what may be rejected may be proposed, once at a time."""
    check_reject(state, ground=ground, reason=reason, answer_on=answer_on, now=now)
    if proposal(state):
        raise ProposedBefore()


def check_decline(state: CaseState, *, reason: str) -> Task:
    require(state, Phase.RECEIVED, Phase.CORRECTING)
    task = proposal(state)
    if task is None:
        raise WrongPhase("没有等着答复的请示。", phase=state.phase.value)
    need_reason(reason)
    return task


def rejection(ground: str, ban: Ban | None) -> tuple[str, str]:
    """The ground in words and its article; a ban is named by its own article, its cause and its last day."""
    words, article = REJECTIONS[ground]
    if ground == "banned" and ban is not None:
        last = f"{ban.to_on.year}年{ban.to_on.month}月{ban.to_on.day}日"
        return f"申请人曾{ban.why}，{last}以前（含当日）不得再次申请该行政许可", ban.article
    return words, article


def need_reason(reason: str, field: str = "reason") -> None:
    if len(reason.strip()) < 4:
        known = NEEDED.get(field, FieldError(field, "required", NEEDED["reason"].message))
        raise NotWritten(errors=(known,))


def received_on(state: CaseState) -> date:
    return local_date(state.received_at)
