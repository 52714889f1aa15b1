"""`bench steps`: completing a review step, beside the bare commits of the same PostgreSQL in the same run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.cli import bench_bare
from yichuang.cli.bench_cases import Copy, copy_case, open_tasks
from yichuang.cli.bench_clients import rate
from yichuang.cli.bench_rows import Row, row
from yichuang.cli.players import Player, gather
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

ITEM = "drainage"
PER_SECOND = 1500
"""Copies kept ready for each measured second of one client; a client that uses its share up stops early."""
AGAINST = "bare psycopg: one read, one CTE"


def complete(actor: Actor, now: datetime) -> Callable[[], Callable[[Copy], object]]:
    """The real verb, as a page or the API calls it."""

    def once(case: Copy) -> object:
        return cases.complete(
            case.case_id, case.task_id, verdict="agree", opinion="同意。", actor=actor, now=now, version=case.version
        )

    return lambda: once


def run(*, clients: Sequence[int], seconds: float, rounds: int, say: Callable[[str], None] = lambda text: None) -> list[Row]:
    """Interleaved rounds: in each, every way takes its turn at every number of clients; medians over the rounds."""
    now = datetime.now(UTC)
    say("Playing the case that is copied")
    player = Player(gather(now), ITEM).apply(now).accept(now)
    unclaimed = player.case_id
    actor = organisations.actor_by_id(player.cast.holder("undertaker", player.state().handling_organ_id, now).account_id)
    claimed = Player(player.cast, ITEM).apply(now).accept(now)
    cases.claim(claimed.case_id, claimed.state().open_tasks[0].id, actor=actor, now=now)
    verb = complete(actor, now)
    ways: dict[str, tuple[Callable[[], Callable[[Copy], object]], UUID]] = {
        "limit": (bench_bare.read_and_statement, claimed.case_id), "step": (verb, claimed.case_id),
        "claim and step": (verb, unclaimed), "cte": (bench_bare.one_statement, claimed.case_id),
        "lock and four statements": (bench_bare.lock_and_statements, claimed.case_id),
    }  # fmt: skip
    found: dict[tuple[str, int], list[float]] = defaultdict(list)
    made = 0
    for turn in range(rounds):
        for count in clients:
            for name, (work, original) in ways.items():
                say(f"Round {turn + 1} of {rounds}: {name}, {count} clients")
                wanted = int(PER_SECOND * max(1.0, seconds)) * min(count, 2)
                given = open_tasks(copy_case(original, wanted, start=made))
                made += wanted
                found[name, count].append(rate(work, given, clients=count, seconds=seconds))
    return [
        row(name, count, found[name, count], "1/s", against=AGAINST, limits=found["limit", count])
        for name in ways if name != "limit" for count in clients
    ]
