"""Agreements 通办协议: where one may hand in what another organ decides; the public page, and the studio's that enters and ends them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.catalogue import agreements, choosing
from yichuang.catalogue.domain.agreement import FORWARD_DAYS, MODE_NAMES, ORGANS, STATIONS, AgreementMode
from yichuang.catalogue.views_powers import as_of
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.look.asked import ident, page_number
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations
from yichuang.organisations.access import public, staff_required
from yichuang.organisations.domain import Post

POSTS = (Post.CATALOGUE_EDITOR, Post.DIRECTOR)
TEXTS = ("mode", "window_organ", "for_organ", "document", "text", "forward_days", "hands_out", "from_on", "to_on")
MOST_TEXT = 60_000
"""Of the items: five hundred names."""
STAND_TAGS = {"coming": "wait", "in_force": "run", "over": "done"}


def said_rows(rows: tuple[agreements.AgreementRow, ...], on: date) -> list[tuple[agreements.AgreementRow, str, str]]:
    words = {"coming": _("待生效"), "in_force": _("有效"), "over": _("已结束")}
    return [(row, STAND_TAGS[row.stands(on)], words[row.stands(on)]) for row in rows]


@public
@require_safe
def anywhere(request: HttpRequest) -> HttpResponse:
    """全城通办 on a day: which window takes in which item, in whose name."""
    on, mode = as_of(request), request.GET.get("mode", "")
    mode = mode if mode in set(AgreementMode) else ""
    rows, more = agreements.agreements(on=on, mode=mode, page=page_number(request))
    context = {"page": "open", "rows": rows, "more": more, "number": page_number(request), "on": on, "mode": mode, "modes": MODE_NAMES.items()}
    return render(request, "catalogue/agreements.html", context)


@staff_required(*POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def studio_agreements(request: HttpRequest) -> HttpResponse:
    """Every agreement of the own organ, and the form that enters one."""
    today, own = timezone.localdate(), organisations.own_organ(request.actor)  # type: ignore[attr-defined]
    typed: dict[str, Any] = {key: request.POST.get(key, "").replace("\x00", "").strip()[:2000] for key in TEXTS}
    typed["items"] = request.POST.get("items", "").replace("\x00", "")[:MOST_TEXT]
    refusal, looked = None, choosing.asked(request.POST, typed, lines=("items",), own=[own])
    if request.method != "POST":
        typed |= {"for_organ": str(own), "forward_days": str(FORWARD_DAYS)}
    elif looked is None:
        try:
            agreements.agree(**columns_of(typed), now=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("协议已登记，从起始日起按它接收。"))
            return HttpResponseRedirect(reverse("studio-agreements"))
    rows, more = agreements.agreements(organ_id=own, page=page_number(request))
    blank = ("", _("请选择"))
    known = organisations.organs(on=today)
    organs, windows = ([(str(o.id), o.name) for o in known if o.kind in kinds] for kinds in (ORGANS, STATIONS))
    context = {
        "page": "agreements", "rows": said_rows(rows, today), "more": more, "number": page_number(request), "typed": typed, "refusal": refusal,
        "errors": refusal.errors if refusal else (), "organs": [blank, *organs], "windows": [blank, *windows],
        "modes": [(key.value, _(name)) for key, name in MODE_NAMES.items()],
        "looked": looked or choosing.instead(refusal.errors if refusal else (), typed, lines=("items",), own=[own]),
    }  # fmt: skip
    return render(request, "catalogue/studio_agreements.html", context, status=refusal.status if refusal else 200)


def day(typed: dict[str, Any], key: str, errors: list[FieldError]) -> date | None:
    try:
        return date.fromisoformat(typed[key]) if typed[key] else None
    except ValueError:
        errors.append(FieldError(key, "date", "请填日期，例如2026-09-24"))
        return None


def columns_of(typed: dict[str, Any]) -> dict[str, Any]:
    """The columns as typed. Raises Invalid for what is no day, no number, no organ, no way."""
    errors: list[FieldError] = []
    from_on, to_on = day(typed, "from_on", errors), day(typed, "to_on", errors)
    organs = {key: ident(typed[key]) for key in ("window_organ", "for_organ")}
    errors += [FieldError(key, "required", "请选一个") for key, value in organs.items() if value is None]
    if typed["mode"] not in set(AgreementMode):
        errors.append(FieldError("mode", "required", "请选一种方式"))
    days = typed["forward_days"] or str(FORWARD_DAYS)
    if not (days.isascii() and days.isdigit() and len(days) < 4):
        errors.append(FieldError("forward_days", "number", "请填数字"))
    items = choosing.several("items", typed["items"], errors)
    if errors:
        raise Invalid("通办协议还不能登记", code="catalogue.bad_agreement", errors=tuple(errors))
    return {
        "mode": typed["mode"], "window_organ_id": organs["window_organ"], "for_organ_id": organs["for_organ"], "item_ids": [row.item_id for row in items],
        "from_on": from_on, "to_on": to_on, "document": typed["document"], "text": typed["text"], "forward_days": int(days), "hands_out": typed["hands_out"] == "yes",
    }  # fmt: skip


@staff_required(*POSTS)
@require_POST
def studio_agreement_end(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """结束."""
    errors: list[FieldError] = []
    to_on = day({"to_on": request.POST.get("to_on", "")}, "to_on", errors)
    if to_on is None:
        messages.error(request, _("请填日期，例如2026-09-24"))
        return HttpResponseRedirect(reverse("studio-agreements"))
    try:
        document = request.POST.get("end_document", "").replace("\x00", "")[:300]
        agreements.end_agreement(agreement_id, to_on=to_on, document=document, now=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
    except Refusal as refusal:
        messages.error(request, "；".join(said(error) for error in refusal.errors) or said(refusal))
    else:
        messages.success(request, _("已登记结束；以前交的件照常办。"))
    return HttpResponseRedirect(reverse("studio-agreements"))
