"""申请延续, 申请变更: from one's own licence, and at the window from the register."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from yichuang.cases.domain.phases import Channel
from yichuang.intake import renewing
from yichuang.intake.views import get_or_post, show, token_of
from yichuang.intake.views_desk import clerk
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.licences.domain import Purpose
from yichuang.organisations.access import applicant_required


def asking(request: HttpRequest, template: str, page: str, licence_id: UUID, purpose: str, refusal: Refusal | None = None) -> HttpResponse:
    offer = renewing.offer(licence_id, Purpose(purpose), actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    context = {"page": page, "offer": offer, "token": uuid4(), "typed": request.POST}
    return show(request, template, context, refusal)


def becomes(request: HttpRequest) -> dict[str, str]:
    return {key[8:]: value for key, value in request.POST.items() if key.startswith("becomes-") and isinstance(value, str) and value.strip()}


def on_fields(refusal: Refusal) -> Refusal:
    """The places of a licence as fields of the form."""
    refusal.errors = tuple(
        FieldError(error.field if error.field == "verified" else f"becomes-{error.field}", error.code, error.message)
        for error in refusal.errors
    )
    return refusal


@applicant_required
@never_cache
@get_or_post
def ask(request: HttpRequest, licence_id: UUID, purpose: str) -> HttpResponse:
    """What the law says of it, and for a change what is to change; then the walk of the item's own form."""
    if request.method != "POST":
        return asking(request, "licence_ask", "mine", licence_id, purpose)
    try:
        draft = renewing.start(
            licence_id, Purpose(purpose), becomes(request), token=token_of(request), actor=request.actor, now=timezone.now(),
            agent_id=request.user.party_id,
        )
    except Refusal as refusal:
        return asking(request, "licence_ask", "mine", licence_id, purpose, on_fields(refusal))
    return redirect("draft", draft.id)


@clerk
@never_cache
@get_or_post
def take(request: HttpRequest, licence_id: UUID, purpose: str) -> HttpResponse:
    """The same at the window: the clerk has seen the holder's certificate (核验身份)."""
    if request.method != "POST":
        return asking(request, "desk_licence_ask", "receive", licence_id, purpose)
    try:
        if request.POST.get("verified") != "yes":
            wrong = FieldError("verified", "intake.not_verified", _("请核对证件原件后勾选"))
            raise Invalid(_("收件前应当核验身份。"), code="intake.not_verified", errors=(wrong,))
        draft = renewing.start(
            licence_id, Purpose(purpose), becomes(request), token=token_of(request), actor=request.actor, now=timezone.now(),
            channel=Channel.WINDOW,
        )
    except Refusal as refusal:
        return asking(request, "desk_licence_ask", "receive", licence_id, purpose, on_fields(refusal))
    return redirect("desk-receive-draft", draft.id)
