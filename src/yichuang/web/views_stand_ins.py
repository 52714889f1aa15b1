"""代理: whoever holds a post appoints, by date, who acts in it while they are away (AB岗)."""

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

from yichuang.kernel.errors import FieldError, Refusal
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.api import Person
from yichuang.organisations.domain import Actor, Post, post_name
from yichuang.web.desk_boxes import boxes
from yichuang.web.desk_page import show
from yichuang.web.views_case import sentence

CANDIDATES = (Post.UNDERTAKER, Post.SECTION_CHIEF, Post.DEPUTY_DIRECTOR, Post.DIRECTOR, Post.CHIEF_REPRESENTATIVE,
              Post.WINDOW, Post.HALL_LEAD, Post.SEAL, Post.CERTIFICATE, Post.LEGAL)  # fmt: skip


def held(actor: Actor, on: date) -> list[Person]:
    """The posts the actor holds themselves, each with its organ."""
    found = [p for post in sorted(actor.posts) for organ in tops(actor) for p in organisations.holders(post, organ_id=organ, on=on)]
    return [p for p in found if p.account_id == actor.account_id]


def tops(actor: Actor) -> list[UUID]:
    return [actor.organ_id] if actor.organ_id else []


def colleagues(actor: Actor, on: date) -> dict[UUID, str]:
    found = {p.account_id: p for post in CANDIDATES for organ in tops(actor) for p in organisations.holders(post, organ_id=organ, on=on)}
    return {i: f"{p.name} {_(post_name(p.post))}" for i, p in found.items() if i != actor.account_id}


class StandInForm(forms.Form):
    post = forms.ChoiceField(label=gettext_lazy("哪个岗位"))
    account_id = forms.ChoiceField(label=gettext_lazy("由谁代理"))
    from_on = forms.DateField(label=gettext_lazy("起"), widget=forms.DateInput(attrs={"type": "date"}))
    to_on = forms.DateField(label=gettext_lazy("止"), widget=forms.DateInput(attrs={"type": "date"}), help_text=gettext_lazy("含当日"))
    reason = forms.CharField(label=gettext_lazy("事由"), required=False, max_length=200)

    def __init__(self, *args: Any, mine: list[Person], people: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [(f"{p.organ_id}:{p.post}", label(p)) for p in mine]  # type: ignore[attr-defined]
        self.fields["account_id"].choices = [(str(i), name) for i, name in people.items()]  # type: ignore[attr-defined]


def label(person: Person) -> str:
    return f"{organisations.organ(person.organ_id).name} {_(post_name(person.post))}"


@staff_required()
@require_http_methods(["GET", "POST"])
def stand_ins(request: HttpRequest) -> HttpResponse:
    """Appoint a stand-in for one of one's own posts; below, who is in these posts today."""
    today, refusal = timezone.localdate(), None
    mine = held(request.actor, today)
    form = StandInForm(
        request.POST or None, mine=mine, people=colleagues(request.actor, today), initial={"from_on": today, "to_on": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                appoint(request.actor, form.cleaned_data)
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, _("代理已登记。代理人仍要遵守受理与决定分离。"))
            return HttpResponseRedirect(reverse("desk-stand-ins"))
    errors = [FieldError(n, "form", str(t)) for n, texts in form.errors.items() for t in texts] + list(refusal.errors if refusal else ())
    context = {"page": "desk", "form": form, "fields": boxes(form), "mine": mine, "errors": errors, "refusal": refusal,
               "refused": sentence(refusal) if refusal else "", "posts": in_post(mine, today), "today": today}  # fmt: skip
    return show(request, "web/desk_stand_ins.html", context, status=refusal.status if refusal else 422 if errors else 200)


def appoint(actor: Actor, data: dict[str, Any]) -> None:
    organ, post = data["post"].split(":", 1)
    assert actor.account_id is not None
    organisations.appoint_stand_in(
        account_id=UUID(data["account_id"]), instead_of=actor.account_id, organ_id=UUID(organ), post=post, from_on=data["from_on"],
        to_on=data["to_on"], reason=data["reason"], actor=actor, now=timezone.now(),
    )  # fmt: skip


def in_post(mine: list[Person], on: date) -> list[tuple[str, str]]:
    rows = [(label(p), organisations.holders(p.post, organ_id=p.organ_id, on=on)) for p in mine]
    return [(name, "、".join(p.name for p in people)) for name, people in rows]
