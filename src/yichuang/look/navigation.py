"""The main navigation of each audience: a link stands only when its page exists and lets the reader in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Link:
    """`key` is what a page puts into the context variable `page` to be the current one."""

    key: str
    label: str | Promise
    route: str


@dataclass(frozen=True, slots=True)
class Place:
    key: str
    label: str | Promise
    href: str


PUBLIC = (
    Link("home", _("办事"), "home"),
    Link("track", _("查进度"), "track"),
    Link("verify", _("证照核验"), "verify"),
    Link("open", _("政务公开"), "open"),
)
DESK = (
    Link("desk", _("办件"), "desk"),
    Link("receive", _("收件"), "desk-receive"),
    Link("issue", _("发证"), "desk-issue"),
    Link("calendar", _("工作日历"), "desk-calendar"),
    Link("ratings", _("评价"), "desk-ratings"),
    Link("watch", _("监察"), "watch"),
    Link("studio", _("事项"), "studio"),
)
STUDIO = (
    Link("studio", _("事项"), "studio"),
    Link("requests", _("变更申请"), "studio-requests"),
    Link("claims", _("认领"), "studio-claims"),
    Link("instruments", _("依据"), "studio-instruments"),
    Link("procedures", _("流程"), "studio-procedures"),
    Link("powers", _("权责"), "studio-powers"),
    Link("delegations", _("委托下放"), "studio-delegations"),
    Link("memos", _("划转备忘录"), "studio-memos"),
    Link("elements", _("数据项"), "studio-elements"),
    Link("prerequisites", _("前置条件"), "studio-prerequisites"),
    Link("words", _("说法"), "studio-words"),
    Link("samples", _("样本"), "studio-samples"),
    Link("sameness", _("十同"), "studio-sameness"),
    Link("organs", _("机构"), "studio-organs"),
    Link("calendar", _("工作日历"), "studio-calendar"),
    Link("desk", _("办件"), "desk"),
)
FOOT = (
    Link("organs", _("机构"), "organs"),
    Link("accessibility", _("无障碍声明"), "accessibility"),
    Link("complain", _("意见与投诉"), "complain"),
    Link("privacy", _("个人信息保护"), "privacy"),
    Link("api", _("开放接口"), "api-docs"),
)
SIGN_IN = ("sign-in", "sign_in", "login")
SIGN_OUT = ("sign-out", "sign_out", "logout")
MINE = ("mine", "my-cases", "account")
SEARCH_DESK = ("desk-search", "desk")


@lru_cache(maxsize=256)
def address(*routes: str) -> str:
    """The address of the first route that exists; empty when none does."""
    for route in routes:
        try:
            return reverse(route)
        except NoReverseMatch:
            continue
    return ""


@lru_cache(maxsize=256)
def posts_of(href: str) -> frozenset[str]:
    """The posts a page is kept to; empty when it is open to all who may be there."""
    return frozenset(getattr(getattr(resolve(href).func, "access", None), "posts", ()))


def places(links: tuple[Link, ...], posts: Collection[str] | None = None) -> list[Place]:
    """The pages that exist; with `posts`, only those their holder may enter."""
    found = [Place(link.key, link.label, href) for link in links if (href := address(link.route))]
    return [place for place in found if posts is None or not (kept := posts_of(place.href)) or kept & set(posts)]
