"""The decision and what follows: 准予, 不予, 办结, 终止, withdrawal, service, delivery, closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from yichuang.cases.domain.acceptance import LAW, TOGETHER, SoleBanned, WrongPhase, need_reason, require
from yichuang.cases.domain.phases import TECHNICAL, ActKind, Outcome, Phase, TaskKind
from yichuang.cases.domain.review import NewId, desk_row
from yichuang.cases.domain.state import CaseState
from yichuang.cases.domain.window import counter
from yichuang.catalogue.domain import Terms
from yichuang.facts import cases as f
from yichuang.kernel.codes.reasons import Several
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from yichuang.kernel.values import Fact
from yichuang.licences.domain.bans import Ban


class GateUnmet(Refusal):
    code = "cases.gate_unmet"
    message = "还不能决定：%(gate)s还没有完成。"
    remedy = "先完成这一项，再作出决定。"


GATE_LABELS = {
    "legal_review": "法制审核",
    "hearing": "听证",
    "third_party": "利害关系人陈述申辩",
    "visit": "现场核查",
    "opinion": "征求意见",
    "supplement": "补充说明",
    "special": "特别程序",
    "statement": "听取申请人陈述申辩",
    "prerequisite": "前置办理结果",
    "tolerance": "容缺材料补交和核对",
    "unified": "统一决定",
}


class PrerequisiteUnmet(GateUnmet):
    """The result of another case is a condition of this decision; the clock runs on, so the lawful ways are named."""

    code = "cases.prerequisite_unmet"
    article = "《国务院关于在线政务服务的若干规定》（国务院令第716号）第七条"
    remedy = "等前置结果取得；期限届满前仍未取得的：申请人同意的，撤回后免重复提交再申请；依法延期（许可法第四十二条）；或者写明这一条件作出不予决定。"


class DecidedTogether(GateUnmet):
    """26(2): granted in one act with the others. A refusal, a withdrawal, an end of this one alone stays open: nothing cascades."""

    code = "cases.decided_together"
    message = "本件由几个机关统一办理，和其他各项一次决定，不能单独准予。"
    article = f"{LAW}第二十六条第二款"
    remedy = "在联办件里签署同意，各机关都签署以后由牵头机关一次作出决定；不符合条件的，单独作不予决定。"


class StillStopped(Refusal):
    code = "cases.still_stopped"
    message = "特别程序还没有结束，不能决定。"
    article = f"{LAW}第四十五条"
    remedy = "收到评审、检验等结果后，先恢复计时。"


class AcceptorMayNotDecide(Forbidden):
    code = "cases.acceptor_may_not_decide"
    message = "受理人不能决定同一件。"
    remedy = "请由有签发权限的另一人决定。"


class PointsOpen(Refusal):
    code = "cases.points_open"
    message = "还有%(count)s项审查要点未核或不符合，不能准予。"
    article = f"{LAW}第三十八条第一款"
    remedy = "逐项核对审查要点；不符合的，作不予决定并写明不符合的条件。"


class NoFailedCondition(Refusal):
    code = "cases.no_failed_condition"
    message = "不予决定必须写明哪一项法定条件不符合。"
    article = f"{LAW}第三十八条第二款"
    remedy = "先把不符合的审查要点记为“不符合”，再选它作为理由。材料缺少不是不予的理由。"


class StepsOpen(Refusal):
    code = "cases.steps_open"
    message = "还有%(count)s个环节没有办完。"
    remedy = "等环节办完；确需现在决定的，写明理由，将记录为跳过环节。"


UNMET: Mapping[str, type[GateUnmet]] = {"prerequisite": PrerequisiteUnmet, TOGETHER: DecidedTogether}


def check_decide(state: CaseState, *, account_id: UUID, cut_reason: str | None, naming: UUID | None = None, granting: bool = True) -> None:
    """What every decision after a review needs: phase, separation, gates met, clock running, steps done or cut with a reason.

    `naming`: the unmet prerequisite that a refusal names as the condition that failed; that gate, and no other, does not hold it.
    Only what is `granting` waits for the others of a unified handling.

    One officer alone decides only in one sitting (on_the_spot.py), never a case that went into review.
    """
    require(state, Phase.UNDER_REVIEW)
    if state.acceptor_id == account_id:
        raise AcceptorMayNotDecide()
    reviews = state.acts_of(ActKind.LEGAL_REVIEW)
    if reviews and reviews[-1].state == "returned":  # its gate is met, but the review was not passed
        raise GateUnmet(gate=GATE_LABELS["legal_review"])
    if state.is_stopped:
        raise StillStopped()
    if unmet := [gate for gate in state.unmet_gates if gate.id != naming and (granting or gate.kind != TOGETHER)]:
        gate = unmet[0]
        raise UNMET.get(gate.kind, GateUnmet)(gate=GATE_LABELS.get(gate.kind, gate.ground or gate.kind))
    steps = [t for t in state.open_tasks if t.kind in (TaskKind.STEP, TaskKind.SIDE)]
    if steps and cut_reason is None:
        raise StepsOpen(count=len(steps))
    if steps:
        need_reason(cut_reason or "", "cut_reason")


class NotItsTurn(Refusal):
    code = "cases.not_its_turn"
    message = "本事项有数量限制，先受理的还没有决定：%(numbers)s。"
    article = f"{LAW}第五十七条"
    remedy = "按受理的先后顺序作出决定。"


def check_turn(earlier: Sequence[str]) -> None:
    """57: where numbers are limited, who was accepted first is decided first."""
    if earlier:
        raise NotItsTurn(numbers=Several(earlier))


class HearingRightNotTold(GateUnmet):
    code = "cases.hearing_right_not_told"
    message = "本件直接涉及申请人与他人之间的重大利益，还没有向申请人和全部利害关系人告知听证权利，不能决定。"
    article = f"{LAW}第四十七条第一款"
    remedy = "先作听证告知；都表示不要求听证，或者五日内没有人提出的，再作决定。"


def untold(state: CaseState) -> set[str]:
    """Of the applicant and the third parties told under 36: whose right to a hearing (47) was not told, waived, gone or used."""
    third = {str(a.data["party_id"]) for a in state.acts_of(ActKind.THIRD_PARTY)}
    if not third:
        return set()
    settled = [a for a in state.acts_of(ActKind.HEARING) if a.state in ("waived", "lapsed", "held")]
    told = {str(p) for a in settled for p in a.data.get("told", ())}  # type: ignore[attr-defined]
    return ({str(state.applicant_id)} | third) - told


def check_rights(state: CaseState, terms: Terms) -> None:
    """Before a decision: the hearing of 46 held where the item demands it or a day was told, the third parties of 36 told, and they and the
    applicant told of the right to a hearing (47), its five days gone or waived."""
    hearings = {a.state for a in state.acts_of(ActKind.HEARING)}
    if "noticed" in hearings or (terms.hearing_required and "held" not in hearings):
        raise GateUnmet(gate=GATE_LABELS["hearing"], article=f"{LAW}第四十六条")
    if terms.third_parties and not state.acts_of(ActKind.THIRD_PARTY):
        raise GateUnmet(gate=GATE_LABELS["third_party"], article=f"{LAW}第三十六条")
    if state.is_licence and untold(state):
        raise HearingRightNotTold()


class NoSuchGate(Refusal):
    code = "cases.no_such_gate"
    message = "本件没有这一项等待条件。"


def open_gate(state: CaseState, *, gate_id: UUID, kind: str, ground: str) -> list[Fact]:
    """A gate of a higher capability; only before the decision."""
    if any(gate.id == gate_id for gate in state.gates):
        return []
    require(state, Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW)
    return [f.GateOpened(gate_id=gate_id, gate=kind, ground=ground)]


def meet_gate(state: CaseState, gate_id: UUID) -> list[Fact]:
    gate = next((g for g in state.gates if g.id == gate_id), None)
    if gate is None:
        raise NoSuchGate()
    return [] if gate.met_at else [f.GateMet(gate_id=gate_id)]


def reopen_gate(state: CaseState, gate_id: UUID) -> list[Fact]:
    """What the gate waited for is lost again; it holds a decision that is not made yet, and one that is made no more."""
    held = any(gate.id == gate_id and gate.met_at for gate in state.gates)
    return [f.GateReopened(gate_id=gate_id)] if held and state.phase in (Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW) else []


def check_grant(state: CaseState, *, points_open: Sequence[str]) -> None:
    """准予 needs every legal condition checked as met."""
    if points_open:
        raise PointsOpen(count=len(points_open), points=list(points_open))


class ProofLost(Refusal):
    """What another organ gave was there when the application came in, and is in force no more on the day of the decision."""

    code = "cases.proof_lost"
    message = "“%(materials)s”所依的证件现在不在有效状态，不能准予。"
    article = f"{LAW}第三十八条第一款"
    remedy = "证件恢复有效以后再决定；不能恢复的，作不予决定并写明不符合的条件。"


class BannedFromGrant(Refusal):
    """A ban of 78 or 79 ran when the application came in: silence of the window accepts it (32(4)), nothing grants it."""

    code = "cases.banned_from_grant"
    message = "申请人%(why)s，%(until)s以前（含当日）不得再次申请本事项，不能准予。"
    remedy = "作不予决定，理由选“在不得再次申请的期限内”，写明依据和期限。"


def check_no_ban(ban: Ban | None) -> None:
    """Deemed acceptance answers the organ's silence, not the question whether the party may apply at all (78, 79)."""
    if ban is not None:
        raise BannedFromGrant(why=ban.why, until=ban.to_on.isoformat(), article=ban.article)


