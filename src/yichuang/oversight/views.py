"""The page of 审管互动: what one's organ owes as regulator, what it awaits as approver, what is overdue for whoever supervises."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.kernel.errors import Refusal
from yichuang.look.asked import page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post
from yichuang.oversight import actions, queries

MOST = 4000


def page(request: HttpRequest, refusal: Refusal | None = None, of: UUID | None = None) -> HttpResponse:
    """One of the sides; a refused answer comes back where it was typed. Whoever supervises sees what is overdue at the organs under them."""
    actor, today, organs = request.actor, timezone.localdate(), organisations.mine(request.actor)
    watching = actor.holds(Post.SUPERVISOR)
    asked = request.GET.get("s", "")
    side = "overdue" if watching else asked if asked in queries.SIDES else queries.SIDES[0]
    found, more = queries.page(queries.supervised(actor, today) if side == "overdue" else organs, side, number=page_number(request))
    errors = refusal.errors if refusal else ()
    typed = {key: request.POST.get(key, "").replace("\x00", "")[:MOST] for key in ("finding", "text")}
    blank = dict.fromkeys(typed, "")
    lines = [
        (row, queries.may_answer(row, actor, today), [("", _("请选")), *((key, _(name)) for key, name in row.findings)],
         *((typed, errors) if row.due_id == of else (blank, ())))
        for row in found
    ]  # fmt: skip
    context = {
        "page": "interactions", "lines": lines, "more": more, "number": page_number(request), "side": side, "counts": queries.counts(organs),
        "today": today, "watching": watching, "refusal": refusal, "errors": errors,
    }  # fmt: skip
    return render(request, "oversight/interactions.html", context, status=refusal.status if refusal else 200)


@staff_required()
@never_cache
@require_safe
def interactions(request: HttpRequest) -> HttpResponse:
    """Everybody of an organ reads what it owes and awaits; who may do it, the verb checks."""
    return page(request)


@staff_required()
@never_cache
@require_POST
def answer(request: HttpRequest, due_id: UUID) -> HttpResponse:
    try:
        actions.answer(
            due_id, finding=request.POST.get("finding", ""), text=request.POST.get("text", "").replace("\x00", ""), actor=request.actor, now=timezone.now()
        )
    except Refusal as refusal:
        return page(request, refusal, due_id)
    messages.success(request, _("已办理，审批机关在办件页上看得到。"))
    return HttpResponseRedirect(reverse("desk-interactions"))
