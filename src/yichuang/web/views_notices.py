"""Public notices of changes to items 事项变更公示: what is to change, until when one may comment, what was said and answered."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import life
from yichuang.catalogue.domain.life import Stage
from yichuang.kernel.errors import Refusal
from yichuang.look.asked import page_number
from yichuang.organisations.access import public
from yichuang.web import request_rows
from yichuang.web.views_requests import content


@public
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Notices under way first, then those of the last three months with what became of them."""
    rows, more = life.notices(timezone.localdate(), page=page_number(request))
    return render(request, "web/notices.html", {"page": "open", "rows": rows, "more": more, "number": page_number(request)})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One notice; POST leaves a comment, which stands on the page at once."""
    if request.method == "POST":
        try:
            token = UUID(request.POST.get("token", ""))
        except ValueError:
            token = uuid4()
        try:
            life.comment(
                request_id, text=request.POST.get("text", ""), name=request.POST.get("name", ""), token=token, now=timezone.now(), actor=request.actor
            )
        except Refusal as refusal:
            return notice_page(request, request_id, refusal)
        messages.success(request, _("意见已收到，机关会在这里逐条答复。"))
        return HttpResponseRedirect(reverse("open-change", args=[request_id]) + "#comments")
    return notice_page(request, request_id)


def notice_page(request: HttpRequest, request_id: UUID, refusal: Refusal | None = None) -> HttpResponse:
    row = life.notice(request_id)
    guide = catalogue.guide(row.version_id)
    today = timezone.localdate()
    context = {
        "page": "open", "row": row, "guide": guide, **content(row, guide, ()),
        "running": row.stage is Stage.NOTICE and row.notice_to is not None and today <= row.notice_to,
        "assessed": request_rows.assessed(request_id, life.assessment_of(request_id)),
        "reasons": [note for note in row.notes if note.kind == "reason"][-1:], "taken_back": [note for note in row.notes if note.kind == "taken_back"],
        "refusal": refusal, "errors": refusal.errors if refusal else (),
        "typed": request.POST if refusal else {}, "token": request.POST.get("token") or uuid4(), "ended": life.OUTCOMES.get(row.stage, ""),
    }  # fmt: skip
    return render(request, "web/notice.html", context, status=refusal.status if refusal else 200)
