"""Pages of signing in: applicants by a code to their phone, staff by password and second factor."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.kernel.errors import FieldError, NotFound, Refusal
from yichuang.look.templatetags.look import said
from yichuang.organisations import demo_codes, gateway, interrupted, phone_codes, queries, second_factor
from yichuang.organisations.access import client_address, public, safe_next, signed_in
from yichuang.organisations.models import Account, LocalMessage

BACKEND = "django.contrib.auth.backends.ModelBackend"
PHONE_KEY, HALF_KEY = "sign_in_phone", "sign_in_half"
HALF_LASTS_S = 600
LONGEST_NAME = 150
"""Of an account; a longer one belongs to nobody, and the log of failures could not hold it."""
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def show(request: HttpRequest, template: str, refusal: Refusal | None = None, **context: Any) -> HttpResponse:
    """A form page; with a refusal it comes back with what was typed, the summary and the status of the refusal."""
    errors = (refusal.errors or (FieldError("", refusal.code, said(refusal)),)) if refusal else ()
    context |= {"refusal": refusal, "errors": errors, "values": request.POST, "next": next_of(request)}
    return render(request, f"organisations/{template}.html", context, status=refusal.status if refusal else 200)


def next_of(request: HttpRequest, default: str = "") -> str:
    return safe_next(request, request.POST.get("next") or request.GET.get("next"), default=default)


def onward(request: HttpRequest, route: str) -> HttpResponse:
    """To another step of signing in, keeping where to go afterwards."""
    target = next_of(request)
    return HttpResponseRedirect(reverse(route) + (f"?{urlencode({'next': target})}" if target else ""))


def enter(request: HttpRequest, account: Account, *, home: str) -> HttpResponse:
    """Open the session and go on: to the form that was interrupted, to `next`, or home."""
    login(request, account, backend=BACKEND)
    target = next_of(request, home)
    if interrupted.kept(request):
        target = reverse("resume")
    elif target == reverse("resume"):
        target = home
    if not account.is_staff and account.party_id is None:
        target = f"{reverse('register')}?{urlencode({'next': target})}"
    response = HttpResponseRedirect(target)
    interrupted.remember_who(request, response)
    return response


@public
@never_cache
@get_or_post
def sign_in(request: HttpRequest) -> HttpResponse:
    """Applicants: the phone."""
    if request.method == "POST":
        try:
            phone = phone_codes.send_code(
                request.POST.get("phone", ""), address=client_address(request), now=timezone.now()
            )
        except Refusal as refusal:
            return show(request, "sign_in", refusal)
        request.session[PHONE_KEY] = phone
        return onward(request, "sign-in-code")
    return show(request, "sign_in")


@public
@never_cache
@get_or_post
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Applicants: the code."""
    phone = request.session.get(PHONE_KEY)
    if not phone:
        return onward(request, "sign-in")
    context = {"phone": phone, "local": gateway.is_local()}
    if request.method != "POST":
        return show(request, "sign_in_code", **context)
    with transaction.atomic():
        refusal = phone_codes.try_code(phone, request.POST.get("code", ""), now=timezone.now())
        account = None if refusal else phone_codes.account_of_phone(phone)
    if refusal or account is None or not account.is_active:
        return show(request, "sign_in_code", refusal or Refusal(_("该账号已停用。"), code="organisations.closed"), **context)
    request.session.pop(PHONE_KEY, None)
    return enter(request, account, home="/")


@public
@never_cache
@sensitive_post_parameters("password")
@get_or_post
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """Staff: user name and password; django-axes counts the failures."""
    if request.method != "POST":
        return show(request, "staff_sign_in")
    username, password = request.POST.get("username", "").strip()[:LONGEST_NAME], request.POST.get("password", "")
    account = authenticate(request, username=username, password=password)
    if not isinstance(account, Account) or not account.is_staff:
        wrong = Refusal(_("用户名或密码不正确。"), code="organisations.password_wrong")
        wrong.status = 422
        return show(request, "staff_sign_in", wrong)
    request.session.cycle_key()
    request.session[HALF_KEY] = {"account": str(account.pk), "at": timezone.now().timestamp()}
    return onward(request, "second-factor" if second_factor.is_set(account) else "set-second-factor")


def half_signed_in(request: HttpRequest) -> Account | None:
    """Who has given the right password in this session within ten minutes and still owes the second factor."""
    half = request.session.get(HALF_KEY)
    if not half or timezone.now().timestamp() - half["at"] > HALF_LASTS_S:
        request.session.pop(HALF_KEY, None)
        return None
    return Account.objects.filter(pk=UUID(half["account"]), is_active=True, is_staff=True).first()


def _enter_staff(request: HttpRequest, account: Account) -> HttpResponse:
    request.session.pop(HALF_KEY, None)
    return enter(request, account, home="/desk/")


@public
@never_cache
@get_or_post
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Staff: the time-based code."""
    account = half_signed_in(request)
    if account is None:
        return onward(request, "staff-sign-in")
    if not second_factor.is_set(account):
        return onward(request, "set-second-factor")
    if request.method != "POST":
        return show(request, "second_factor")
    with transaction.atomic():
        refusal = second_factor.try_totp(account.pk, request.POST.get("code", ""), now=timezone.now())
    return show(request, "second_factor", refusal) if refusal else _enter_staff(request, account)


@public
@never_cache
@get_or_post
def set_second_factor(request: HttpRequest) -> HttpResponse:
    """Staff, the first time or after a recovery code: pair an authenticator app."""
    account = half_signed_in(request)
    if account is None or second_factor.is_set(account):
        return onward(request, "staff-sign-in" if account is None else "second-factor")
    with transaction.atomic():
        secret = second_factor.begin(account)
    refusal = None
    if request.method == "POST":
        with transaction.atomic():
            actor = queries.actor_of(account)
            refusal = second_factor.confirm(account.pk, request.POST.get("code", ""), actor=actor, now=timezone.now())
        if refusal is None:
            return _enter_staff(request, account)
    qr = segno.make(second_factor.uri(account, secret)).svg_data_uri(scale=5, border=2)
    return show(request, "set_second_factor", refusal, secret=secret, qr=qr, account=account)


@public
@never_cache
@get_or_post
def recover(request: HttpRequest) -> HttpResponse:
    """Staff who lost the device: a recovery code from IT staff, then a new pairing."""
    account = half_signed_in(request)
    if account is None:
        return onward(request, "staff-sign-in")
    if request.method != "POST":
        return show(request, "recover")
    with transaction.atomic():
        refusal = second_factor.use_recovery_code(
            account.pk, request.POST.get("code", ""), actor=queries.actor_of(account), now=timezone.now()
        )
    return show(request, "recover", refusal) if refusal else onward(request, "set-second-factor")


@signed_in
@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """What was being sent when the session ended: send it now, or drop it."""
    kept = interrupted.kept(request)
    if kept is None:
        return HttpResponseRedirect("/desk/" if request.user.is_staff else "/")
    interrupted.drop(request)
    return show(request, "resume", kept=kept)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = HttpResponseRedirect("/")
    response.delete_cookie(interrupted.WHO_COOKIE)
    return response


@public
@never_cache
@require_safe
def local_gateway(request: HttpRequest) -> HttpResponse:
    """What the local gateway would have sent. There is no such page where a real gateway is set or in production."""
    if not gateway.is_local():
        raise NotFound(_("没有这个页面。"), code="organisations.no_local_gateway")
    context = {"sent": LocalMessage.objects.order_by("-sent_at")[:50], "staff": demo_codes.staff_codes(now=timezone.now())}
    return render(request, "organisations/local_gateway.html", context)
