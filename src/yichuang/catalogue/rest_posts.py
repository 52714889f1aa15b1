"""Who may: the same posts as the pages, for the operations of `/api/v1/` that stand beside them; and how their writes answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from yichuang.kernel.errors import Forbidden
from yichuang.kernel.rest import Order, answer, headers, once, problems
from yichuang.organisations.domain import Actor, Post, post_name

SEEN = problems(401, 403)
WROTE = problems(401, 403, 409)
EXTRA = headers(versioned=False)


class WrittenOut(Schema):
    """What a write was on, or made."""

    id: str


def holder(actor: Actor, *posts: Post) -> Actor:
    """The actor, who holds one of these posts today. Raises Forbidden."""
    if not actor.holds(*posts):
        names = "、".join(post_name(post) for post in posts)
        raise Forbidden("只有%(posts)s可以这样做。", code="organisations.other_post", posts=names)
    return actor


def written(request: HttpRequest, verb: Callable[[dict[str, Any]], object], *posts: Post) -> HttpResponse:
    """Do a verb once, by a holder of one of these posts (anybody with a token without them); `verb` is given who and when."""

    def run(asked: Order) -> Any:
        actor = holder(asked.caller.actor, *posts) if posts else asked.caller.actor
        return answer(200, {"id": str(verb({"actor": actor, "now": asked.now}))})

    return once(request, run, versioned=False)
