"""The boundary list in the studio: rows in force, what has no regulator, and the form. The public reads it under 目录和清单."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yichuang.catalogue import boundaries
from yichuang.catalogue.domain.boundary import INTERACTION_NAMES
from yichuang.kernel.errors import Refusal
from yichuang.look.asked import day_of, ident, page_number, whole
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post

FIELDS = ("item", "step", "approve_office", "regulate_organ", "regulate_office", "interaction", "days", "basis", "valid_from")


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def studio_boundaries(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    typed = {key: request.POST.get(key, "").replace("\x00", "").strip()[:500] for key in FIELDS}
    typed["valid_from"] = typed["valid_from"] or today.isoformat()
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, act(request, typed))
            return HttpResponseRedirect(reverse("studio-boundaries"))
        except Refusal as problem:
            refusal = problem
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    found, more = boundaries.rows(today, text=words, page=page_number(request))
    count, first = boundaries.without_regulator(today)
    organs = [(str(row.id), row.name) for row in organisations.organs(on=today) if row.kind in ("organ", "government")]
    context = {
        "page": "boundaries", "rows": found, "more": more, "number": page_number(request), "words": words, "typed": typed, "refusal": refusal,
        "errors": refusal.errors if refusal else (), "without": count, "first": first, "today": today,
        "ended": ident(request.POST.get("end", "")), "organs": [("", _("请选")), *organs],
        "ways": [("", _("请选")), *((key.value, _(name)) for key, name in INTERACTION_NAMES.items())],
    }  # fmt: skip
    return render(request, "catalogue/studio_boundaries.html", context, status=refusal.status if refusal else 200)


def act(request: HttpRequest, typed: dict[str, str]) -> str:
    who: dict[str, Any] = {"now": timezone.now(), "actor": request.actor}
    ending = ident(request.POST.get("end", ""))
    if ending:
        boundaries.end(ending, valid_to=day_of(request.POST.get("valid_to", "")), **who)
        return _("已停用，以前的清单仍可按日期查到。")
    boundaries.keep(
        item=typed["item"], step=typed["step"], approve_office=typed["approve_office"], regulate_organ_id=ident(typed["regulate_organ"]),
        regulate_office=typed["regulate_office"], interaction=typed["interaction"], days=whole(typed["days"], otherwise=-1) if typed["days"] else None,
        basis=typed["basis"], valid_from=day_of(typed["valid_from"]), **who,
    )  # fmt: skip
    return _("已保存。")
