"""Pages of an applicant after sending: received, correction, further explanation, withdrawal, files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.cases import api as cases
from yichuang.dossier import api as dossier
from yichuang.intake import after, pages, pages_after, repeating
from yichuang.intake.views import get_or_post, show
from yichuang.kernel.errors import Refusal
from yichuang.organisations.access import applicant_required, signed_in


@applicant_required
@never_cache
@require_safe
def received(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """已收到: the number to keep, the receipt, the day by which one is told."""
    return show(request, "received", pages_after.received(after.own_case(case_id, request.actor)))


@applicant_required
@never_cache
@get_or_post
def correction(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What is asked, why, and where to put it."""
    found = after.own_case(case_id, request.actor)
    if request.method != "POST":
        return show(request, "correction", pages_after.correction(found, timezone.localdate()))
    groups, verb = after.form_of(found, request.POST).groups, repeating.verb_of(request.POST)
    typed = repeating.altered(groups, request.POST, verb)
    if verb:
        return show(request, "correction", pages_after.correction(found, timezone.localdate(), typed, judged=False))
    try:
        after.correct(case_id, **pages_after.brought(request, found), actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        return show(request, "correction", pages_after.correction(found, timezone.localdate(), typed), refusal)
    messages.success(request, _("已收到您补交的内容。"))
    return redirect(pages_after.case_address(case_id))


@applicant_required
@never_cache
@get_or_post
def supplement(request: HttpRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """Answer the reviewer's question."""
    found = after.own_case(case_id, request.actor)
    context = pages_after.supplement(found, act_id, request.POST)
    if request.method != "POST":
        return show(request, "supplement", context)
    try:
        after.answer_supplement(
            case_id, act_id, text=request.POST.get("text", ""), material_code=request.POST.get("material", ""),
            sources=request.FILES.getlist("files"), actor=request.actor, now=timezone.now(),
        )
    except Refusal as refusal:
        return show(request, "supplement", context, refusal)
    messages.success(request, _("您的说明已经送到办理机关。"))
    return redirect(pages_after.case_address(case_id))


@applicant_required
@never_cache
@get_or_post
def withdraw(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """撤回申请."""
    found = after.own_case(case_id, request.actor)
    context = pages_after.withdrawal(found, request.POST)
    if request.method != "POST":
        return show(request, "withdraw", context)
    try:
        after.withdraw(
            case_id, reason=request.POST.get("reason", ""), sure=request.POST.get("sure") == "yes",
            version=pages_after.version_of(request), actor=request.actor, now=timezone.now(),
        )
    except Refusal as refusal:
        return show(request, "withdraw", context, refusal)
    messages.success(request, _("申请已撤回。"))
    return redirect(pages_after.case_address(case_id))


@signed_in
@never_cache
@require_safe
def receipt(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The 收件凭证, for the applicant and for the window."""
    after.own_case(case_id, request.actor)
    return pages_after.receipt(case_id)


@signed_in
@never_cache
@require_safe
def case_file(request: HttpRequest, case_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file of a case, to applicant, agent and related staff; who read it is in the access log."""
    cases.papers_visible(request.actor, case_id)
    found = dossier.open_file(case_id, file_id, reader=request.actor, at=timezone.now())
    return pages.file_response(found.file, found.name, found.media_type)
