"""Public verification 证照核验: by code or number, by the QR code, by the file itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.kernel.errors import Invalid
from yichuang.kernel.values import local_date
from yichuang.licences import forms, verification
from yichuang.organisations.access import public


def _page(request: HttpRequest, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "licences/verify.html", {"page": "verify", "typed": request.GET, **context}, status=status)


def _result(request: HttpRequest, found: verification.Verification) -> HttpResponse:
    """Not found is an answer of the page, with what to do next, and says so in its status."""
    context = {"page": "verify", "found": found, "checked_at": timezone.now()}
    return render(request, "licences/result.html", context, status=200 if found.found else 404)


@public
@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form; with `number` in the address, the answer."""
    if "number" not in request.GET:
        return _page(request)
    try:
        asked = forms.asked(request.GET)
    except Invalid as refusal:
        return _page(request, refusal.status, errors=refusal.errors)
    today = local_date(timezone.now())
    return _result(request, verification.verify(asked.number, name=asked.name, on=today))


@public
@never_cache
@require_safe
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR code leads."""
    return _result(request, verification.verify_code(token, on=local_date(timezone.now())))


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_file(request: HttpRequest) -> HttpResponse:
    """A PDF is read, compared and forgotten: nothing is stored."""
    if request.method != "POST":
        return _page(request)
    sent = request.FILES.get("file")
    if wrong := forms.file_error(sent.size if sent else None):
        return _page(request, wrong.status, file_errors=wrong.errors)
    return _result(request, verification.verify_file(sent.read(), on=local_date(timezone.now())))
