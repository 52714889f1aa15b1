"""Many items at once: those that stand on a repealed instrument 依据废止, and drafts that are sent to review together 批量提交."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import instruments as register
from yichuang.catalogue.api import life, rights
from yichuang.catalogue.domain.implementing.enumerations import RANK
from yichuang.catalogue.domain.life import RUNNING_NAMES
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.look.asked import ident
from yichuang.look.templatetags.look import said
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post
from yichuang.web.views_requests import day_of


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def instruments(request: HttpRequest) -> HttpResponse:
    keeps = rights.keeps_registers(request.actor, timezone.now())
    context = {"page": "instruments", "lines": life.instruments(), "today": timezone.localdate(), "keeps": keeps}
    return render(request, "web/studio_instruments.html", context)


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """新增依据."""
    typed = {key: request.POST.get(key, "").replace("\x00", "").strip()[:1000] for key in register.STATED}
    refusal = None
    if request.method == "POST":
        try:
            days = {key: day_of(request, key) for key in ("in_force_from", "repealed_on")}
            stated = {**typed, **days, "short_titles": typed["short_titles"].splitlines()}
            kept = register.keep(**stated, now=timezone.now(), actor=request.actor)
            messages.success(request, _("依据已登记，发布前检查按它的效力级别和日期核对。"))
            return HttpResponseRedirect(reverse("studio-instrument", args=[kept]))
        except Refusal as problem:
            refusal = problem
    context = {
        "page": "instruments", "typed": typed, "refusal": refusal, "errors": refusal.errors if refusal else (),
        "keeps": rights.keeps_registers(request.actor, timezone.now()), "ranks": [("", _("请选")), *((o.value, _(o.name)) for o in RANK.options)],
    }  # fmt: skip
    return render(request, "web/studio_instrument_new.html", context, status=refusal.status if refusal else 200)


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def instrument(request: HttpRequest, instrument_id: UUID) -> HttpResponse:
    """The preview; POST notes the day of repeal, or begins a request for each chosen item."""
    refusal = None
    if request.method == "POST":
        try:
            (note if request.POST.get("verb") == "repeal" else begin)(request, instrument_id)
            return HttpResponseRedirect(reverse("studio-instrument", args=[instrument_id]))
        except Refusal as problem:
            refusal = problem
    line, rows = life.standing_on(instrument_id)
    chosen = set(request.POST.getlist("version")) if refusal else {str(row.version_id) for row in rows if row.alone and not row.open_request}
    context = {
        "page": "instruments", "line": line, "keeps": rights.keeps_registers(request.actor, timezone.now()),
        "rows": [(row, str(row.version_id) in chosen) for row in rows], "refusal": refusal,
        "errors": refusal.errors if refusal else (), "typed": request.POST if refusal else {}, "today": timezone.localdate(),
        "changes": [("suspend", _("暂停")), ("cancel", _("取消"))],
    }  # fmt: skip
    return render(request, "web/studio_instrument.html", context, status=refusal.status if refusal else 200)


def note(request: HttpRequest, instrument_id: UUID) -> None:
    on: date | None = day_of(request, "repealed_on")
    if on is None:
        raise Invalid("请填废止日", errors=(FieldError("repealed_on", "catalogue.no_day", "请填废止日"),))
    life.repeal(instrument_id, on=on, replaced_by=request.POST.get("replaced_by", ""), now=timezone.now(), actor=request.actor)
    messages.success(request, _("废止日已记录。从那天起，发布前检查不再认可这个依据。"))


def begin(request: HttpRequest, instrument_id: UUID) -> None:
    known = {str(row.version_id): row.version_id for row in life.standing_on(instrument_id)[1]}
    chosen = [known[text] for text in request.POST.getlist("version") if text in known]
    outcomes = life.begin_many(
        chosen, request.POST.get("change", ""), reason=request.POST.get("reason", ""), effective_on=day_of(request, "effective_on"),
        now=timezone.now(), actor=request.actor,
    )  # fmt: skip
    done = sum(outcome.refusal is None for outcome in outcomes)
    if done:
        messages.success(request, ngettext("%(n)s项已提交合法性审查。", "%(n)s项已提交合法性审查。", done) % {"n": done})
    for outcome in outcomes:
        if outcome.refusal is not None:
            messages.error(request, f"{outcome.name}：{said(outcome.refusal)}")


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def submit_many(request: HttpRequest) -> HttpResponse:
    """Drafts nobody reviews yet; POST sends the chosen ones, each by itself, and says what came of each."""
    asked = {key: request.GET.get(key, "").replace("\x00", "").strip()[:80] for key in ("q", "department")}
    outcomes: tuple[life.Outcome, ...] = ()
    refusal = None
    if request.method == "POST":
        chosen = [found for text in request.POST.getlist("version") if (found := ident(text))]
        said = {key: request.POST.get(key, "") for key in ("reason", "running")}
        try:
            outcomes = life.submit_many(chosen, **said, effective_on=day_of(request, "effective_on"), now=timezone.now(), actor=request.actor)
        except Refusal as problem:
            refusal = problem
    rows, more = life.waiting(request.actor, text=asked["q"], department=asked["department"], on=timezone.localdate())
    ticked = set(request.POST.getlist("version"))
    done = sum(outcome.refusal is None for outcome in outcomes)
    context = {
        "page": "studio", "asked": asked, "rows": [(row, request.GET.get("all") == "1" or str(row.version_id) in ticked) for row in rows], "more": more,
        "outcomes": outcomes, "done": done, "failed": len(outcomes) - done, "refusal": refusal, "errors": refusal.errors if refusal else (),
        "typed": request.POST, "runnings": [(key.value, _(name)) for key, name in RUNNING_NAMES.items()],
        "departments": catalogue.departments(status="draft"),
    }  # fmt: skip
    return render(request, "web/studio_submit_many.html", context, status=refusal.status if refusal else 200)
