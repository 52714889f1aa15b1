"""What a demonstration starts from: the demo city, the shipped catalogue and themes, a sample week of cases. Each step is idempotent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yichuang.organisations.seed import DemoStaff


def plant(say: Callable[[str], None]) -> None:
    """Bring the database to the state the demonstration starts from; what is there already is left alone."""
    now = datetime.now(UTC)
    from yichuang.organisations.seed import seed_demo

    say("Setting up the demo city")
    seed_demo(now=now)

    from yichuang.organisations.api import load_divisions, load_organs, system_actor

    say("Loading the administrative divisions and organs")
    load_divisions(now=now, actor=system_actor("demo"))
    load_organs(now=now, actor=system_actor("demo"))

    from yichuang.catalogue.seed import seed_catalogue

    say("Loading the shipped catalogue")
    seed_catalogue(now=now, say=say)

    from yichuang.joint.api import themes

    say("Setting up the themes")
    themes.seed(now=now)

    from yichuang.web.blank_forms import ship

    say("Setting the blank forms and samples")
    ship(now=now, actor=system_actor("demo"))

    from yichuang.cli.sample_week import play

    say("Playing a sample week of cases")
    play(now=now, say=say)

    from yichuang.cli import sample_authority

    say("Playing two prerequisites before the tribunal, a transfer memo and powers given on")
    sample_authority.play(now=now)

    from yichuang.cli import sample_agencies

    say("Playing intermediaries: a lot drawn, a request open, a report on its way")
    sample_agencies.play(now=now)

    from yichuang.cli import sample_area

    say("Playing an area assessed as a whole, with two alike projects ready for one package")
    sample_area.play(now=now)


def applicants() -> Iterator[tuple[str, str]]:
    """(name, phone) of everybody who may sign in as an applicant."""
    from yichuang.organisations.seed import seed_demo

    yield from ((applicant.name, applicant.phone) for applicant in seed_demo(now=datetime.now(UTC)).applicants)


def staff() -> Iterator[DemoStaff]:
    """Everybody who may sign in at the desk."""
    from yichuang.organisations.seed import seed_demo

    yield from seed_demo(now=datetime.now(UTC)).staff
