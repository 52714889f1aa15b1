"""The public front page, and the gallery of components."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yichuang.web import gallery
from yichuang.web.settings import PRODUCTION


@require_GET
def kit(request: HttpRequest) -> HttpResponse:
    """Every component with sample values; for staff, and for everybody on a demo."""
    if PRODUCTION and not getattr(request.user, "is_staff", False):
        raise Http404
    return render(request, "web/kit.html", gallery.samples())
