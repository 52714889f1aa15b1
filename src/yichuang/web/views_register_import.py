"""Basic lists and instruments from a file: upload, what it would change with every problem by row, then all of it or nothing.

The file lies in the store by its hash; the address of the preview carries a signed note of it and of what was typed beside it, good for a day.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

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

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.entries import LIST_LEVEL_NAMES
from yichuang.kernel import files
from yichuang.kernel.errors import FieldError, Refusal
from yichuang.kernel.importing import ImportReport
from yichuang.look.asked import day_of
from yichuang.look.templatetags.look import said
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Actor, Post
from yichuang.web import studio_rows
from yichuang.web.views_organ_import import LASTS_S, ORDER, SHOWN, NoUpload, on_disk

SALT = "register-import"
ABOUT = ("code", "title", "level", "origin", "division", "dated_on")
PLACES = {"lists": ("studio-claims", gettext_lazy("认领")), "instruments": ("studio-instruments", gettext_lazy("依据"))}
FILE_HINTS = {
    "lists": gettext_lazy("Excel（工作表“基本目录”）或者CSV，列有基本编码、事项名称，可以有事项类型、主管部门、行使层级、设定依据、法定时限等。不超过20MB"),
    "instruments": gettext_lazy("Excel（工作表“依据”）或者CSV，列有名称、效力级别，可以有简称、制定机关、文号、施行日期、废止日期、由什么代替。不超过20MB"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A file in the store, what it is, and what was typed of a list."""

    kind: str
    sha256: str
    name: str
    about: dict[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)


def asked_of(token: str, kind: str) -> Asked:
    """Raises NoUpload for a note that is not ours, of another kind, or older than a day."""
    try:
        found = Asked(**signing.loads(token, salt=SALT, max_age=LASTS_S))
    except signing.BadSignature as problem:
        raise NoUpload() from problem
    if found.kind != kind:
        raise NoUpload()
    return found


def run(asked: Asked, *, write: bool, actor: Actor) -> ImportReport:
    """The same verbs as `yichuang import lists|instruments`. Raises HoldsForAll, Invalid per field, BadFile."""
    who: dict[str, Any] = {"now": timezone.now(), "actor": actor, "write": write}
    with on_disk(asked) as path:
        if asked.kind == "instruments":
            return catalogue.import_instruments(path, **who)
        return catalogue.import_lists(path, **{**asked.about, "dated_on": day_of(asked.about["dated_on"])}, **who)


def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Which file; of a list also what it is. What is wrong with the fields is said before the preview."""
    typed = {key: request.POST.get(key, "").replace("\x00", "").strip()[:300] for key in ABOUT}
    refusal: Refusal | None = None
    errors: tuple[FieldError, ...] = ()
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                errors = (FieldError("file", "web.no_file", _("请选一个文件")),)
            else:
                stored = files.put(upload)
                asked = Asked(kind, stored.sha256, (upload.name or "")[:120], typed if kind == "lists" else {})
                run(asked, write=False, actor=request.actor)  # type: ignore[attr-defined]
                return HttpResponseRedirect(f"{reverse(f'studio-{kind}-import-preview')}?{urlencode({'file': asked.token})}")
        except Refusal as problem:
            refusal, errors = problem, problem.errors or (FieldError("file", problem.code, said(problem)),)
    known = [(row.code, row.title) for row in catalogue.claims.lists() if not (row.historic or row.demo)]
    context = {
        "page": "claims" if kind == "lists" else "instruments", "kind": kind, "typed": typed, "errors": errors, "place": PLACES[kind],
        "levels": [("", _("请选")), *((key, _(name)) for key, name in LIST_LEVEL_NAMES.items())], "hint": FILE_HINTS[kind], "known": known,
        "keeps": catalogue.rights.keeps_registers(request.actor, timezone.now()),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "web/studio_register_import.html", context, status=refusal.status if refusal else 422 if errors else 200)


def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """What the file would change; POST writes all of it, or nothing where a row is wrong."""
    asked = asked_of(request.GET.get("file", ""), kind)
    report, refusal = None, None
    try:
        report = run(asked, write=request.method == "POST", actor=request.actor)  # type: ignore[attr-defined]
    except Refusal as why:
        refusal = why
    if report and report.written and request.method == "POST":
        messages.success(request, _("已写入：新增%(new)s个，改动%(changed)s个。") % {"new": report.new, "changed": report.changed})
        return HttpResponseRedirect(reverse(PLACES[kind][0]) + (f"?list={asked.about['code']}" if kind == "lists" else ""))
    found = sorted(report.findings, key=lambda one: ORDER.index(one.finding.severity.value)) if report else []
    context = {
        "page": "claims" if kind == "lists" else "instruments", "asked": asked, "label": asked.about.get("title") or PLACES[kind][1], "report": report,
        "refusal": refusal, "rows": [(one.id, studio_rows.finding_row(one.finding)) for one in found[:SHOWN]], "hidden": max(0, len(found) - SHOWN),
        "errors": report.by_severity()["error"] if report else 0, "place": PLACES[kind], "back": f"studio-{kind}-import",
    }  # fmt: skip
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "web/studio_organ_import_preview.html", context, status=status)


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    return start(request, "lists")


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def instruments(request: HttpRequest) -> HttpResponse:
    return start(request, "instruments")


@staff_required(Post.CATALOGUE_EDITOR)
@never_cache
@require_http_methods(["GET", "POST"])
def lists_preview(request: HttpRequest) -> HttpResponse:
    return preview(request, "lists")


@staff_required(Post.CATALOGUE_EDITOR)
@never_cache
@require_http_methods(["GET", "POST"])
def instruments_preview(request: HttpRequest) -> HttpResponse:
    return preview(request, "instruments")
