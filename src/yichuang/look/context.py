"""What every page knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from yichuang.kernel.files import LIMIT, MEGABYTE, FileTooLarge
from yichuang.kernel.problem import say, say_remedy
from yichuang.look import navigation

STAFF_PATHS = ("/desk/", "/watch/", "/studio/")


def heavy() -> str:
    """What is said about a file that is too large, before it is sent and after: the same words."""
    refusal = FileTooLarge(limit=f"{LIMIT / MEGABYTE:g}")
    return f"{say(refusal)}{say_remedy(refusal)}" if say(refusal)[-1] == "。" else f"{say(refusal)} {say_remedy(refusal)}"


def site(request: HttpRequest) -> dict[str, object]:
    staff = request.path.startswith(STAFF_PATHS) and bool(getattr(getattr(request, "user", None), "is_staff", False))
    return {
        "site_name": getattr(settings, "SITE_NAME", "示例市政务服务"),
        "demo": not getattr(settings, "PRODUCTION", False),
        "layout": "look/base_desk.html" if staff else "look/base_public.html",
        "nav_public": lambda: navigation.places(navigation.PUBLIC),
        "nav_desk": lambda: navigation.places(navigation.DESK, request.actor.posts),  # type: ignore[attr-defined]
        "nav_studio": lambda: navigation.rooms(navigation.STUDIO, request.actor.posts),  # type: ignore[attr-defined]
        "nav_foot": lambda: navigation.places(navigation.FOOT),
        "file_most": LIMIT,
        "file_heavy": heavy,
        "to_home": lambda: navigation.address("home") or "/",
        "to_desk": lambda: navigation.address("desk") or "/",
        "to_mine": lambda: navigation.address(*navigation.MINE),
        "to_sign_in": lambda: navigation.address(*navigation.SIGN_IN),
        "to_sign_out": lambda: navigation.address(*navigation.SIGN_OUT),
        "to_desk_search": lambda: navigation.address(*navigation.SEARCH_DESK),
    }
