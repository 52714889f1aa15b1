"""Organs and divisions from a file: upload, what it would change with every problem by row, then all of it or nothing.

The file lies in the store by its hash; the address of the preview carries a signed note of it, good for a day.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yichuang.kernel import files
from yichuang.kernel.errors import FieldError, NotFound, Refusal
from yichuang.kernel.importing import ImportReport
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Actor, Post
from yichuang.web import studio_rows

KIND_LABELS = {"organs": gettext_lazy("机构"), "divisions": gettext_lazy("行政区划")}
SALT, LASTS_S = "organ-import", 86_400
SHOWN = 200
ORDER = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Asked:
    """A file in the store and how it is to be read; `on` is the day divisions stood so."""

    kind: str
    sha256: str
    name: str
    on: str = ""
    end_missing: bool = False

    @property
    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)


class NoUpload(NotFound):
    code = "web.no_upload"
    message = "这次上传已经找不到了"
    remedy = "上传保存一天；请重新上传文件"


def asked_of(token: str) -> Asked:
    """Raises NoUpload for a note that is not ours, or older than a day."""
    try:
        return Asked(**signing.loads(token, salt=SALT, max_age=LASTS_S))
    except signing.BadSignature as problem:
        raise NoUpload() from problem


@contextmanager
def on_disk(asked: Asked) -> Iterator[Path]:
    """The stored file under a name with the ending it came with: the reader tells a workbook from a CSV, and seeks."""
    with tempfile.TemporaryDirectory() as folder, files.open(asked.sha256) as held:
        path = Path(folder) / f"file{Path(asked.name).suffix.lower()[:6]}"
        with path.open("wb") as copy:
            while block := held.read(1 << 20):
                copy.write(block)
        yield path


def run(asked: Asked, *, write: bool, actor: Actor) -> ImportReport:
    """The same verbs as `yichuang import organs|divisions`. Raises BadFile, OlderThanHeld."""
    now = timezone.now()
    with on_disk(asked) as path:
        if asked.kind == "organs":
            return organisations.import_organs(path, now=now, actor=actor, write=write)
        return organisations.import_divisions(
            path, now=now, actor=actor, as_of=date.fromisoformat(asked.on), origin=asked.name, end_missing=asked.end_missing, write=write, whole=True
        )


@staff_required(Post.IT)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Which kind, which file; for divisions the day they stood so."""
    today = timezone.localdate()
    typed = {"kind": request.POST.get("kind", "organs"), "on": request.POST.get("on", today.isoformat()), "end": request.POST.get("end", "")}
    errors: list[FieldError] = []
    if request.method == "POST":
        asked = read_form(request, typed, today, errors)
        if asked is not None:
            return HttpResponseRedirect(f"{reverse('studio-organs-import-preview')}?{urlencode({'file': asked.token})}")
    context = {"page": "organs", "typed": typed, "errors": errors, "kinds": list(KIND_LABELS.items()), "today": today}
    return render(request, "web/studio_organ_import.html", context, status=422 if errors else 200)


def read_form(request: HttpRequest, typed: dict[str, str], today: date, errors: list[FieldError]) -> Asked | None:
    upload = request.FILES.get("file")
    if typed["kind"] not in KIND_LABELS:
        errors.append(FieldError("kind", "web.no_kind", _("请选导入什么")))
    try:
        on = date.fromisoformat(typed["on"])
        if on > today:
            errors.append(FieldError("on", "web.future_day", _("截至日期不能晚于今天")))
    except ValueError:
        errors.append(FieldError("on", "web.no_day", _("日期请这样填：2026-09-30")))
    if upload is None:
        errors.append(FieldError("file", "web.no_file", _("请选一个文件")))
    if errors or upload is None:
        return None
    try:
        stored = files.put(upload)
    except Refusal as refusal:
        errors.append(FieldError("file", refusal.code, said(refusal)))
        return None
    return Asked(typed["kind"], stored.sha256, (upload.name or "")[:120], on.isoformat(), bool(typed["end"]))


@staff_required(Post.IT)
@never_cache
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """What the file would change; POST writes all of it, or nothing where a row is wrong."""
    asked = asked_of(request.GET.get("file", ""))
    report, refusal = None, None
    try:
        report = run(asked, write=request.method == "POST", actor=request.actor)
    except Refusal as why:
        refusal = why
    if report and report.written and request.method == "POST":
        done = {"new": report.new, "changed": report.changed}
        messages.success(request, _("已写入：新增%(new)s个，改动%(changed)s个。") % done)
        return HttpResponseRedirect(reverse("studio-organs"))
    found = sorted(report.findings, key=lambda one: ORDER.index(one.finding.severity.value)) if report else []
    context = {
        "page": "organs", "asked": asked, "label": KIND_LABELS[asked.kind], "report": report, "refusal": refusal,
        "rows": [(one.id, studio_rows.finding_row(one.finding)) for one in found[:SHOWN]], "hidden": max(0, len(found) - SHOWN),
        "errors": report.by_severity()["error"] if report else 0,
    }  # fmt: skip
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "web/studio_organ_import_preview.html", context, status=status)
