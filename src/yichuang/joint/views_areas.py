"""区域评估 at the desk and for the public: the list, one area with its forms, a package decided in one act, what need not be assessed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yichuang.catalogue import api as catalogue
from yichuang.joint import areas
from yichuang.joint.domain.areas import ASSESSMENT_NAMES, BOUND_NAMES
from yichuang.kernel.errors import FieldError, Forbidden, NotFound, Refusal
from yichuang.look.asked import day_of, ident, page_number, whole
from yichuang.organisations import api as organisations
from yichuang.organisations.access import public, staff_required
from yichuang.organisations.domain import Act

LISTED = 100
"""So many codes of divisions or parcels of one area are read from a form."""


def codes_of(text: str) -> tuple[str, ...]:
    """Codes as people type them: by line, blank or comma."""
    plain = text.replace("，", " ").replace(",", " ").replace("、", " ").split()
    return tuple(dict.fromkeys(one[:60] for one in plain))[:LISTED]


def said_no(refusal: Refusal | None) -> dict[str, Any]:
    return {"refusal": refusal, "errors": refusal.errors if refusal else ()}


def keepers(request: HttpRequest) -> list[tuple[str, str]]:
    """The organs this reader may keep an area for."""
    lawful = organisations.organs_where(request.actor, Act.EDIT_ITEM, on=timezone.localdate())  # type: ignore[attr-defined]
    return [(str(organ.id), organ.name) for organ in organisations.organs() if organ.id in lawful]


@staff_required()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Every area, and for who keeps items the form that founds one."""
    refusal = None
    if request.method == "POST":
        try:
            area_id = founded(request)
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("区域已设立。"))
            return HttpResponseRedirect(reverse("desk-area", args=[area_id]))
    number = page_number(request)
    lines, more = areas.listed(today=timezone.localdate(), page=number)
    context = {"page": "projects", "lines": lines, "number": number, "more": more, "organs": keepers(request), "typed": request.POST, **said_no(refusal)}
    return render(request, "joint/desk_areas.html", context, status=refusal.status if refusal else 200)


def founded(request: HttpRequest) -> UUID:
    typed, organ_id = request.POST, ident(request.POST.get("organ"))
    if organ_id is None or str(organ_id) not in dict(keepers(request)):
        raise Forbidden(_("没有为这个机关设立区域的权限。"), code="joint.no_area_keeper", errors=(FieldError("organ", "required", "请选负责的机关"),))
    return areas.found(
        typed.get("code", ""), typed.get("name", ""), organ_id=organ_id, divisions=codes_of(typed.get("divisions", "")),
        parcels=codes_of(typed.get("parcels", "")), actor=request.actor, now=timezone.now(),  # type: ignore[attr-defined]
    )  # fmt: skip


