"""The studio's page of a situation: questions, decision tables and trials as one sheet; and the page a citizen will see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.catalogue import queries
from yichuang.catalogue.situations import editing, personal, plain, sheet
from yichuang.catalogue.situations.grid import Grid
from yichuang.catalogue.views_situation import context as guide_context
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def situation(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """The sheet. Every button saves what stands on it; `keep` gives it to the draft version."""
    if request.method != "POST":
        return page(request, editing.desk(version_id))
    content: dict[str, Any] | None = None
    verb, number, now = request.POST.get("verb", ""), request.POST.get("version", "0"), timezone.now()
    try:
        content = sheet.read(request.POST)
        sheet.change(content, verb)
        saved = editing.save(version_id, content, version=int(number) if number.isdigit() else 0, now=now, actor=request.actor)
        if verb == "keep":
            editing.keep_draft(version_id, version=saved, now=now, actor=request.actor)
            messages.success(request, _("已用到这份草稿上，随版本一起审查、发布。"))
            return HttpResponseRedirect(reverse("studio-version", args=[version_id]))
    except Refusal as refusal:
        return page(request, editing.desk(version_id, content), refusal)
    return HttpResponseRedirect(f"{reverse('studio-situation', args=[version_id])}{anchor(verb)}")


def anchor(verb: str) -> str:
    """Back to where the button was."""
    place = verb.partition(":")[2]
    return f"#{'.'.join(place.split('.')[:2])}" if place.startswith("tables.") else f"#{place.split('.')[0]}" if place else ""


def page(request: HttpRequest, desk: editing.Desk, refusal: Refusal | None = None) -> HttpResponse:
    grid = Grid(desk)
    answers, targets = grid.trial_heads()
    errors = grid.field_errors()
    context = {
        "page": "studio", "desk": desk, "refusal": refusal if refusal and not refusal.errors else None, "errors": errors,
        "questions": grid.questions(), "tables": grid.tables(), "trials": grid.trials(), "heads": answers, "targets": targets,
        "lists": grid.lists(), "passed": sum(r.passed for r in desk.results), "ran": len(desk.results),
        "question_error": grid.said.get("questions", ("", False))[0], "trial_error": grid.said.get("trials", ("", False))[0],
        "outcome_error": grid.said.get("tables", ("", False))[0],
        "question_heads": (_("数据项"), _("怎么问"), _("英文"), _("提示"), _("什么时候问")),
    }  # fmt: skip
    return render(request, "catalogue/studio_situation.html", context, status=refusal.status if refusal else 200)


@staff_required(Post.CATALOGUE_EDITOR)
@require_safe
def preview(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """What a citizen will see, from the draft as it stands."""
    desk = editing.desk(version_id)
    ready = bool(desk.content["questions"]) and not any(p.is_error and "trial" not in p.code for p in desk.problems)
    context: dict[str, Any] = {"page": "studio", "desk": desk, "ready": ready}
    if ready:
        content = plain.situation_of(desk.content, desk.elements)
        known = {q.element: desk.elements[q.element] for q in content.questions}
        found = personal.personal(
            desk.version, queries.terms_of(desk.version), content, known, request.GET, today=local_date(timezone.now())
        )
        context |= guide_context(found) | {"page": "studio", "asked_errors": found.field_errors}
    return render(request, "catalogue/studio_situation_preview.html", context)
