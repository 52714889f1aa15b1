"""Versions out as a file and back in: the selection to export, the upload, what it would change, the confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import REGIME_NAMES
from yichuang.kernel.errors import FieldError, Refusal
from yichuang.kernel.media import XLSX
from yichuang.kernel.problem import phrase
from yichuang.kernel.sheets import write_xlsx
from yichuang.look.asked import page_number
from yichuang.look.handed_out import handed_out
from yichuang.look.templatetags.look import said
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post
from yichuang.web import studio_rows

exchange = catalogue.exchange
MEDIA = {"xlsx": XLSX, "json": "application/json"}
OUTCOME_LABELS: dict[str, str | Promise] = {
    "problem": gettext_lazy("有错误"), "new": gettext_lazy("新事项"), "changed": gettext_lazy("有改动"), "unchanged": gettext_lazy("没有改动"),
}  # fmt: skip
OUTCOME_TAGS = {"problem": "red", "new": "run", "changed": "wait", "unchanged": "plain"}
SHOWN_FINDINGS = 100
AGAIN_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Said:
    """One finding: where in the file, how bad, the sentence."""

    at: str
    tag: str
    severity: str | Promise
    text: str


def findings(found: tuple[Mapping[str, Any], ...]) -> list[Said]:
    rows = sorted(found, key=lambda one: ("error", "warning", "info").index(one["severity"]))
    return [
        Said(one["at"], studio_rows.SEVERITY_TAGS[one["severity"]], studio_rows.SEVERITY_LABELS[one["severity"]], phrase(one["message"], one["details"]))
        for one in rows
    ]


def selection(asked: Mapping[str, str]) -> Any:
    status = asked.get("status", "")
    regime = asked.get("kind", "")
    codes = tuple(asked.get("codes", "").split())[:1000]
    return exchange.Selection(
        status=status if status in studio_rows.STATUS_LABELS else "", regime=regime if regime in REGIME_NAMES else "",
        organ=asked.get("department", "").strip()[:120], text=asked.get("q", "").strip()[:80].replace("\x00", ""), codes=codes,
    )  # fmt: skip


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def export(request: HttpRequest) -> FileResponse:
    """The versions of the filter as a workbook or JSON; one version of each item, the one an editor works on."""
    format = "json" if request.GET.get("format") == "json" else "xlsx"
    name = _("事项") + f"{timezone.localdate()}.{format}"
    return handed_out(name, MEDIA[format], lambda file: exchange.export(file, selection(request.GET), format=format, now=timezone.now()))


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose what to export, upload a file, find the files of the last days."""
    errors: tuple[FieldError, ...] = ()
    now = timezone.now()
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise exchange.NothingToImport(_("请选一个文件"))
            preview_id = exchange.keep(upload, name=upload.name or "", now=now, actor=request.actor)
            return HttpResponseRedirect(reverse("studio-import", args=[preview_id]))
        except Refusal as refusal:
            errors = (FieldError("file", refusal.code, said(refusal)),)
    context = {
        "page": "exchange", "errors": errors, "recent": exchange.recent(actor=request.actor, now=now), "departments": catalogue.departments(),
        "statuses": [(key, studio_rows.STATUS_LABELS[key]) for key in ("draft", "published", "suspended", "imported")],
        "regimes": REGIME_NAMES.items(),
    }  # fmt: skip
    return render(request, "web/studio_exchange.html", context, status=422 if errors else 200)


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def preview(request: HttpRequest, preview_id: UUID) -> HttpResponse:
    return preview_page(request, preview_id)


def preview_page(request: HttpRequest, preview_id: UUID, *, refusal: Refusal | None = None) -> HttpResponse:
    """What the file would change, item by item, twenty a page."""
    found = exchange.preview(preview_id, actor=request.actor, now=timezone.now())
    if found.working or found.failed:
        return progress_page(request, found, status=refusal.status if refusal else 200)
    refusal = refusal or found.failure
    asked = request.GET.get("show", "")
    outcome = asked if asked in OUTCOME_LABELS else first(found.counts)
    number = page_number(request)
    held, more = exchange.lines(preview_id, outcome=outcome, page=number)
    lines = [(line, findings(line.findings), studio_rows.change_rows(line)) for line in held]
    about = findings(found.findings)
    context = {
        "page": "exchange", "preview": found, "refusal": refusal, "about": about[:SHOWN_FINDINGS], "hidden": max(0, len(about) - SHOWN_FINDINGS),
        "lines": lines, "outcome": outcome, "label": OUTCOME_LABELS[outcome], "tag": OUTCOME_TAGS[outcome], "number": number, "has_next": more,
        "faults": found.errors or any(line.findings for line in held) or found.findings,
        "tabs": [(key, label, found.counts[key]) for key, label in OUTCOME_LABELS.items()],
    }  # fmt: skip
    return render(request, "web/studio_import.html", context, status=refusal.status if refusal and refusal is not found.failure else 200)


def progress_page(request: HttpRequest, found: Any, *, status: int) -> HttpResponse:
    """How far the worker is with a large file, or why it gave up. Comes again by itself, without a script."""
    page = render(request, "web/studio_import_progress.html", {"page": "exchange", "preview": found}, status=status)
    if found.working:
        page["Refresh"] = f"{AGAIN_SECONDS};url={reverse('studio-import', args=[found.id])}"
    return page


def first(counts: Mapping[str, int]) -> str:
    """What wants looking at first."""
    return next((key for key in OUTCOME_LABELS if counts[key]), "unchanged")


@staff_required(Post.CATALOGUE_EDITOR)
@require_POST
def confirm(request: HttpRequest, preview_id: UUID) -> HttpResponse:
    try:
        found = exchange.confirm(preview_id, now=timezone.now(), actor=request.actor)
    except exchange.NoSuchPreview:
        raise
    except Refusal as refusal:
        return preview_page(request, preview_id, refusal=refusal)
    if found.written:
        messages.success(request, _("已写入%(n)s个草稿，已发布的版本没有变。") % {"n": found.to_write})
    return HttpResponseRedirect(reverse("studio-import", args=[preview_id]))


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def template(request: HttpRequest) -> FileResponse:
    """The empty workbook to fill in: heads, notes, drop-downs and one example."""
    return handed_out(_("事项空表") + ".xlsx", MEDIA["xlsx"], exchange.template)


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def problems(request: HttpRequest, preview_id: UUID) -> FileResponse:
    """Everything that is wrong with an uploaded file, a row each, to work off beside it."""
    found = exchange.preview(preview_id, actor=request.actor, now=timezone.now())
    if found.working:
        raise exchange.ImportRunning()
    head = [_("工作表"), _("单元格"), _("事项编码"), _("事项名称"), _("程度"), _("问题")]
    rows = (problem_row(code, name, one) for code, name, one in exchange.problems(found.id))
    return handed_out(_("导入问题") + ".xlsx", MEDIA["xlsx"], lambda file: write_xlsx(file, _("导入问题"), head, rows))


def problem_row(code: str, name: str, found: Mapping[str, Any]) -> tuple[str, ...]:
    sheet, _mark, cell = found["at"].rpartition("!")
    return (sheet, cell, code, name, str(studio_rows.SEVERITY_LABELS[found["severity"]]), phrase(found["message"], found["details"]))