@staff_required()
@never_cache
@require_GET
def area(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """One area: its assessments with their days, its indicators, the projects inside, and the forms of who keeps it."""
    return area_page(request, area_id)


def area_page(request: HttpRequest, area_id: UUID, refusal: Refusal | None = None, verb: str = "") -> HttpResponse:
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    view = areas.view(area_id, today=today)
    may_edit = view.ended_on is None and organisations.may(actor, Act.EDIT_ITEM, organ_id=view.organ_id, on=today)
    context = {
        "page": "projects", "area": view, "today": today, "may_edit": may_edit, "verb": verb, "typed": request.POST,
        "inside": areas.projects_for(view, actor),
        "may_end": view.ended_on is None and organisations.may(actor, Act.PUBLISH_ITEM, organ_id=view.organ_id, on=today),
        "ready": sum(len(group.rows) for group in areas.waiting(area_id, actor=actor, today=today)), **said_no(refusal),
        **(choices() if may_edit else {}),
    }  # fmt: skip
    return render(request, "joint/desk_area.html", context, status=refusal.status if refusal else 200)


def choices() -> dict[str, Any]:
    """What the forms offer: kinds, bounds, organs that pay, and the papers of items in force that have a kind."""
    blank = ("", _("请选择"))
    papers = [
        (f"{row.item_id}:{material.type_code}", f"{row.name}·{material.name}")
        for row in catalogue.in_force() for material in catalogue.terms(row.version_id).materials if material.type_code
    ]  # fmt: skip
    return {
        "kinds": [blank, *((kind.value, _(name)) for kind, name in ASSESSMENT_NAMES.items())],
        "bounds": [(bound.value, _(name)) for bound, name in BOUND_NAMES.items()], "papers": [blank, *papers],
        "payers": [blank, *((str(organ.id), organ.name) for organ in organisations.organs())],
    }  # fmt: skip


def assess(area_id: UUID, request: HttpRequest, who: dict[str, Any]) -> None:
    typed, upload = request.POST, request.FILES.get("file")
    item_id, _colon, type_code = typed.get("paper", "").partition(":")
    yuan = whole(typed.get("cost"), most=10**11)
    areas.assess(area_id, areas.Assessed(
        kind=typed.get("kind", ""), maker=typed.get("maker", ""), payer_id=ident(typed.get("payer")), item_id=ident(item_id), type_code=type_code,
        from_on=day_of(typed.get("from_on")), to_on=day_of(typed.get("to_on")), basis=typed.get("basis", ""), source=upload,
        file_name=upload.name or "" if upload else "", conditions=typed.get("conditions", ""), cost_fen=yuan * 100 if yuan else None,
    ), **who)  # fmt: skip


def set_indicator(area_id: UUID, request: HttpRequest, who: dict[str, Any]) -> None:
    typed = request.POST
    areas.set_indicator(area_id, areas.Limit(
        typed.get("code", ""), typed.get("name", ""), typed.get("unit", ""), typed.get("bound", ""), typed.get("limit", ""),
        typed.get("indicator_basis", ""), day_of(typed.get("indicator_from")),
    ), **who)  # fmt: skip


def end(area_id: UUID, request: HttpRequest, who: dict[str, Any]) -> None:
    areas.end(area_id, reason=request.POST.get("reason", ""), **who)


VERBS: Mapping[str, Callable[[UUID, HttpRequest, dict[str, Any]], None]] = {"assess": assess, "indicator": set_indicator, "end": end}
DONE_WORDS = {"assess": "评估已登记，区域内的项目从有效期起日起不再单独评估。", "indicator": "强制指标已登记。", "end": "区域已终止。"}


@staff_required()
@never_cache
@require_POST
def do(request: HttpRequest, area_id: UUID, verb: str) -> HttpResponse:
    """Enter an assessment, set an indicator, end the area."""
    if verb not in VERBS:
        raise NotFound("没有这个操作。", code="joint.no_area_verb")
    version = whole(request.POST.get("version"), otherwise=-1)
    try:
        VERBS[verb](area_id, request, {"actor": request.actor, "now": timezone.now(), "version": version})  # type: ignore[attr-defined]
    except NotFound:
        raise
    except Refusal as no:
        return area_page(request, area_id, no, verb)
    messages.success(request, _(DONE_WORDS[verb]))
    return HttpResponseRedirect(reverse("desk-area", args=[area_id]))


@staff_required()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def package(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """打包审批: the cases of the area that wait for this reader's decision; chosen ones are granted in one act, each by its own decision."""
    actor, refusal = request.actor, None  # type: ignore[attr-defined]
    chosen = [key for text in request.POST.getlist("case")[:LISTED] if (key := ident(text))]
    if request.method == "POST":
        try:
            done = areas.decide_package(chosen, actor=actor, now=timezone.now())
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("已打包准予%(count)s件，每个项目各有一份决定。") % {"count": len(done)})
            return HttpResponseRedirect(reverse("desk-area", args=[area_id]))
    today = timezone.localdate()
    context = {
        "page": "projects", "area": areas.view(area_id, today=today), "groups": areas.waiting(area_id, actor=actor, today=today),
        "chosen": {str(key) for key in chosen}, **said_no(refusal),
    }  # fmt: skip
    return render(request, "joint/desk_package.html", context, status=refusal.status if refusal else 200)


@public
@require_GET
def public_areas(request: HttpRequest) -> HttpResponse:
    """What a project inside an area need not have assessed again, until when, and under which conditions."""
    today = timezone.localdate()
    return render(request, "joint/areas.html", {"page": "home", "today": today, "rows": areas.public_rows(today=today)})


@staff_required()
@never_cache
@require_GET
def paper(request: HttpRequest, area_id: UUID, assessment_id: UUID) -> HttpResponse:
    """The file of one assessment."""
    name, content = areas.paper(area_id, assessment_id)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
