"""Headers of every answer, and the one place where a refusal becomes a page (REST has its own in web/rest.py)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.errors import Refusal
from yichuang.kernel.files import LIMIT, MEGABYTE
from yichuang.web.body import BODY_LIMIT, PAGE_LIMIT, TOO_LARGE
from yichuang.web.views_errors import back_of, referer_of

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class ContentSecurityPolicy:
    """No inline scripts or styles anywhere (design §11)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response


class PlainText:
    """U+0000 is no text: nobody types it and no database keeps it. It is taken out of addresses and forms at the door, so that
    nobody behind it need think of it; the rest of what was typed stays. Stands after the middleware that reads the form token."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and any("\x00" in text for name, texts in request.POST.lists() for text in (name, *texts)):
            request._post = without_nul(request.POST)  # type: ignore[attr-defined]


def without_nul(typed: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=typed.encoding)
    for name, texts in typed.lists():
        clean.setlist(name.replace("\x00", ""), [text.replace("\x00", "") for text in texts])
    clean._mutable = False
    return clean


class FormTooLarge(Refusal):
    code, status = "web.form_too_large", 413
    message = _("这次提交的内容超过%(most)s MB，没有收下。")
    remedy = _("每个文件不超过%(limit)s MB。请压缩文件、降低扫描分辨率，或拆成几份分几次上传。已经保存的草稿和材料都在。")


class BodyGate:
    """A page's body that is too large as a whole is refused by its length, before a byte of it is read; a single file that is
    too large is refused on its field, by kernel.uploads and the verb. Stands before the middleware that reads the form token."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        unmeasured = TOO_LARGE in request.META
        if not unmeasured and int(request.META.get("CONTENT_LENGTH") or 0) <= PAGE_LIMIT:
            return None
        most = BODY_LIMIT if unmeasured else PAGE_LIMIT
        refusal = FormTooLarge(most=most // MEGABYTE, limit=LIMIT // MEGABYTE)
        return refusal_page(request, refusal, back=referer_of(request))


class RefusalPages:
    """A refusal nobody caught becomes a page with its reason, article and remedy."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return refusal_page(request, exception, back=back_of(request))


def refusal_page(request: HttpRequest, refusal: Refusal, *, back: str) -> HttpResponse:
    return render(request, "web/refusal.html", {"refusal": refusal, "back": back}, status=refusal.status)
