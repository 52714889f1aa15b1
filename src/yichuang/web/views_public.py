"""The public front page, and the gallery of components."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from yichuang.catalogue.api import open_items
from yichuang.clock.api import calendar
from yichuang.joint import api as joint
from yichuang.kernel.values import local_date
from yichuang.look.navigation import address
from yichuang.organisations.access import public
from yichuang.web import gallery
from yichuang.web.calendar_band import band
from yichuang.web.life_events import themes
from yichuang.web.settings import PRODUCTION


@public
@require_GET
def kit(request: HttpRequest) -> HttpResponse:
    """Every component with sample values; for staff, and for everybody on a demo."""
    if PRODUCTION and not getattr(request.user, "is_staff", False):
        raise Http404
    return render(request, "web/kit.html", gallery.samples())


LISTED = 8
TRIED = 4
ONE_THINGS = 6


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then where a case stands, whether a licence is real, and what may be applied for."""
    items = open_items()
    english = (get_language() or "").startswith("en")
    context = {
        "page": "home",
        "band": band(calendar(), local_date(timezone.now()), english=english),
        "items": items[:LISTED],
        "more": len(items) > LISTED,
        "tried": items[:TRIED],
        "themes": themes(items),
        "one_things": joint.themes.listed(joint.themes.public(limit=ONE_THINGS)),
        "to_track": address("track"),
        "to_verify": address("verify"),
    }
    return render(request, "web/home.html", context)
