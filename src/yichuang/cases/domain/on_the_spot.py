"""即办: decided in the sitting in which it was received (34(2), 56), and the sample of it that somebody else looks at."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from yichuang.cases.domain.acceptance import LAW, need_reason, require
from yichuang.cases.domain.phases import Phase, TaskKind
from yichuang.cases.domain.review import NewId, desk_row
from yichuang.cases.domain.state import CaseState, Task
from yichuang.catalogue.domain import Terms
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from yichuang.kernel.values import Fact

PROMISE = "commitment_letter"
"""Type of the material 告知承诺书."""
ONE_IN = 10
"""Local practice [P]: one of so many decisions on the spot is looked at afterwards."""
CHECK_DAYS = 5
"""Local practice [P]: working days for that look."""


class NotOnTheSpot(Refusal):
    code = "cases.not_on_the_spot"
    message = "本事项不是即办件，不能当场决定。"
    article = f"{LAW}第三十四条第二款"
    remedy = "先受理，再按本事项的环节审查、决定。"


class NotOnTheSpotOutside(Refusal):
    """The same for a regime that is no licence: the licensing law is not cited there."""

    code = "cases.not_on_the_spot"
    message = "本事项不是即办件，不能当场办结。"
    remedy = "先受理，再按本事项的环节办理、办结。"


class PromiseMissing(Refusal):
    """Where the list has a 告知承诺书, deciding at once rests on it; without it the facts are verified first (34(3))."""

    code = "cases.promise_missing"
    message = "申请人没有交“%(name)s”，不能当场办理。"
    remedy = "请申请人补交后当场办理；不作承诺的，先受理，派两名以上人员核实后决定。"


class PointsLeft(Refusal):
    code = "cases.points_left"
    message = "还有%(count)s项要点没有记为齐全、符合，不能当场办理。"
    remedy = "缺少材料的，一次告知补正；需要核实的，先受理，再按本事项的环节办理。"


class OwnDecision(Forbidden):
    code = "cases.own_decision"
    message = "不能抽查自己办的即办件。"
    remedy = "请由有抽查权限的另一人办理。"


def declares(terms: Terms) -> bool:
    """Whether the version lets one officer decide at once: it says so, and nothing in it needs a second pair of eyes."""
    needs = terms.visit_required or terms.legal_review or terms.hearing_required or terms.third_parties or terms.quota
    return terms.on_the_spot and not needs


def is_open(state: CaseState, terms: Terms) -> bool:
    """Whether a case may still be decided at once: received (or corrected), not yet accepted."""
    waiting = state.phase is Phase.RECEIVED or (state.phase is Phase.CORRECTING and state.corrected_at is not None)
    return declares(terms) and waiting and not state.purpose


def check(state: CaseState, terms: Terms, *, handed_in: Collection[str]) -> None:
    """34(2): raises unless this case may be decided at once; `handed_in` are the codes of the materials in the file."""
    if not declares(terms):
        raise NotOnTheSpot() if state.is_licence else NotOnTheSpotOutside()
    require(state, Phase.RECEIVED, Phase.CORRECTING)
    for material in terms.materials:
        if material.type_code == PROMISE and material.code not in handed_in:
            raise PromiseMissing(name=material.name, article=f"{LAW}第三十四条第三款" if state.is_licence else "")


def check_points(state: CaseState, *, acceptance: Collection[str], review: Collection[str]) -> None:
    """34(2): complete, in legal form, and able to be decided: both checklists whole, each gap at its own field."""
    left = (("acceptance", acceptance, "还有受理要素没有记为齐全合规。"), ("review", review, "还有审查要点没有记为符合。"))
    errors = tuple(FieldError(name, PointsLeft.code, words) for name, codes, words in left if codes)
    if errors:
        article = f"{LAW}第三十四条第二款" if state.is_licence else ""
        raise PointsLeft(count=len(acceptance) + len(review), errors=errors, article=article)


def is_drawn(roll: int) -> bool:
    """Whether a roll of 0 … ONE_IN - 1 puts the decision into the sample. Nobody can know the roll beforehand."""
    return roll == 0


def draw(*, post: str, organ_id: UUID, new_id: NewId) -> list[Fact]:
    """抽查: a task for somebody who had no part in it; it outlives the closing of the case."""
    row = desk_row(TaskKind.SPOT_CHECK, "即办件抽查", post, organ_id, new_id, limit=CHECK_DAYS)
    return [f.SpotCheckDrawn(opened=(row,))]


FINDINGS = {"sound": "符合", "faulty": "发现问题"}


def check_finding(state: CaseState, task: Task, *, account_id: UUID, finding: str, note: str) -> None:
    """Who decided does not check; what was found wrong is written down."""
    if task.kind is not TaskKind.SPOT_CHECK:
        raise Invalid("这一步不是抽查。", errors=(FieldError("task", "kind", "请从待办里打开抽查。"),))
    if account_id in (state.decider_id, state.acceptor_id):
        raise OwnDecision()
    if finding not in FINDINGS:
        raise Invalid("没有选抽查结果。", errors=(FieldError("finding", "required", "请选符合或者发现问题。"),))
    if finding == "faulty":
        need_reason(note, "note")


def found(task: Task, *, finding: str, statement_id: UUID, authority_ref: str) -> list[Fact]:
    return [f.SpotChecked(task_id=task.id, finding=finding, statement_id=statement_id, authority_ref=authority_ref)]
