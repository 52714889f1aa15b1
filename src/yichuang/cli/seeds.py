"""What a demonstration starts from: the demo city, the shipped catalogue, a sample week of cases. Each step is idempotent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime


def plant(say: Callable[[str], None]) -> None:
    """Bring the database to the state the demonstration starts from; what is there already is left alone."""
    now = datetime.now(UTC)
    from yichuang.organisations.seed import seed_demo

    say("Setting up the demo city")
    seed_demo(now=now)

    from yichuang.catalogue.seed import seed_catalogue

    say("Loading the shipped catalogue")
    seed_catalogue(now=now)

    from yichuang.cli.sample_week import play

    say("Playing a sample week of cases")
    play(now=now, say=say)


def sign_ins(address: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of (who, page, sign-in, password or code, second factor)."""
    from yichuang.organisations.seed import seed_demo

    demo = seed_demo(now=datetime.now(UTC))
    for applicant in demo.applicants:
        yield f"{applicant.name} (applicant)", address, applicant.phone, f"code at {address}local-gateway/", ""
    for member in demo.staff:
        who = f"{member.name} ({'、'.join(member.posts)})"
        yield who, f"{address}desk/", member.username, member.password, member.totp_secret
