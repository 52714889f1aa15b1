"""Who may do what: actors, acts, posts, powers and the separation of duties (design §5 “Who”, §11). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from yichuang.kernel.errors import Forbidden, Refusal
from yichuang.organisations.acts import (
    ACT_NAMES,
    APART_POSTS,
    HEADS_ONLY,
    POST_NAMES,
    Act,
    NotAHead,
    Post,
    act_name,
    check_rank,
    is_head_enough,
    post_name,
)

__all__ = [
    "ACCEPTING", "ACT_NAMES", "APART", "APART_POSTS", "DECIDING", "HEADS_ONLY", "HEARING_ARTICLE", "INNER_RULE", "POST_NAMES", "Act",
    "Actor", "Authorisation", "Authority", "Done", "Holding", "Kind", "NoAuthority", "NotAHead", "NotSeparate", "Post", "Span", "StandIn",
    "act_name", "authorisations_for", "check_authority", "check_post", "check_rank", "check_separation", "check_visitors",
    "find_authority", "is_head_enough", "post_name",
]


Kind = Literal["staff", "applicant", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something: a member of staff, an applicant with the parties they stand for, or the system itself.

    `posts` is what the pages show by; `authority` never trusts it but looks the holdings up again by date.
    """

    account_id: UUID | None
    kind: Kind
    organ_id: UUID | None = None
    posts: frozenset[str] = frozenset()
    party_ids: frozenset[UUID] = frozenset()
    name: str = ""

    @property
    def ref(self) -> str:
        """How events name the actor: `account:<uuid>` or `system:<name>`; never a person's name."""
        return f"account:{self.account_id}" if self.account_id else f"system:{self.name}"

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_applicant(self) -> bool:
        return self.kind == "applicant"

    def holds(self, *posts: str) -> bool:
        return not self.posts.isdisjoint(posts)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, both ends included; `withdrawn_on` ends it from that day on."""

    from_on: date
    to_on: date | None = None
    withdrawn_on: date | None = None

    def holds_on(self, day: date) -> bool:
        ended = self.withdrawn_on is not None and day >= self.withdrawn_on
        return self.from_on <= day and (self.to_on is None or day <= self.to_on) and not ended

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a day."""
        ends = [last for last in (self.last_on, other.last_on) if last is not None]
        return not ends or max(self.from_on, other.from_on) <= min(ends)

    @property
    def last_on(self) -> date | None:
        ends = [self.to_on] if self.to_on else []
        if self.withdrawn_on:
            ends.append(date.fromordinal(self.withdrawn_on.toordinal() - 1))
        return min(ends) if ends else None


@dataclass(frozen=True, slots=True)
class Holding:
    """A person holds a post of an organ."""

    id: UUID
    account_id: UUID
    organ_id: UUID
    post: str
    span: Span


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Organ, item (None = every item without a row of its own), act → post. `post_organ_id` is the organ whose post it
    is, when that is another one than the organ whose power it is (a hall accepting for a department)."""

    id: UUID
    organ_id: UUID
    act: str
    post: str
    span: Span
    item_id: UUID | None = None
    post_organ_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StandIn:
    """AB岗 or leave: `account_id` acts in the post of `instead_of` on these days."""

    id: UUID
    account_id: UUID
    instead_of: UUID
    organ_id: UUID
    post: str
    span: Span


@dataclass(frozen=True, slots=True)
class Authority:
    """The power somebody acts under: the row that gives it, the post it was used in, and whom a stand-in stands for."""

    authorisation_id: UUID
    post: str
    account_id: UUID
    instead_of: UUID | None = None
    stand_in_id: UUID | None = None

    @property
    def ref(self) -> str:
        """What the fact records as `authority_ref`: the row id, and the stand-in's row id behind a slash."""
        row = str(self.authorisation_id)
        return f"{row}/{self.stand_in_id}" if self.stand_in_id else row

    @property
    def persons(self) -> frozenset[UUID]:
        """Everybody whom separation counts: who acts, and in whose stead."""
        return frozenset({self.account_id} | ({self.instead_of} if self.instead_of else set()))


class NoAuthority(Forbidden):
    """The act belongs to another post (or to none: nobody is authorised)."""

    code = "organisations.no_authority"
    article = "《中华人民共和国行政许可法》第二十二条"
    message = "“%(act)s”由%(posts)s办理，您的岗位没有这项权限。"
    remedy = "请转交有权限的岗位办理；需要代理的，由本机关登记代理期间。"


def authorisations_for(
    rows: Iterable[Authorisation], *, act: str, organ_id: UUID, item_id: UUID | None, on: date
) -> tuple[Authorisation, ...]:
    """The rows that rule this act on that day. A row naming the item displaces the rows for all items: the particular
    goes before the general, so that a power can also be narrowed. A row that gives a head's act to another post gives nothing (42)."""
    live = [
        r for r in rows
        if r.act == act and r.organ_id == organ_id and r.span.holds_on(on)
        and is_head_enough(act, r.post, own=r.post_organ_id in (None, organ_id))
    ]
    own = tuple(r for r in live if item_id is not None and r.item_id == item_id)
    return own or tuple(r for r in live if r.item_id is None)


def find_authority(
    account_id: UUID,
    rows: Iterable[Authorisation],
    *,
    holdings: Iterable[Holding],
    stand_ins: Iterable[StandIn],
    ancestors: Mapping[UUID, frozenset[UUID]],
    on: date,
) -> Authority | None:
    """The power this person has under `rows` (already chosen by `authorisations_for`), own post before stand-in.

    `ancestors` maps an organ to itself and all above it: a post in an office of the bureau is a post of the bureau.
    A stand-in counts only while the person stood in for holds the post.
    """
    holdings, stand_ins, rows = tuple(holdings), tuple(stand_ins), tuple(rows)

    def fits(organ_id: UUID, row: Authorisation) -> bool:
        return (row.post_organ_id or row.organ_id) in ancestors.get(organ_id, frozenset({organ_id}))

    for row in rows:
        for h in holdings:
            if h.account_id == account_id and h.post == row.post and h.span.holds_on(on) and fits(h.organ_id, row):
                return Authority(row.id, row.post, account_id)
    for row in rows:
        for s in stand_ins:
            if s.account_id != account_id or s.post != row.post or not s.span.holds_on(on) or not fits(s.organ_id, row):
                continue
            if any(
                h.account_id == s.instead_of and h.post == s.post and h.organ_id == s.organ_id and h.span.holds_on(on)
                for h in holdings
            ):
                return Authority(row.id, row.post, account_id, s.instead_of, s.id)
    return None


def check_authority(authority: Authority | None, rows: Iterable[Authorisation], *, act: str) -> Authority:
    """Return the authority, or raise NoAuthority naming the posts that may."""
    if authority is not None:
        return authority
    posts = sorted({post_name(r.post) for r in rows})
    if not posts:
        raise NoAuthority(
            "本机关没有就此事项授权任何岗位办理“%(act)s”。", code="organisations.nobody_authorised", act=act_name(act)
        )
    raise NoAuthority(act=act_name(act), posts="、".join(posts))


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
