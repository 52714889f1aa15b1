"""What must stay apart, and the rules of appointing and authorising (design §5 “Who”, §11). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from yichuang.organisations.domain.powers import Holding, StandIn
from yichuang.organisations.domain.words import APART_POSTS, Act, Post, act_name, post_name


@dataclass(frozen=True, slots=True)
class Done:
    """An act already done in the case, with everybody whom separation counts for it."""

    act: str
    persons: frozenset[UUID]


class NotSeparate(Forbidden):
    """One person would hold two duties of one case that the law or the house keeps apart."""

    code = "organisations.not_separate"
    message = "您已在本件中办理“%(done)s”，不能再办理“%(act)s”。"
    remedy = "请转交本机关其他有权限的人员办理。"


ACCEPTING = frozenset({Act.ACCEPT, Act.ACCEPT_WITH_GAPS})
DECIDING = frozenset({Act.GRANT, Act.REFUSE, Act.DECIDE_AT_ONCE})
INNER_RULE = "本机关岗位分离规则（受理、审查、决定相分离）"
HEARING_ARTICLE = "《中华人民共和国行政许可法》第四十八条第一款第三项"

APART: tuple[tuple[frozenset[Act], frozenset[Act], str], ...] = (
    (ACCEPTING, DECIDING, INNER_RULE),
    (ACCEPTING, frozenset({Act.REVIEW}), INNER_RULE),
    (frozenset({Act.REVIEW}), frozenset({Act.CHECK}), INNER_RULE),
    (frozenset({Act.REVIEW}), DECIDING, INNER_RULE),
    (frozenset({Act.REVIEW}), frozenset({Act.LEGAL_REVIEW}), INNER_RULE),
    (frozenset({Act.REVIEW, Act.CHECK}), frozenset({Act.HEARING_CHAIR}), HEARING_ARTICLE),
    (ACCEPTING | DECIDING, frozenset({Act.FOLLOW_UP}), INNER_RULE),
    (frozenset({Act.ASK_EXTENSION}), frozenset({Act.EXTEND, Act.EXTEND_JOINT}), INNER_RULE),
)
"""Pairs of duties that two different persons do (design §5 “Who”); the order in time does not matter."""


def check_separation(
    done: Iterable[Done], act: str, persons: frozenset[UUID], *, one_review: bool = False, single_officer: bool = False
) -> None:
    """Raise NotSeparate when somebody in `persons` did the other half of a pair in this case.

    `one_review`: the item declares 一审一核, so the acceptor may review. `single_officer`: the item is decided on the
    spot, declares one officer and is sampled (art. 34(2), 56); only the hearing keeps its separation then. A stand-in
    carries the person stood in for in `persons`, on both sides, so standing in never launders a duty.
    """
    done = tuple(done)
    for one, other, article in APART:
        if single_officer and article != HEARING_ARTICLE:
            continue
        if one_review and one == ACCEPTING and Act.REVIEW in other:
            continue
        against = other if act in one else one if act in other else frozenset()
        for past in done:
            if past.act in against and past.persons & persons:
                raise NotSeparate(article=article, done=act_name(past.act), act=act_name(act))


def check_post(post: str, held: Iterable[str]) -> None:
    """Raise when a new post cannot stand beside those held: supervisors and rating staff touch no case."""
    for other in held:
        if (post in APART_POSTS) != (other in APART_POSTS):
            raise Refusal(
                "“%(post)s”不能与“%(other)s”由同一人担任：监察与评价人员不参与办件。",
                code="organisations.posts_apart", post=post_name(post), other=post_name(other),
            )


def check_visitors(officers: Iterable[UUID]) -> None:
    """Art. 34(3): at least two members of staff verify on the spot."""
    if len(set(officers)) < 2:
        raise Refusal(
            "现场核查应当由两名以上工作人员进行。", code="organisations.two_officers",
            article="《中华人民共和国行政许可法》第三十四条第三款",
        )


class Authorisable(Protocol):
    """A row of powers, granted or wanted."""

    @property
    def act(self) -> str: ...
    @property
    def post(self) -> str: ...


NEVER_PASSED_ON = frozenset({Act.AUTHORISE, Act.MANAGE_STAFF})
"""Whoever may authorise hands out every power but the power to authorise."""
NO_VETO = frozenset({Act.REJECT, Act.REFUSE, Act.TERMINATE})
WINDOW_POSTS = frozenset({Post.WINDOW, Post.HALL_LEAD})
WATCHING = frozenset({Act.RATE, Act.ANSWER_RATING, Act.SUPERVISE})


def check_passed_on(rows: Iterable[Authorisable]) -> None:
    for row in rows:
        if row.act in NEVER_PASSED_ON:
            raise at_field(
                "act", "“%(act)s”的权限不能转授或者由被授权人收回。", "organisations.not_passed_on", act=act_name(row.act),
                remedy="请由系统管理员按机关负责人的书面授权登记。",
            )


class OnlyTheHead(Forbidden):
    """自动决定 is given by the head of the organ in person: by nobody who manages staff, by no representative and no stand-in."""

    code = "organisations.only_the_head"
    message = "智能审批的授权和恢复只能由“%(organ)s”的负责人本人办理。"
    article = "《中华人民共和国行政许可法》第二十二条"
    remedy = "请局长本人登录办理。"


def check_named(act: str, item_id: UUID | None) -> None:
    """自动决定 is given item by item, never for everything an organ decides."""
    if act == Act.DECIDE_AUTOMATICALLY and item_id is None:
        raise at_field("item_id", "“%(act)s”要逐个事项授权。", "organisations.item_not_named", act=act_name(act), remedy="请选事项。")


def check_authorisation(act: str, post: str) -> None:
    """A window has no veto (窗口无否决权, design §5); supervisors and rating staff get no power over a case."""
    if act in NO_VETO and post in WINDOW_POSTS:
        raise at_field(
            "post", "窗口没有否决权，不能授权“%(post)s”办理“%(act)s”。", "organisations.window_has_no_veto",
            act=act_name(act), post=post_name(post), remedy="请授权给科长、首席代表或者机关负责人。",
        )
    if post in APART_POSTS and act not in WATCHING:
        raise at_field(
            "post", "监察与评价人员不参与办件，不能授权“%(post)s”办理“%(act)s”。", "organisations.watchers_apart",
            act=act_name(act), post=post_name(post),
        )


def at_field(field: str, message: str, code: str, *, remedy: str = "", **details: Any) -> Invalid:
    """A refusal that stands at its field."""
    return Invalid(
        message, code=code, remedy=remedy, errors=(FieldError(field, code, message),), **details
    )


def check_stand_in(
    wanted: StandIn, *, today: date, holdings: Iterable[Holding], stand_ins: Iterable[StandIn], names: dict[UUID, str]
) -> None:
    """AB岗·请假代理: dated, from today on, of a post really held, one stand-in at a time, none by somebody away or barred.

    `holdings` and `stand_ins` are those of both persons. A stand-in appoints no stand-in: only the holder's own post is
    stood in for. What the two did in one case is kept apart when they act (`check_separation`).
    """
    holdings, span = tuple(holdings), wanted.span
    if wanted.account_id == wanted.instead_of:
        raise at_field("account_id", "本人不能代理本人。", "organisations.own_stand_in")
    if span.from_on < today:
        raise at_field(
            "from_on", "代理不能倒签，起始日不能早于今天。", "organisations.stand_in_backdated",
            remedy="已经过去的日子没有代理，已经办理的由本人负责。",
        )
    own = [h for h in holdings if h.account_id == wanted.instead_of and h.organ_id == wanted.organ_id and h.post == wanted.post]
    if not any(h.span.holds_on(span.from_on) for h in own):
        raise at_field("post", "被代理人在起始日不担任该岗位。", "organisations.post_not_held")
    for h in holdings:
        if h.account_id == wanted.account_id and h.span.overlaps(span) and (wanted.post in APART_POSTS) != (h.post in APART_POSTS):
            raise at_field(
                "account_id", "“%(post)s”不能与“%(other)s”由同一人担任：监察与评价人员不参与办件。", "organisations.posts_apart",
                post=post_name(wanted.post), other=post_name(h.post),
            )
    for other in stand_ins:
        if other.span.overlaps(span):
            check_beside(wanted, other, names)


def check_beside(wanted: StandIn, other: StandIn, names: dict[UUID, str]) -> None:
    """One stand-in beside another whose days overlap."""
    same_post = (other.organ_id, other.post) == (wanted.organ_id, wanted.post)
    if other.instead_of == wanted.instead_of and same_post:
        raise at_field(
            "from_on", "这几天里已由%(name)s代理该岗位。", "organisations.stand_in_overlaps", name=names.get(other.account_id, ""),
            remedy="请先结束原来的代理，或者另选日期。",
        )
    if other.instead_of == wanted.account_id:
        raise at_field(
            "account_id", "这位同事在这几天里本人由%(name)s代理。", "organisations.stand_in_away", name=names.get(other.account_id, ""),
            remedy="请选在岗的同事。",
        )
