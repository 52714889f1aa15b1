"""The desk of who keeps list and register. Nothing here finds, names or binds an agency for an owner (43)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.agencies import api, forms, papers, queries
from yichuang.agencies.domain import words
from yichuang.agencies.domain.agency import State
from yichuang.agencies.history import of_agency
from yichuang.agencies.views_mine import said_no
from yichuang.catalogue import api as catalogue
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.look.asked import page_number, whole
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post

KEEPER = Post.CATALOGUE_EDITOR


@staff_required(KEEPER)
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits: applications, complaints; below, the whole register."""
    return desk_page(request)


def desk_page(request: HttpRequest, refusal: Refusal | None = None, of: UUID | None = None) -> HttpResponse:
    rows, more = queries.register(states=(State.LISTED, State.SUSPENDED, State.REMOVED, State.TURNED_DOWN), page=page_number(request))
    context = {
        "page": "agencies", "waiting": queries.register(states=(State.APPLIED,))[0], "complaints": queries.open_complaints(), "rows": rows, "more": more,
        "number": page_number(request), "findings": forms.named(words.FINDING_NAMES), "of": of, "typed": request.POST, **said_no(refusal),
    }  # fmt: skip
    return render(request, "agencies/desk.html", context, status=refusal.status if refusal else 200)


@staff_required(KEEPER)
@never_cache
@require_POST
def complaint(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    typed = request.POST
    try:
        api.answer(
            complaint_id, finding=typed.get("finding", ""), text=typed.get("text", ""), suspend=bool(typed.get("suspend")), actor=request.actor,
            now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return desk_page(request, refusal, complaint_id)
    messages.success(request, _("投诉已答复。"))
    return redirect("desk-mall")


@staff_required(KEEPER)
@never_cache
@require_safe
def agency(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    return agency_page(request, agency_id)


def agency_page(request: HttpRequest, agency_id: UUID, refusal: Refusal | None = None) -> HttpResponse:
    """One agency with its papers, and what may be done with it in its state."""
    row = queries.agency(agency_id)
    context = {
        "page": "agencies", "row": row, "organs": forms.organs(), "bars": forms.named(words.BAR_NAMES), "typed": request.POST,
        "history": of_agency(agency_id), "organ": next((key for key, name in forms.organs() if name == row.organ), ""), **said_no(refusal),
    }
    return render(request, "agencies/desk_agency.html", context, status=refusal.status if refusal else 200)


VERBS: Mapping[str, Callable[[UUID, Any, dict[str, Any]], object]] = {
    "admit": lambda i, p, who: api.admit(i, organ_id=forms.identifier(p.get("organ", "")), **who),
    "turn-down": lambda i, p, who: api.turn_down(i, reason=p.get("reason", ""), **who),
    "suspend": lambda i, p, who: api.suspend(i, ground=p.get("ground", ""), reason=p.get("reason", ""), **who),
    "restore": lambda i, p, who: api.restore(i, reason=p.get("reason", ""), **who),
    "remove": lambda i, p, who: api.remove(i, ground=p.get("ground", ""), reason=p.get("reason", ""), **who),
}
DONE_WORDS = {"admit": "已列入名录。", "turn-down": "已答复不通过。", "suspend": "已暂停。", "restore": "已恢复。", "remove": "已清退。"}


@staff_required(KEEPER)
@never_cache
@require_POST
def do(request: HttpRequest, agency_id: UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise NotFound("没有这个操作。", code="agencies.no_verb")
    version = whole(request.POST.get("version"), otherwise=-1)
    try:
        VERBS[verb](agency_id, request.POST, {"actor": request.actor, "now": timezone.now(), "version": None if version < 0 else version})
    except NotFound:
        raise
    except Refusal as refusal:
        return agency_page(request, agency_id, refusal)
    messages.success(request, _(DONE_WORDS[verb]))
    return redirect("desk-agency", agency_id=agency_id)


@staff_required(KEEPER)
@never_cache
@require_safe
def paper(request: HttpRequest, agency_id: UUID, service_id: UUID) -> HttpResponseBase:
    """The qualification as it was handed in."""
    return papers.response(*queries.qualification(agency_id, service_id, reader=request.actor, at=timezone.now()))


@staff_required(KEEPER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest) -> HttpResponse:
    """The published list: what stands on it, and the form that adds to it."""
    typed, refusal = request.POST, None
    if request.method == "POST":
        item_code, _sep, material_type = typed.get("paper", "").partition("|")
        texts = {key: typed.get(key, "")[:300] for key in ("code", "name", "basis", "article", "note")}
        try:
            api.list_service(item_code=item_code, material_type=material_type, actor=request.actor, now=timezone.now(), **texts)
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("已列入清单。"))
            return redirect("desk-mall-services")
    context = {
        "page": "agencies", "rows": queries.services(ended=True), "papers": paper_choices(), "typed": typed, **said_no(refusal),
        "titles": [("", _("请选择")), *((title, title) for title in catalogue.instrument_titles())],
    }  # fmt: skip
    return render(request, "agencies/desk_services.html", context, status=refusal.status if refusal else 200)


def paper_choices() -> list[tuple[str, str]]:
    """Every paper of every item that may be applied for: (item code | kind of paper, names)."""
    found = [("", _("请选择"))]
    for item in catalogue.in_force():
        terms = catalogue.terms(item.version_id)
        found += [(f"{item.code}|{m.type_code}", f"{item.name}：{m.name}") for m in terms.materials if m.type_code]
    return found


@staff_required(KEEPER)
@never_cache
@require_POST
def end_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    try:
        api.end_service(service_id, reason=request.POST.get("reason", ""), actor=request.actor, now=timezone.now())
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, str(_(str(refusal.message))))
    else:
        messages.success(request, _("已从清单里取消。"))
    return redirect("desk-mall-services")
