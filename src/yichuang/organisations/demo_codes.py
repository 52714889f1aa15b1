"""The current TOTP codes of the demo staff, for a newcomer without an authenticator; shown on /local-gateway/ only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyotp

from yichuang.organisations import gateway, numbers
from yichuang.organisations.demo_city import PASSWORD, STAFF
from yichuang.organisations.domain import post_name
from yichuang.organisations.models import SecondFactor
from yichuang.organisations.second_factor import STEP_S
from yichuang.organisations.seed import demo_secret


@dataclass(frozen=True, slots=True)
class StaffCode:
    username: str
    name: str
    posts: tuple[str, ...]
    password: str
    code: str
    seconds_left: int


def staff_codes(*, now: datetime) -> tuple[StaffCode, ...]:
    """One row per member of the demo staff whose secret is still the printed one; nothing outside the demo."""
    if not gateway.is_local():
        return ()
    rows = SecondFactor.objects.filter(account__username__in=[m.username for m in STAFF], confirmed_at__isnull=False)
    secrets = {r.account.username: r for r in rows.select_related("account")}
    left = STEP_S - int(now.timestamp()) % STEP_S
    return tuple(
        StaffCode(m.username, m.name, tuple(post_name(post) for _, post, _ in m.posts), PASSWORD,
                  pyotp.TOTP(secret).at(now), left)
        for m in STAFF
        if (row := secrets.get(m.username)) and (secret := demo_secret(m.username))
        == numbers.unseal(bytes(row.secret_cipher), row.secret_key, numbers.TOTP)
    )  # fmt: skip
