"""陈述申辩 of the applicant (许可法 36): made at any time of the review, and heard: no decision before whoever reviews has taken note of
it in writing. It stops no clock (45 does not name it)."""

from __future__ import annotations

from uuid import UUID

from yichuang.cases.domain.acceptance import LAW, check_licence, need_reason, require
from yichuang.cases.domain.acts import act_in, move_act, open_act
from yichuang.cases.domain.phases import ActKind, Phase
from yichuang.cases.domain.state import CaseState
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import Fact

ARTICLE = f"{LAW}第三十六条"
OUTCOMES = {"adopted": "采纳", "partly": "部分采纳", "not_adopted": "不采纳"}
MOST = 20
"""Local practice [P]: written statements of one case; what comes after them is said at the window or in a hearing."""


class NotInReview(Refusal):
    code = "cases.statement_not_in_review"
    message = "审查期间才能陈述和申辩：%(why)s。"
    article = ARTICLE
    remedy = "受理以后、决定以前都可以提出；已经决定的，按决定书写明的途径申请行政复议或者提起行政诉讼。"


class TooManyStatements(Refusal):
    code = "cases.too_many_statements"
    message = "本件的陈述申辩已有%(count)s份，不能再从网上提交。"
    article = ARTICLE
    remedy = "还有意见的，到窗口当面陈述，由工作人员记录。"


def check_made(state: CaseState, text: str, *, online: bool) -> None:
    check_licence(state)
    if state.phase is not Phase.UNDER_REVIEW:
        early = state.phase in (Phase.RECEIVED, Phase.CORRECTING)
        raise NotInReview(why="还没有受理" if early else "已经决定或者结束")
    if online and len(state.acts_of(ActKind.STATEMENT)) >= MOST:
        raise TooManyStatements(count=MOST)
    need_reason(text, "text")


def made(act_id: UUID, *, statement_id: UUID, document_id: UUID, gate_id: UUID) -> Fact:
    data: dict[str, object] = {"statement_id": str(statement_id)}
    return open_act(act_id, ActKind.STATEMENT, "made", data=data, document_id=document_id, gate_id=gate_id)


def check_noted(state: CaseState, act_id: UUID, *, outcome: str, note: str) -> None:
    require(state, Phase.UNDER_REVIEW)
    act_in(state, act_id, ActKind.STATEMENT, "noted")
    if outcome not in OUTCOMES:
        raise Invalid("没有选怎样处理。", errors=(FieldError("outcome", "required", "请选采纳、部分采纳或者不采纳。"),))
    need_reason(note, "note")


def noted(state: CaseState, act_id: UUID, *, outcome: str, answer_id: UUID) -> Fact:
    data: dict[str, object] = {"outcome": outcome, "answer_id": str(answer_id)}
    return move_act(state, act_id, ActKind.STATEMENT, "noted", data=data, met=True)
