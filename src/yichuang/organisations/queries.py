"""Reads of parties, persons, mandates and office hours; typed rows only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from yichuang.kernel import prepared
from yichuang.kernel.errors import NotFound
from yichuang.organisations import models, numbers, powers
from yichuang.organisations.domain import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party without its number; `number_masked` may stand on a page, `party_number` reads the whole one."""

    id: UUID
    kind: str
    name: str
    number_masked: str
    phone: str
    address: str
    contact_name: str
    contact_phone: str
    legal_representative: str
    verified: bool

    @property
    def is_natural(self) -> bool:
        return self.kind == models.Party.Kind.NATURAL


@dataclass(frozen=True, slots=True)
class MandateRow:
    id: UUID
    kind: str
    agent_id: UUID
    agent_name: str
    principal_id: UUID
    principal_name: str
    from_on: date
    to_on: date | None
    scope: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff in a post."""

    account_id: UUID
    name: str
    organ_id: UUID
    post: str
    officer_number: str


def party_row(p: models.Party) -> PartyRow:
    return PartyRow(
        p.id, p.kind, p.name, p.number_masked, p.phone, p.address, p.contact_name, p.contact_phone,
        p.legal_representative, p.verified_at is not None,
    )


PARTY = """select id, kind, name, number_masked, phone, address, contact_name, contact_phone, legal_representative,
  verified_at is not null from party where id = any(%s::uuid[])"""
"""Every case asks for its applicant at every verb: prepared."""


def party(party_id: UUID) -> PartyRow:
    found = parties([party_id])
    if party_id not in found:
        raise NotFound("没有这个申请人。", code="organisations.no_party")
    return found[party_id]


def parties(party_ids: Iterable[UUID]) -> dict[UUID, PartyRow]:
    return {row[0]: PartyRow(*row) for row in prepared.ask(PARTY, list(set(party_ids)))}


def find_party(kind: str, number: str) -> PartyRow | None:
    """By identity number or USCC, through its HMAC."""
    wanted = numbers.lookup(numbers.normal(number))
    row = models.Party.objects.filter(kind=kind, number_hmac=wanted).first()
    return party_row(row) if row else None


def party_number(party_id: UUID) -> str:
    """The whole number, decrypted. Whoever shows it writes the access log."""
    row = models.Party.objects.filter(pk=party_id).only("number_cipher", "number_key").first()
    if row is None or row.number_cipher is None:
        raise NotFound("没有登记证件号码。", code="organisations.no_number")
    return numbers.unseal(bytes(row.number_cipher), row.number_key, numbers.NUMBER)


def public_numbers(party_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The codes of organisations among these parties: public by their nature. A person's number is never among them."""
    rows = models.Party.objects.filter(pk__in=set(party_ids), kind=models.Party.Kind.LEGAL, number_cipher__isnull=False)
    return {p.id: numbers.unseal(bytes(p.number_cipher), p.number_key, numbers.NUMBER) for p in rows}


def in_force(on: date) -> Q:
    return (
        Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gte=on))
        & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on))
    )


def mandates(*, on: date, agent_id: UUID | None = None, principal_id: UUID | None = None) -> tuple[MandateRow, ...]:
    """Mandates in force on that day, held by an agent or given by a principal."""
    rows: QuerySet[models.Mandate] = models.Mandate.objects.filter(in_force(on)).select_related("agent", "principal")
    if agent_id is not None:
        rows = rows.filter(agent_id=agent_id)
    if principal_id is not None:
        rows = rows.filter(principal_id=principal_id)
    return tuple(
        MandateRow(
            m.id, m.kind, m.agent_id, m.agent.name, m.principal_id, m.principal.name, m.from_on, m.to_on, m.scope,
            m.verified_at is not None,
        )
        for m in rows.order_by("from_on", "id")[:200]
    )


