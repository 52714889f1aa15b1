"""The studio's page of a situation: questions, decision tables and trials as one sheet; and the page a citizen will see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.catalogue import queries, rights
from yichuang.catalogue.situations import dmn, editing, personal, plain, reading, sheet
from yichuang.catalogue.situations.grid import Grid
from yichuang.catalogue.views_situation import context as guide_context
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import local_date
from yichuang.look.asked import whole
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
    refused: list[dmn.Refused] = []
    try:
        content = sheet.read(request.POST, codes_by_name())
        sheet.change(content, verb)
        if verb == "dmn":
            refused = take_dmn(request, content)
        saved = editing.save(version_id, content, version=whole(number), now=now, actor=request.actor)
        if verb == "keep":
            editing.keep_draft(version_id, version=saved, now=now, actor=request.actor)
            messages.success(request, _("已用到这份草稿上，随版本一起审查、发布。"))
            return HttpResponseRedirect(reverse("studio-version", args=[version_id]))
    except Refusal as refusal:
        return page(request, editing.desk(version_id, content), refusal)
    if refused:
        return page(request, editing.desk(version_id), refused=refused)
    return HttpResponseRedirect(f"{reverse('studio-situation', args=[version_id])}{anchor(verb)}")


def take_dmn(request: HttpRequest, content: dict[str, Any]) -> list[dmn.Refused]:
    """The decision tables of an uploaded DMN file, added to the sheet; what was not taken over, by element."""
    upload = request.FILES.get("dmn")
    if upload is None or upload.size is None or upload.size > dmn.LARGEST:
        wrong = FieldError("dmn", "catalogue.no_dmn", _("请选一个DMN文件，最大2MB"))
        raise Invalid(_("没有读到DMN文件"), code="catalogue.no_dmn", errors=(wrong,))
    model = dmn.read_model(upload.read())
    tables, refused = dmn.for_sheet(model, codes_by_name())
    sheet.append(content, tables)
    messages.success(request, _("从文件里添加了%(n)s张决策表，请核对每一列对应的数据项和结果。") % {"n": len(tables)})
    return refused


def codes_by_name() -> dict[str, str]:
    return {name: code for code, element in reading.elements_of().items() for name in (element.name, code)}


def anchor(verb: str) -> str:
    """Back to where the button was."""
    place = verb.partition(":")[2]
    return f"#{'.'.join(place.split('.')[:2])}" if place.startswith("tables.") else f"#{place.split('.')[0]}" if place else ""


def page(
    request: HttpRequest, desk: editing.Desk, refusal: Refusal | None = None, refused: Sequence[dmn.Refused] = ()
) -> HttpResponse:
    owner = rights.owner(desk.version, request.actor, timezone.now())
    desk = replace(desk, is_open=desk.is_open and not owner)
    grid = Grid(desk)
    answers, targets = grid.trial_heads()
    errors = grid.field_errors()
    if refusal and verb_error(refusal):
        errors = (*refusal.errors, *errors)
    context = {
        "page": "studio", "desk": desk, "owner": owner, "refused": refused, "dmn_error": verb_error(refusal) if refusal else "",
        "refusal": refusal if refusal and not refusal.errors else None, "errors": errors,
        "questions": grid.questions(), "tables": grid.tables(), "trials": grid.trials(), "heads": answers, "targets": targets,
        "lists": grid.lists(), "passed": sum(r.passed for r in desk.results), "ran": len(desk.results),
        "question_error": grid.said.get("questions", ("", False))[0], "trial_error": grid.said.get("trials", ("", False))[0],
        "outcome_error": grid.said.get("tables", ("", False))[0],
        "question_heads": (_("数据项"), _("怎么问"), _("英文"), _("提示"), _("什么时候问")),
    }  # fmt: skip
    return render(request, "catalogue/studio_situation.html", context, status=refusal.status if refusal else 200)


def verb_error(refusal: Refusal) -> str:
    """What was wrong with the uploaded file: no cell of the sheet says it."""
    return next((str(error.message) for error in refusal.errors if error.field == "dmn"), "")


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
