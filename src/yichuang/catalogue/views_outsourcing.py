"""Services handed to others, in the studio: the organ's own, their checks, and the form. The public reads them under 目录和清单."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yichuang.catalogue import outsourcing
from yichuang.catalogue.domain.outsourcing import FINDING_NAMES, WAY_NAMES
from yichuang.kernel.errors import Refusal
from yichuang.look.asked import day_of, ident, page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post

FIELDS = ("way", "name", "item", "contractor", "number", "document", "duty", "from_on", "to_on")


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def studio_outsourcing(request: HttpRequest) -> HttpResponse:
    typed = {key: request.POST.get(key, "").replace("\x00", "").strip()[:2000] for key in FIELDS}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, act(request, typed))
            return HttpResponseRedirect(reverse("studio-outsourcing"))
        except Refusal as problem:
            refusal = problem
    found, more = outsourcing.rows(organisations.mine(request.actor), timezone.localdate(), page=page_number(request))
    context = {
        "page": "outsourcing", "rows": found, "more": more, "number": page_number(request), "typed": typed, "refusal": refusal,
        "errors": refusal.errors if refusal else (), "today": timezone.localdate(), "asked": ident(request.POST.get("service", "")),
        "checked": {key: request.POST.get(key, "").replace("\x00", "")[:2000] for key in ("on", "finding", "text")},
        "ways": [("", _("请选")), *((key.value, _(name)) for key, name in WAY_NAMES.items())],
        "findings": [("", _("请选")), *((key.value, _(name)) for key, name in FINDING_NAMES.items())],
    }  # fmt: skip
    return render(request, "catalogue/studio_outsourcing.html", context, status=refusal.status if refusal else 200)


def act(request: HttpRequest, typed: dict[str, str]) -> str:
    who: dict[str, Any] = {"now": timezone.now(), "actor": request.actor}
    if "service" in request.POST:
        service = ident(request.POST["service"])
        if service is None:
            raise outsourcing.NoSuchService()
        text = request.POST.get("text", "").replace("\x00", "")
        outsourcing.supervise(service, on=day_of(request.POST.get("on", "")), finding=request.POST.get("finding", ""), text=text, **who)
        return _("监督记录已保存，结论公开。")
    days = {key: day_of(typed[key]) for key in ("from_on", "to_on")}
    outsourcing.keep(**{key: value for key, value in typed.items() if key not in days}, **days, **who)
    return _("已列入目录。")
