"""What every part of the API shares: the shape of a problem, the headers of a write, and the way of a write (design §11).

A write names itself by `Idempotency-Key`, and what it has seen by `If-Match: "<version>"`; it answers with an `ETag`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from yichuang.kernel import idempotency
from yichuang.kernel.errors import FieldError, Refusal
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.prepared import Fragment
from yichuang.kernel.problem import CONTENT_TYPE, problem

KEY, MATCH = "Idempotency-Key", "If-Match"
ETAG = re.compile(r'\s*"([0-9]{1,9})"\s*')


class ProblemField(Schema):
    field: str
    code: str
    message: str


class Problem(Schema):
    """RFC 9457, with the article a "no" rests on and what can be done about it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    article: str | None
    remedy: str | None
    errors: list[ProblemField]
    instance: str | None = None


class KeyMissing(Refusal):
    code, status = "kernel.key_missing", 400
    message = _("请求缺少幂等键。")
    remedy = _("每个写请求都要带 Idempotency-Key 请求头；重试时用同一个键。")


class VersionMissing(Refusal):
    code, status = "kernel.version_missing", 428
    message = _("请求没有写明依据的版本。")
    remedy = _("先读取，再把回答里的 ETag 原样放进 If-Match 请求头。")


class VersionUnreadable(Refusal):
    code, status = "kernel.version_unreadable", 400
    message = _("If-Match 请求头看不懂。")
    remedy = _('请写成 If-Match: "7"，其中的数字是读到的版本。')


def problems(*statuses: int) -> dict[int, Any]:
    """The refusals an operation may answer with, for its documentation: those every operation has, and these."""
    return dict.fromkeys((400, 404, 413, 422, 429, *statuses), Problem)


def parameter(name: str, description: str, example: str, pattern: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": pattern, "minLength": 1, "maxLength": idempotency.LONGEST}
    return {"name": name, "in": "header", "required": True, "schema": schema, "description": description, "example": example}


KEY_HEADER = parameter(KEY, "一个新的随机值；重试时用同一个。", "7f1a2c1e-4a54-4a0d-9f3e-0f1f6f0f9a11", r"^[!-~]+$")
MATCH_HEADER = parameter(MATCH, "读到的版本，即 ETag。", '"7"', r'^"[0-9]{1,9}"$')
TAGGED = {"ETag": {"description": "新的版本", "schema": {"type": "string"}}}


def headers(*, versioned: bool) -> dict[str, Any]:
    """`openapi_extra` of a write."""
    return {"parameters": [KEY_HEADER, MATCH_HEADER] if versioned else [KEY_HEADER]}


@dataclass(frozen=True, slots=True)
class Order:
    """One write as it came in: who sends it, under which key, having seen which version."""

    system: str
    key: str
    request_hash: bytes
    version: int | None
    now: datetime
    caller: Any


def order(request: HttpRequest, *, versioned: bool, content: bytes | None = None) -> Order:
    """Read the headers of a write. `content` stands for the body where that was read as a form. Raises the refusals above."""
    caller: Any = request.auth  # type: ignore[attr-defined]
    key, match = request.headers.get(KEY, ""), request.headers.get(MATCH, "")
    if not key:
        raise KeyMissing(errors=(FieldError(KEY, KeyMissing.code, KeyMissing.message),))
    idempotency.check_key(key)
    if versioned and not match:
        raise VersionMissing(errors=(FieldError(MATCH, VersionMissing.code, VersionMissing.message),))
    read = ETAG.fullmatch(match) if versioned else None
    if versioned and read is None:
        raise VersionUnreadable(errors=(FieldError(MATCH, VersionUnreadable.code, VersionUnreadable.message),))
    body = request.body if content is None else content
    digest = idempotency.fingerprint(request.method or "", request.get_full_path(), match, caller.actor.ref, body)
    return Order(caller.system, key, digest, int(read[1]) if read else None, timezone.now(), caller)


def once(request: HttpRequest, act: Callable[[Order], Answer], *, versioned: bool, content: bytes | None = None) -> HttpResponse:
    """Do a write once, in one transaction with its key."""
    asked = order(request, versioned=versioned, content=content)
    return respond(idempotency.once(asked.system, asked.key, asked.request_hash, lambda: act(asked), now=asked.now))


def once_hot(request: HttpRequest, act: Callable[[Order, Callable[[Answer], Fragment]], Answer]) -> HttpResponse:
    """Do a write of one statement once, without a transaction around it; the key is in the statement."""
    asked = order(request, versioned=True)
    found = idempotency.once_hot(asked.system, asked.key, asked.request_hash, lambda keep: act(asked, keep), now=asked.now)
    return respond(found)


def answer(status: int, body: Mapping[str, Any], *, version: int | None = None, location: str = "") -> Answer:
    named = {"ETag": etag(version)} if version is not None else {}
    if location:
        named["Location"] = location
    return Answer(status, json.dumps(body, ensure_ascii=False, default=PLAIN).encode(), named)


PLAIN = DjangoJSONEncoder().default
"""Instants, days and identifiers as every other answer of the API writes them."""


def etag(version: int) -> str:
    return f'"{version}"'


def respond(given: Answer) -> HttpResponse:
    more = {**given.headers, "Idempotent-Replayed": "true"} if given.replayed else dict(given.headers)
    return HttpResponse(given.body, status=given.status, content_type="application/json", headers=more)


def refuse(refusal: Refusal, *, path: str = "", headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A refusal as RFC 9457 problem JSON."""
    body = json.dumps(problem(refusal, instance=path), ensure_ascii=False)
    return HttpResponse(body, status=refusal.status, content_type=CONTENT_TYPE, headers=dict(headers or {}))
