"""智能审批: what must be true before rules may decide at all, the explanation line by line, and the review by a person (PIPL 24).

A case is granted when every precondition and every rule holds. Everything else is a person's: there is no fact here that
refuses, rejects, asks for a correction or closes. Who declines a decision by rules alone, when handing in, has a person from the start.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from yichuang.cases.domain.acceptance import LAW, need_reason
from yichuang.cases.domain.moment import Moment
from yichuang.cases.domain.phases import Phase, TaskKind
from yichuang.cases.domain.review import NewId, desk_row
from yichuang.cases.domain.state import CaseState, Task
from yichuang.cases.domain.steps import on
from yichuang.catalogue.domain import Terms, smart
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import Fact
from yichuang.licences.domain.bans import Ban

WAITING, GRANTED, PERSON, OVERTAKEN = "waiting", "granted", "person", "overtaken"
STATE_NAMES = {WAITING: "等待比对", GRANTED: "自动准予", PERSON: "转人工办理", OVERTAKEN: "已由人先行办理"}
"""What became of a run."""
REVIEW_DAYS = 5
"""Local practice [P]: working days for the sample and for the answer to the applicant."""
RETRY_SECONDS = 60
"""A run whose job was killed is taken up again after so long."""
LOTS = 100
ACCOUNTABLE = "《中华人民共和国行政许可法》第二十二条"


@dataclass(frozen=True, slots=True)
class Guard:
    """A precondition of deciding automatically: law, not data of the item."""

    code: str
    name: str
    holds: bool
    article: str
    said: str = ""


def guards(
    state: CaseState, terms: Terms, *, is_off: bool, authority: str, ban: Ban | None, is_late: bool, is_holder: bool, unproven: Collection[str],
) -> tuple[Guard, ...]:
    """Every precondition, whether it holds or not."""
    needs = smart.needs(terms)
    held = bool(state.acts or state.unmet_gates)
    return (
        Guard("G1", "本事项的智能审批没有停用", not is_off, smart.PIPL),
        Guard("G2", "机关负责人授权本事项自动准予，授权在有效期内", bool(authority), ACCOUNTABLE),
        Guard("G3", "五个工作日的答复期限没有过", not is_late, f"{LAW}第三十二条第一款第四项"),
        Guard("G4", "是新申请，不是变更、延续", not state.purpose, f"{LAW}第四十九条、第五十条"),
        Guard("G5", "不需要核查、听证、法制审核，没有利害关系人和数量限制", not needs,
              f"{LAW}第三十四条第三款、第三十六条、第四十六条、第五十七条", "、".join(needs)),
        Guard("G6", "没有进行中的程序和等待条件", not held, f"{LAW}第三十六条、第四十五条、第四十七条"),
        Guard("G7", "申请人不在不得再次申请的期限内", ban is None, f"{LAW}第七十八条、第七十九条", ban.why if ban else ""),
        Guard("G8", "本机关今天有权决定本事项", is_holder, f"{LAW}第二十二条、第二十四条"),
        Guard("G9", "每项受理要素、审查要点都有成立的规则", not unproven, f"{LAW}第三十四条、第三十八条", "、".join(unproven)),
    )  # fmt: skip


def declined(terms: Terms, *, by_person: bool) -> list[Fact]:
    """24(3): the applicant wants a person to decide, of an item that rules may decide. Of any other nobody else ever does."""
    return [f.PersonAskedFor()] if by_person and terms.smart_id is not None else []


def proven(judged: Sequence[smart.Judged]) -> frozenset[str]:
    """Points that hold: of several rules that stand for one point, every one."""
    failed = {code for row in judged if row.result is not smart.Result.HOLDS for code in row.rule.proves}
    return frozenset(code for row in judged for code in row.rule.proves) - failed


def outcome(found: Sequence[Guard], judged: Sequence[smart.Judged]) -> smart.Outcome:
    """Grant only when all hold; a person otherwise. Two outcomes, and neither is a refusal."""
    fine = all(guard.holds for guard in found)
    return smart.outcome(judged) if fine else smart.Outcome.PERSON


def unmet(found: Sequence[Guard], judged: Sequence[smart.Judged]) -> tuple[str, ...]:
    """Codes of what did not hold or could not be judged."""
    rules = (row.rule.code for row in judged if row.result is not smart.Result.HOLDS)
    return (*(guard.code for guard in found if not guard.holds), *rules)


def is_drawn(roll: int, share: int) -> bool:
    """Whether a roll of 0 … 99 falls to the sample of `share` percent. Nobody can know it beforehand, everybody can check it after."""
    return roll < share


def draw(*, share: int, roll: int, post: str, organ_id: UUID, new_id: NewId) -> list[Fact]:
    """The lot, recorded whichever way it fell; the task is the 抽查 of a decision nobody made in person."""
    row = desk_row(TaskKind.SPOT_CHECK, "智能审批抽查", post, organ_id, new_id, limit=REVIEW_DAYS)
    return [f.AutomaticLotDrawn(share=share, roll=roll, opened=(row,) if is_drawn(roll, share) else ())]


class NotAutomatic(Refusal):
    code = "cases.not_automatic"
    message = "本件不是自动决定的。"
    article = smart.PIPL
    remedy = "对决定不服的，按决定书载明的途径申请行政复议或者提起行政诉讼。"


class ReviewAsked(Refusal):
    code = "cases.automatic_review_asked"
    message = "已经提出过，还没有答复。"
    article = smart.PIPL
    remedy = "五个工作日内会有人答复，请看本件的页面。"


WANTED = {"explanation": "请说明为什么这样决定", "review": "请由人重新审查"}
FINDINGS = {"upheld": "决定正确", "wrong": "决定有错"}


def open_review(state: CaseState) -> Task | None:
    return next((t for t in state.open_tasks if t.kind is TaskKind.AUTOMATIC_REVIEW), None)


def ask_review(
    state: CaseState, *, wanted: str, text: str, statement_id: UUID, statement_hash: str, post: str, organ_id: UUID, new_id: NewId
) -> list[Fact]:
    """24(3): of a decision made by automated means alone the person concerned may have an explanation, and a person's decision."""
    row = desk_row(TaskKind.AUTOMATIC_REVIEW, WANTED[wanted], post, organ_id, new_id, limit=REVIEW_DAYS, node=wanted)
    return [f.AutomaticReviewAsked(wanted=wanted, statement_id=statement_id, statement_hash=statement_hash, opened=(row,))]


