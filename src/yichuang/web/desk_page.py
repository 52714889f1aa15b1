"""Every page of the desk is drawn here: it says who sits at it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yichuang.kernel.errors import FieldError, Refusal
from yichuang.kernel.problem import phrase, say, say_remedy
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor, post_name
from yichuang.web import desk_duties


def who(actor: Actor) -> str:
    """示例市行政审批服务局 承办人 王某; a second post is said, more are counted by none."""
    if actor.organ_id is None:
        return actor.name
    posts = str(_("、")).join(_(post_name(post)) for post in sorted(actor.posts)[:2])
    return " ".join(part for part in (organisations.organ(actor.organ_id).name, posts, actor.name) if part)


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    route = request.resolver_match.url_name if request.resolver_match else ""
    beside = {"duties": partial(desk_duties.links, actor, timezone.localdate(), route), "back": [BACK]}
    return render(request, template, {"who": who(actor), **beside, **context}, status=status)


BACK = {"href": reverse_lazy("desk"), "label": gettext_lazy("全部待办"), "count": None, "current": False}


def blame(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal where it belongs: at its fields, with its remedy; what names no field stands above the form."""
    at = [error for error in refusal.errors if error.field in form.fields]
    for error in at:
        form.add_error(error.field, f"{phrase(error.message, refusal.details)}{say_remedy(refusal)}")
    if not at:
        article = f"（{refusal.article}）" if refusal.article else ""
        form.add_error(None, f"{say(refusal)}{article}{say_remedy(refusal)}")


def form_errors(form: forms.Form) -> list[FieldError]:
    """Errors of a form for the summary, those of no field last."""
    found = [("" if name == "__all__" else name, text) for name, texts in form.errors.items() for text in texts]
    return [FieldError(name, "form", str(text)) for name, text in sorted(found, key=lambda pair: not pair[0])]
