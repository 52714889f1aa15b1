"""Keys of connected systems (design §11): issued once, kept as a hash, revoked at once; each acts as one account."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from yichuang.facts import organisations as facts
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Refusal
from yichuang.kernel.prepared import one
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import actions, models, powers, queries
from yichuang.organisations.domain import Actor
from yichuang.organisations.models import SystemToken

PREFIX = "yc_"
LONGEST_NAME = 80


class BadToken(Refusal):
    """No token, or one that is unknown, expired or revoked: from outside all look the same."""

    code, status = "organisations.bad_token", 401
    message = "访问令牌缺失、无效或者已经失效。"
    remedy = "请在请求头里写 Authorization: Bearer <令牌>；没有令牌的，请系统管理员用 yichuang token create 发放。"


@dataclass(frozen=True, slots=True)
class Caller:
    """A connected system as one request knows it: its name, and the actor it acts as."""

    system: str
    token_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: UUID
    system: str
    username: str
    issued_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


CALLER = """
    select t.id, t.system, a.id, a.is_staff, a.organ_id, coalesce(nullif(a.display_name, ''), a.username),
      (select v.token from access_version v where v.id = 1)
    from system_token t join account a on a.id = t.account_id
    where t.token_hash = %s and t.revoked_at is null and (t.expires_at is null or t.expires_at > %s) and a.is_active"""


def digest(token: str) -> bytes:
    """A token is 256 random bits: a plain hash is enough, nobody can guess their way back."""
    return sha256(token.encode()).digest()


def may_manage(actor: Actor) -> None:
    if actor.kind != "system":
        raise Forbidden("令牌由系统管理员发放和收回。", code="organisations.tokens_by_system")


@transaction.atomic
def issue_token(
    system: str, username: str, *, actor: Actor, now: datetime, lives: timedelta | None = None
) -> tuple[UUID, str]:
    """A new token for a connected system that acts as the account `username`. Returns its id and the token, told once."""
    may_manage(actor)
    system = system.strip()
    if not 0 < len(system) <= LONGEST_NAME or not system.isprintable():
        wrong = FieldError("name", "organisations.system_name", "系统名称应为1至80个字符。")
        raise Invalid("系统名称应为1至80个字符。", code="organisations.system_name", errors=(wrong,))
    found = models.Account.objects.filter(username=username, is_active=True).values_list("id", flat=True).first()
    if found is None:
        raise NotFound("没有这个账号。", code="organisations.no_account")
    account = actions.lock_account(found)
    token, token_id = PREFIX + secrets.token_urlsafe(32), new_id()
    expires_at = now + lives if lives else None
    SystemToken.objects.create(
        id=token_id, system=system, account=account, token_hash=digest(token), issued_at=now, issued_by=actor.ref,
        expires_at=expires_at,
    )
    said = facts.TokenIssued(token_id=token_id, account_id=account.id, expires_at=expires_at)
    actions.record(account, said, actor=actor, now=now)
    return token_id, token


@transaction.atomic
def revoke_token(token_id: UUID, *, actor: Actor, now: datetime) -> None:
    """From now on the token opens nothing; revoking it again changes nothing."""
    may_manage(actor)
    row = SystemToken.objects.select_for_update().filter(id=token_id).first()
    if row is None:
        raise NotFound("没有这个令牌。", code="organisations.no_token")
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        account = actions.lock_account(row.account_id)
        said = facts.TokenRevoked(token_id=row.id, account_id=account.id)
        actions.record(account, said, actor=actor, now=now)


def token_caller(token: str, *, now: datetime) -> Caller:
    """Who calls with this token. Raises BadToken. One read, by the hash, which also says whether the powers changed: every call
    of the API pays it."""
    row = one(CALLER, digest(token), now)
    if row is None:
        raise BadToken()
    token_id, system, account_id, is_staff, organ_id, name, version = row
    if not is_staff:
        return Caller(system, token_id, queries.actor_by_id(account_id))
    posts = frozenset(post for _, post in powers.as_of(version).posts_of(account_id, local_date(now)))
    return Caller(system, token_id, Actor(account_id, "staff", organ_id, posts, frozenset(), name))


def tokens() -> list[TokenRow]:
    """Every token, newest first, without the tokens themselves."""
    rows = SystemToken.objects.order_by("-issued_at").values_list(
        "id", "system", "account__username", "issued_at", "expires_at", "revoked_at"
    )
    return [TokenRow(*row) for row in rows[:500]]