BANNED = "banned"
"""Stands for the failed condition in a refusal for a ban (78, 79)."""
FALSE_MATERIAL = "false_material"
"""Stands for the failed condition in a refusal for false material (78)."""

class NoStandard(Invalid):
    code = "cases.no_standard"
    message = "根据检验、检测、检疫结果不予许可的，应当书面说明所依据的技术标准、技术规范。"
    article = f"{LAW}第五十五条第三款"
    remedy = "写明标准的名称、编号和不符合的条款。"


def is_inspected(state: CaseState) -> bool:
    """Whether an inspection, testing or quarantine (55) was made in this case."""
    return any(a.data.get("ground") in TECHNICAL or a.data.get("purpose") in TECHNICAL for a in state.acts)


PREREQUISITE = "prerequisite"
"""Stands for the failed condition in a refusal for a missing result of another case."""


class PrerequisiteMet(Invalid):
    code = "cases.prerequisite_met"
    message = "这一前置结果已经取得，不能作为不予的理由。"


def check_missing(state: CaseState, gate_id: UUID) -> None:
    """A refusal may name a prerequisite only while it is really missing."""
    if not any(gate.id == gate_id and gate.kind == PREREQUISITE for gate in state.unmet_gates):
        raise PrerequisiteMet(errors=(FieldError("condition", "cases.prerequisite_met", "请选择真正没有满足的条件。"),))


