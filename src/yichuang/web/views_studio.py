"""The studio: browse items, read a version with its marks and findings, start the next one; its change request stands in views_requests."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import life
from yichuang.catalogue.domain import REGIME_NAMES, Status
from yichuang.catalogue.domain.life import CHANGE_NAMES, Change
from yichuang.kernel.errors import Refusal
from yichuang.look.asked import page_number, whole
from yichuang.look.templatetags.look import said
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post
from yichuang.procedures import api as procedures
from yichuang.web import request_rows, studio_rows

FILTERS = (Status.PUBLISHED, Status.DRAFT, Status.SUSPENDED, Status.IMPORTED)
EDITABLE = (Status.PUBLISHED, Status.SUSPENDED)


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def studio(request: HttpRequest) -> HttpResponse:
    """The list of versions, by status, kind and department, with search."""
    asked = {key: request.GET.get(key, "").strip()[:80] for key in ("status", "kind", "department", "q")}
    status = asked["status"] if asked["status"] in FILTERS else ""
    regime = asked["kind"] if asked["kind"] in REGIME_NAMES else ""
    found = catalogue.browse(
        status=status, regime=regime, department=asked["department"], text=asked["q"], page=page_number(request)
    )
    lines = [(line, studio_rows.STATUS_LABELS[line.status], studio_rows.STATUS_TAGS[line.status]) for line in found.lines]
    context = {
        "page": "studio", "found": found, "lines": lines, "asked": {**asked, "status": status, "kind": regime},
        "has_next": found.page < found.pages, "side": side(status, regime), "regimes": REGIME_NAMES,
        "departments": catalogue.departments(status=status, regime=regime),
    }  # fmt: skip
    return render(request, "web/studio_list.html", context)


def side(status: str, regime: str) -> list[tuple[str, list[dict[str, object]]]]:
    here = reverse("studio")
    counts = catalogue.counts()
    by_status = [
        {"label": _("全部"), "href": here, "count": sum(counts.values()), "current": not status},
        *(
            {"label": studio_rows.STATUS_LABELS[key], "href": f"{here}?status={key}", "count": counts.get(key, 0), "current": status == key}
            for key in FILTERS
        ),
    ]  # fmt: skip
    kept = f"&status={status}" if status else ""
    by_kind = [
        {"label": _(name), "href": f"{here}?kind={key}{kept}", "count": None, "current": regime == key}
        for key, name in REGIME_NAMES.items()
    ]  # fmt: skip
    return [(_("状态"), by_status), (_("事项类型"), by_kind)]


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    return version_page(request, version_id)


def version_page(request: HttpRequest, version_id: UUID, *, refusal: Refusal | None = None) -> HttpResponse:
    """Every element of a version with its marks, what the lints say, and the verbs its status allows."""
    guide = catalogue.guide(version_id)
    found = catalogue.check(version_id, on=timezone.localdate())
    rows = studio_rows.findings_of(found)
    compared, standing = catalogue.compare(version_id), catalogue.standing_of(version_id)
    code, words = catalogue.procedure_words(guide.terms.procedure_id)
    context = {
        "page": "studio", "guide": guide, "sections": studio_rows.sections(guide, catalogue.content_of(version_id), found, standing and standing.inherited),
        "standing": standing,
        "findings": studio_rows.grouped(rows), "refusal": refusal,
        "errors": sum(row.tag == "red" for row in rows), "status_label": studio_rows.STATUS_LABELS["discarded" if guide.discarded else guide.status],
        "status_tag": studio_rows.STATUS_TAGS[guide.status], "is_draft": guide.status is Status.DRAFT,
        "may_redraft": guide.status in EDITABLE, "procedure_code": code, "procedure_words": words,
        "procedures": catalogue.procedure_choices() if guide.status is Status.DRAFT else (),
        "procedure_id": str(guide.terms.procedure_id or ""), "versions": catalogue.versions(guide.item_code),
        "discarded": catalogue.discarded(version_id) if guide.discarded else None,
        "peers": catalogue.peers(version_id), "status_labels": studio_rows.STATUS_LABELS, "drawing": drawn(guide.terms.procedure_id),
        "compared": compared, "changed": len(compared.changes), **life_of(guide),
    }  # fmt: skip
    return render(request, "web/studio_version.html", context, status=refusal.status if refusal else 200)


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def difference(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """A version beside the one before it: what changes for the citizen; and beside the entry of the basic list it stands on."""
    compared, standing = catalogue.compare(version_id), catalogue.standing_of(version_id)
    context = {
        "page": "studio", "guide": catalogue.guide(version_id), "compared": compared, "rows": studio_rows.change_rows(compared),
        "status_labels": studio_rows.STATUS_LABELS, "standing": standing,
        "deviations": studio_rows.change_rows(standing) if standing else (),
        "inherited": studio_rows.entry_rows(standing.inherited) if standing else (),
    }  # fmt: skip
    return render(request, "web/studio_difference.html", context)


def life_of(guide: catalogue.GuideRow) -> dict[str, object]:
    """The open change request of the item with its rail, or what may be asked of this version."""
    row = life.open_of(guide.item_id)
    if row:
        return {"change": row, "rail": request_rows.rail(row), "sentence": request_rows.sentence(row)}
    return {"change": None, "changes": [(key.value, _(CHANGE_NAMES[key])) for key in life.offered(guide.version_id)]}


def drawn(procedure_id: UUID | None) -> procedures.Drawing | None:
    return procedures.drawing(catalogue.drawing(procedure_id)) if procedure_id else None


@staff_required(Post.CATALOGUE_EDITOR)
@require_POST
def redraft(request: HttpRequest, version_id: UUID) -> HttpResponse:
    draft_id = catalogue.redraft(version_id, now=timezone.now(), actor=request.actor)
    messages.success(request, _("新版草稿已经起草，内容与现行版相同。现行版继续有效。"))
    return HttpResponseRedirect(reverse("studio-version", args=[draft_id]))


@staff_required(Post.CATALOGUE_EDITOR)
@require_POST
def attach(request: HttpRequest, version_id: UUID) -> HttpResponse:
    try:
        procedure_id = UUID(request.POST.get("procedure", ""))
    except ValueError:
        messages.error(request, _("请选一个流程。"))
        return HttpResponseRedirect(reverse("studio-version", args=[version_id]))
    try:
        catalogue.attach_procedure(version_id, procedure_id, now=timezone.now(), actor=request.actor)
    except Refusal as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("办理流程已换。"))
    return HttpResponseRedirect(reverse("studio-version", args=[version_id]))


@staff_required(Post.CATALOGUE_EDITOR)
@require_POST
def adopt(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Write what the draft inherits of the basic list into the draft."""
    try:
        count = catalogue.adopt(version_id, now=timezone.now(), actor=request.actor)
    except Refusal as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("已把%(n)s个要素写进草稿。") % {"n": count} if count else _("没有可以沿用的要素。"))
    return HttpResponseRedirect(reverse("studio-version", args=[version_id]))


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """作废草稿: what goes with it, the reason, and then it is gone from the lists."""
    now, refusal = timezone.now(), None
    if request.method == "POST":
        try:
            catalogue.discard(
                version_id, reason=request.POST.get("reason", ""), edition=whole(request.POST.get("edition", "")), now=now, actor=request.actor
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("草稿已作废。原来在用的版本没有变。"))
            return HttpResponseRedirect(reverse("studio-version", args=[version_id]))
    going = catalogue.would_go(version_id, now=now, actor=request.actor)
    context = {
        "page": "studio", "guide": catalogue.guide(version_id), "going": going, "change": _(CHANGE_NAMES[Change(going.change)]) if going.change else "",
        "typed": request.POST if refusal else {}, "refusal": refusal, "errors": refusal.errors if refusal else (),
    }  # fmt: skip
    return render(request, "web/studio_discard.html", context, status=refusal.status if refusal else 200)
