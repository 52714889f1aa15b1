"""The studio's page of 智能审批: rules as a table, the test bench, what keeps them from being used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yichuang.catalogue import rights
from yichuang.catalogue.smart import editing, sheet
from yichuang.catalogue.smart.grid import SmartGrid
from yichuang.kernel.errors import Refusal
from yichuang.look.asked import whole
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def smart(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """The sheet. Every button saves what stands on it; `keep` gives it to the draft version."""
    if request.method != "POST":
        return page(request, editing.desk(version_id))
    verb, now = request.POST.get("verb", ""), timezone.now()
    content: dict[str, Any] = sheet.read(request.POST)
    sheet.change(content, verb)
    try:
        saved = editing.save(version_id, content, version=whole(request.POST.get("version", "0")), now=now, actor=request.actor)
        if verb == "keep":
            editing.keep_draft(version_id, version=saved, now=now, actor=request.actor)
            messages.success(request, _("已用到这份草稿上，随版本一起审查、发布。"))
            return HttpResponseRedirect(reverse("studio-version", args=[version_id]))
    except Refusal as refusal:
        return page(request, editing.desk(version_id, content), refusal)
    return HttpResponseRedirect(reverse("studio-smart", args=[version_id]))


def page(request: HttpRequest, desk: editing.SmartDesk, refusal: Refusal | None = None) -> HttpResponse:
    owner = rights.owner(desk.version, request.actor, timezone.now())
    desk = replace(desk, is_open=desk.is_open and not owner)
    grid = SmartGrid(desk)
    rules = grid.rules()
    context = {
        "page": "studio", "desk": desk, "owner": owner, "refusal": refusal if refusal and not refusal.errors else None, "errors": grid.field_errors(),
        "rules": rules, "trials": grid.trials(), "heads": grid.heads(), "settings_cells": grid.settings(), "troubles": grid.whole(),
        "passed": sum(r.passed for r in desk.results), "ran": len(desk.results), "points": desk.points.items(),
        "rule_heads": [cell.label for cell in rules[0].cells] if rules else (),
    }  # fmt: skip
    return render(request, "catalogue/studio_smart.html", context, status=refusal.status if refusal else 200)
