"""日结 of the window: what waited, what came, what was answered, what is left for tomorrow; printed and signed by the window head."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.organisations.access import staff_required
from yichuang.web.desk_list import spaced
from yichuang.web.desk_page import show


@staff_required()
@require_GET
def window_day(request: HttpRequest) -> HttpResponse:
    """The day asked for, or today; below it, what waits for an answer now."""
    today = timezone.localdate()
    try:
        on = min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        on = today
    waiting = cases.unanswered(request.actor) if on == today else []
    rows = [(case, spaced(case.number), catalogue.terms(case.item_version_id).name) for case in waiting]
    context = {"page": "desk", "on": on, "today": today, "figures": cases.window_day(request.actor, on), "rows": rows}
    return show(request, "web/desk_window_day.html", context)
