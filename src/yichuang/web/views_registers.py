"""Three registers, kept apart: 容缺受理, 告知承诺, 信用记录 with its 修复; and one's own credit file."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind
from yichuang.credit import api as credit
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.look.asked import page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import applicant_required, staff_required
from yichuang.organisations.domain import Act
from yichuang.web.desk_boxes import boxes
from yichuang.web.desk_page import blame, form_errors, show

STATES = {
    ActKind.TOLERANCE: {
        "offered": (gettext_lazy("等申请人选择"), "wait"), "agreed": (gettext_lazy("等窗口受理"), "run"), "declined": (gettext_lazy("不选"), "plain"),
        "running": (gettext_lazy("等补交"), "wait"), "brought": (gettext_lazy("等核对"), "run"), "overdue": (gettext_lazy("逾期没有补交"), "red"),
        "complete": (gettext_lazy("已补齐"), "done"), "broken": (gettext_lazy("没有兑现"), "red"),
    },
    ActKind.PROMISE: {
        "signed": (gettext_lazy("已承诺，等决定"), "run"), "declined": (gettext_lazy("不作承诺"), "plain"), "to_check": (gettext_lazy("等核查"), "wait"),
        "kept": (gettext_lazy("与承诺相符"), "done"), "mending": (gettext_lazy("限期整改"), "red"), "mended": (gettext_lazy("已整改"), "done"),
        "broken": (gettext_lazy("承诺不实"), "red"),
    },
}  # fmt: skip
"""State of an act → its word and the tone of its tag."""


def register(request: HttpRequest, kind: ActKind, template: str) -> HttpResponse:
    number, everything = page_number(request), request.GET.get("show") == "all"
    rows, more = cases.promise_register(request.actor, kind, open_only=not everything, page=number)
    shown = [(row, *STATES[kind][row.state]) for row in rows]
    context = {"page": "desk", "rows": shown, "more": more, "number": number, "everything": everything, "today": timezone.localdate()}
    return show(request, template, context)


@staff_required()
@require_safe
def tolerances(request: HttpRequest) -> HttpResponse:
    """容缺受理登记: who owes which paper by when."""
    return register(request, ActKind.TOLERANCE, "web/desk_tolerances.html")


@staff_required()
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """告知承诺登记: what was decided on a promise, and by when it is checked."""
    return register(request, ActKind.PROMISE, "web/desk_promises.html")


@staff_required()
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """信用记录 that one's organs noted."""
    number, today = page_number(request), timezone.localdate()
    rows, more = credit.register(sorted(organisations.mine(request.actor), key=str), reader=request.actor, at=timezone.now(), page=number)
    repairs = organisations.organs_where(request.actor, Act.REPAIR_CREDIT, on=today)
    shown = [(row, row.record.stands(today), row.record.stands(today) and row.record.organ_id in repairs) for row in rows]
    return show(request, "web/desk_credit.html", {"page": "desk", "rows": shown, "more": more, "number": number})


class RepairForm(forms.Form):
    proof = forms.CharField(
        label=gettext_lazy("修复的证明"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("证明的名称、文号，或者核实的情况"),
    )  # fmt: skip


@staff_required()
@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """信用修复 of one record."""
    row = credit.find(record_id, organisations.mine(request.actor), reader=request.actor, at=timezone.now())
    if row is None:
        raise NotFound(_("没有这条信用记录。"), code="credit.not_found")
    form = RepairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            credit.repair(record_id, proof=form.cleaned_data["proof"], actor=request.actor, at=timezone.now())
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("信用修复：已登记。"))
            return HttpResponseRedirect(reverse("desk-credit"))
    errors = form_errors(form)
    context = {"page": "desk", "row": row, "fields": boxes(form), "errors": errors}  # type: ignore[arg-type]
    return show(request, "web/desk_credit_repair.html", context, status=422 if errors else 200)


@applicant_required
@never_cache
@require_safe
def my_credit(request: HttpRequest) -> HttpResponse:
    """One's own credit file: what, where from, until when, how it is repaired."""
    today = timezone.localdate()
    rows = [(row, row.record.stands(today)) for row in credit.rows_of(request.actor.party_ids)]
    return render(request, "web/my_credit.html", {"page": "mine", "rows": rows, "today": today})
