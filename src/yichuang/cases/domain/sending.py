"""就近领取: the made result travels from the accepting organ to the window where it is collected; both say so. Pure.

The days of 44 run on meanwhile: where a paper with a number lies must be known every day of them.
"""

from __future__ import annotations

from uuid import UUID

from yichuang.cases.domain.acceptance import LAW
from yichuang.cases.domain.phases import ActKind, Phase
from yichuang.cases.domain.state import Act, CaseState
from yichuang.cases.domain.window import counter
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from yichuang.kernel.values import Fact


class NothingToSend(Refusal):
    code = "cases.nothing_to_send"
    message = "本件没有要寄往领取窗口的证件。"
    remedy = "只有选了就近领取、已经制作完成、还没有寄出的，才寄往那个窗口；其他的在受理机关的窗口发。"


class NotOnItsWay(Refusal):
    code = "cases.result_not_on_its_way"
    message = "本件没有寄来的证件，或者已经确认到达。"
    remedy = "请核对办件编号和邮件号码；没有寄出的，由受理机关先登记寄出。"


class NotThatWindow(Forbidden):
    code = "cases.not_that_window"
    message = "证件到达由领取的窗口（%(organ)s）确认。"
    remedy = "请联系那里的窗口；本窗口可以看到状态。"


class OnItsWay(Refusal):
    code = "cases.result_on_its_way"
    message = "证件正在寄往领取的窗口（邮件号码%(number)s），还没有确认到达，不能发给申请人。"
    article = f"{LAW}第四十四条"
    remedy = "到达以后，由那个窗口先确认到达，再办领证签收；邮件退回或者丢失的，由受理机关登记。"


def sent(state: CaseState) -> Act | None:
    """The journey of the result, if it went on one that was not called off."""
    return next((act for act in state.acts_of(ActKind.SENDING) if act.state != "called_off"), None)


def on_its_way(state: CaseState) -> Act | None:
    act = sent(state)
    return act if act is not None and act.state == "sent" else None


def is_on_its_way(state: CaseState) -> bool:
    return on_its_way(state) is not None


def may_send(state: CaseState) -> bool:
    """A made licence that is collected at another organ's window and is still here."""
    made = state.phase is Phase.DECIDED and state.made_at is not None and state.licence_id is not None and state.delivered_at is None
    return made and state.collects_at_window and state.window_organ_id is not None and sent(state) is None


def send(state: CaseState, act_id: UUID, tracking_number: str) -> Fact:
    if not may_send(state):
        raise NothingToSend()
    number = tracking_number.strip().upper()
    if not (number.isascii() and number.isalnum() and 8 <= len(number) <= 30):
        wrong = FieldError("tracking_number", "cases.tracking_number", "请填邮件号码：8到30位字母和数字")
        raise Invalid("没有邮件号码，寄出以后找不到。", code="cases.tracking_number", errors=(wrong,))
    data: dict[str, object] = {"organ_id": str(counter(state)[1]), "tracking_number": number}
    return f.ActOpened(
        act_id=act_id, act=ActKind.SENDING.value, state="sent", limit=None, unit="", from_on=None, data=data, document_id=None, gate_id=None, opened=()
    )


def arrive(state: CaseState) -> Fact:
    return moved(state, "arrived", {})


def call_off(state: CaseState, reason_id: UUID) -> Fact:
    """The letter came back or was lost: from here on the accepting organ has the result again, to send anew or to make once more."""
    return moved(state, "called_off", {"reason_id": str(reason_id)})


def moved(state: CaseState, to: str, data: dict[str, object]) -> Fact:
    act = on_its_way(state)
    if act is None:
        raise NotOnItsWay()
    return f.ActMoved(
        act_id=act.id, state=to, limit=None, unit="", from_on=None, data=data, document_id=None, met=False, closed=(), opened=()
    )


def check_here(state: CaseState) -> None:
    """Before it is handed out: it is not between two windows."""
    act = on_its_way(state)
    if act is not None:
        raise OnItsWay(number=str(act.data["tracking_number"]))