def check_refuse(
    state: CaseState, *, failed: Sequence[str], condition: str, reason: str, false_material: bool = False, standard: str = "",
    banned: bool = False,
) -> None:
    """不予 names a condition that was checked as not met, with the facts (38(2)); or false material (78), or a ban (78, 79). After an
    inspection, testing or quarantine the technical standard is named as well (55)."""
    if not state.is_licence:
        raise SoleBanned()
    if not (false_material or banned) and condition not in failed:
        raise NoFailedCondition()
    need_reason(reason)
    if not (false_material or banned) and is_inspected(state) and not standard.strip():
        raise NoStandard(errors=(FieldError("standard", "required", "请写所依据的技术标准、技术规范。"),))


def cut(state: CaseState, statement_id: UUID | None) -> list[Fact]:
    closed = tuple(t.id for t in state.open_tasks if t.kind in (TaskKind.STEP, TaskKind.SIDE))
    if not closed or statement_id is None:
        return []
    return [f.ProcedureCut(statement_id=statement_id, closed=closed)]


def deliver_row(state: CaseState, new_id: NewId) -> dict[str, object]:
    post, organ_id = counter(state)
    return desk_row(TaskKind.DELIVER, "送达、发证", post, organ_id, new_id)


def grant(
    state: CaseState, *, document_id: UUID, authority_ref: str, licence_id: UUID | None, new_id: NewId
) -> list[Fact]:
    if not state.is_licence:
        raise SoleBanned()
    opened = (deliver_row(state, new_id),)
    return [f.CaseGranted(document_id=document_id, authority_ref=authority_ref, licence_id=licence_id, opened=opened)]


def refuse(
    state: CaseState, *, document_id: UUID, authority_ref: str, condition: str, article: str, statement_id: UUID,
    new_id: NewId,
) -> list[Fact]:
    return [
        f.CaseRefused(
            document_id=document_id, authority_ref=authority_ref, condition=condition, article=article,
            statement_id=statement_id, opened=(deliver_row(state, new_id),),
        )
    ]  # fmt: skip


def conclude(
    state: CaseState, *, document_id: UUID, authority_ref: str, result: Outcome, licence_id: UUID | None, new_id: NewId
) -> list[Fact]:
    """办结 of a regime that is not a licence; a filing never knows 准予/不予."""
    if state.is_licence:
        raise WrongPhase(phase=state.phase.value)
    if result not in (Outcome.DONE, Outcome.NOT_DONE):
        raise Invalid("没有选办理结果。", errors=(FieldError("result", "required", "请选办结或未办成。"),))
    opened = (deliver_row(state, new_id),)
    return [
        f.CaseConcluded(
            document_id=document_id, authority_ref=authority_ref, result=result.value, licence_id=licence_id, opened=opened
        )
    ]


ENDINGS = {
    "deceased": "申请人死亡或者丧失行为能力",
    "dissolved": "法人或者其他组织依法终止",
    "item_repealed": "事项依法取消或者法律、法规修改",
    "applicant_asks": "申请人申请终止",
    "force_majeure": "因不可抗力无法继续办理",
}

TOLERANCE_BROKEN = "tolerance_broken"
ENDING_WORDS = {**ENDINGS, TOLERANCE_BROKEN: "容缺受理承诺的日期已过，没有补交材料或者补交的材料不符合要求"}
"""Every ground a case was ended on; the last one comes with its own verb (tolerating.py)."""


def check_end(state: CaseState, *, ground: str, reason: str) -> None:
    require(state, Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW)
    if ground not in ENDINGS:
        raise Invalid("没有选终止的理由。", errors=(FieldError("ground", "required", "请选一项终止的理由。"),))
    need_reason(reason)


def check_withdraw(state: CaseState) -> None:
    """The applicant may withdraw until the decision is made."""
    if state.decided_at or state.phase not in (Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW):
        raise WrongPhase("决定已经作出或办件已经结束，不能再撤回申请。", phase=state.phase.value)