def check_ask_review(state: CaseState, *, wanted: str, text: str) -> None:
    if not state.decided_automatically:
        raise NotAutomatic()
    if wanted not in WANTED:
        raise Invalid("没有选要什么。", errors=(FieldError("wanted", "required", "请选要求说明，或者要求由人审查。"),))
    need_reason(text, "text")
    if open_review(state):
        raise ReviewAsked()


def check_answer(task: Task, *, finding: str, answer: str) -> None:
    if task.kind is not TaskKind.AUTOMATIC_REVIEW:
        raise Invalid("这一步不是人工审查。", errors=(FieldError("task", "kind", "请从待办里打开。"),))
    if finding not in FINDINGS:
        raise Invalid("没有选结论。", errors=(FieldError("finding", "required", "请选决定正确，或者决定有错。"),))
    need_reason(answer, "answer")


def answered(task: Task, *, finding: str, statement_id: UUID, statement_hash: str, authority_ref: str) -> list[Fact]:
    return [
        f.AutomaticReviewed(
            task_id=task.id, finding=finding, statement_id=statement_id, statement_hash=statement_hash, authority_ref=authority_ref
        )
    ]


def may_begin(state: CaseState) -> bool:
    """Only what nobody has answered yet; a person who was faster has it."""
    return state.phase is Phase.RECEIVED


@on(f.PersonAskedFor)
def _(state: CaseState, fact: f.PersonAskedFor, moment: Moment) -> CaseState:
    return replace(state, by_person=True)


@on(f.AutomaticLotDrawn)
@on(f.AutomaticReviewAsked)
def _(state: CaseState, fact: f.AutomaticReviewAsked, moment: Moment) -> CaseState:
    return state.opening(fact.opened, moment.at)


@on(f.AutomaticReviewed)
def _(state: CaseState, fact: f.AutomaticReviewed, moment: Moment) -> CaseState:
    return state.closing((fact.task_id,), moment.at, fact.finding)
