"""How often anybody may ask: one place for every public page and the API (design §11; decision 0008).

What protects a *secret* (phone codes, passwords, second factors) is counted in the database, by the verb that spends it. What is
counted here protects the *machine*, so each process counts for itself, in memory: more processes carry more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from math import ceil

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.errors import Refusal
from yichuang.kernel.rest import refuse
from yichuang.organisations.access import client_address
from yichuang.web.middleware import refusal_page
from yichuang.web.rest_gate import ROOT
from yichuang.web.views_errors import referer_of

MOST_KEYS = 50_000
LOOK_UPS = frozenset({"verify", "verify-token", "track-case", "track-paper", "track-licence"})
"""Public addresses that answer for a number or a token one may try to guess."""

READS = ("GET", "HEAD", "OPTIONS")
CODE_WAIT_S = 60
"""After a refusal of the verb that sends phone codes."""


class TooManyRequests(Refusal):
    code, status = "web.too_many_requests", 429
    message = _("请求过于频繁，请在%(seconds)s秒后再试。")
    remedy = _("已经保存的草稿和办件都在。很多人共用一个网络的，请登录后再办：登录以后按账号计算，不按网络地址计算。")


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_minute` in the long run, `burst` at once."""

    per_minute: int
    burst: int


@dataclass(slots=True)
class Meter:
    """Leaky buckets: one number per key, the moment at which its bucket would be empty. Keeps the keys used last."""

    empty_at: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, key: str, rate: Rate, now: float) -> float:
        """Count one request; 0 when it may go on, else the seconds after which the next one may. A refused one is not counted."""
        drop = 60 / rate.per_minute
        with self.lock:
            full = max(self.empty_at.pop(key, now), now)
            late = full + drop - now - rate.burst * drop
            self.empty_at[key] = full if late > 1e-9 else full + drop
            if len(self.empty_at) > MOST_KEYS:
                del self.empty_at[next(iter(self.empty_at))]
        return max(late, 0.0) if late > 1e-9 else 0.0


METER = Meter()


class RateLimits:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 429 and "Retry-After" not in response.headers:
            locked = request.resolver_match and request.resolver_match.url_name == "staff-sign-in"
            response.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME * 3600) if locked else CODE_WAIT_S)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., object], *rest: object) -> HttpResponse | None:
        if not settings.RATES:
            return None
        waits = [METER.wait(f"{name}:{who}", Rate(*settings.RATES[name]), time.monotonic()) for name, who in counted(request, view)]
        if not any(waits):
            return None
        seconds = ceil(max(waits))
        refusal = TooManyRequests(seconds=seconds)
        if request.path.startswith(ROOT):
            return refuse(refusal, path=request.path, headers={"Retry-After": str(seconds)})
        response = refusal_page(request, refusal, back=referer_of(request))
        response.headers["Retry-After"] = str(seconds)
        return response


def counted(request: HttpRequest, view: Callable[..., object]) -> Iterator[tuple[str, str]]:
    """(rate, whose) of a request. People who have signed in are counted by account, systems by token and network, the rest by network."""
    here = network(client_address(request))
    token = request.headers.get("Authorization", "")
    if request.path.startswith(ROOT):
        yield "api", here  # always: a new word in the header must not be a new bucket
        if token:
            yield "api", f"token:{sha256(token.encode()).hexdigest()}"
        return
    access, name = getattr(view, "access", None), request.resolver_match.url_name if request.resolver_match else ""
    who = getattr(access, "who", "public")
    if name == "healthz" or who == "staff":
        return
    reading = request.method in READS
    if who == "public" and (not reading or name in LOOK_UPS):
        yield ("look-up" if reading else "try"), here
    elif request.user.is_authenticated:
        if not request.user.is_staff:
            yield ("read" if reading else "write"), f"account:{request.user.pk}"
    else:
        yield "read" if reading else "try", here


def network(address: str) -> str:
    """One subscriber: an IPv4 address, or the /64 that an IPv6 subscriber is given whole."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64" if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped else str(parsed)
