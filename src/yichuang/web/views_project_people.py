"""Verbs on the people of a project and its key nodes: 牵头部门, 监管部门, 中介机构, 施工单位, 关键节点."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yichuang.joint.api import projects
from yichuang.joint.domain.parties import NoSuchParty, unknown_organ
from yichuang.joint.domain.projects import Role, Stage
from yichuang.kernel.errors import NotFound
from yichuang.look.asked import day_of, ident
from yichuang.organisations import api as organisations
from yichuang.organisations.access import applicant_required, staff_required
from yichuang.web import project_late
from yichuang.web.project_people import HELD_BY_OWNER, MARK
from yichuang.web.together_verbs import attach
from yichuang.web.views_projects import DESK, MINE, Place, done


def organ_typed(request: HttpRequest) -> UUID:
    """The organ whose full name or code was typed."""
    found = organisations.organ_named(request.POST.get("organ", ""))
    if found is None:
        raise unknown_organ()
    return found.id


def regulator(request: HttpRequest, joint_id: UUID) -> str:
    day = day_of(request.POST.get("from_on"))
    projects.join(joint_id, Role.REGULATOR, organ_typed(request), from_on=day, actor=request.actor, now=timezone.now())
    return _("已加上监管部门，它从现在起看得到这个项目，各项的决定抄告它。")


@transaction.atomic
def party(request: HttpRequest, joint_id: UUID) -> str:
    """A company that is registered for it takes part, or nothing is registered."""
    typed, now, actor = request.POST, timezone.now(), request.actor
    role = next((one for one in HELD_BY_OWNER if one == typed.get("role")), HELD_BY_OWNER[0])
    named = projects.party_named(typed.get("name", "")[:100], typed.get("number", "")[:30], actor=actor, now=now)
    projects.join(joint_id, role, named, from_on=day_of(typed.get("from_on")), actor=actor, now=now)
    return _("已加上参建方。")


def leave(request: HttpRequest, joint_id: UUID) -> str:
    role, _mark, who = request.POST.get("party", "").partition(MARK)
    party_id = ident(who)
    if role not in set(Role) or party_id is None:
        raise NoSuchParty()
    day = day_of(request.POST.get("to_on"))
    projects.leave(joint_id, Role(role), party_id, to_on=day, actor=request.actor, now=timezone.now())
    return _("已登记退出。")


def lead(request: HttpRequest, joint_id: UUID) -> str:
    stage, _mark, instead_of = request.POST.get("stage", "").partition(MARK)
    if stage not in set(Stage):
        raise NotFound(_("没有这个阶段。"), code="joint.no_stage")
    organ_id, seen = organ_typed(request), ident(instead_of)
    projects.set_lead(joint_id, Stage(stage), organ_id, instead_of=seen, actor=request.actor, now=timezone.now())
    return _("牵头部门已确定。")


def node(request: HttpRequest, joint_id: UUID) -> str:
    typed = request.POST
    projects.set_node(
        joint_id, name=typed.get("name", "")[:60], item_id=ident(typed.get("item")), planned_on=day_of(typed.get("planned_on")),
        actor=request.actor, now=timezone.now(),
    )  # fmt: skip
    return _("关键节点已记下，取得结果那天自动算达到。")


def unplan(request: HttpRequest, joint_id: UUID) -> str:
    projects.remove_node(joint_id, ident(request.POST.get("node")), actor=request.actor, now=timezone.now())
    return _("关键节点已取消。")


def late(request: HttpRequest, joint_id: UUID) -> str:
    """A case that was applied for by itself becomes one of the project."""
    actor, now = request.actor, timezone.now()
    view = projects.view(projects.number_of(joint_id), actor=actor, today=timezone.localdate(now))
    bound = project_late.form(view, request.POST)
    data = project_late.read(bound)
    attach(bound.view, data, actor=actor, now=now)
    return _("%(verb)s：已办理。") % {"verb": _("后来的办件并进来")}


Verb = Callable[[HttpRequest, UUID], str]
OWNERS: Mapping[str, Verb] = {"party": party, "leave": leave, "node": node, "unplan": unplan}
LEADS: Mapping[str, Verb] = {**OWNERS, "regulator": regulator, "lead": lead, "late": late}


def do(request: HttpRequest, number: str, verbs: Mapping[str, Verb], place: Place) -> HttpResponse:
    chosen = verbs.get(request.POST.get("form", ""))
    if chosen is None:
        raise NotFound(_("没有这个操作。"), code="web.no_verb")
    return done(request, number, place, partial(said, chosen, request))


def said(verb: Verb, request: HttpRequest, joint_id: UUID) -> tuple[int, str]:
    return messages.SUCCESS, verb(request, joint_id)


@staff_required()
@require_POST
def desk_people(request: HttpRequest, number: str) -> HttpResponse:
    """By an organ that leads a stage: who leads, who regulates, who builds, what is to be reached."""
    return do(request, number, LEADS, DESK)


@applicant_required
@require_POST
def my_people(request: HttpRequest, number: str) -> HttpResponse:
    """By the owner: its intermediaries and contractors, its key nodes."""
    return do(request, number, OWNERS, MINE)
