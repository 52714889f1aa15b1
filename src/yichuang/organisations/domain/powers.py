"""Actors, holdings, authorisations and stand-ins: who may do an act on a day (design §11). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from yichuang.kernel.errors import Forbidden
from yichuang.organisations.domain.words import act_name, is_head_enough, post_name

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

    def touched(self, day: date) -> bool:
        """Whether it held at any moment of the day: one ended on that day did until then."""
        return self.holds_on(day) or (self.withdrawn_on == day and Span(self.from_on, self.to_on).holds_on(day))

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


class OtherOrgan(NoAuthority):
    """The actor holds the right post, of the wrong organ."""

    code = "organisations.other_organ"
    message = "“%(act)s”由%(organ)s的%(posts)s办理，您是别的机关的。"
    remedy = "请转交该机关办理。"


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


def check_authority(authority: Authority | None, rows: Iterable[Authorisation], *, act: str, organ: str = "") -> Authority:
    """Return the authority, or raise NoAuthority naming the posts that may; `organ`: whose they are, where the actor holds one elsewhere."""
    if authority is not None:
        return authority
    posts = sorted({post_name(r.post) for r in rows})
    if not posts:
        raise NoAuthority(
            "本机关没有就此事项授权任何岗位办理“%(act)s”。", code="organisations.nobody_authorised", act=act_name(act)
        )
    if organ:
        raise OtherOrgan(act=act_name(act), organ=organ, posts="、".join(posts))
    raise NoAuthority(act=act_name(act), posts="、".join(posts))
