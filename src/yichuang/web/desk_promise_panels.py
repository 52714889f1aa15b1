"""Which panels of 容缺受理 and 告知承诺 the dossier page offers whoever looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from yichuang.cases.domain import promising, tolerating
from yichuang.cases.domain.phases import ActKind, Phase, TaskKind
from yichuang.cases.domain.state import Task
from yichuang.credit import api as credit
from yichuang.look.templatetags.look import day
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act
from yichuang.web import desk_promises
from yichuang.web.desk_actor import Desk

Make = Callable[..., Any]


def of(desk: Desk, made: Make) -> Iterator[Any]:
    """Before acceptance at the window, on the own task, and at the window while papers are promised."""
    yield from at_window(desk, made)
    for task in desk.view.state.open_tasks:
        if desk.is_mine(task) and task.kind in (TaskKind.TOLERATED, TaskKind.FOLLOW_UP):
            yield from on_task(desk, task, made)


def bars(desk: Desk) -> str:
    """The record that keeps the applicant from both, where it comes from and how it is repaired; empty without one."""
    record = credit.standing(desk.view.state.applicant_id, desk.today)
    if record is None:
        return ""
    words = _("申请人有信用记录“%(what)s”（%(organ)s，%(from_on)s至%(to_on)s），不能选用，按一般程序办理。信用修复：%(how)s")
    return words % {
        "what": _(record.name), "organ": organisations.organ(record.organ_id).name, "from_on": day(record.from_on), "to_on": day(record.to_on),
        "how": _(record.how),
    }  # fmt: skip


def at_window(desk: Desk, made: Make) -> Iterator[Any]:
    state, organ = desk.view.state, desk.view.state.accepting_organ_id
    if state.phase in (Phase.RECEIVED, Phase.CORRECTING) and desk.may(Act.ACCEPT_WITH_GAPS, organ):
        yield from before_acceptance(desk, made)
    if tolerating.the(state, "running", "overdue") and desk.may(Act.RECEIVE, organ):
        yield made(desk, "bring-gaps", button=_("登记收到"))


def before_acceptance(desk: Desk, made: Make) -> Iterator[Any]:
    state, terms = desk.view.state, desk.view.terms
    if tolerating.the(state, "agreed"):
        yield made(desk, "accept-agreed", _("容缺受理"), note=_("申请人已在网上选择容缺受理并作出承诺。主要材料核对齐全以后受理，补齐以前不作决定。"))
    elif not tolerating.why_not(state, terms) and desk_promises.absent(state, desk.actor, desk.today):
        note = _("主要材料齐全的，可以由申请人选择先受理、后补交；期限照算，补齐以前不作决定。不选的，一次告知补正。")
        yield made(desk, "accept-gaps", _("容缺受理"), note=note, blocked=bars(desk), button=_("容缺受理，出具告知书和承诺书"))
    if not promising.why_not(state, terms) and not promising.signed(state):
        assert terms.promise is not None
        note = _("申请人可以选择承诺：%(text)s") % {"text": terms.promise.text}
        yield made(desk, "sign-promise", _("告知承诺"), note=note, blocked=bars(desk), button=_("出具告知承诺书"))


def on_task(desk: Desk, task: Task, made: Make) -> Iterator[Any]:
    state = desk.view.state
    if task.kind is TaskKind.TOLERATED:
        if tolerating.the(state, "brought"):
            yield made(desk, "check-gaps", _(task.name))
        elif desk.may(Act.TERMINATE):
            yield made(desk, "end-gaps", note=_("承诺的日期已过，没有补交。不会自动终止，由您决定。"))
            yield made(desk, "refuse-gaps")
        return
    act = next((a for a in state.acts_of(ActKind.PROMISE) if str(a.id) == task.node), None)
    own = desk.actor.account_id in (state.decider_id, state.acceptor_id)
    blocked = _("受理人、决定人不能核查同一件的承诺，请转给其他人。") if own else ""
    name = "recheck-promise" if act is not None and act.state == "mending" else "check-promise"
    last = desk.view.dates.limits.get(task.id)
    note = desk.view.terms.promise.text if desk.view.terms.promise else ""
    note += _("（%(day)s以前核查）") % {"day": day(last)} if last else ""
    yield made(desk, name, _(task.name), note=note, blocked=blocked, claimable=task.claimed_at is None, task_id=task.id)