def actor_of(account: models.Account, *, on: date | None = None) -> Actor:
    """The actor an account is on a day (default today): posts of staff; own party and mandates of an applicant."""
    on = on or timezone.localdate()
    name = account.display_name or account.username
    if account.is_staff:
        posts = powers.current(check=True).posts_of(account.id, on)
        return Actor(account.id, "staff", account.organ_id, frozenset(p for _, p in posts), frozenset(), name)
    party_ids = frozenset[UUID]()
    if account.party_id:
        held = models.Mandate.objects.filter(in_force(on), agent_id=account.party_id).values_list("principal_id", flat=True)
        party_ids = frozenset(held) | {account.party_id}
    return Actor(account.id, "applicant", None, frozenset(), party_ids, name)


def actor_named(username: str, *, on: date | None = None) -> Actor:
    """The actor behind a sign-in name; NotFound when there is none. For the command line and connected systems."""
    account = models.Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise NotFound("没有这个账号。", code="organisations.no_account")
    return actor_of(account, on=on)


def actor_by_id(account_id: UUID, *, on: date | None = None) -> Actor:
    """The actor an account id names; NotFound when there is none."""
    account = models.Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None:
        raise NotFound("没有这个账号。", code="organisations.no_account")
    return actor_of(account, on=on)


def system_actor(name: str) -> Actor:
    """The platform itself (`worker`, `import`, `demo`) or a connected system; recorded as `system:<name>`."""
    return Actor(None, "system", name=name)


def holders(post: str, *, organ_id: UUID, on: date) -> tuple[Person, ...]:
    """Everybody in a post of the organ or of an office below it on that day, stand-ins included."""
    below = powers.current().below.get(organ_id, frozenset({organ_id}))
    held = models.PostHolding.objects.filter(in_force(on), post=post, organ_id__in=below, account__is_active=True)
    people = [
        Person(h.account_id, h.account.display_name, h.organ_id, h.post, h.officer_number)
        for h in held.select_related("account").order_by("account__display_name", "id")[:200]
    ]
    known = {p.account_id for p in people}
    stand_ins = models.StandIn.objects.filter(in_force(on), post=post, organ_id__in=below, account__is_active=True)
    for s in stand_ins.select_related("account").order_by("id")[:200]:
        if s.account_id not in known:
            known.add(s.account_id)
            people.append(Person(s.account_id, s.account.display_name, s.organ_id, s.post, ""))
    return tuple(people)


def in_posts(posts: Iterable[str], organ_ids: Iterable[UUID], *, on: date) -> tuple[Person, ...]:
    """Everybody in one of the posts of these organs or of offices below on that day, stand-ins included; one query."""
    known = powers.current()
    return _people([*known.holdings.values(), *known.stand_ins.values()], posts, organ_ids, on)


def post_holders(posts: Iterable[str], organ_ids: Iterable[UUID], *, on: date) -> tuple[Person, ...]:
    """Like `in_posts`, those who hold the post themselves only."""
    return _people(powers.current().holdings.values(), posts, organ_ids, on)


def _people(groups: Iterable[Iterable[Any]], posts: Iterable[str], organ_ids: Iterable[UUID], on: date) -> tuple[Person, ...]:
    known, wanted = powers.current(), set(posts)
    below = {d for organ in organ_ids for d in known.below.get(organ, frozenset({organ}))}
    rows = [
        (s.account_id, s.organ_id, s.post)
        for held in groups for s in held if s.post in wanted and s.organ_id in below and s.span.holds_on(on)
    ]  # fmt: skip
    people = names({account for account, *_ in rows})
    found = {(account, organ, post): Person(account, people.get(account, ""), organ, post, "") for account, organ, post in rows}
    return tuple(sorted(found.values(), key=lambda p: (p.post, p.name, str(p.account_id))))


@dataclass(frozen=True, slots=True)
class AuthorisationRow:
    """One power of an organ as a page lists it."""

    id: UUID
    organ_id: UUID
    item_id: UUID | None
    act: str
    post: str
    post_organ: str
    from_on: date
    to_on: date | None
    withdrawn_on: date | None
    document: str


