"""就近领取 at the desk: the licence goes to the window where it is collected, and that window says that it came, or it is called off."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yichuang.cases import api
from yichuang.cases.domain import sending
from yichuang.cases.domain.state import CaseState
from yichuang.cases.domain.window import counter
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act
from yichuang.web.desk_actor import Desk
from yichuang.web.desk_forms import AFTER, DeskVerb, Nothing, Reason, VerbForm, line, plainly


class SendResult(VerbForm):
    tracking_number = line(_("邮件号码"), _("8到30位字母和数字"))


VERBS = (
    DeskVerb(
        "send-result", _("寄往领取的窗口"), SendResult, plainly(api.send_result), AFTER, sending.may_send, _("申请人在交材料的窗口领取，确认到达以前不能发证"),
    ),
    DeskVerb(
        "result-lost", _("登记证件退回或者丢失"), Reason, plainly(api.call_off_sending), AFTER, sending.is_on_its_way, _("登记以后可以重新寄出；丢失的先重新制证"),
    ),
    DeskVerb("result-arrived", _("确认证件到达"), Nothing, plainly(api.confirm_result), AFTER, sending.is_on_its_way),
)  # fmt: skip
NAMES = tuple(verb.name for verb in VERBS)


def may(name: str, desk: Desk) -> bool:
    """Who sees the link: only those who work at the window where it is collected can say that it came."""
    if name != "result-arrived":
        return desk.may(Act.ISSUE, desk.view.state.accepting_organ_id)
    _, organ_id = counter(desk.view.state)
    return organ_id in organisations.mine(desk.actor) and desk.may(Act.ISSUE, organ_id)


def waits(state: CaseState) -> str:
    """Why the result cannot be handed out yet; empty when it is here."""
    try:
        sending.check_here(state)
    except sending.OnItsWay as no:
        return said(no)
    return ""
