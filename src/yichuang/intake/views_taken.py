"""Pages of 代收转寄: the register with states and next actions, one of them with its verbs, the 代收凭证 to print."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.intake import pages, pages_desk, taken_in, taking, window
from yichuang.intake.domain import MEANS_NAMES, Means, TakenState
from yichuang.intake.views import show
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.kernel.values import ZONE
from yichuang.look.asked import page_number
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Actor, Post

clerk = staff_required(Post.WINDOW, Post.HALL_LEAD)
FILTER_WORDS = {"open": "没有办完的", "to-forward": "待转寄", "on-the-way": "在途", "done": "办完的"}


@clerk
@never_cache
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """代收登记: what this window took in, and what is on its way to it."""
    name = request.GET.get("show", "")
    name = name if name in taken_in.FILTERS else "open"
    number = page_number(request)
    rows, more = taken_in.register(request.actor, name, timezone.localdate(), page=number)  # type: ignore[attr-defined]
    context = {
        "page": "receive", "rows": rows, "more": more, "number": number, "shown": name, "late": sum(row.late and row.state is TakenState.TAKEN_IN for row in rows),
        "filters": [(key, _(words)) for key, words in FILTER_WORDS.items()],
    }  # fmt: skip
    return show(request, "desk_taken_in", context)


def context_of(request: HttpRequest, taken_id: UUID) -> dict[str, Any]:
    view = taken_in.one(taken_id, request.actor, timezone.localdate())  # type: ignore[attr-defined]
    means = [(key.value, _(name)) for key, name in MEANS_NAMES.items() if key is not Means.ONLINE or not view.papers_travel]
    return {
        "page": "receive", "view": view, "row": view.row, "means": means, "typed": request.POST, "now": timezone.now().astimezone(ZONE).strftime("%Y-%m-%d %H:%M"),
        "case_page": pages_desk.desk_case(view.row.case_id) if view.row.case_id else "",
    }  # fmt: skip


@clerk
@never_cache
@require_safe
def one(request: HttpRequest, taken_id: UUID) -> HttpResponse:
    return show(request, "desk_taken", context_of(request, taken_id))


@clerk
@never_cache
@require_safe
def receipt(request: HttpRequest, taken_id: UUID) -> HttpResponseBase:
    """代收凭证 as PDF, to print."""
    file = taken_in.receipt_file(taken_id, request.actor, timezone.localdate())  # type: ignore[attr-defined]
    return pages.file_response(BytesIO(file.content), file.name, "application/pdf")


@clerk
@never_cache
@require_POST
def do(request: HttpRequest, taken_id: UUID, verb: str) -> HttpResponse:
    """转寄, 确认到达, 退还; a refusal comes back on the page with what was typed."""
    actor, now, typed = request.actor, timezone.now(), request.POST  # type: ignore[attr-defined]
    try:
        case_id = call(verb, taken_id, typed, actor, now)
    except NotFound:
        raise
    except Refusal as refusal:
        return show(request, "desk_taken", context_of(request, taken_id), refusal)
    if case_id is not None:
        return redirect("desk-received", case_id)
    return redirect("desk-taken", taken_id)


def call(verb: str, taken_id: UUID, typed: Any, actor: Actor, now: datetime) -> UUID | None:
    if verb == "forward":
        return taking.forward(taken_id, means=typed.get("means", ""), tracking_number=typed.get("tracking_number", ""), actor=actor, now=now)
    if verb == "arrive":
        arrived_at = window.moment(typed.get("arrived_at", ""), now, "arrived_at", _("到达时间请写成2026-09-10 09:30"), _("到达时间看不懂。"))
        return taking.confirm_arrival(taken_id, arrived_at=arrived_at, actor=actor, now=now)
    if verb == "hand-back":
        taking.hand_back(taken_id, reason=typed.get("reason", "").replace("\x00", "")[:500], actor=actor, now=now)
        return None
    raise NotFound(_("没有这个操作。"), code="intake.no_verb")