def authorisations(organ_id: UUID, *, on: date, past: bool = False, post: str = "", page: int = 1) -> tuple[list[AuthorisationRow], bool]:
    """One page of the powers of an organ, by act: those in force or coming, or those that ended; and whether there is more."""
    ended = Q(to_on__lt=on) | Q(withdrawn_on__lte=on)
    rows = models.Authorisation.objects.filter(organ_id=organ_id).select_related("post_organ")
    rows = rows.filter(ended) if past else rows.exclude(ended)
    rows = rows.filter(post=post) if post else rows
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by("act", F("item_id").asc(nulls_first=True), "post", "id")[start : start + PAGE + 1])
    return [
        AuthorisationRow(
            a.id, a.organ_id, a.item_id, a.act, a.post, a.post_organ.name if a.post_organ else "", a.from_on, a.to_on, a.withdrawn_on,
            a.document,
        )
        for a in found[:PAGE]
    ], len(found) > PAGE  # fmt: skip


NAMES = "select id, coalesce(nullif(display_name, ''), username) from account where id = any(%s::uuid[])"


def organ_names(organ_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of organs and offices, in one query."""
    return dict(models.Organ.objects.filter(pk__in=set(organ_ids)).values_list("id", "name"))


def authorisation_known(act: str, *, organ_id: UUID, item_id: UUID) -> bool:
    """Whether this power over this item was ever given, in force or not."""
    return models.Authorisation.objects.filter(organ_id=organ_id, act=str(act), item_id=item_id).exists()


def names(account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Display names for histories and lists, in one query."""
    return dict(prepared.ask(NAMES, list(set(account_ids))))  # type: ignore[arg-type]


def organs_of(account_ids: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """The organ each member of staff belongs to, or belonged to; others are left out."""
    rows = models.Account.objects.filter(pk__in=set(account_ids), is_staff=True)
    return dict(rows.values_list("id", "organ_id"))


def officer_number(account_id: UUID, *, on: date) -> str:
    """The 执法证号 of a person on that day, or an empty string."""
    rows = models.PostHolding.objects.filter(in_force(on), account_id=account_id).exclude(officer_number="")
    return rows.values_list("officer_number", flat=True).order_by("from_on").first() or ""


Hours = tuple[tuple[time, time], ...]


def office_hours(organ_id: UUID, *, on: date) -> Hours:
    """Opening spans on a working day, from the latest row on or before that day, of the organ or the nearest above."""
    periods = office_periods_of([organ_id]).get(organ_id, ())
    return next((spans for from_on, spans in reversed(periods) if from_on <= on), ())


def office_periods_of(organ_ids: Iterable[UUID]) -> dict[UUID, tuple[tuple[date, Hours], ...]]:
    """The office hours of several organs with the day each came into force, the oldest first: at every day its own latest row, or that of
    the nearest above. Without organs that have none; two queries."""
    above: dict[UUID, list[UUID]] = {}
    for organ_id, up in models.OrganTree.objects.filter(descendant_id__in=set(organ_ids)).order_by("depth").values_list("descendant_id", "ancestor_id"):
        above.setdefault(organ_id, []).append(up)
    known: dict[UUID, dict[date, list[tuple[time, time]]]] = {}
    rows = models.OfficeHours.objects.filter(organ_id__in={up for ups in above.values() for up in ups}).order_by("from_on", "opens_at")
    for up, from_on, opens, closes in rows.values_list("organ_id", "from_on", "opens_at", "closes_at"):
        known.setdefault(up, {}).setdefault(from_on, []).append((opens, closes))
    found = {}
    for organ_id, ups in above.items():
        changes = sorted({from_on for up in ups for from_on in known.get(up, ())})
        if changes:
            found[organ_id] = tuple((day, hours_then([known[up] for up in ups if up in known], day)) for day in changes)
    return found


def hours_then(chain: Sequence[Mapping[date, list[tuple[time, time]]]], day: date) -> Hours:
    """Of the rows of an organ and those above it, nearest first, what holds on a day."""
    for rows in chain:
        if begun := [from_on for from_on in rows if from_on <= day]:
            return tuple(rows[max(begun)])
    return ()
