"""Set up the demo city through the real verbs. Running it again changes nothing."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from yichuang.kernel.errors import Refusal
from yichuang.organisations import actions, demo_city, divisions, parties, phone_codes, queries, second_factor
from yichuang.organisations.domain import POST_NAMES, Act, Actor, Post
from yichuang.organisations.models import Account, Authorisation, Mandate, OfficeHours, Organ, Party, PostHolding

FROM = date(2020, 1, 1)
HOURS = ((time(8, 30), time(12, 0)), (time(13, 30), time(17, 30)))


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """A demo sign-in, to be printed."""

    account_id: UUID
    username: str
    name: str
    organ: str
    posts: tuple[str, ...]
    password: str
    totp_secret: str


@dataclass(frozen=True, slots=True)
class DemoApplicant:
    """An applicant signs in with the phone; the code is on /local-gateway/."""

    account_id: UUID
    party_id: UUID
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Demo:
    organs: dict[str, UUID]
    staff: tuple[DemoStaff, ...]
    applicants: tuple[DemoApplicant, ...]
    company_id: UUID


def demo_id(*key: str) -> UUID:
    """The fixed id of a demo organ (`demo_id("organ", "bureau")`), so that other demo data can name it."""
    return uuid5(NAMESPACE_URL, "yichuang:demo:" + ":".join(key))


def demo_secret(username: str) -> str:
    """A fixed TOTP secret, so that the printed one works after every restart. Demo only."""
    return base64.b32encode(sha256(f"yichuang-demo:{username}".encode()).digest()[:20]).decode()


@transaction.atomic
def seed_demo(*, now: datetime) -> Demo:
    """Make the demo city, or what is missing of it. Refused in production mode."""
    if settings.PRODUCTION:
        raise Refusal("正式环境不建立示例机构。", code="organisations.no_demo_in_production")
    actor = queries.system_actor("demo")
    divisions.import_divisions(
        f"code,name\n{demo_city.DIVISION}".encode(), now=now, actor=actor, as_of=divisions.AS_OF, origin="示例", write=True
    )
    organs = _organs(actor, now)
    staff = tuple(_member(m, organs, actor, now) for m in demo_city.STAFF)
    _powers(organs, actor, now)
    person = _applicant(demo_city.NATURAL, actor, now)
    representative = _applicant(demo_city.REPRESENTATIVE, actor, now)
    clerk = _applicant(demo_city.AGENCY_CLERK, actor, now)
    company = parties.register_party(kind=Party.Kind.LEGAL, actor=actor, now=now, verified=True, **demo_city.COMPANY)
    if not Mandate.objects.filter(agent_id=representative.party_id, principal_id=company.id).exists():
        parties.add_mandate(
            agent_id=representative.party_id, principal_id=company.id, kind=Mandate.Kind.REPRESENTATIVE, from_on=FROM,
            verified=True, actor=actor, now=now,
        )
    return Demo(organs, staff, (person, representative, clerk), company.id)


def _organs(actor: Actor, now: datetime) -> dict[str, UUID]:
    ids = {key: demo_id("organ", key) for key, *_ in demo_city.ORGANS}
    known = set(Organ.objects.filter(pk__in=ids.values()).values_list("id", flat=True))
    for key, parent, kind, columns in demo_city.ORGANS:
        if ids[key] not in known:
            parent_id = ids[parent] if parent else None
            actions.add_organ(id=ids[key], parent_id=parent_id, kind=kind, actor=actor, now=now, valid_from=FROM, **columns)
    root = ids["government"]
    if not OfficeHours.objects.filter(organ_id=root).exists():
        actions.set_office_hours(root, from_on=FROM, spans=HOURS, actor=actor, now=now)
    return ids


@cache
def hashed() -> str:
    """The one known password of the demonstration, hashed once: a good hash is slow on purpose."""
    return make_password(demo_city.PASSWORD)


def _member(member: demo_city.Member, organs: dict[str, UUID], actor: Actor, now: datetime) -> DemoStaff:
    secret = demo_secret(member.username)
    account = Account.objects.filter(username=member.username).first()
    if account is None:
        account = actions.create_staff(
            id=demo_id("account", member.username), username=member.username, name=member.name,
            organ_id=organs[member.organ], password=None, actor=actor, now=now,
        )
        account.password = hashed()
        account.save(update_fields=["password"])
        second_factor.set_for(account, secret, actor=actor, now=now)
    held = set(PostHolding.objects.filter(account=account).values_list("organ_id", "post"))
    for key, post, number in member.posts:
        if (organs[key], str(post)) not in held:
            actions.give_post(
                account.id, organ_id=organs[key], post=post, from_on=FROM, officer_number=number, actor=actor, now=now
            )
    posts = tuple(POST_NAMES[post] for _, post, _ in member.posts)
    return DemoStaff(account.id, member.username, member.name, member.organ, posts, demo_city.PASSWORD, secret)


def _powers(organs: dict[str, UUID], actor: Actor, now: datetime) -> None:
    tables = {"government": demo_city.AT_THE_TOP, "health": demo_city.ASKED, "experts": demo_city.ASKED}
    for key, rows in (tables | demo_city.DECIDING).items():
        known = set(Authorisation.objects.filter(organ_id=organs[key]).values_list("act", "post"))
        stationed = rows is demo_city.STATIONED
        wanted = [
            actions.Wanted(
                act, post, FROM, post_organ_id=organs[of] if of and of != key else None,
                document=f"{key}-授权书（示例）" if stationed or act in demo_city.IN_WRITING else "",
            )
            for act, post, of in rows if (str(act), str(post)) not in known
        ]
        if wanted:
            actions.grant_authorisations(organs[key], wanted, actor=actor, now=now)


def _applicant(columns: dict[str, str], actor: Actor, now: datetime) -> DemoApplicant:
    party = parties.register_party(kind=Party.Kind.NATURAL, actor=actor, now=now, verified=True, **columns)
    account = phone_codes.account_of_phone(columns["phone"])
    if account.party_id is None:
        number = columns["number"]
        parties.join_applicant(account.id, name=columns["name"], number=number, actor=actor, now=now)
    return DemoApplicant(account.id, party.id, party.name, columns["phone"])


@transaction.atomic
def seed_departments(count: int, *, offices: int, now: datetime) -> dict[str, UUID]:
    """More deciding departments of the demo city, for a scenario: each with offices, an undertaker in every office, two visiting officers, a
    chief representative and a head, and the powers of a stationed department. Returns key → id; nobody can sign in."""
    if settings.PRODUCTION:
        raise Refusal("正式环境不建立示例机构。", code="organisations.no_demo_in_production")
    actor, made = queries.system_actor("demo"), dict[str, UUID]()
    common = {key: demo_id("organ", key) for key in ("government", "bureau", "experts")}
    for n in range(1, count + 1):
        key = f"department-{n}"
        made[key] = demo_id("organ", key)
        if Organ.objects.filter(pk=made[key]).exists():
            continue
        actions.add_organ(
            id=made[key], name=f"示例市第{n}审批部门", short_name=f"示部{n}", parent_id=common["government"], actor=actor, now=now,
            valid_from=FROM, **demo_city.REVIEW,
        )
        own = offices // count + (n <= offices % count)
        rooms = [
            actions.add_organ(name=f"第{r + 1}处室", parent_id=made[key], kind="office", actor=actor, now=now, valid_from=FROM, **demo_city.REVIEW).id
            for r in range(own)
        ]
        people = [(Post.UNDERTAKER, room) for room in rooms] + [(Post.CHIEF_REPRESENTATIVE, made[key]), (Post.DIRECTOR, made[key])]
        for place, (post, organ_id) in enumerate(people):
            account = actions.create_staff(
                username=f"d{n}-{place}", name=f"示例{n}-{place}", organ_id=made[key], password=None, actor=actor, now=now
            )
            actions.give_post(account.id, organ_id=organ_id, post=post, from_on=FROM, actor=actor, now=now)
            if post is Post.UNDERTAKER and place < 2:
                number = f"示部{n}-{place}"
                actions.give_post(account.id, organ_id=made[key], post=Post.VISITOR, from_on=FROM, officer_number=number, actor=actor, now=now)
        _powers_of(key, {**common, key: made[key]}, demo_city.STATIONED, actor, now)
    return made


def _powers_of(key: str, organs: dict[str, UUID], rows: tuple[tuple[Act, Post, str | None], ...], actor: Actor, now: datetime) -> None:
    wanted = [
        actions.Wanted(act, post, FROM, post_organ_id=organs[of] if of and of != key else None, document=f"{key}-授权书（示例）")
        for act, post, of in rows
    ]
    actions.grant_authorisations(organs[key], wanted, actor=actor, now=now)
