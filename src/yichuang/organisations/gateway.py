"""The way to a phone: a text-message gateway over HTTP (docs/sms-gateway.md), or the local one of the demo."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from typing import Protocol
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import UUID

from django.conf import settings

from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import new_id
from yichuang.organisations.models import LocalMessage

TIMEOUT_S = 5
PHONE = re.compile(r"1[3-9]\d{9}")


class NotSent(Refusal):
    """The message did not go out; whoever asked may ask again."""

    code, status = "organisations.message_not_sent", 503
    message = "短信没有发出。"
    remedy = "请稍后再试，或者到综合窗口办理。"


class Gateway(Protocol):
    def send(self, *, message_id: UUID, phone: str, text: str, now: datetime) -> None: ...


class HttpGateway:
    """Posts each message to `url`; only a 2xx answer counts as sent. A repeated `id` must not be sent twice."""

    def __init__(self, url: str, token: str) -> None:
        if not url.startswith(("https://", "http://")):
            raise ValueError("YICHUANG_SMS_URL must be an http(s) address")
        self.url, self.token = url, token

    def send(self, *, message_id: UUID, phone: str, text: str, now: datetime) -> None:
        body = json.dumps({"id": str(message_id), "to": phone, "text": text}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(message_id)}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            with urlopen(Request(self.url, body, headers), timeout=TIMEOUT_S) as answer:  # noqa: S310 - scheme checked
                answer.read(1)
        except (URLError, TimeoutError, OSError) as problem:
            raise NotSent from problem


class LocalGateway:
    """Keeps the message in a table and shows it on `/local-gateway/`; nothing leaves the machine."""

    def send(self, *, message_id: UUID, phone: str, text: str, now: datetime) -> None:
        LocalMessage.objects.get_or_create(id=message_id, defaults={"phone": phone, "text": text, "sent_at": now})


def is_local() -> bool:
    return not os.environ.get("YICHUANG_SMS_URL") and not settings.PRODUCTION


def gateway() -> Gateway:
    url = os.environ.get("YICHUANG_SMS_URL", "")
    if url:
        return HttpGateway(url, os.environ.get("YICHUANG_SMS_TOKEN", ""))
    if settings.PRODUCTION:
        raise NotSent("没有配置短信网关（YICHUANG_SMS_URL）。", code="organisations.no_gateway")
    return LocalGateway()


def is_mobile(phone: str) -> bool:
    return PHONE.fullmatch(phone) is not None


def send_message(phone: str, text: str, *, now: datetime, message_id: UUID | None = None) -> UUID:
    """Send one text message; the same `message_id` again is not sent twice. Raises NotSent."""
    if not PHONE.fullmatch(phone):
        raise NotSent("手机号码有误。", code="organisations.phone_wrong")
    message_id = message_id or new_id()
    gateway().send(message_id=message_id, phone=phone, text=text, now=now)
    return message_id
