"""Pages of the applicant: choose 容缺受理 or decline it, bring what was promised; sign a 告知承诺书, decline it, take it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from yichuang.cases import api as cases
from yichuang.intake import after, pages_after, promises
from yichuang.intake.views import get_or_post, show
from yichuang.kernel.errors import Refusal
from yichuang.organisations.access import applicant_required


@applicant_required
@never_cache
@get_or_post
def tolerance(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """容缺受理 of one's own case: the choice, the papers promised, or where it stands."""
    found, now, post = after.own_case(case_id, request.actor), timezone.now(), request.POST
    who = {"actor": request.actor, "now": now}
    try:
        if post.get("do") == "decline":
            cases.decline_tolerance(case_id, version=pages_after.version_of(request), **who)
            messages.success(request, _("已登记：不选容缺受理，按补正办理。"))
        elif post.get("do") == "bring":
            files = {name.removeprefix("file-"): request.FILES.getlist(name) for name in request.FILES}
            promises.bring(case_id, files=files, **who)
            messages.success(request, _("已收到您补交的材料。"))
        elif request.method == "POST":
            cases.agree_tolerance(
                case_id, materials=post.getlist("materials"), due_on=promises.read_day(post.get("due_on", "")),
                agreed=post.get("agreed") == "yes", version=pages_after.version_of(request), **who,
            )
            messages.success(request, _("已收到您的承诺，窗口核对主要材料以后受理。"))
        else:
            return show(request, "tolerance", promises.tolerance(found, request.actor, now, {}, ()))
    except Refusal as refusal:
        context = promises.tolerance(found, request.actor, now, post, post.getlist("materials"))
        return show(request, "tolerance", context, refusal)
    return redirect(pages_after.case_address(case_id))


@applicant_required
@never_cache
@get_or_post
def promise(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """告知承诺 of one's own case: what is told, and signing it, declining it or taking it back."""
    found, now = after.own_case(case_id, request.actor), timezone.now()
    who = {"actor": request.actor, "now": now, "version": pages_after.version_of(request)}
    try:
        if request.POST.get("do") == "decline":
            cases.decline_promise(case_id, **who)
            messages.success(request, _("已登记：不作承诺，按一般程序审查。"))
        elif request.method == "POST":
            agreed = request.POST.get("agreed") == "yes"
            cases.sign_promise(case_id, agreed=agreed, signed_by=request.POST.get("signed_by", "")[:100], **who)
            messages.success(request, _("告知承诺书已经签署，办理机关用印以后可以下载。"))
        else:
            return show(request, "promise", promises.promise(found, request.actor, now, {}))
    except Refusal as refusal:
        return show(request, "promise", promises.promise(found, request.actor, now, request.POST), refusal)
    return redirect(pages_after.case_address(case_id))
