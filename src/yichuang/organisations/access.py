"""Who may enter a page. Every view says so with one of four marks; a guard test asserts that each route has one.

`@public`, `@signed_in`, `@applicant_required`, `@staff_required(Post.WINDOW, …)` set `view.access`. `request.actor` is built when
first asked for; `acting_party(request)` is the party an applicant has chosen to act for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.errors import Forbidden
from yichuang.organisations import interrupted, queries
from yichuang.organisations.domain import Actor, post_name

View = Callable[..., HttpResponse]
PARTY_KEY = "party_id"


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares: who enters, and for staff which posts (none named = every post)."""

    who: Literal["public", "signed_in", "applicant", "staff"]
    posts: tuple[str, ...] = ()


def nobody() -> Actor:
    """Somebody who has not signed in: an applicant standing for no party."""
    return Actor(None, "applicant", name="anonymous")


def actor_of_request(request: HttpRequest) -> Actor:
    return queries.actor_of(request.user) if request.user.is_authenticated else nobody()


class ActorMiddleware:
    """Puts the lazy `request.actor` on every request; no query until somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of_request(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def safe_next(request: HttpRequest, target: str | None, *, default: str = "/") -> str:
    """`target` when it is a path of this site, else `default`: no sign-in leads elsewhere."""
    here = {request.get_host()}
    if target and url_has_allowed_host_and_scheme(target, here, require_https=request.is_secure()):
        return target
    return default


def _to_sign_in(request: HttpRequest, route: str) -> HttpResponse:
    """A page asked for without (or after) a session: sign in, then go on where one was. What was posted is kept."""
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        back = interrupted.keep(request) or _referer(request)
    return HttpResponseRedirect(f"{reverse(route)}?{urlencode({'next': back})}")


def _referer(request: HttpRequest) -> str:
    parts = urlsplit(request.headers.get("Referer", ""))
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if parts.netloc == request.get_host() else "/"


def _mark(view: View, access: Access, guard: View | None = None) -> View:
    marked: Any = wraps(view)(guard) if guard else view
    marked.access = access
    return marked


def public(view: View) -> View:
    """Everybody may enter."""
    return _mark(view, Access("public"))


def signed_in(view: View) -> View:
    """Anybody with a session, staff or applicant, registered or not yet."""

    def guard(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request, "sign-in")
        return view(request, *args, **kwargs)

    return _mark(view, Access("signed_in"), guard)


def applicant_required(view: View) -> View:
    """A signed-in applicant who has said who they are; others are led to sign in or to register first."""

    def guard(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request, "sign-in")
        if request.user.is_staff:
            raise Forbidden(
                _("工作人员账号不能以申请人身份办事。"), code="organisations.applicants_only", remedy=_("请退出后用本人手机号码登录。")
            )
        if request.user.party_id is None:
            return HttpResponseRedirect(f"{reverse('register')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return _mark(view, Access("applicant"), guard)


def staff_required(*posts: str) -> Callable[[View], View]:
    """Signed-in staff; with `posts`, only holders of one of them today. Powers are checked by the verbs, not here."""

    def decorate(view: View) -> View:
        def guard(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request, "staff-sign-in")
            if not request.user.is_staff:
                raise Forbidden(
                    _("本页供工作人员使用。"), code="organisations.staff_only", remedy=_("请退出后用工作人员账号登录。")
                )
            if posts and not request.actor.holds(*posts):  # type: ignore[attr-defined]
                names = "、".join(post_name(p) for p in posts)
                raise Forbidden("本页由%(posts)s使用。", code="organisations.other_post", posts=names)
            return view(request, *args, **kwargs)

        return _mark(view, Access("staff", tuple(str(p) for p in posts)), guard)

    return decorate


def acting_party(request: HttpRequest) -> UUID | None:
    """The party the applicant acts for: chosen in this session and still theirs, else the person themselves."""
    chosen = request.session.get(PARTY_KEY)
    for party_id in request.actor.party_ids:  # type: ignore[attr-defined]
        if str(party_id) == chosen:
            return party_id
    return getattr(request.user, "party_id", None)


def client_address(request: HttpRequest) -> str:
    """The visitor's address: behind `YICHUANG_PROXIES` trusted proxies, the entry the outermost of them wrote."""
    proxies = getattr(settings, "PROXIES", 0)
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return request.META.get("REMOTE_ADDR", "")
