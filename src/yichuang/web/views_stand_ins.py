"""代理: who acts in whose post, by date (AB岗·请假代理): the list of one's organ, appointing, ending early."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from yichuang.kernel.errors import Refusal
from yichuang.look.asked import page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.api import Person, StandInRow
from yichuang.organisations.domain import APART_POSTS, Act, Actor, Post, post_name
from yichuang.web.desk_boxes import boxes
from yichuang.web.desk_page import blame, form_errors, show

LISTS = {"current": gettext_lazy("正在代理"), "coming": gettext_lazy("将要代理"), "past": gettext_lazy("已结束")}


def manages(actor: Actor, today: date) -> bool:
    return actor.organ_id is not None and organisations.may(actor, Act.MANAGE_STAFF, organ_id=actor.organ_id, on=today)


def posts_to_fill(actor: Actor, today: date) -> list[Person]:
    """The posts the actor may appoint a stand-in for: their own; for the staff manager everybody's."""
    found = organisations.post_holders(Post, tops(actor), on=today)
    return [p for p in found if p.account_id == actor.account_id or manages(actor, today)]


def tops(actor: Actor) -> list[UUID]:
    return [actor.organ_id] if actor.organ_id else []


def colleagues(actor: Actor, on: date) -> list[tuple[str, str]]:
    """Who may stand in, by name with their first post; whoever watches cases stands in for nobody."""
    found: dict[UUID, str] = {}
    for p in organisations.post_holders([p for p in Post if p not in APART_POSTS], tops(actor), on=on):
        found.setdefault(p.account_id, f"{p.name} {_(post_name(p.post))}")
    return [(str(i), name) for i, name in found.items()]


def label(person: Person) -> str:
    return f"{organisations.organ(person.organ_id).name} {_(post_name(person.post))} {person.name}"


class StandInForm(forms.Form):
    post = forms.ChoiceField(label=gettext_lazy("哪个岗位"))
    account_id = forms.ChoiceField(label=gettext_lazy("由谁代理"))
    from_on = forms.DateField(label=gettext_lazy("起"), widget=forms.DateInput(attrs={"type": "date"}))
    to_on = forms.DateField(label=gettext_lazy("止"), widget=forms.DateInput(attrs={"type": "date"}), help_text=gettext_lazy("含当日"))
    reason = forms.CharField(label=gettext_lazy("事由"), required=False, max_length=200)

    def __init__(self, *args: Any, posts: list[Person], people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [(f"{p.organ_id}:{p.post}:{p.account_id}", label(p)) for p in posts]  # type: ignore[attr-defined]
        self.fields["account_id"].choices = [("", _("请选择")), *people]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么提前结束"), max_length=200, help_text=gettext_lazy("例如：本人已提前返岗"))


@staff_required()
@require_http_methods(["GET", "POST"])
def stand_ins(request: HttpRequest) -> HttpResponse:
    """The stand-ins of one's organ, current, coming or past; below, appoint one."""
    today, actor = timezone.localdate(), request.actor
    posts = posts_to_fill(actor, today)
    form = StandInForm(request.POST or None, posts=posts, people=colleagues(actor, today), initial={"from_on": today, "to_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                appoint(actor, form.cleaned_data)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("代理已登记。代理人仍要遵守受理与决定分离。"))
            return HttpResponseRedirect(reverse("desk-stand-ins"))
    when = request.GET.get("when", "current")
    when = when if when in LISTS else "current"
    number = page_number(request)
    rows, more = organisations.stand_ins(organisations.mine(actor), when, on=today, page=number)
    errors = form_errors(form)
    context = {
        "page": "desk", "fields": boxes(form), "posts": posts, "errors": errors, "today": today, "when": when, "lists": LISTS.items(),
        "rows": [(row, post_name(row.post), when != "past" and may_end(actor, row, today)) for row in rows], "more": more, "number": number,
    }  # fmt: skip
    return show(request, "web/desk_stand_ins.html", context, status=422 if errors else 200)


def may_end(actor: Actor, row: StandInRow, today: date) -> bool:
    if actor.account_id == row.instead_of:
        return True
    return organisations.may(actor, Act.MANAGE_STAFF, organ_id=row.organ_id, on=today) or manages(actor, today)


@transaction.atomic
def appoint(actor: Actor, data: dict[str, Any]) -> None:
    organ, post, holder = data["post"].split(":", 2)
    organisations.appoint_stand_in(
        account_id=UUID(data["account_id"]), instead_of=UUID(holder), organ_id=UUID(organ), post=post, from_on=data["from_on"],
        to_on=data["to_on"], reason=data["reason"], actor=actor, now=timezone.now(),
    )  # fmt: skip


@staff_required()
@require_http_methods(["GET", "POST"])
def end_stand_in(request: HttpRequest, stand_in_id: UUID) -> HttpResponse:
    """End a stand-in early, with a reason."""
    row = organisations.stand_in(stand_in_id, organisations.mine(request.actor))
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                organisations.end_stand_in(stand_in_id, actor=request.actor, now=timezone.now(), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("代理已结束，从现在起不能再以代理身份办理。"))
            return HttpResponseRedirect(reverse("desk-stand-ins"))
    errors = form_errors(form)
    context = {"page": "desk", "row": row, "post": post_name(row.post), "fields": boxes(form), "errors": errors}
    return show(request, "web/desk_stand_in_end.html", context, status=422 if errors else 200)
