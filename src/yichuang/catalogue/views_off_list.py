"""Pages of reports of licences off the list or in disguise: anybody reports and follows the own report; who supervises looks into it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.catalogue import off_list
from yichuang.catalogue.domain import off_list as law
from yichuang.kernel.errors import Invalid, Refusal
from yichuang.look.asked import day_of, ident, page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import public, staff_required
from yichuang.organisations.domain import Post

FIELDS = ("organ", "requirement", "shape", "text")
BLANK = {"article": law.ARTICLE}
"""The form of a report nobody has written on."""
TAGS = {law.State.RECEIVED: "run", law.State.ORDERED: "yel", law.State.MENDED: "done", law.State.DISMISSED: "plain"}


@public
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """What was found, and the form to report; POST leads to the report's own address."""
    typed = {key: request.POST.get(key, request.GET.get(key, "")).replace("\x00", "").strip()[:4000] for key in FIELDS}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = off_list.report(
                ident(request.POST.get("token", "")) or uuid4(), organ_id=ident(typed["organ"]), requirement=typed["requirement"], shape=typed["shape"],
                text=typed["text"], now=timezone.now(), actor=request.actor,
            )  # fmt: skip
            messages.success(request, _("举报已收到。请记下这一页的网址，核查的结论在这里答复。"))
            return HttpResponseRedirect(reverse("off-list-one", args=[made]))
        except Refusal as problem:
            refusal = problem
    found, more = off_list.published(page=page_number(request))
    organs = [(str(row.id), row.name) for row in organisations.organs(on=timezone.localdate()) if row.kind in ("organ", "government")]
    context = {
        "page": "open", "lines": [(row, TAGS[row.state]) for row in found], "more": more, "number": page_number(request), "typed": typed,
        "errors": refusal.errors if refusal else (), "refusal": refusal, "token": request.POST.get("token") or uuid4(),
        "organs": [("", _("请选")), *organs], "shapes": [("", _("请选")), *((key.value, _(name)) for key, name in law.SHAPE_NAMES.items())],
    }  # fmt: skip
    return render(request, "catalogue/off_list.html", context, status=refusal.status if refusal else 200)


@public
@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The reporter's own page: how far it is, and what was found."""
    row = off_list.line(report_id)
    return render(request, "catalogue/off_list_one.html", {"page": "open", "row": row, "tag": TAGS[row.state]})


@staff_required(Post.SUPERVISOR, Post.LEGAL, Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def studio_reports(request: HttpRequest) -> HttpResponse:
    """The work list; POST is one of the three verbs on one of its reports. What the reporter wrote, and the report's address, are for whoever
    looks into it: not for the organ itself."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, act(request))
            return HttpResponseRedirect(reverse("studio-off-list"))
        except Refusal as problem:
            refusal = problem
    state, today = request.GET.get("state", ""), timezone.localdate()
    found, more = off_list.work(state=state, page=page_number(request))
    asked, errors = ident(request.POST.get("report", "")), refusal.errors if refusal else ()
    typed = {key: request.POST.get(key, "").replace("\x00", "")[:4000] for key in ("text", "article", "mend_by")}
    lines = [
        (row, TAGS[row.state], off_list.looks_into(row.organ_id, request.actor, today), *((typed, errors) if row.report_id == asked else (BLANK, ()))) for row in found
    ]  # fmt: skip
    context = {
        "page": "off-list", "lines": lines, "more": more, "number": page_number(request), "state": state,
        "states": [(key.value, _(name)) for key, name in law.LABELS.items()], "errors": errors, "refusal": refusal, "asked": asked,
    }  # fmt: skip
    return render(request, "catalogue/studio_off_list.html", context, status=refusal.status if refusal else 200)


def act(request: HttpRequest) -> str:
    report_id, verb, text = ident(request.POST.get("report", "")), request.POST.get("verb", ""), request.POST.get("text", "").replace("\x00", "")
    if report_id is None:
        raise off_list.NoSuchReport()
    who = {"now": timezone.now(), "actor": request.actor}
    article = request.POST.get("article", "").replace("\x00", "")
    if verb == "find":
        off_list.find(report_id, text=text, article=article, mend_by=day_of(request.POST.get("mend_by", "")), **who)
        return _("已责令改正，结论已公开。")
    if verb == "dismiss":
        off_list.dismiss(report_id, text=text, article=article, **who)
        return _("已答复不属实，结论已公开。")
    if verb == "mend":
        off_list.mend(report_id, text=text, **who)
        return _("已记录改正。")
    raise Invalid("没有这个操作", code="catalogue.no_verb")
