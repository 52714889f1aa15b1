"""A public verb done twice with one key is done once (design §11).

Same key and same request: the stored answer. Same key and another request: 422. The key is written in the verb's own
transaction: a verb that is refused or rolled back leaves its key free, and a second call that comes while the first
still runs waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.errors import FieldError, Invalid, Refusal

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
    if not 0 < len(key) <= LONGEST or "\x00" in key:
        message = _("幂等键应为1至%(longest)s个字符。")
        error = FieldError("Idempotency-Key", "kernel.key_length", message)
        raise Invalid(message, code="kernel.key_length", errors=(error,), longest=LONGEST)
    with transaction.atomic():
        if not _claim(system_id, key, request_hash, now):
            return _stored(system_id, key, request_hash)
        answer = act()
        _keep(system_id, key, answer)
        return answer


def purge(now: datetime) -> int:
    """Forget answers older than seven days; how many."""
    with connection.cursor() as cursor:
        cursor.execute("delete from idempotency where at < %s", [now - KEPT])
        return int(cursor.rowcount)


def _claim(system_id: str, key: str, request_hash: bytes, now: datetime) -> bool:
    sql = "insert into idempotency (system_id, key, request_hash, at) values (%s, %s, %s, %s) on conflict do nothing"
    with connection.cursor() as cursor:
        cursor.execute(sql, [system_id, key, request_hash, now])
        return bool(cursor.rowcount)


def _keep(system_id: str, key: str, answer: Answer) -> None:
    sql = "update idempotency set status = %s, headers = %s::jsonb, body = %s where (system_id, key) = (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [answer.status, json.dumps(dict(answer.headers)), answer.body, system_id, key])


def _stored(system_id: str, key: str, request_hash: bytes) -> Answer:
    sql = "select request_hash, status, headers, body from idempotency where (system_id, key) = (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [system_id, key])
        known, status, headers, body = cursor.fetchone()
    if bytes(known) != request_hash:
        raise KeyReused()
    return Answer(status, bytes(body), json.loads(headers) if isinstance(headers, str) else headers, replayed=True)
