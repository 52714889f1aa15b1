"""The library of standards in the studio, and the check of the items in force against one."""

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

from yichuang.catalogue import standards
from yichuang.catalogue.domain.standards import KIND_NAMES, RULE_WORDS, RULES, Requirement, rules_of
from yichuang.kernel.errors import Refusal
from yichuang.look.asked import day_of, ident, page_number, whole
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post


@staff_required(Post.CATALOGUE_EDITOR, Post.LEGAL, Post.DEPUTY_DIRECTOR, Post.DIRECTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    typed: dict[str, str] = {key: request.POST.get(key, "").replace("\x00", "").strip()[:500] for key in ("kind", "title", "document", "from_on")}
    typed["from_on"] = typed["from_on"] or today.isoformat()
    typed["kind"] = typed["kind"] or request.GET.get("kind", "")[:20]
    chosen = set(request.POST.getlist("rules"))
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, act(request, typed))
            return HttpResponseRedirect(reverse("studio-standards"))
        except Refusal as problem:
            refusal = problem
    found, organs = standards.library(today), organisations.organs(on=today)
    names = {row.id: row.name for row in organs}
    context = {
        "page": "standards", "today": today, "typed": typed,
        "rows": [
            (row, KIND_NAMES[row.kind], said(row.requirements), tried(row, names), standards.may_answer_for(row, request.actor, today)) for row in found
        ],
        "chosen_kind": KIND_NAMES.get(typed["kind"], ""),  # type: ignore[call-overload]
        "organs": [(str(row.id), row.name) for row in organs if row.kind in ("organ", "government")], "pilots": request.POST.getlist("pilots"),
        "ended": ident(request.POST.get("end", "") or request.POST.get("widen", "")), "refusal": refusal, "errors": refusal.errors if refusal else (),
        "may_edit": request.actor.holds(Post.CATALOGUE_EDITOR),
        "kinds": [(key.value, _(name)) for key, name in KIND_NAMES.items()],
        "rules": [
            (rule, RULE_WORDS[rule.key], rule.key in chosen, request.POST.get(f"number-{rule.key}", ""), f"number-{rule.key}")
            for rule in rules_of(typed["kind"])
        ],
    }  # fmt: skip
    return render(request, "catalogue/studio_standards.html", context, status=refusal.status if refusal else 200)


def act(request: HttpRequest, typed: dict[str, str]) -> str:
    who: dict[str, Any] = {"now": timezone.now(), "actor": request.actor}
    ending = ident(request.POST.get("end", ""))
    if ending:
        standards.end(ending, to_on=day_of(request.POST.get("to_on", "")), **who)
        return _("已停用。")
    widened = ident(request.POST.get("widen", ""))
    if widened:
        standards.widen(widened, general_on=day_of(request.POST.get("general_on", "")), **who)
        return _("已决定全面施行。")
    numbered = {rule.key: rule.number for rule in RULES}
    asked = tuple(
        Requirement(key, whole(request.POST.get(f"number-{key}"), otherwise=-1) if numbered.get(key) else 0) for key in dict.fromkeys(request.POST.getlist("rules"))
    )  # fmt: skip
    pilots = tuple(found for text in dict.fromkeys(request.POST.getlist("pilots")[:100]) if (found := ident(text)))
    standards.keep(
        kind=typed["kind"], title=typed["title"], document=typed["document"], requirements=asked, from_on=day_of(typed["from_on"]), pilots=pilots, **who
    )
    return _("标准已列入标准库。")


def tried(row: standards.StandardRow, names: dict[UUID, str]) -> list[str]:
    """The organs of the trial by name; none where it holds for all from the start."""
    return [names.get(organ_id, "") or organisations.organ(organ_id).name for organ_id in row.pilots]


def said(requirements: tuple[Requirement, ...]) -> list[str]:
    """What is asked for in words, its number in its place."""
    numbered = {rule.key: rule.number for rule in RULES}
    words = [(_(RULE_WORDS[one.rule]), one.number if numbered[one.rule] else None) for one in requirements]
    return [text if n is None else text.replace("几", str(n)) if "几" in text else f"{text} {n}" for text, n in words]


@staff_required(Post.CATALOGUE_EDITOR, Post.LEGAL, Post.DEPUTY_DIRECTOR, Post.DIRECTOR)
@require_safe
def conformance(request: HttpRequest, standard_id: UUID) -> HttpResponse:
    row = standards.standard(standard_id)
    found = standards.conformance(standard_id, timezone.localdate(), page=page_number(request))
    lines = [(line, [(said((miss.requirement,))[0], miss.stated) for miss in line.misses]) for line in found.lines]
    context = {
        "page": "standards", "row": row, "kind": KIND_NAMES[row.kind], "asked": said(row.requirements), "found": found, "lines": lines,
        "pilots": tried(row, {}), "on_trial": row.is_tried(timezone.localdate()),
    }  # fmt: skip
    return render(request, "catalogue/studio_standard.html", context)
