"""撤回 (8) and 撤销 (69): told first, heard, then decided; what each stands on and what the holder gets (《行政许可法》 7, 8, 69). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from yichuang.clock.domain import Limit, Unit
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from yichuang.kernel.values import local_date
from yichuang.licences.domain import State, check_move

LAW = "《中华人民共和国行政许可法》"


@dataclass(frozen=True, slots=True)
class Ground:
    """One legal ground: the state it leads to, its words, its article, and what becomes of the holder's loss."""

    to: State
    text: str
    article: str
    relief: str


COMPENSATED = "由此给您（单位）造成财产损失的，本机关依法给予补偿。"
DAMAGES = "您（单位）的合法权益因此受到损害的，本机关依法给予赔偿。"
UNPROTECTED = "基于该行政许可取得的利益不受保护。"

GROUNDS: Mapping[str, Ground] = {
    "8.law": Ground(State.RECALLED, "许可所依据的法律、法规、规章修改或者废止，为了公共利益需要撤回", f"{LAW}第八条第二款", COMPENSATED),
    "8.facts": Ground(State.RECALLED, "准予许可所依据的客观情况发生重大变化，为了公共利益需要撤回", f"{LAW}第八条第二款", COMPENSATED),
    "69.1": Ground(State.REVOKED, "工作人员滥用职权、玩忽职守作出准予决定", f"{LAW}第六十九条第一款第一项", DAMAGES),
    "69.2": Ground(State.REVOKED, "超越法定职权作出准予决定", f"{LAW}第六十九条第一款第二项", DAMAGES),
    "69.3": Ground(State.REVOKED, "违反法定程序作出准予决定", f"{LAW}第六十九条第一款第三项", DAMAGES),
    "69.4": Ground(State.REVOKED, "对不具备申请资格或者不符合法定条件的申请人准予许可", f"{LAW}第六十九条第一款第四项", DAMAGES),
    "69.5": Ground(State.REVOKED, "依法可以撤销许可的其他情形", f"{LAW}第六十九条第一款第五项", DAMAGES),
    "69.fraud": Ground(State.REVOKED, "被许可人以欺骗、贿赂等不正当手段取得许可", f"{LAW}第六十九条第二款", UNPROTECTED),
}

GROUND_LABELS: Mapping[str, str] = {code: ground.text for code, ground in GROUNDS.items()}

FRAUD = "69.fraud"
"""69(2): shall be revoked; 79 bars the holder where the matter concerns safety."""

STATEMENT = Limit(5, Unit.WORKING_DAY)
"""Local practice [P]: time for 陈述申辩 (7 sets none)."""


class Step(StrEnum):
    """How far a 撤回 or 撤销 has come."""

    NOTICED = "noticed"
    HEARD = "heard"
    DECIDED = "decided"
    DROPPED = "dropped"


STEP_LABELS: Mapping[Step, str] = {
    Step.NOTICED: "已告知，等陈述申辩", Step.HEARD: "已听取陈述申辩", Step.DECIDED: "已决定", Step.DROPPED: "不再继续",
}

NEXT: Mapping[Step, frozenset[Step]] = {
    Step.NOTICED: frozenset({Step.HEARD, Step.DECIDED, Step.DROPPED}),
    Step.HEARD: frozenset({Step.DECIDED, Step.DROPPED}),
}


@dataclass(frozen=True, slots=True)
class Proceeding:
    """A 撤回 or 撤销 under way. `noticed_by` is an account reference; `respond_by` the last day for 陈述申辩."""

    id: UUID
    licence_id: UUID
    ground: str
    step: Step
    noticed_at: datetime
    noticed_by: str
    respond_by: date

    @property
    def is_open(self) -> bool:
        return self.step in NEXT

    @property
    def to(self) -> State:
        return GROUNDS[self.ground].to


class AlreadyRunning(Refusal):
    code = "licences.ending_running"
    message = "该许可已经在撤回或者撤销的程序中。"
    remedy = "先把进行中的程序办完，或者写明理由不再继续。"


class NotHeardYet(Refusal):
    code = "licences.not_heard"
    message = "被许可人陈述、申辩的期限到%(until)s，还没有听取，不能决定。"
    article = f"{LAW}第七条"
    remedy = "听取陈述申辩以后，或者期限届满以后，再作决定。"


class NoticedBySame(Forbidden):
    code = "licences.noticed_by_same"
    message = "发告知书的人不能作出决定。"
    remedy = "请由有权限的另一人决定。"


class StepGone(Refusal):
    code = "licences.step_gone"
    message = "这一步已经办过了。"
    remedy = "请刷新页面。"


def ground_of(code: str) -> Ground:
    if code not in GROUNDS:
        wrong = FieldError("ground", "licences.ground", "请选一项法定情形。")
        raise Invalid("没有选撤回或者撤销的法定情形。", code="licences.ground", article=f"{LAW}第八条、第六十九条", errors=(wrong,))
    return GROUNDS[code]


def need(text: str, field: str) -> None:
    if len(text.strip()) < 4:
        wrong = FieldError(field, "licences.reason", "请写明事实和理由。")
        raise Invalid("没有写明事实和理由。", code="licences.no_reason", errors=(wrong,))


def check_notice(state: State, ground: str, facts: str, *, running: bool) -> Ground:
    """A legal ground, the facts, a licence that can still be ended, and nothing of the kind under way."""
    found = ground_of(ground)
    need(facts, "facts")
    check_move(state, found.to)
    if running:
        raise AlreadyRunning()
    return found


def check_step(proceeding: Proceeding, to: Step) -> None:
    if to not in NEXT.get(proceeding.step, ()):
        raise StepGone()


def check_decide(proceeding: Proceeding, state: State, *, actor_ref: str, now: datetime) -> None:
    """After the statement was heard, or its days have gone; by somebody else than who gave notice."""
    check_step(proceeding, Step.DECIDED)
    check_move(state, proceeding.to)
    if proceeding.step is Step.NOTICED and local_date(now) <= proceeding.respond_by:
        raise NotHeardYet(until=proceeding.respond_by.isoformat())
    if proceeding.noticed_by == actor_ref:
        raise NoticedBySame()
