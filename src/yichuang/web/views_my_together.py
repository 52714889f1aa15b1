"""联办 for its applicant: how far, who is holding what, and what one may do with each branch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.joint import api as joint
from yichuang.joint.api import JointView
from yichuang.joint.domain.state import What
from yichuang.kernel.errors import FieldError, NotFound, Refusal
from yichuang.look.asked import page_number
from yichuang.look.templatetags.look import said
from yichuang.look.words import in_parts
from yichuang.organisations.access import applicant_required
from yichuang.web import together, together_story, views_joint_acts


def view_of(request: HttpRequest, number: str) -> JointView:
    """One of my own, by number. Raises NotFound."""
    actor = request.actor  # type: ignore[attr-defined]
    return joint.view(joint.id_of(number[:40], actor=actor, what=What.THEME), actor=actor, today=timezone.localdate())


def page(request: HttpRequest, view: JointView, refusal: Refusal | None = None) -> HttpResponse:
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    today = timezone.localdate(now)
    lanes, axis = together.lanes(view, today, route="my-case", seen=together.seen_by(view, actor))
    title, text = together.headline(view, today)
    errors = (refusal.errors or (FieldError("", refusal.code, said(refusal)),)) if refusal else ()
    context: dict[str, Any] = {
        "page": "track", "view": view, "number": in_parts(view.number), "lanes": lanes, "axis": axis, "title": title, "text": text,
        "edges": together.edges(view), "ways": together.ways(), "spent": joint.time_spent(view, now), "refusal": refusal,
        **together_story.told(view.id, inside=False, page=page_number(request, "story")),
        "errors": errors, "counters": together.counters(view, today), "waiting": [lane for lane in lanes if lane.is_correcting],
        "lacking": [lane for lane in lanes if lane.lacks],
        **views_joint_acts.listed(view.id, view.number, None, today),
    }  # fmt: skip
    return render(request, "web/my_together.html", context, status=refusal.status if refusal else 200)


@applicant_required
@never_cache
@require_safe
def my_together(request: HttpRequest, number: str) -> HttpResponse:
    """How far, in a sentence first; then every branch with what may be done."""
    return page(request, view_of(request, number))


@applicant_required
@never_cache
@require_POST
def branch(request: HttpRequest, number: str, branch_id: UUID, verb: str) -> HttpResponse:
    """Give up a branch that waits."""
    view, now = view_of(request, number), timezone.now()
    try:
        if verb == "drop":
            joint.drop(view.id, branch_id, reason=request.POST.get("reason", "")[:2000], actor=request.actor, now=now)
            messages.success(request, _("已放弃这一项，其他各项照常办理。"))
        else:
            raise NotFound(_("没有这个操作。"), code="web.no_verb")
    except NotFound:
        raise
    except Refusal as refusal:
        return page(request, view, refusal)
    return redirect("my-together", number=view.number)
