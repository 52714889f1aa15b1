"""Pages of one's own account: who I am, for whom I act, who acts for me."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.organisations import numbers, parties, phone_codes, queries
from yichuang.organisations.access import PARTY_KEY, acting_party, applicant_required, signed_in
from yichuang.organisations.models import Mandate, Party
from yichuang.organisations.views import get_or_post, next_of, show


@signed_in
@never_cache
@get_or_post
def register(request: HttpRequest) -> HttpResponse:
    """A new phone: say who you are."""
    if request.user.is_staff or request.user.party_id is not None:
        return HttpResponseRedirect(next_of(request, "/"))
    if request.method == "POST":
        try:
            with transaction.atomic():
                parties.join_applicant(
                    request.user.pk, name=request.POST.get("name", ""), number=request.POST.get("number", ""),
                    actor=request.actor, now=timezone.now(),
                )
        except Refusal as refusal:
            return show(request, "register", refusal)
        return HttpResponseRedirect(next_of(request, "/"))
    return show(request, "register")


@applicant_required
@never_cache
@get_or_post
def account(request: HttpRequest) -> HttpResponse:
    """My profile: contact details, the parties I act for, the mandates I gave."""
    party_id, today, refusal = acting_party(request), timezone.localdate(), None
    if request.method == "POST":
        try:
            details = {f: request.POST[f].strip() for f in ("address", "contact_name", "contact_phone") if f in request.POST}
            with transaction.atomic():
                parties.change_party(party_id, actor=request.actor, now=timezone.now(), **details)
            messages.success(request, _("联系方式已保存。"))
            return redirect("account")
        except Refusal as refused:
            refusal = refused
    own = queries.party(request.user.party_id)
    held = queries.mandates(on=today, agent_id=own.id)
    return show(
        request, "account", refusal, party=queries.party(party_id), own=own, held=held, today=today,
        given=queries.mandates(on=today, principal_id=party_id), in_person=_in_person(party_id, own.id, held),
    )


def _in_person(party_id: UUID, own_id: UUID, held: tuple[queries.MandateRow, ...]) -> bool:
    """Whether I stand for the party myself (and so may give mandates), not as its agent."""
    by_law = (m.principal_id for m in held if m.kind == Mandate.Kind.REPRESENTATIVE)
    return party_id == own_id or party_id in by_law


@applicant_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Choose the party I act for in this session."""
    chosen = request.POST.get("party", "")
    if chosen not in {str(p) for p in request.actor.party_ids}:
        raise NotFound("没有这个申请人。", code="organisations.no_party")
    request.session[PARTY_KEY] = chosen
    messages.success(request, _("现在以%(name)s的名义办事。") % {"name": queries.party(UUID(chosen)).name})
    return HttpResponseRedirect(next_of(request, "/account/"))


@applicant_required
@never_cache
@get_or_post
def register_company(request: HttpRequest) -> HttpResponse:
    """The legal representative registers their company, then acts for it."""
    if request.method == "POST":
        try:
            with transaction.atomic():
                company = parties.register_company(
                    request.user.pk, name=request.POST.get("name", ""), number=request.POST.get("number", ""),
                    address=request.POST.get("address", "").strip(), actor=request.actor, now=timezone.now(),
                )
        except Refusal as refusal:
            return show(request, "company", refusal)
        request.session[PARTY_KEY] = str(company.id)
        return HttpResponseRedirect(next_of(request, "/account/"))
    return show(request, "company")


@applicant_required
@never_cache
@get_or_post
def give_mandate(request: HttpRequest) -> HttpResponse:
    """Let somebody apply for the party I stand for, from–to."""
    party = queries.party(acting_party(request))
    if request.method == "POST":
        try:
            with transaction.atomic():
                _give(request, party)
            messages.success(request, _("委托已登记。"))
            return redirect("account")
        except Refusal as refusal:
            return show(request, "mandate", refusal, party=party)
    return show(request, "mandate", party=party, today=timezone.localdate())


def _give(request: HttpRequest, party: queries.PartyRow) -> None:
    name, number = request.POST.get("name", ""), numbers.normal(request.POST.get("number", ""))
    to_on, phone = _day(request, "to_on"), phone_codes.check_phone(request.POST.get("phone", ""))
    agent = parties.register_party(
        kind=Party.Kind.NATURAL, name=name, number=number, phone=phone, actor=request.actor, now=timezone.now()
    )
    parties.add_mandate(
        agent_id=agent.id, principal_id=party.id, from_on=timezone.localdate(), to_on=to_on,
        scope=request.POST.get("scope", "").strip(), actor=request.actor, now=timezone.now(),
    )


def _day(request: HttpRequest, field: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(field, ""))
    except ValueError:
        message = "请填写委托的截止日期。"
        raise Invalid(
            message, code="organisations.day_wrong", errors=(FieldError(field, "organisations.day_wrong", message),)
        ) from None


@applicant_required
@require_POST
def end_mandate(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    with transaction.atomic():
        parties.end_mandate(mandate_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("委托已结束。"))
    return redirect("account")
