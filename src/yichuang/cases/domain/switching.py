"""The deciding organ follows the date: whoever holds the power on the day of the decision decides (22; practice §6). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from yichuang.cases.domain.phases import Phase, TaskKind
from yichuang.cases.domain.state import CaseState
from yichuang.catalogue.domain.delegation import Decider
from yichuang.facts import cases as f
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import Fact

OPEN = (Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW)
"""Under way: received and not decided yet."""
LAWS_OWN = frozenset({TaskKind.STEP, TaskKind.SIDE, TaskKind.LEGAL, TaskKind.VISIT, TaskKind.APPROVE, TaskKind.DECIDE})
"""Work that belongs to whoever handles the case; the window's acceptance stays at the window (26(1))."""


class Way(StrEnum):
    """What the memo says of a case under way."""

    HAND_OVER = "hand_over"
    FINISH = "finish"


WAY_NAMES: Mapping[Way, str] = {Way.HAND_OVER: "移交新的机关办理", Way.FINISH: "由原机关办结"}


class PowerElsewhere(Refusal):
    """Not the organ that holds the power today."""

    code = "cases.power_elsewhere"
    message = "这项权力今天由“%(organ)s”行使，本件不能再由“%(old)s”作出决定。"
    article = "《中华人民共和国行政许可法》第二十二条"
    remedy = "本件随权力移交，由现在的机关办理；交接备忘录列明由原机关办结的除外。"


def is_with(state: CaseState, holder: Decider) -> bool:
    """Whether the case lies with who holds the power today, or may be finished by who held it."""
    with_holder = (state.deciding_organ_id, state.entrusted_organ_id) == (holder.organ_id, holder.entrusted_id)
    return with_holder or (state.retained_under is not None and state.retained_under in holder.rows)


def check_holder(state: CaseState, holder: Decider, names: Mapping[UUID, str]) -> None:
    if not is_with(state, holder):
        raise PowerElsewhere(organ=names.get(holder.acting_id, ""), old=names.get(state.handling_organ_id, ""))


def follow(state: CaseState, holder: Decider, *, decide_post: str) -> list[Fact]:
    """The case with its open work goes to the holder; whoever had claimed it has it no longer. Nothing when it is there."""
    if state.phase not in OPEN or is_with(state, holder):
        return []
    moved = tuple(
        {"id": str(task.id), "organ_id": str(holder.acting_id), "post": decide_post if task.kind is TaskKind.DECIDE else task.post}
        for task in state.open_tasks if task.organ_id == state.handling_organ_id and task.kind in LAWS_OWN
    )  # fmt: skip
    return [
        f.PowerFollowed(
            delegation_id=holder.rows[-1] if holder.rows else None, form=holder.form.value if holder.form else "", from_organ_id=state.deciding_organ_id,
            to_organ_id=holder.organ_id, entrusted_organ_id=holder.entrusted_id, moved=moved,
        )
    ]  # fmt: skip


def retain(state: CaseState, holder: Decider, *, memo_id: UUID) -> list[Fact]:
    """由原机关办结: stays where it is, under the delegation that moved the power."""
    if state.phase not in OPEN or is_with(state, holder) or not holder.rows:
        return []
    return [f.CaseRetained(delegation_id=holder.rows[-1], memo_id=memo_id)]
