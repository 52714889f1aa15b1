"""Every page of the desk is drawn here: it says who sits at it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor, post_name


def who(actor: Actor) -> str:
    """示例市行政审批服务局 承办人 王某; a second post is said, more are counted by none."""
    if actor.organ_id is None:
        return actor.name
    posts = str(_("、")).join(_(post_name(post)) for post in sorted(actor.posts)[:2])
    return " ".join(part for part in (organisations.organ(actor.organ_id).name, posts, actor.name) if part)


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, {"who": who(request.actor), **context}, status=status)  # type: ignore[attr-defined]
