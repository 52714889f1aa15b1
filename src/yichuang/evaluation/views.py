"""Pages of ratings: rate a case or a visit, the results of an item, and the desk where bad ones are answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.evaluation import actions, forms, queries
from yichuang.evaluation.domain import INDICATORS, LEVEL_NAMES, MOST_TEXT, Level, Occasion
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import local_date
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations
from yichuang.organisations.access import applicant_required, public, staff_required

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@applicant_required
@never_cache
@get_or_post
def rate(request: HttpRequest, case_id: UUID, occasion: str = "case") -> HttpResponse:
    """One question that counts, some that are free; afterwards thanks, and what was said."""
    kind = Occasion(occasion)
    cases.visible(request.actor, case_id)
    if request.method != "POST":
        return shown(request, case_id, kind)
    try:
        actions.rate(
            case_id, level=request.POST.get("level", ""), indicators=request.POST.dict(), text=request.POST.get("text", ""),
            actor=request.actor, now=timezone.now(), occasion=kind,
        )
    except Invalid as refusal:
        return shown(request, case_id, kind, refusal)
    return redirect(request.path)


def shown(request: HttpRequest, case_id: UUID, occasion: Occasion, refusal: Refusal | None = None) -> HttpResponse:
    state = cases.state(case_id)
    found = queries.of_case(case_id, occasion)
    errors = refusal.errors if refusal else ()
    context: dict[str, Any] = {
        "page": "track", "case": state, "terms": catalogue.terms(state.item_version_id), "rating": found, "errors": errors,
        "is_visit": occasion is Occasion.VISIT, "back": back_to(case_id), "most": MOST_TEXT,
    }
    if found:
        names = INDICATORS[occasion]
        context["said"] = [(names[code], LEVEL_NAMES[Level(level)]) for code, level in found.indicators.items() if code in names]
        return render(request, "evaluation/thanks.html", context)
    open_to_rate = occasion is Occasion.VISIT or state.decided_at is not None or state.finished_at is not None
    context |= {"open": open_to_rate, "levels": forms.levels(), "typed": request.POST,
                "indicators": forms.indicators(occasion, request.POST, errors)}  # fmt: skip
    return render(request, "evaluation/rate.html", context, status=refusal.status if refusal else 200)


def back_to(case_id: UUID) -> str:
    """The applicant's page of the case stands in a higher folder and is found by its name."""
    try:
        return reverse("my-case", args=[case_id])
    except NoReverseMatch:
        return ""


@public
@require_safe
def item_ratings(request: HttpRequest, code: str) -> HttpResponse:
    """评价结果 of one item: figures with what they are made of, and what organs answered to bad ratings."""
    terms = catalogue.terms(catalogue.published(code))
    names = INDICATORS[Occasion.CASE]
    found = queries.indicators_of_item(terms.item_id)
    context = {
        "page": "open", "terms": terms, "score": queries.of_item(terms.item_id), "at": timezone.now(),
        "indicators": [(names[key], found[key]) for key in names if key in found],
        "answers": queries.answered_of_item(terms.item_id),
    }
    return render(request, "evaluation/item.html", context)


def desk_page(request: HttpRequest, refusal: Refusal | None = None, of: UUID | None = None) -> HttpResponse:
    """Open follow-ups of one's organs; a refused answer comes back where it was typed."""
    rows = queries.follow_ups(organisations.mine(request.actor))
    errors = (refusal.errors or (FieldError("", refusal.code, said(refusal)),)) if refusal else ()
    context = {
        "page": "ratings", "rows": [(row, catalogue.terms(row.item_version_id)) for row in rows], "findings": forms.findings(), "today": local_date(timezone.now()),
        "errors": errors, "of": of, "typed": request.POST,
    }
    return render(request, "evaluation/desk.html", context, status=refusal.status if refusal else 200)


@staff_required()
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Everybody of the organ reads what people found bad; who may answer, the verb checks."""
    return desk_page(request)


@staff_required()
@never_cache
@require_POST
def answer(request: HttpRequest, rating_id: UUID) -> HttpResponse:
    try:
        actions.answer(
            rating_id, finding=request.POST.get("finding", ""), text=request.POST.get("text", ""), actor=request.actor,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return desk_page(request, refusal, rating_id)
    messages.success(request, _("已答复，答复送到申请人的消息里。"))
    return redirect("desk-ratings")
