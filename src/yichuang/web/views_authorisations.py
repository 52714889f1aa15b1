"""授权, 收回授权: which post may do what in an organ, for which item and from when to when; granted and withdrawn by its head."""

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
from django.views.decorators.http import require_http_methods, require_POST

from yichuang.catalogue import api as catalogue
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.kernel.problem import phrase
from yichuang.look.asked import page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.api import AuthorisationRow, OrganRow
from yichuang.organisations.domain import ACT_NAMES, NEVER_PASSED_ON, POST_NAMES, Act, Actor, act_name, post_name
from yichuang.web.desk_boxes import boxes
from yichuang.web.desk_page import blame, form_errors, show
from yichuang.web.views_case import sentence


def organs_of(actor: Actor) -> list[OrganRow]:
    """Organs whose powers this member of staff may read: the own one and those below, offices left out."""
    return [o for o in organisations.organs() if o.id in organisations.mine(actor) and o.kind != "office"]


def chosen(request: HttpRequest, organs: list[OrganRow], own: UUID | None) -> OrganRow:
    asked = request.GET.get("organ", "")
    found = next((o for o in organs if str(o.id) == asked), None) or next((o for o in organs if o.id == own), None)
    if found is None:
        raise NotFound("没有这个机关。", code="organisations.no_organ")
    return found


def may_authorise(actor: Actor, organ_id: UUID, today: date) -> bool:
    if organisations.is_head(actor, organ_id, on=today):
        return True
    return any(organisations.may(actor, act, organ_id=organ_id, on=today) for act in (Act.AUTHORISE, Act.MANAGE_STAFF))


class AuthoriseForm(forms.Form):
    act = forms.ChoiceField(label=gettext_lazy("授权办理什么"))
    post = forms.ChoiceField(label=gettext_lazy("授权给哪个岗位"))
    item_id = forms.ChoiceField(label=gettext_lazy("事项"), required=False, help_text=gettext_lazy("选了事项的，该事项只按这一行"))
    from_on = forms.DateField(label=gettext_lazy("起"), widget=forms.DateInput(attrs={"type": "date"}))
    to_on = forms.DateField(
        label=gettext_lazy("止"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=gettext_lazy("含当日；不填为长期")
    )
    document = forms.CharField(label=gettext_lazy("授权书文号"), max_length=100, help_text=gettext_lazy("例如：示行审授〔2026〕3号"))

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = [(a.value, phrase(name)) for a, name in ACT_NAMES.items() if a not in NEVER_PASSED_ON]
        self.fields["act"].choices = acts  # type: ignore[attr-defined]
        self.fields["post"].choices = [(p.value, phrase(name)) for p, name in POST_NAMES.items()]  # type: ignore[attr-defined]
        self.fields["item_id"].choices = [("", _("全部事项")), *items]  # type: ignore[attr-defined]


@staff_required()
@require_http_methods(["GET", "POST"])
def authorisations(request: HttpRequest) -> HttpResponse:
    """The powers of one organ; below, its head grants another."""
    actor, today = request.actor, timezone.localdate()
    organs = organs_of(actor)
    organ = chosen(request, organs, actor.organ_id)
    items = [(str(i), name) for i, name in catalogue.decided_by(organ.id)]
    form = AuthoriseForm(request.POST or None, items=items, initial={"from_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            grant(actor, organ.id, form.cleaned_data)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("授权已登记，从起始日起生效。"))
            return HttpResponseRedirect(f"{reverse('desk-authorisations')}?organ={organ.id}")
    errors = form_errors(form)
    return show(request, "web/desk_authorisations.html", page(request, organ, organs, today) | {"fields": boxes(form), "errors": errors},
                status=422 if errors else 200)  # fmt: skip


def page(request: HttpRequest, organ: OrganRow, organs: list[OrganRow], today: date) -> dict[str, Any]:
    past, post, number = request.GET.get("when") == "past", request.GET.get("post", ""), page_number(request)
    post = post if post in POST_NAMES else ""
    rows, more = organisations.authorisations(organ.id, on=today, past=past, post=post, page=number)
    names = catalogue.item_names({row.item_id for row in rows if row.item_id})
    may = may_authorise(request.actor, organ.id, today)
    return {
        "page": "desk", "organ": organ, "organs": organs, "past": past, "post": post, "posts": POST_NAMES.items(), "today": today,
        "rows": [line(row, names, may) for row in rows], "more": more, "number": number, "may": may,
    }  # fmt: skip


def line(row: AuthorisationRow, names: dict[UUID, str], may: bool) -> dict[str, Any]:
    item = names.get(row.item_id, "") if row.item_id else ""
    ended = row.withdrawn_on is not None
    return {"row": row, "act": act_name(row.act), "post": post_name(row.post), "item": item,
            "may": may and not ended and row.act not in NEVER_PASSED_ON}  # fmt: skip


@transaction.atomic
def grant(actor: Actor, organ_id: UUID, data: dict[str, Any]) -> None:
    organisations.grant_authorisation(
        organ_id=organ_id, act=data["act"], post=data["post"], item_id=UUID(data["item_id"]) if data["item_id"] else None,
        from_on=data["from_on"], to_on=data["to_on"], document=data["document"], actor=actor, now=timezone.now(),
    )  # fmt: skip


@staff_required()
@require_POST
def withdraw(request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
    """收回授权 from today on."""
    try:
        with transaction.atomic():
            organisations.withdraw_authorisation(authorisation_id, actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("授权已收回，从今天起不再有效；收回以前办理的仍然有效。"))
    return HttpResponseRedirect(f"{reverse('desk-authorisations')}?organ={request.POST.get('organ', '')[:36]}")
