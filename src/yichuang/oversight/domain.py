"""审管互动 in a case (domain A rows 10, 16, 76): what the boundary list asks for becomes owed when a case of the item reaches the step. Pure.

行政许可法 61: whoever licenses keeps a system of supervision, and what is found is recorded and signed; 优化营商环境条例 51: objects, scope and powers
of regulation are clear. The days are those of the list, counted as working days (许可法 82).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from yichuang.catalogue.domain.boundary import ARTICLE, WHOLE, Interaction
from yichuang.catalogue.domain.terms import StepTerm
from yichuang.kernel.errors import FieldError, Invalid, Refusal

MOST_TEXT = 2000


class State(StrEnum):
    OWED = "owed"
    OVERDUE = "overdue"
    DONE = "done"
    VOID = "void"


LABELS: Mapping[State, str] = {State.OWED: "待监管机关办理", State.OVERDUE: "逾期未办", State.DONE: "已办", State.VOID: "不再需要"}
TRANSITIONS: Mapping[State, Mapping[str, State]] = {
    State.OWED: {"oversight.InteractionDone": State.DONE, "oversight.InteractionPassed": State.OVERDUE, "oversight.InteractionVoided": State.VOID},
    State.OVERDUE: {"oversight.InteractionDone": State.DONE, "oversight.InteractionVoided": State.VOID},
}
"""DONE and VOID are ends."""
OWNERS: Mapping[State, str] = {State.OWED: "the regulating organ", State.OVERDUE: "the regulating organ"}
OPEN = tuple(TRANSITIONS)

ACCEPTANCE, DECISION, DELIVERY = "acceptance", "decision", "delivery"
"""Steps of an item that are acts of the law, not tasks: reached when the case is accepted, ready to be decided, decided and sealed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One way to do it. `says`: it must be put in words."""

    key: str
    says: bool


FINDING_NAMES: Mapping[str, str] = {
    "claimed": "认领，列入监管", "not_ours": "不属于本机关监管，退回", "agree": "同意", "conditions": "附条件同意", "object": "不同意",
    "took_part": "已一同核查", "stayed_away": "没有参加", "normal": "监管中没有发现问题", "found": "监管中发现问题", "none": "没有异议",
    "revoke": "有异议，建议撤销",
}
FINDINGS: Mapping[Interaction, tuple[Finding, ...]] = {
    Interaction.PUSH: (Finding("claimed", False), Finding("not_ours", True)),
    Interaction.OPINION: (Finding("agree", False), Finding("conditions", True), Finding("object", True)),
    Interaction.VISIT: (Finding("took_part", True), Finding("stayed_away", True)),
    Interaction.FEEDBACK: (Finding("normal", False), Finding("found", True)),
    Interaction.OBJECTION: (Finding("none", False), Finding("revoke", True)),
}
"""What the regulating organ may answer, by what passes between the two."""


class NotOwed(Refusal):
    code = "oversight.not_owed"
    message = "这一项现在%(state)s，不用再办"
    article = ARTICLE
    remedy = "请看办件页上的审管互动"


def reached(step: str, steps: Collection[StepTerm], *, tasks: Collection[str], phase: str) -> bool:
    """Whether a row for this step becomes owed when `tasks` (names of steps) opened and the case came to `phase` ("" for none). The whole item
    is reached with its decision."""
    if step == WHOLE:
        return phase == DELIVERY
    return step in tasks or any(one.name == step and phase and one.phase == phase for one in steps)


def check_answer(state: State, interaction: Interaction, finding: str, text: str) -> str:
    """The finding. Raises NotOwed, Invalid per field."""
    if state not in OPEN:
        raise NotOwed(state=LABELS[state])
    chosen = next((one for one in FINDINGS[interaction] if one.key == finding), None)
    errors = []
    if chosen is None:
        errors.append(FieldError("finding", "oversight.no_finding", "请选办理结果"))
    if len(text) > MOST_TEXT or chosen is not None and chosen.says and not text.strip():
        errors.append(FieldError("text", "oversight.no_text", "请写明情况，最多2000个字"))
    if errors:
        raise Invalid("还不能办理", errors=tuple(errors), article=ARTICLE)
    return finding
