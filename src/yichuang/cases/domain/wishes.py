"""What the applicant may ask for on the way: to be urged on 催办, and another way of service 改送达方式."""

from __future__ import annotations

from datetime import datetime

from yichuang.cases.domain.acceptance import WrongPhase
from yichuang.cases.domain.sending import sent
from yichuang.cases.domain.state import CaseState
from yichuang.cases.domain.window import NEARBY, check_nearby
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import Fact

WAYS: dict[str, str] = {"direct": "到窗口领取", "post": "邮政EMS，不向您收费", "electronic": "电子送达到您的消息里", NEARBY: "到交材料的窗口领取"}
"""Ways of service an applicant may choose in the 送达地址确认书; the others are the organ's last resorts."""
COLLECTED = "窗口领取"
"""How the form words the choice of `direct`."""


class NoConsent(Refusal):
    code = "cases.no_electronic_consent"
    message = "您没有同意电子送达，不用撤回。"
    remedy = "要换送达方式的，直接选新的方式。"


class UrgedToday(Refusal):
    code = "cases.urged_today"
    message = "今天已经催办过，办理机关已看到。"
    remedy = "一天催办一次；紧急的请打办理机关的电话。"


def can_urge(state: CaseState) -> bool:
    """There is something to urge while the case is open and does not wait for the applicant."""
    return state.finished_at is None and (state.phase != "correcting" or state.corrected_at is not None)


def can_change_service(state: CaseState) -> bool:
    return state.finished_at is None and state.served_at is None and sent(state) is None


def urge(state: CaseState, *, urged_today: bool, by: str = "applicant") -> f.Urged:
    """催办 by the applicant or a colleague (窗口组长, heads): once a day each, seen in the history; it moves no date."""
    if not can_urge(state):
        raise WrongPhase("这件事现在没有可以催办的环节。", phase=state.phase.value)
    if urged_today:
        raise UrgedToday()
    waiting = next(iter(state.open_tasks), None)
    return f.Urged(case_id=state.id, by=by, task_id=waiting.id if waiting else None)


def withdraw_consent(state: CaseState, *, consented: bool) -> list[Fact]:
    """Consent to electronic service is taken back at any time while papers may still come; what was served stays served.
    From then on the window hands out."""
    if state.finished_at is not None:
        raise WrongPhase("这件事已经办完，不会再有文书送达。", phase=state.phase.value)
    if not consented:
        raise NoConsent()
    return [f.ElectronicConsentWithdrawn(mode="direct")]


def change_service(state: CaseState, *, way: str, address: str, now: datetime, hands_out: bool = False) -> list[Fact]:
    """改送达方式, until the decision is served. `hands_out`: the window that took it in hands out results as well."""
    if not can_change_service(state):
        raise WrongPhase("决定已经送达，或者证件已经寄往您选的窗口，不能再改送达方式。", phase=state.phase.value)
    if way not in WAYS:
        raise Invalid("请选择送达方式。", errors=(FieldError("way", "required", "请选择送达方式"),))
    if way == "post" and not address.strip():
        raise Invalid("请填写邮寄地址。", errors=(FieldError("address", "required", "请填写邮寄地址"),))
    if way == NEARBY:
        check_nearby(state, hands_out=hands_out)
    return [f.ServiceChanged(mode=way, at=now)]
