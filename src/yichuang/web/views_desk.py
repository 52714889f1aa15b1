"""The desk: work lists, search, batch verbs. The dossier page stands in views_case.py."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yichuang.cases import api as cases
from yichuang.clock.domain import Axis
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.look.asked import page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import safe_next, staff_required
from yichuang.web import desk_duties, desk_list
from yichuang.web.desk_page import show
from yichuang.web.views_case import sentence

MOST = 50
"""Rows one batch takes (design §4)."""


@staff_required()
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The work list of one saved filter, with search inside it. Without a filter everything that waits for the actor."""
    asked, today = request.GET.get("f", "all"), timezone.localdate()
    name = asked if asked in desk_list.FILTER_LABELS else "all"
    query, number = request.GET.get("q", "").strip()[:100], page_number(request)
    found, axis, more = desk_list.groups(request.actor, name, today, query=query, page=number)
    return listing(request, name, found, axis, more, heading=_(desk_list.FILTER_LABELS[name]), query=query, number=number)


@staff_required()
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Every case the actor may see, running or finished, by number, applicant or item."""
    query, number = request.GET.get("q", "").strip()[:100], page_number(request)
    if not query:
        return HttpResponseRedirect(reverse("desk"))
    found, axis, more = desk_list.found_groups(request.actor, timezone.localdate(), query=query, page=number)
    return listing(request, "", found, axis, more, heading=_("搜索办件"), query=query, number=number)


def listing(
    request: HttpRequest, name: str, found: list[desk_list.Group], axis: Axis, more: bool, *, heading: str, query: str, number: int
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "page": "desk", "today": today, "heading": heading, "groups": found, "axis": axis, "more": more, "number": number,
        "query": query, "side": desk_list.side(request.actor, today, name), "urgent": desk_list.urgent(found),
        "colleagues": colleagues(request, today), "empty_title": _("没有找到“%(what)s”") % {"what": query} if query else _(desk_list.EMPTY.get(name, "没有待办的办件")),
        "empty_next": _("换一个词，或者看全部待办。") if query else _("新的办件到了会排在这里，按期限先后。"),
    }  # fmt: skip
    return show(request, "web/desk_list.html", context)


def colleagues(request: HttpRequest, today: date) -> list[organisations.Person]:
    """Who the tasks in the list could go to: holders of the actor's own posts, and of those they assign."""
    actor = request.actor
    if actor.organ_id is None:
        return []
    posts = set(actor.posts) | set(desk_duties.assigned_by(actor))
    found = {p.account_id: p for p in organisations.in_posts(posts, [actor.organ_id], on=today)}
    return [p for p in found.values() if p.account_id != actor.account_id]


@staff_required()
@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """转办, 签收 over the chosen rows: each row alone, the page says which were not done and why."""
    rows, done = [pair.split(":", 1) for pair in request.POST.getlist("task")[:MOST] if ":" in pair], 0
    refused: dict[str, list[str]] = {}
    for case_id, task_id in rows:
        try:
            one(request, UUID(case_id), UUID(task_id))
            done += 1
        except Refusal as refusal:
            refused.setdefault(sentence(refusal), []).append(tail(request, case_id))
        except ValueError:
            refused.setdefault(_("没有选转给谁，或者这一行没有待办的环节。"), []).append("")
    if done:
        messages.success(request, ngettext("已办理%(n)s件。", "已办理%(n)s件。", done) % {"n": done})
    for why, numbers in refused.items():
        listed = "、".join(n for n in numbers if n)
        messages.error(request, _("没有办：%(numbers)s %(why)s") % {"numbers": listed, "why": why})
    if not rows:
        messages.error(request, _("还没有选办件。"))
    return HttpResponseRedirect(safe_next(request, request.POST.get("next"), default=reverse("desk")))


def one(request: HttpRequest, case_id: UUID, task_id: UUID) -> None:
    now = timezone.now()
    cases.visible(request.actor, case_id)
    verb = request.POST.get("verb")
    if verb == "claim":
        cases.claim(case_id, task_id, actor=request.actor, now=now)
    elif verb == "hand_over":
        cases.hand_over(case_id, task_id, to_id=UUID(request.POST.get("to", "")), actor=request.actor, now=now)
    else:
        raise NotFound(_("没有这个操作。"), code="web.no_verb")


def tail(request: HttpRequest, case_id: str) -> str:
    """The end of a row's number, as people say it; nothing for a case the actor may not see."""
    row = cases.visible_cases(request.actor).filter(id=case_id).values_list("number", flat=True).first()
    return desk_list.spaced(row) if row else ""
