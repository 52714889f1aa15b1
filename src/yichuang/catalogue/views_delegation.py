"""Delegations 委托、下放、划转 and parity 市县同权: public pages by day, and the studio's pages that enter, end and follow them up."""

from __future__ import annotations

from collections.abc import Callable
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

from yichuang.catalogue import delegating
from yichuang.catalogue.delegating import DelegationRow
from yichuang.catalogue.domain.delegation import FORM_ARTICLES, FORM_NAMES, STANDING_NAMES, LegalForm, Standing
from yichuang.catalogue.domain.powers import POWER_LEVELS
from yichuang.catalogue.views_powers import as_of
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.look.asked import ident, page_number
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations
from yichuang.organisations.access import public, staff_required
from yichuang.organisations.domain import Post

POSTS = (Post.CATALOGUE_EDITOR, Post.DIRECTOR)
TEXTS = ("item", "form", "from_organ", "to_organ", "from_level", "to_level", "place", "scope", "document", "basis", "announcement", "capacity")
DAYS = ("announced_on", "capacity_on", "follow_up_on", "from_on", "to_on")
STAND_TAGS = {"coming": "wait", "in_force": "run", "over": "done"}


def said_rows(rows: tuple[DelegationRow, ...], on: date) -> list[tuple[DelegationRow, str, str]]:
    return [(row, STAND_TAGS[row.stands(on)], {"coming": _("待生效"), "in_force": _("有效"), "over": _("已结束")}[row.stands(on)]) for row in rows]


@public
@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    """What is delegated on a day: the announcement of 24(1), and every other form beside it."""
    on, form = as_of(request), request.GET.get("form", "")
    form = form if form in set(LegalForm) else ""
    rows, more = delegating.delegations(on=on, form=form, page=page_number(request))
    context = {
        "page": "open", "rows": said_rows(rows, on), "more": more, "number": page_number(request), "on": on, "form": form, "forms": FORM_NAMES.items(),
        "articles": FORM_ARTICLES,
    }  # fmt: skip
    return render(request, "catalogue/delegations.html", context)


@public
@require_safe
def parity(request: HttpRequest) -> HttpResponse:
    """市县同权比例 of a city, with the rows behind it."""
    on, standing, page = as_of(request), request.GET.get("standing", ""), page_number(request)
    standing = standing if standing in set(Standing) else ""
    cities = sorted({row.division[:4] + "00" for row in organisations.organs() if row.division[4:6] == "00" and row.kind == "government"})
    asked = request.GET.get("city", "")
    city = asked if asked in cities else (cities[0] if cities else "")
    found, rows, more = delegating.parity_of(city, on=on, standing=standing, page=page)
    counts = [(key, STANDING_NAMES[key], found.count(key)) for key in Standing]
    named = [(code, organisations.division_name(code) or code) for code in cities]
    context = {
        "page": "open", "found": found, "percent": f"{found.hundredths / 100:.2f}" if found.hundredths is not None else "", "rows": rows, "more": more,
        "number": page, "on": on, "standing": standing, "counts": counts, "names": STANDING_NAMES, "cities": named, "city": city,
        "counties": [organisations.division_name(code) or code for code in delegating.counties_of(city, on)] if city else [],
    }  # fmt: skip
    return render(request, "catalogue/parity.html", context)


# ---- studio -------------------------------------------------------------------------------------


@staff_required(*POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def studio_delegations(request: HttpRequest) -> HttpResponse:
    """Every delegation of the own organ, what waits for its follow-up, and the form that enters one."""
    today, own = timezone.localdate(), organisations.own_organ(request.actor)  # type: ignore[attr-defined]
    typed = {key: request.POST.get(key, "").replace("\x00", "").strip()[:2000] for key in (*TEXTS, *DAYS)}
    typed = typed if request.method == "POST" else typed | {"from_organ": str(own), "from_level": "3", "to_level": "4", "item": request.GET.get("item", "")}
    refusal = None
    if request.method == "POST":
        try:
            item_id, columns = columns_of(typed)
            delegating.delegate(item_id, columns, now=timezone.now(), actor=request.actor)
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("已登记，到起始日的零点生效；在办件随权力移交。"))
            return HttpResponseRedirect(reverse("studio-delegations"))
    rows, more = delegating.delegations(organ_id=own, page=page_number(request))
    blank = ("", _("请选择"))
    organs = [(str(o.id), o.name) for o in organisations.organs() if o.kind in ("organ", "government") and o.is_in_force(today)]
    forms = [(key.value, _(name)) for key, name in FORM_NAMES.items() if key is not LegalForm.TRANSFER]
    context = {
        "page": "delegations", "rows": said_rows(rows, today), "more": more, "number": page_number(request), "typed": typed, "refusal": refusal,
        "errors": refusal.errors if refusal else (), "forms": [blank, *forms], "organs": [blank, *organs],
        "items": [blank, *((str(key), name) for key, name in delegating.given_items())], "levels": [(key, _(name)) for key, name in POWER_LEVELS.items()],
        "waiting": delegating.due_follow_ups(today),
    }  # fmt: skip
    return render(request, "catalogue/studio_delegations.html", context, status=refusal.status if refusal else 200)


def columns_of(typed: dict[str, str]) -> tuple[UUID, dict[str, Any]]:
    """The columns as typed. Raises Invalid for what is no day, no item, no organ, no form."""
    errors, days = [], {}
    for key in DAYS:
        try:
            days[key] = date.fromisoformat(typed[key]) if typed[key] else None
        except ValueError:
            errors.append(FieldError(key, "date", "请填日期，例如2026-09-24"))
    ids = {key: ident(typed[key]) for key in ("item", "from_organ", "to_organ")}
    errors += [FieldError(key, "required", "请选一个") for key, value in ids.items() if value is None]
    if typed["form"] not in set(LegalForm):
        errors.append(FieldError("form", "required", "请选一种方式"))
    if errors:
        raise Invalid("还不能登记", errors=tuple(errors))
    texts = {key: typed[key] for key in ("form", "from_level", "to_level", "place", "scope", "document", "basis", "announcement", "capacity")}
    assert ids["item"] is not None
    return ids["item"], {**texts, **days, "from_organ_id": ids["from_organ"], "to_organ_id": ids["to_organ"]}


def done(request: HttpRequest, verb: Callable[[], None], success: str) -> HttpResponse:
    try:
        verb()
    except Refusal as refusal:
        at = "；".join(said(error) for error in refusal.errors)
        messages.error(request, at or said(refusal))
    else:
        messages.success(request, success)
    return HttpResponseRedirect(reverse("studio-delegations"))


@staff_required(*POSTS)
@require_POST
def studio_delegation_end(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """收回."""
    try:
        to_on = date.fromisoformat(request.POST.get("to_on", ""))
    except ValueError:
        messages.error(request, _("请填日期，例如2026-09-24"))
        return HttpResponseRedirect(reverse("studio-delegations"))
    document = request.POST.get("end_document", "")[:300]
    return done(
        request, lambda: delegating.end_delegation(delegation_id, to_on=to_on, document=document, now=timezone.now(), actor=request.actor),
        _("已登记收回；到期的次日零点，权力和在办件回到原机关。"),
    )  # fmt: skip


@staff_required(*POSTS)
@require_POST
def studio_delegation_follow_up(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    finding = request.POST.get("finding", "")[:4000]
    return done(request, lambda: delegating.follow_up(delegation_id, finding=finding, now=timezone.now(), actor=request.actor), _("后续检查已登记。"))
