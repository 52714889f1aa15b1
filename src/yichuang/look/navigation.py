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


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that belong together: the group stands in the bar, its pages in the line below."""

    label: str | Promise
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A group as its reader sees it; its address is the first page that lets the reader in."""

    label: str | Promise
    places: list[Place]

    @property
    def href(self) -> str:
        return self.places[0].href

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(place.key for place in self.places)


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
    Link("projects", _("项目"), "desk-projects"),
    Link("calendar", _("工作日历"), "desk-calendar"),
    Link("interactions", _("审管互动"), "desk-interactions"),
    Link("ratings", _("评价"), "desk-ratings"),
    Link("agencies", _("中介"), "desk-mall"),
    Link("watch", _("监察"), "watch"),
    Link("studio", _("事项"), "studio"),
)
STUDIO = (
    Group(_("事项"), (
        Link("studio", _("全部事项"), "studio"),
        Link("themes", _("一件事"), "studio-themes"),
        Link("requests", _("变更申请"), "studio-requests"),
        Link("claims", _("认领"), "studio-claims"),
        Link("checks", _("检查"), "studio-checks"),
        Link("exchange", _("导出和导入"), "studio-exchange"),
        Link("words", _("群众说法"), "studio-words"),
    )),
    Group(_("要素"), (
        Link("instruments", _("依据"), "studio-instruments"),
        Link("procedures", _("流程"), "studio-procedures"),
        Link("elements", _("数据项"), "studio-elements"),
        Link("merged", _("几张表合成一张"), "studio-merged"),
        Link("prerequisites", _("前置条件"), "studio-prerequisites"),
        Link("samples", _("样本库"), "studio-samples"),
        Link("standards", _("审批标准"), "studio-standards"),
    )),
    Group(_("权责"), (
        Link("powers", _("权责清单"), "studio-powers"),
        Link("delegations", _("委托、下放和划转"), "studio-delegations"),
        Link("memos", _("划转备忘录"), "studio-memos"),
        Link("agreements", _("通办协议"), "studio-agreements"),
        Link("boundaries", _("审管边界"), "studio-boundaries"),
        Link("outsourcing", _("转移和购买服务"), "studio-outsourcing"),
        Link("off-list", _("变相许可举报"), "studio-off-list"),
    )),
    Group(_("机构"), (
        Link("organs", _("机构"), "studio-organs"),
        Link("sameness", _("三级十同"), "studio-sameness"),
    )),
)  # fmt: skip
FOOT = (
    Link("organs", _("机构"), "organs"),
    Link("mall", _("中介超市"), "mall"),
    Link("areas", _("区域评估"), "areas"),
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


def rooms(groups: tuple[Group, ...], posts: Collection[str]) -> list[Room]:
    """The groups in which the holder of these posts may enter at least one page."""
    found = [Room(group.label, places(group.links, posts)) for group in groups]
    return [room for room in found if room.places]
