"""What may be done with a 联办 and what not, each with its article and the lawful way on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yichuang.clock.domain import Limit, Unit
from yichuang.joint.domain.edges import ORDER_716
from yichuang.joint.domain.state import BranchState
from yichuang.joint.domain.themes import LAW, Mode
from yichuang.kernel.codes.reasons import Several
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal

GATE = "prerequisite"
"""Kind of the gate an edge holds in the case that needs it; the gate has the id of the edge."""

WAYS: Mapping[str, tuple[str, str]] = {
    "withdraw": ("由申请人同意后撤回，前置结果取得后重新申请，已交的材料不再重复提交", f"{LAW}第三十一条；{ORDER_716}"),
    "extend": ("在期限届满前经本机关负责人批准延长十个工作日，并书面告知理由", f"{LAW}第四十二条第一款"),
    "refuse": ("作出不予决定，写明没有满足的这一条件和依据，告知救济途径", f"{LAW}第三十八条第二款"),
}
"""The three lawful ways of a branch whose condition is not met at its limit: never a stop of the clock, never a silent hold."""


UNIFIED = Limit(45, Unit.WORKING_DAY)
UNIFIED_AND_MORE = Limit(60, Unit.WORKING_DAY)
"""42(2): handled together in not more than forty-five days, fifteen more with the approval of a head of the government. It binds all of
them together and lengthens no branch: each keeps its own limit."""


class ExtendedOnce(Refusal):
    code = "joint.extended_once"
    message = "统一办理的期限已经延长过一次，不能再延长。"
    article = f"{LAW}第四十二条第二款"
    remedy = "尽快作出决定；超期的，写明原因并公开。"


class TooLateToExtend(Refusal):
    code = "joint.too_late_to_extend"
    message = "四十五日已经届满，不能再延长。"
    article = f"{LAW}第四十二条第二款"
    remedy = "延长要在四十五日届满前批准；现在请尽快作出决定，并写超期说明。"


class OneOrgan(Refusal):
    """A bureau under 25 is one organ: 42(1), not 42(2)."""

    code = "joint.one_organ"
    message = "参加的只有一个机关，不是统一办理，不适用四十五日和延长十五日。"
    article = f"{LAW}第二十五条、第四十二条第一款"
    remedy = "每个办件的期限是二十日，在办件里经本机关负责人批准可以延长十日。"


class NotAccepted(Refusal):
    code = "joint.not_accepted"
    message = "还没有受理，期限还没有开始，不用延长。"
    article = f"{LAW}第四十二条第二款"


def check_extend(mode: Mode, *, organs: int, limit_on: date | None, extended: bool, today: date, reason: str) -> None:
    """延长十五日: once, of a unified handling that was accepted, before the forty-five days end, with a reason."""
    check_unified(mode)
    if organs < 2:
        raise OneOrgan()
    if extended:
        raise ExtendedOnce()
    if limit_on is None:
        raise NotAccepted()
    if today > limit_on:
        raise TooLateToExtend()
    if not reason.strip():
        wrong = FieldError("reason", "required", "请写明延长的理由，它要告诉申请人。")
        raise Invalid("没有写延长的理由。", code="joint.no_reason", article=f"{LAW}第四十二条第二款", errors=(wrong,))


class NotOpen(Refusal):
    """`state`: why not, one of the words below."""

    code = "joint.not_open"
    message = "这一项%(state)s，不能这样办。"
    remedy = "请看最新的办理情况。"


APPLIED_AGAIN, HAS_RESULT, ELSEWHERE = "已经重新申请过", "已经有了结果", "不在本联办件里"
OTHER_STEP, NOT_RUNNING = "不在这一步", "不在办理中"


class MayStillCome(Refusal):
    """A result that is on its way is no ground yet: the applicant was accepted on the assumption that it comes (716 art. 7)."""

    code = "joint.condition_may_come"
    message = "前置结果还在办理，本件的期限也没有临近届满，不能以它没有取得为由作不予决定。"
    article = ORDER_716
    remedy = "等前置结果；法定期限只剩一个工作日或者不到五分之一仍没有取得，或者前置事项没有获准的，再从撤回、延期、不予三种办法里选。"


class TooManyAtOnce(Refusal):
    code = "joint.too_many_at_once"
    message = "一次最多一起办%(most)s项。"
    article = f"{LAW}第二十六条第二款"
    remedy = "统一办理要么全部、要么一项也不办；超过的，请各机关分别办理。"


class StillRunning(Refusal):
    code = "joint.still_running"
    message = "这一项还没有结束，不能重新申请。"
    remedy = "等它有了结果，或者先撤回。"


class NothingKept(Refusal):
    code = "joint.nothing_kept"
    message = "这一项是另外申请以后并进来的，这里没有存它的材料。"
    remedy = "请单独重新申请这一项，已交的材料可以沿用，再请牵头部门并进来。"


class NotSigned(Refusal):
    code = "joint.not_signed"
    message = "这一项的决定机关还没有签署。"
    article = f"{LAW}第二十六条第二款"
    remedy = "请该机关的签发人先签署同意。"


class SignedBefore(NotSigned):
    code = "joint.signed_before"
    message = "签署以后这一项又退回重审，原来的签署不再算数。"
    remedy = "重新审查完毕后，请该机关的签发人再签署一次。"


class NotUnified(Refusal):
    code = "joint.not_unified"
    message = "本主题是同时受理、分别决定，不能统一决定。"
    article = f"{LAW}第二十六条第二款"
    remedy = "请各机关分别作出决定；各自的决定日期分别起算送达期限。"


class NothingChosen(Refusal):
    code = "joint.nothing_chosen"
    message = "没有选哪一项，或者没有可以这样办的。"
    remedy = "请选至少一项；已经办过的不用再办。"


class NotTheLead(Forbidden):
    code = "joint.not_the_lead"
    message = "只有牵头机关能做这一步。"
    article = f"{LAW}第二十六条第二款"
    remedy = "请牵头机关办理。"


class Strange(Refusal):
    code = "joint.other_applicant"
    message = "这个办件是别的申请人的，不能并进来。"
    remedy = "请核对办件编号。"


class InAnother(Refusal):
    code = "joint.in_another"
    message = "这个办件已经在一个联办件里。"
    remedy = "一个办件只属于一个联办件。"


@dataclass(frozen=True, slots=True)
class NotReady:
    """One branch that stands in the way of deciding or accepting together, and why."""

    branch: str
    organ: str
    why: str
    remedy: str


class NotAllReady(Refusal):
    """One verb, one transaction: all branches or none."""

    code = "joint.not_all_ready"
    message = "还有%(count)s项没有准备好，一项也没有办：%(names)s。"
    article = f"{LAW}第二十六条第二款"
    remedy = "按下面每一项的原因办好以后，再一起办；或者各自分别办理。"

    def __init__(self, rows: Sequence[NotReady]) -> None:
        errors = tuple(FieldError(row.branch, self.code, f"{row.organ}：{row.why}{row.remedy}") for row in rows)
        super().__init__(count=len(rows), names=Several(row.branch for row in rows), errors=errors)
        self.rows = tuple(rows)


def is_near(accepted_on: date | None, last_on: date | None, *, today: date, following: date) -> bool:
    """Whether a limit is near its end: at most one working day of it is left, or a fifth of its days; never on the day it began.
    `following`: the working day after today."""
    if accepted_on is None or last_on is None or today <= accepted_on:
        return False
    return last_on <= following or (last_on - today).days * 5 <= (last_on - accepted_on).days


def may_be_named(*, failed: bool, accepted_on: date | None, last_on: date | None, today: date, following: date) -> bool:
    """Whether a refusal may name a missing result: its branch ended without it, or the own limit of the law, `last_on`, is near (38(2))."""
    return failed or is_near(accepted_on, last_on, today=today, following=following)


def still_signed(signed_at: datetime | None, returned_at: datetime | None) -> bool:
    """Whether a signature counts: one given before the case went back to be reviewed again does not."""
    return signed_at is not None and (returned_at is None or returned_at <= signed_at)


def check_unified(mode: Mode) -> None:
    if mode is not Mode.UNIFIED:
        raise NotUnified()


def check_droppable(state: BranchState) -> None:
    """Only what waits is given up here; a case on its way is withdrawn by its own verb."""
    if state is not BranchState.WAITING:
        raise NotOpen(state={"open": "正在办理，要撤回请在办件里撤回", "granted": "已经办成"}.get(state.value, "已经结束"))


def check_again(state: BranchState) -> None:
    """A branch that ended without its result may be applied for again with what was handed in (免重复提交)."""
    if state in (BranchState.WAITING, BranchState.OPEN):
        raise StillRunning()
    if state is BranchState.GRANTED:
        raise NotOpen(state="已经办成")
