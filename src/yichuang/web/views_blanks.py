"""空白证件: balance and register, 入库, 领用, 退回, 作废, and the day's count 日结; 套打 stands on the page 发证."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.kernel.errors import NotFound, Refusal
from yichuang.licences import api as licences
from yichuang.look.asked import page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Act, Actor, Post
from yichuang.web.desk_boxes import boxes
from yichuang.web.desk_page import blame, form_errors, show


def known_series(actor: Actor) -> list[tuple[str, str]]:
    return [(s.name, s.name) for s in licences.series_of(organisations.own_organ(actor))]


def makers(actor: Actor) -> list[tuple[str, str]]:
    today, organ = timezone.localdate(), organisations.own_organ(actor)
    posts = organisations.posts_for(Act.MAKE_LICENCE, organ_id=organ, on=today) or (Post.CERTIFICATE,)
    return [(str(p.account_id), p.name) for p in organisations.in_posts(posts, [organ], on=today)]


class RunForm(forms.Form):
    """A run of numbers of one series."""

    choosing: dict[str, Callable[[Actor], list[tuple[str, str]]]] = {"series": known_series}
    series = forms.ChoiceField(label=gettext_lazy("空白证件"))
    first = forms.CharField(label=gettext_lazy("首号"), max_length=32, help_text=gettext_lazy("照证件上印的号码填，例如WS0000123"))
    last = forms.CharField(label=gettext_lazy("末号"), max_length=32, required=False, help_text=gettext_lazy("只有一张的不填"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choose in self.choosing.items():
            self.fields[name].choices = choose(actor)  # type: ignore[attr-defined]


class ReceiveForm(RunForm):
    choosing = {}
    series = forms.CharField(label=gettext_lazy("空白证件名称"), max_length=60, help_text=gettext_lazy("与事项的证件名称一致，例如卫生许可证"))  # type: ignore[assignment]
    source = forms.CharField(label=gettext_lazy("来源"), max_length=100, help_text=gettext_lazy("印制单位或者调拨单位"))


class IssueForm(RunForm):
    choosing = {"series": known_series, "to_id": makers}
    to_id = forms.ChoiceField(label=gettext_lazy("领用人"))

    def clean_to_id(self) -> UUID:
        return UUID(self.cleaned_data["to_id"])


class SpoilForm(RunForm):
    reason = forms.CharField(label=gettext_lazy("作废的理由"), max_length=200, help_text=gettext_lazy("例如：卡纸、打印偏位；作废的原件要保存"))


@dataclass(frozen=True, slots=True)
class BlankVerb:
    label: Any
    form: type[RunForm]
    call: Callable[..., Any]


VERBS = {
    "receive": BlankVerb(gettext_lazy("入库"), ReceiveForm, licences.receive_blanks),
    "issue": BlankVerb(gettext_lazy("领用"), IssueForm, licences.issue_blanks),
    "return": BlankVerb(gettext_lazy("退回"), RunForm, licences.return_blanks),
    "spoil": BlankVerb(gettext_lazy("作废"), SpoilForm, licences.spoil_blanks),
}


def keeps(actor: Actor) -> bool:
    organ = organisations.own_organ(actor)
    return organisations.may(actor, Act.MAKE_LICENCE, organ_id=organ, on=timezone.localdate())


@staff_required()
@require_GET
def blanks(request: HttpRequest) -> HttpResponse:
    """What is in stock, who has what, and the register line by line."""
    organ, number = organisations.own_organ(request.actor), page_number(request)
    series = licences.series_of(organ)
    chosen = next((s.name for s in series if s.name == request.GET.get("series")), "")
    lines, more = licences.blank_register(organ, series=chosen, page=number)
    context = {
        "page": "desk", "series": series, "chosen": chosen, "lines": lines, "more": more, "number": number, "keeps": keeps(request.actor),
        "verbs": [(key, verb.label) for key, verb in VERBS.items() if series or key == "receive"], "today": timezone.localdate(),
    }  # fmt: skip
    return show(request, "web/desk_blanks.html", context)


@staff_required()
@require_http_methods(["GET", "POST"])
def blank_verb(request: HttpRequest, verb: str) -> HttpResponse:
    """入库, 领用, 退回 or 作废 of a run of numbers: the form, and the call."""
    if verb not in VERBS:
        raise NotFound(_("没有这个操作。"), code="web.no_verb")
    chosen = VERBS[verb]
    form = chosen.form(request.POST or None, actor=request.actor, initial={"series": request.GET.get("series", "")})
    if request.method == "POST" and form.is_valid():
        try:
            chosen.call(**form.cleaned_data, actor=request.actor, now=timezone.now())
        except Refusal as refusal:
            blame(form, refusal)
        else:
            data = form.cleaned_data
            run = data["first"] + (f"–{data['last']}" if data["last"] else "")
            messages.success(request, _("%(verb)s：%(series)s %(run)s，已登记。") % {"verb": chosen.label, "series": data["series"], "run": run})
            return HttpResponseRedirect(reverse("desk-blanks"))
    errors = form_errors(form)
    context = {"page": "desk", "label": chosen.label, "fields": boxes(form), "errors": errors}
    return show(request, "web/desk_blank_verb.html", context, status=422 if errors else 200)


class CountForm(forms.Form):
    series = forms.CharField(widget=forms.HiddenInput)
    counted = forms.IntegerField(label=gettext_lazy("实有"), min_value=0, max_value=1_000_000)
    note = forms.CharField(label=gettext_lazy("账实不符的原因"), required=False, max_length=200)


@staff_required()
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest) -> HttpResponse:
    """日结: the book of each series on a day; the officer enters what lies there."""
    today, on = timezone.localdate(), asked_day(request)
    form = CountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            licences.count_blanks(**form.cleaned_data, on=on, actor=request.actor, now=timezone.now())
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("%(series)s：已日结。") % {"series": form.cleaned_data["series"]})
            return HttpResponseRedirect(f"{reverse('desk-blanks-day')}?on={on.isoformat()}")
    books = licences.day_book(organisations.own_organ(request.actor), on)
    errors = form_errors(form)
    context = {
        "page": "desk", "books": books, "on": on, "today": today, "keeps": keeps(request.actor) and on <= today, "errors": errors,
        "typed": form.data if errors else {},
    }  # fmt: skip
    return show(request, "web/desk_blanks_day.html", context, status=422 if errors else 200)


def asked_day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()
