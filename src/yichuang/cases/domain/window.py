"""全城通办: the window of another organ takes in and hands out; power and duty stay where they are. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yichuang.cases.domain.phases import TaskKind
from yichuang.cases.domain.state import CaseState
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.values import Fact
from yichuang.organisations.domain import Act

NEARBY = "nearby"
"""Way of service: collected at the window that took the application in."""
LENT = frozenset({Act.RECEIVE, Act.ACCEPT, Act.ASK_CORRECTION, Act.CORRECT_ON_SPOT, Act.RECORD_WITHDRAWAL})
"""What an agreement lends a window. Turning away (不受理, 不予受理, 退件) is not among it: 窗口无否决权."""


@dataclass(frozen=True, slots=True)
class AtWindow:
    """Where an application was handed in when that was not at the accepting organ; `taken_in_id` names the 代收 it came by."""

    organ_id: UUID
    agreement_id: UUID
    accepts: bool
    collects: bool
    taken_in_id: UUID | None = None

    @property
    def said(self) -> Fact:
        return f.HandedInElsewhere(
            window_organ_id=self.organ_id, agreement_id=self.agreement_id, accepts=self.accepts, collects=self.collects, taken_in_id=self.taken_in_id
        )


class NoSuchWindow(Invalid):
    code = "cases.no_window_nearby"
    message = "这件事不是在通办窗口交的，或者那个窗口不代发结果。"
    remedy = "请选窗口领取、邮寄或者电子送达。"


def check_nearby(state: CaseState, *, hands_out: bool) -> None:
    """就近领取 is offered by the window that took it in, where its agreement says that it hands out."""
    if state.window_organ_id is None or not hands_out:
        raise NoSuchWindow(errors=(FieldError("way", NoSuchWindow.code, NoSuchWindow.message),))


def checking_organ(state: CaseState) -> UUID:
    """Whose window checks completeness and form, or did: that of the organ which took it in, while the agreement holds."""
    return next((t.organ_id for t in state.tasks if t.kind is TaskKind.ACCEPT), state.accepting_organ_id)


def give_back(state: CaseState) -> list[Fact]:
    """The agreement ran out while nobody had answered: without this the five days of 32(4) would run where nobody may answer."""
    waits = any(t.kind is TaskKind.ACCEPT for t in state.open_tasks) and checking_organ(state) == state.window_organ_id
    return [f.AcceptanceGivenBack(agreement_id=state.agreement_id)] if waits and state.agreement_id else []


def counter(state: CaseState) -> tuple[str, UUID]:
    """Post and organ that hand the result out."""
    if state.window_organ_id is not None and state.collects_at_window:
        return "window", state.window_organ_id
    return "certificate", state.accepting_organ_id
