"""代收转寄: a window takes in what another organ accepts. Pure.

The window is no organ that received the application (行政许可法 29, 32): the accepting organ has it when the papers are there, or when
what was sent through the net has entered its system (电子签名法 11). From that day its five days run, and nothing before.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from yichuang.kernel.errors import FieldError, Invalid, Refusal

LAW = "《中华人民共和国行政许可法》"
SIGNATURE_LAW = "《中华人民共和国电子签名法》第十一条"


class TakenState(StrEnum):
    TAKEN_IN = "taken_in"
    FORWARDED = "forwarded"
    ARRIVED = "arrived"
    HANDED_BACK = "handed_back"


LABELS: dict[TakenState, str] = {
    TakenState.TAKEN_IN: "待转寄", TakenState.FORWARDED: "在途", TakenState.ARRIVED: "已到达", TakenState.HANDED_BACK: "已退还",
}  # fmt: skip
OWNERS: dict[TakenState, str] = {TakenState.TAKEN_IN: "window", TakenState.FORWARDED: "window of the accepting organ"}
TRANSITIONS: dict[TakenState, dict[str, TakenState]] = {
    TakenState.TAKEN_IN: {"intake.PapersForwarded": TakenState.FORWARDED, "intake.PapersHandedBack": TakenState.HANDED_BACK},
    TakenState.FORWARDED: {"intake.PapersArrived": TakenState.ARRIVED, "intake.PapersHandedBack": TakenState.HANDED_BACK},
}


class Means(StrEnum):
    COURIER = "courier"
    ONLINE = "online"


MEANS_NAMES: dict[Means, str] = {Means.COURIER: "邮政EMS", Means.ONLINE: "网上传送"}
NEXT: dict[TakenState, str] = {TakenState.TAKEN_IN: "转寄给受理机关", TakenState.FORWARDED: "受理机关确认到达"}
"""What is to be done next, by state."""


class WrongTakenState(Refusal):
    code = "intake.taken_in_moved"
    message = "这份代收件现在是“%(state)s”，不能这样办。"
    remedy = "请看最新的状态；已经到达的，在办件里继续办。"


class PapersOnly(Invalid):
    code = "intake.papers_stay"
    message = "有纸质原件的，不能只从网上传送。"
    article = f"{LAW}第二十九条"
    remedy = "请用邮政EMS转寄；扫描件也会一并送达。"


def check_move(state: TakenState, kind: str) -> TakenState:
    """The state after a fact of this kind; raises WrongTakenState, also for what was done before (arrival twice)."""
    to = TRANSITIONS.get(state, {}).get(kind)
    if to is None:
        raise WrongTakenState(state=LABELS[state])
    return to


def check_forward(means: str, tracking_number: str, *, has_papers: bool) -> Means:
    """A courier leaves a number; only what exists as files goes through the net."""
    if means not in set(Means):
        raise Invalid("请选转寄方式。", code="intake.means", errors=(FieldError("means", "required", "请选转寄方式"),))
    number = tracking_number.strip()
    if means == Means.COURIER and not (number.isascii() and number.isalnum() and 8 <= len(number) <= 30):
        wrong = FieldError("tracking_number", "intake.tracking_number", "请填邮件号码：8到30位字母和数字")
        raise Invalid("没有邮件号码，转寄以后找不到。", code="intake.tracking_number", errors=(wrong,))
    if means == Means.ONLINE and has_papers:
        raise PapersOnly(errors=(FieldError("means", PapersOnly.code, PapersOnly.message),))
    return Means(means)


def check_arrival(arrived_at: datetime, *, forwarded_at: datetime, now: datetime) -> None:
    """They cannot have arrived before they were forwarded, nor later than now."""
    said = ""
    if arrived_at > now:
        said = "到达时间不能晚于现在"
    elif arrived_at < forwarded_at:
        said = "到达时间不能早于转寄时间"
    if said:
        raise Invalid(said, code="intake.arrival", article=SIGNATURE_LAW, errors=(FieldError("arrived_at", "intake.arrival", said),))


def check_taken_at(taken_at: datetime, now: datetime) -> None:
    if taken_at > now:
        wrong = FieldError("received_at", "intake.future", "交件时间不能晚于现在")
        raise Invalid("交件时间不能晚于现在。", code="intake.future", errors=(wrong,))
