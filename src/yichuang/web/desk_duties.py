"""The duties of one's organ beside the work list: a link stands for whoever has something to do there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yichuang.catalogue.api import life
from yichuang.joint import api as joint
from yichuang.joint.api import acts, projects
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor, Post


def everybody(actor: Actor, today: date) -> bool:
    return actor.organ_id is not None


def whoever_may(*acts: Act) -> Callable[[Actor, date], bool]:
    return lambda actor, today: any(organisations.organs_where(actor, act, on=today) for act in acts)


ASSIGNS: dict[str, tuple[str, ...]] = {
    Post.HALL_LEAD: (Post.WINDOW, Post.CERTIFICATE), Post.SECTION_CHIEF: (Post.UNDERTAKER,),
    Post.CHIEF_REPRESENTATIVE: (Post.UNDERTAKER,),
}  # fmt: skip
"""Whose work each post hands out 派件."""


def assigned_by(actor: Actor) -> tuple[str, ...]:
    return tuple(dict.fromkeys(post for own in sorted(actor.posts) for post in ASSIGNS.get(own, ())))


@dataclass(frozen=True, slots=True)
class Duty:
    route: str
    label: Any
    offered: Callable[[Actor, date], bool]
    count: Callable[[Actor, date], int] | None = None


DUTIES = (
    Duty("studio-requests", _("事项变更申请"), whoever_may(Act.REVIEW_ITEM, Act.PUBLISH_ITEM, Act.EXPERT_OPINION), lambda actor, today: life.work(actor)),
    Duty("studio-memos", _("划转备忘录"), whoever_may(Act.GRANT, Act.EXTEND)),
    Duty("desk-assign", _("派件"), whoever_may(Act.ASSIGN)),
    Duty("desk-stand-ins", _("请假代理"), everybody),
    Duty("desk-authorisations", _("授权"), everybody),
    Duty("desk-handover", _("纸质卷移交"), everybody),
    Duty("desk-blanks", _("空白证件"), whoever_may(Act.MAKE_LICENCE, Act.ASSIGN)),
    Duty("desk-window-day", _("窗口日结"), whoever_may(Act.ASSIGN, Act.RECEIVE)),
    Duty("desk-smart", _("智能审批"), whoever_may(Act.GRANT, Act.SPOT_CHECK, Act.AUTHORISE, Act.EXTEND)),
    Duty("desk-tolerances", _("容缺受理登记"), everybody),
    Duty("desk-promises", _("告知承诺登记"), everybody),
    Duty("desk-credit", _("信用记录"), everybody),
    Duty("desk-visits", _("联合踏勘和会议"), everybody, acts.pressing),
    Duty("desk-projects", _("新监管的项目"), lambda actor, today: projects.newly_regulated(actor, today) > 0, projects.newly_regulated),
    Duty("desk-licences", _("许可证件登记"), everybody),
    Duty("desk-together-list", _("联办"), everybody),
    Duty("desk-together-copies", _("待签收的抄告"), lambda actor, today: joint.copies_open(actor) > 0, lambda actor, today: joint.copies_open(actor)),
    Duty("desk-ledger", _("办件台账"), everybody),
)


def links(actor: Actor, today: date, current: str = "") -> list[dict[str, object]]:
    found = [duty for duty in DUTIES if duty.offered(actor, today)]
    return [
        {"href": reverse(duty.route), "label": duty.label, "count": duty.count(actor, today) if duty.count else None, "current": duty.route == current}
        for duty in found
    ]  # fmt: skip
