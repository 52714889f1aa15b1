"""Following a case by its number and a phone code, and its files for whoever may follow it."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.cases import api as cases
from yichuang.documents import api as documents
from yichuang.kernel.errors import FieldError, NotFound, Refusal
from yichuang.licences import api as licences
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations
from yichuang.organisations.access import public
from yichuang.web import case_page, tracking

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def form(request: HttpRequest, template: str, refusal: Refusal | None = None, **context: object) -> HttpResponse:
    errors = (refusal.errors or (FieldError("", refusal.code, said(refusal)),)) if refusal else ()
    context |= {"page": "track", "errors": errors, "local": organisations.is_local()}
    return render(request, f"web/{template}.html", context, status=refusal.status if refusal else 200)


@public
@never_cache
@get_or_post
def track(request: HttpRequest) -> HttpResponse:
    """The number and a phone; the same answer whether there is such a case or not."""
    if request.method != "POST":
        return form(request, "track", typed=request.GET)
    try:
        tracking.ask(request, now=timezone.now())
    except Refusal as refusal:
        return form(request, "track", refusal, typed=request.POST)
    return redirect("track-code")


@public
@never_cache
@get_or_post
def track_code(request: HttpRequest) -> HttpResponse:
    asked = tracking.asked(request)
    if asked is None:
        return redirect("track")
    if request.method != "POST":
        return form(request, "track_code", phone=asked[1])
    try:
        case_id = tracking.prove(request, request.POST.get("code", ""), now=timezone.now())
    except Refusal as refusal:
        if refusal.code == "web.no_match":
            return form(request, "track", refusal, typed={"number": asked[0], "phone": asked[1]})
        return form(request, "track_code", refusal, phone=asked[1])
    return redirect("track-case", case_id=case_id)


@public
@never_cache
@require_safe
def track_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case, for half an hour after the phone was proven; nobody else learns whether it exists."""
    now = timezone.now()
    actor = tracking.reader(request, case_id, now=now)
    view = cases.view(case_id, actor=actor)
    if not case_page.is_own(view.state, actor):
        return render(request, "web/third_party_case.html", {**case_page.third_party(view, actor), "is_mine": False})
    return render(request, "web/applicant_case.html", case_page.context(view, now=now, is_mine=False))


def pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename=\"document.pdf\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


@public
@never_cache
@require_safe
def paper(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """A document addressed to the applicant, sealed; to the applicant or to a proven phone."""
    actor = tracking.reader(request, case_id, now=timezone.now())
    own = case_page.parties_of(cases.state(case_id), actor)
    found = next((row for row in case_page.addressed(case_id, own) if row.id == document_id and row.readable), None)
    if found is None:
        raise NotFound("没有这份文书。", code="documents.not_found")
    opened = documents.open_file(document_id)
    return pdf(opened.content, opened.name)


@public
@never_cache
@require_safe
def licence(request: HttpRequest, case_id: UUID, licence_id: UUID) -> HttpResponse:
    """The signed licence of this case."""
    actor = tracking.reader(request, case_id, now=timezone.now())
    found = licences.open_file(licence_id)
    if not licences.is_of_case(licence_id, case_id) or not case_page.is_own(cases.state(case_id), actor):
        raise NotFound("没有这个许可证。", code="licences.not_found")
    return pdf(found.content, found.name)
