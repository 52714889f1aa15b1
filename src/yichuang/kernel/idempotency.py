"""A public verb done twice with one key is done once (design §11).

Same key and same request: the stored answer. Same key and another request: 422. The key is written in the verb's own
transaction: a verb that is refused or rolled back leaves its key free, and a second call that comes while the first
still runs waits for it. A hot verb, which runs in autocommit, carries the row in its own statement (`once_hot`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.prepared import Fragment, do

KEPT = timedelta(days=7)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a verb answered: enough to send the same again. `headers` are those that matter (ETag, Location)."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False


class KeyReused(Refusal):
    code, status = "kernel.key_reused", 422
    message = _("这个幂等键已用于另一个请求。")
    remedy = _("每个新请求请使用新的幂等键；重试同一请求时请求内容须完全相同。")


def fingerprint(*parts: str | bytes) -> bytes:
    """The hash of a request: method, path, If-Match, body … Each part is framed by its length."""
    digest = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()


def once(system_id: str, key: str, request_hash: bytes, act: Callable[[], Answer], *, now: datetime) -> Answer:
    """Do `act` unless this key was answered already, in one transaction with the key. Raises KeyReused, Invalid."""
    check_key(key)
    with transaction.atomic():
        if not _claim(system_id, key, request_hash, now):
            known = _stored(system_id, key, request_hash)
            assert known is not None
            return known
        answer = act()
        _keep(system_id, key, answer)
        return answer


def once_hot(system_id: str, key: str, request_hash: bytes, act: Callable[[Callable[[Answer], Fragment]], Answer], *, now: datetime) -> Answer:
    """The same promise for a verb of one statement: `act` gets a function that turns its answer into the CTE which keeps it.

    Nothing is asked beforehand. A key used before makes the statement collide, or the verb refuse (its version has moved
    since): only then is the stored answer looked for. So the first call costs no statement more.
    """
    check_key(key)
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return act(lambda answer: kept_cte(system_id, key, request_hash, answer, now))
    except (Refusal, IntegrityError):
        known = _stored(system_id, key, request_hash)
        if known is None:
            raise
        return known


def kept_cte(system_id: str, key: str, request_hash: bytes, answer: Answer, at: datetime, *, guard: str = "moved") -> Fragment:
    """The row of a key and its answer, written where `guard` wrote one; a key that is taken fails the whole statement."""
    sql = f"""kept as (
      insert into idempotency (system_id, key, request_hash, status, headers, body, at)
      select %s::text, %s::text, %s::bytea, %s::smallint, %s::jsonb, %s::bytea, %s::timestamptz where exists (select 1 from {guard})
      returning 1)"""
    return sql, [system_id, key, request_hash, answer.status, json.dumps(dict(answer.headers)), answer.body, at]


def check_key(key: str) -> None:
    if not 0 < len(key) <= LONGEST or "\x00" in key:
        message = _("幂等键应为1至%(longest)s个字符。")
        error = FieldError("Idempotency-Key", "kernel.key_length", message)
        raise Invalid(message, code="kernel.key_length", errors=(error,), longest=LONGEST)


def purge(now: datetime) -> int:
    """Forget answers older than seven days; how many."""
    with connection.cursor() as cursor:
        cursor.execute("delete from idempotency where at < %s", [now - KEPT])
        return int(cursor.rowcount)


def _claim(system_id: str, key: str, request_hash: bytes, now: datetime) -> bool:
    sql = "insert into idempotency (system_id, key, request_hash, at) values (%s, %s, %s, %s) on conflict do nothing"
    return bool(do(sql, system_id, key, request_hash, now))


def _keep(system_id: str, key: str, answer: Answer) -> None:
    sql = "update idempotency set status = %s, headers = %s::jsonb, body = %s where (system_id, key) = (%s, %s)"
    do(sql, answer.status, json.dumps(dict(answer.headers)), answer.body, system_id, key)


def _stored(system_id: str, key: str, request_hash: bytes) -> Answer | None:
    """The answer kept under a key, None when there is none. Raises KeyReused."""
    sql = "select request_hash, status, headers, body from idempotency where (system_id, key) = (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [system_id, key])
        row = cursor.fetchone()
    if row is None:
        return None
    known, status, headers, body = row
    if bytes(known) != request_hash:
        raise KeyReused()
    return Answer(status, bytes(body), json.loads(headers) if isinstance(headers, str) else headers, replayed=True)
