"""The gate before the API: what is too large or no text is refused before it is read, and no answer of it is ever a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.errors import Refusal
from yichuang.kernel.files import LIMIT, MEGABYTE, FileTooLarge
from yichuang.kernel.problem import CONTENT_TYPE
from yichuang.kernel.rest import refuse
from yichuang.web.body import BODY_LIMIT, TOO_LARGE

ROOT = "/api/"

class NotAllowed(Refusal):
    code, status = "kernel.method_not_allowed", 405
    message = _("这个地址不接受这种请求方法。")
    remedy = _("可用的方法见 Allow 响应头。")


class Unreadable(Refusal):
    code, status = "kernel.bad_request", 400
    message = _("请求看不懂。")
    remedy = _("请对照 /api/v1/openapi.json 检查请求。")


class Broken(Refusal):
    code, status = "kernel.fault", 500
    message = _("平台出错了，这次请求没有写入。")
    remedy = _("请用同一个 Idempotency-Key 重试；仍然出错的，请告诉平台管理员出错的时间。")


class Missing(Refusal):
    code, status = "kernel.no_such_address", 404
    message = _("没有这个接口地址。")
    remedy = _("接口清单在 /api/v1/openapi.json。")


OURS = {400: Unreadable, 404: Missing, 405: NotAllowed, 413: Unreadable, 500: Broken}


class ApiGate:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOT):
            return self.get_response(request)
        refusal = too_large(request) or unreadable(request)
        if refusal:
            return refuse(refusal, path=request.path)
        response = self.get_response(request)
        if response.status_code < 400 or response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        kind = OURS.get(response.status_code, Unreadable)
        kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
        return refuse(kind(), path=request.path, headers=kept)


def too_large(request: HttpRequest) -> Refusal | None:
    """By its own Content-Length, not a byte of the body read; a chunked one when its pieces pass the limit."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if TOO_LARGE in request.META or (told.isdecimal() and int(told) > BODY_LIMIT):
        return FileTooLarge(limit=f"{LIMIT / MEGABYTE:g}")
    return None


def unreadable(request: HttpRequest) -> Refusal | None:
    query = request.META.get("QUERY_STRING", "")
    return Unreadable() if "%00" in query or "\x00" in query or "\x00" in request.path else None
