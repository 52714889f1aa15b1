"""智能审批: why a case came out as it did, for staff and applicant; the items that declare it, their switch; the log of questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yichuang.cases import api as cases
from yichuang.cases.domain.automatic import GRANTED, OVERTAKEN, PERSON, WAITING, WANTED
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.readings import QUERIES
from yichuang.exchange import api as exchange
from yichuang.kernel.errors import FieldError, NotFound, Refusal
from yichuang.kernel.values import local_date
from yichuang.look.asked import page_number
from yichuang.look.templatetags.look import said
from yichuang.look.words import in_parts
from yichuang.organisations import api as organisations
from yichuang.organisations.access import applicant_required, staff_required
from yichuang.organisations.domain import Act, Actor
from yichuang.web import case_page, smart_words
from yichuang.web.desk_page import show
from yichuang.web.views_case import sentence


def found(view: cases.CaseView, reader: Actor) -> smart_words.Told:
    """The explanation line by line; what registries said of a person is in it, so the reader is written to the access log."""
    kept = cases.read_explanation(view.state.id, applicant_id=view.state.applicant_id, reader=reader, at=timezone.now())
    return smart_words.in_words(view, kept)


@staff_required()
@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The explanation of one case, rule by rule."""
    view = cases.view(case_id, actor=request.actor)
    return show(request, "web/desk_smart_case.html", {"page": "desk", "case": view.state, "terms": view.terms, "smart": found(view, request.actor)})


@applicant_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The same for the applicant, who may ask for an explanation in words and for a person (PIPL 24)."""
    view = cases.view(case_id, actor=request.actor)
    if not case_page.is_own(view.state, request.actor):
        raise NotFound("本件没有智能审批的记录。", code="cases.no_explanation")
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            asked = {"wanted": request.POST.get("wanted", ""), "text": request.POST.get("text", "")[:4000]}
            cases.ask_automatic_review(case_id, **asked, actor=request.actor, now=timezone.now())
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, _("已经收到，五个工作日内由工作人员答复，答复写在本页。"))
            return redirect("my-smart", case_id=case_id)
    errors = (refusal.errors or (FieldError("", refusal.code, said(refusal)),)) if refusal else ()
    open_task = any(t.kind == "automatic_review" for t in view.state.open_tasks)
    context = {
        "page": "track", "case": view.state, "terms": view.terms, "number": in_parts(view.state.number), "smart": found(view, request.actor), "errors": errors,
        "refusal": refusal, "typed": request.POST, "wanted": [(code, _(words)) for code, words in WANTED.items()],
        "may_ask": view.state.decided_automatically and not open_task, "waits": open_task,
    }  # fmt: skip
    return render(request, "web/my_smart.html", context, status=refusal.status if refusal else 200)


@staff_required()
@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """The items that decide automatically: rules, authority, switch, figures; and the cases they looked at."""
    actor, today, page = request.actor, local_date(timezone.now()), page_number(request)
    organs = cases.automatic_organs(actor, timezone.now())
    rows = catalogue.smart_items(organs)
    figures = cases.automatic_figures([row.item_id for row in rows])
    drawn_only = request.GET.get("show") == "drawn"
    runs, more = cases.automatic_runs(organs, page=page, drawn_only=drawn_only)
    context = {
        "page": "desk", "items": [line(row, actor, figures.get(row.item_id, {}), today) for row in rows],
        "runs": [(run, _(run.state_name), TONES[run.state], CHECKS[run.sampled]) for run in runs], "number": page, "more": more, "drawn_only": drawn_only,
    }  # fmt: skip
    return show(request, "web/desk_smart.html", context)


TONES = {WAITING: "run", GRANTED: "done", PERSON: "wait", OVERTAKEN: "plain"}
CHECKS = {"": "", "open": gettext_lazy("已抽中，等待抽查"), "sound": gettext_lazy("抽查符合"), "faulty": gettext_lazy("抽查发现问题")}


def line(row: catalogue.SmartItem, actor: Actor, figures: dict[str, int], today: Any) -> dict[str, Any]:
    """One item: who gave the power, whether it is on, what it did."""
    assert row.organ_id is not None
    given = organisations.standing(Act.DECIDE_AUTOMATICALLY, organ_id=row.organ_id, item_id=row.item_id, on=today)
    return {
        "row": row, "organ": organisations.organ(row.organ_id), "given": bool(given), "figures": figures,
        "queries": [QUERIES[code] for code in row.rules.queries if code in QUERIES],
        "may": catalogue.may_switch_smart(actor, row.organ_id, row.item_id, off=not row.is_off, now=timezone.now()),
    }  # fmt: skip


@staff_required()
@require_POST
def switch(request: HttpRequest, item_id: UUID, way: str) -> HttpResponse:
    """停用, 恢复, from now on."""
    try:
        catalogue.switch_smart(item_id, off=way == "off", reason=request.POST.get("reason", "")[:1000], actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("已停用，从现在起不再自动准予，收到的申请都由人办理。") if way == "off" else _("已恢复。"))
    return HttpResponseRedirect(reverse("desk-smart"))


@staff_required()
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """数据共享日志: every question to a registry: who, what for, on what basis, the hash of the answer."""
    page = page_number(request)
    rows, more = exchange.requests_of(cases.automatic_organs(request.actor, timezone.now()), page=page)
    names = catalogue.item_names({row.item_id for row in rows if row.item_id})
    lines = [
        (row, QUERIES[row.query].name if row.query in QUERIES else row.query, names.get(row.item_id) if row.item_id else "", _(exchange.OUTCOME_NAMES[row.outcome]))
        for row in rows
    ]
    return show(request, "web/desk_smart_requests.html", {"page": "desk", "rows": lines, "number": page, "more": more})


