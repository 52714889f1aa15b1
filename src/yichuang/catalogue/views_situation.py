"""The personal guide 情形引导: answer a few questions, see what applies to you. Answers stand in the address, nowhere else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from yichuang.catalogue.queries import terms
from yichuang.catalogue.situations import personal, reading
from yichuang.catalogue.views import unit_word
from yichuang.kernel.values import local_date
from yichuang.organisations.access import public


@public
@require_GET
def situation(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """The questions and, answered, 在您的情况下 so many papers, days and visits; an item without questions has its guide only."""
    row = personal.load(version_id)
    if row.situation_id is None:
        return redirect("guide", version_id=version_id)
    content, known = reading.kept(row.situation_id)
    found = personal.personal(row, terms(version_id), content, known, request.GET, today=local_date(timezone.now()))
    return render(request, "catalogue/guide_situation.html", context(found), status=422 if found.errors else 200)


def context(found: personal.Personal) -> dict[str, object]:
    return {"page": "home", "found": found, "guide": found.guide, "limit_unit": unit_word(found.guide.limit)}
