"""The way to a registry over HTTP (docs/registry-gateway.md): one signed question, one signed answer, three seconds."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen
from uuid import UUID

from yichuang.catalogue.domain.readings import Query
from yichuang.exchange.domain import (
    Answer,
    BadAnswer,
    NoRegistry,
    is_signed,
    read_answer,
    sign,
    words_of_answer,
    words_of_request,
)
from yichuang.kernel.values import instant

TIMEOUT_S = 3.0
LARGEST = 64 * 1024


class Silent(Exception):
    """No answer came in time, or none at all."""


class Declined(Exception):
    """The registry answered that it does not answer."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """Questions go to `url`/v1/queries/<code>, signed with `key` as `system`."""

    url: str
    key: str
    system: str

    def ask(self, query: Query, request_id: UUID, asks: Mapping[str, str], *, purpose: Mapping[str, str], basis: str, now: datetime) -> Answer:
        """Raises Silent, Declined, BadAnswer."""
        body = json.dumps(
            {"id": str(request_id), "query": query.code, "edition": query.edition, "basis": basis, "purpose": dict(purpose), "asks": dict(asks)},
            ensure_ascii=False, sort_keys=True,
        ).encode()  # fmt: skip
        address = f"{self.url.rstrip('/')}/v1/queries/{query.code}"
        date, path = instant(now), urlsplit(address).path
        signature = sign(self.key, words_of_request("POST", path, date, str(request_id), body))
        headers = {
            "Content-Type": "application/json; charset=utf-8", "X-Yichuang-System": self.system, "X-Yichuang-Date": date,
            "X-Yichuang-Request": str(request_id), "Authorization": f"YC1-HMAC-SHA256 {signature}",
        }
        try:
            with urlopen(Request(address, body, headers), timeout=TIMEOUT_S) as answer:  # noqa: S310 - scheme checked by gateway()
                content = answer.read(LARGEST + 1)
                signed = answer.headers.get("X-Registry-Signature", "")
        except HTTPError as refused:
            raise (Declined if refused.code < 500 else Silent)(f"HTTP {refused.code}") from refused
        except (URLError, TimeoutError, OSError) as problem:
            raise Silent(str(problem)) from problem
        return self.read(query, request_id, content, signed)

    def read(self, query: Query, request_id: UUID, content: bytes, signed: str) -> Answer:
        if len(content) > LARGEST:
            raise BadAnswer("too long")
        if not is_signed(self.key, words_of_answer(str(request_id), content), signed):
            raise BadAnswer("wrong signature")
        try:
            data = json.loads(content)
        except ValueError as wrong:
            raise BadAnswer("no JSON") from wrong
        return read_answer(query, request_id, data)


def is_connected() -> bool:
    """Whether a registry is named in the environment."""
    return bool(os.environ.get("YICHUANG_REGISTRY_URL") and os.environ.get("YICHUANG_REGISTRY_KEY"))


def gateway() -> Gateway:
    """As the environment names it. Raises NoRegistry."""
    url, key = os.environ.get("YICHUANG_REGISTRY_URL", ""), os.environ.get("YICHUANG_REGISTRY_KEY", "")
    if not url or not key:
        raise NoRegistry()
    if not url.startswith(("https://", "http://")):
        raise ValueError("YICHUANG_REGISTRY_URL must be an http(s) address")
    return Gateway(url, key, os.environ.get("YICHUANG_REGISTRY_SYSTEM", "yichuang"))
