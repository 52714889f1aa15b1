"""Pages for what went wrong before a verb was reached: no such page, a lost form token, a fault of ours."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from yichuang.kernel.files import MEGABYTE


def referer_of(request: HttpRequest) -> str:
    """The page the reader came from, when it is one of ours."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    return referer if referer and ours else ""


def back_of(request: HttpRequest) -> str:
    """The same, unless it is the very page that failed."""
    referer = referer_of(request)
    return referer if referer != request.build_absolute_uri() else ""


def problem(request: HttpRequest, status: int, title: str, reason: str, *lines: str) -> HttpResponse:
    context = {"title": title, "reason": reason, "lines": lines, "back": back_of(request)}
    return render(request, "web/problem.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE
        return problem(
            request, 413, _("填写的内容太多"), _("一张表单里的文字最多%(most)s MB。") % {"most": most},
            _("什么都没有写入，已经保存的草稿都在。请返回上一页，把长的内容作为文件上传，或者分成几份。"),
        )  # fmt: skip
    return problem(
        request, 400, _("这个请求看不懂"), _("地址或表单不完整。"), _("什么都没有写入。请返回上一页重新填写，或者从首页查找。")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(
        request, 403, _("这一页不对您开放"), _("您的账号没有这一页的权限。"), _("需要的话，请本单位管理员按授权表给您授权。")
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(
        request,
        404,
        _("没有找到这一页"),
        _("地址可能抄错了，也可能这一页您不能看。"),
        _("请核对地址或办件编号；也可以从首页查找。"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Static on purpose: it must stand when the database or the static manifest does not."""
    return HttpResponse(render_to_string("web/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem(
        request,
        403,
        _("这一页放得太久，请再交一次"),
        _("为了防止别人冒用您的名义，每张表单都带一个短期凭证，这一张的已经失效。"),
        _("什么都没有写入，已经保存的草稿都在。"),
        _("请返回上一页，刷新以后再提交；如果浏览器关闭了Cookie，请先打开。"),
    )
