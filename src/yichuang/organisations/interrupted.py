"""What somebody was sending when the session had ended: kept until they sign in again, for the same person only."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

KEY = "interrupted"
WHO_COOKIE = "yichuang_who"
SALT = "organisations.who"
MAX_CHARACTERS = 64_000
KEPT_S = 1800
REMEMBERED_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Interrupted:
    path: str
    fields: tuple[tuple[str, str], ...]


def remember_who(request: HttpRequest, response: HttpResponse) -> None:
    """A signed cookie that outlives the session says whose an interrupted form is. It opens nothing by itself."""
    value = signing.dumps(str(request.user.pk), salt=SALT)
    response.set_cookie(
        WHO_COOKIE, value, max_age=REMEMBERED_S, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def _who(request: HttpRequest) -> str:
    try:
        return signing.loads(request.COOKIES.get(WHO_COOKIE, ""), salt=SALT, max_age=REMEMBERED_S)
    except signing.BadSignature:
        return ""


def keep(request: HttpRequest) -> str:
    """Keep a form that was posted without a session; returns where to go after sign-in, or "" when it was not kept
    (nobody known sent it, it has files, or it is too long)."""
    who = _who(request)
    fields = [[k, v] for k, values in request.POST.lists() for v in values if k != "csrfmiddlewaretoken"]
    if not who or request.FILES or sum(len(k) + len(v) for k, v in fields) > MAX_CHARACTERS:
        return ""
    request.session[KEY] = {
        "who": who, "path": request.get_full_path(), "fields": fields, "at": timezone.now().timestamp(),
    }
    return reverse("resume")


def kept(request: HttpRequest) -> Interrupted | None:
    """The kept form of the person now signed in, while it is fresh; anything else is dropped."""
    data = request.session.get(KEY)
    if not data:
        return None
    fresh = timezone.now().timestamp() - data["at"] <= KEPT_S
    if not fresh or data["who"] != str(request.user.pk):
        del request.session[KEY]
        return None
    return Interrupted(data["path"], tuple((k, v) for k, v in data["fields"]))


def drop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
