"""派件: the queue of an organ that nobody has claimed, who carries how much, and handing out or handing on, row by row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from yichuang.cases import api as cases
from yichuang.kernel.errors import Forbidden, Refusal
from yichuang.look.asked import page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import safe_next, staff_required
from yichuang.organisations.api import Person
from yichuang.organisations.domain import Act, Actor, Post, post_name
from yichuang.web import desk_list
from yichuang.web.desk_duties import assigned_by
from yichuang.web.desk_page import show
from yichuang.web.views_case import sentence
from yichuang.web.views_desk import MOST, tail

OTHERS = (Post.WINDOW, Post.CERTIFICATE, Post.UNDERTAKER, Post.SECTION_CHIEF)
"""Posts whose work is handed out where the actor's own post names none."""


@staff_required()
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """The queue (or what somebody holds) with the load of each person; POST hands the chosen rows to one of them."""
    actor, today = request.actor, timezone.localdate()
    organs = organisations.organs_where(actor, Act.ASSIGN, on=today)
    if not organs:
        raise Forbidden(_("派件由窗口组长、科长或者首席代表办理。"), code="web.may_not_assign")
    if request.method == "POST":
        return hand_out(request)
    posts = assigned_by(actor) or OTHERS
    chosen = [p for p in posts if p == request.GET.get("post")] or list(posts)
    people = organisations.in_posts(chosen, organs, on=today)
    held = request.GET.get("of") == "held"
    who = [p.account_id for p in people if str(p.account_id) == request.GET.get("who")] or [p.account_id for p in people]
    number = page_number(request)
    rows, more = cases.to_assign(organs, chosen, owners=who if held else None, page=number)
    groups, axis = desk_list.grouped(rows, today)
    one = next((p.name for p in people if len(who) == 1 and p.account_id == who[0]), "")
    context = {
        "page": "desk", "today": today, "groups": groups, "axis": axis, "more": more, "number": number, "held": held, "one": one if held else "",
        "posts": [(p, post_name(p)) for p in posts], "post": chosen[0] if len(chosen) == 1 else "", "people": loaded(people, actor, today),
    }  # fmt: skip
    return show(request, "web/desk_assign.html", context)


def loaded(people: tuple[Person, ...], actor: Actor, today: date) -> list[dict[str, Any]]:
    """Each person once, with all their posts and what they carry."""
    loads = cases.loads([p.account_id for p in people], today)
    found: dict[UUID, dict[str, Any]] = {}
    for p in people:
        row = found.setdefault(p.account_id, {"id": p.account_id, "name": p.name, "posts": [], "load": loads.get(p.account_id, cases.Load())})
        if post_name(p.post) not in row["posts"]:
            row["posts"].append(post_name(p.post))
    return sorted(found.values(), key=lambda row: (row["load"].open, row["name"]))


def hand_out(request: HttpRequest) -> HttpResponse:
    """Each row alone; the page says which went to whom, and which were not handed out and why."""
    now, back = timezone.now(), safe_next(request, request.POST.get("next"), default=reverse("desk-assign"))
    to = chosen_person(request.POST.get("to", ""))
    rows = [pair.split(":", 1) for pair in request.POST.getlist("task")[:MOST] if ":" in pair]
    if to is None or not rows:
        messages.error(request, _("还没有选派给谁。") if to is None else _("还没有选办件。"))
        return HttpResponseRedirect(back)
    done: list[str] = []
    refused: dict[str, list[str]] = {}
    for case_id, task_id in rows:
        try:
            one(request.actor, UUID(case_id), UUID(task_id), to, now)
            done.append(tail(request, case_id))
        except Refusal as refusal:
            refused.setdefault(sentence(refusal), []).append(tail(request, case_id))
        except ValueError:
            continue
    if done:
        name = organisations.names([to])[to]
        told = ngettext("派给%(name)s%(n)s件：%(numbers)s", "派给%(name)s%(n)s件：%(numbers)s", len(done))
        messages.success(request, told % {"name": name, "n": len(done), "numbers": _("、").join(done)})
    for why, numbers in refused.items():
        messages.error(request, _("没有派：%(numbers)s %(why)s") % {"numbers": _("、").join(n for n in numbers if n), "why": why})
    return HttpResponseRedirect(back)


def chosen_person(text: str) -> UUID | None:
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if organisations.names([found]) else None


def one(actor: Actor, case_id: UUID, task_id: UUID, to: UUID, now: datetime) -> None:
    cases.visible(actor, case_id)
    cases.hand_over(case_id, task_id, to_id=to, actor=actor, now=now)
