"""`bench joint`: random networks of projects. What the product says they take, held against an independent longest path; and its own
cost of one completed step, of one grant that opens others, and of the board, as the project grows.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext

from yichuang.cases import api as cases
from yichuang.cli.bench_cases import copy_case
from yichuang.cli.bench_rows import Row, row
from yichuang.cli.players import Cast, Player, gather, work
from yichuang.cli.together import package
from yichuang.facts.cases import CaseGranted
from yichuang.joint import api as joint
from yichuang.joint.api import projects
from yichuang.joint.domain.edges import EdgeKind, Link
from yichuang.joint.domain.projects import Stage
from yichuang.joint.domain.schedule import totals
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.kernel import record
from yichuang.kernel.subscriptions import SUBSCRIPTIONS
from yichuang.kernel.values import new_id

ITEM, AFTER, FILLING = "drainage", "public-place-hygiene", "tree-felling"
STEPS = 6
"""Real steps measured at each size, and as many alone."""
CODE = "2509-320193-89-01-{:06d}"


@dataclass(frozen=True, slots=True)
class Network:
    """Working days of each branch, and what it needs: links only from an earlier one, so there is no circle."""

    days: dict[int, int]
    links: list[Link[int]]


def network(size: int, seed: int) -> Network:
    """A random project of `size` cases: up to three prerequisites each, a third of them hard."""
    dice = random.Random(seed)  # noqa: S311 - a reproducible sample, not a secret
    days = {n: dice.randint(1, 45) for n in range(size)}
    links = [
        Link(before, n, EdgeKind.HARD if dice.random() < 1 / 3 else EdgeKind.ASSUMABLE)
        for n in range(1, size)
        for before in sorted(dice.sample(range(n), min(n, dice.randint(0, 3))))
    ]
    return Network(days, links)


def longest(days: dict[int, int], links: Sequence[Link[int]]) -> int:
    """The longest path by walking back from every node with a memory; shares nothing with the product's pass."""
    needs: dict[int, list[int]] = {}
    for link in links:
        needs.setdefault(link.after, []).append(link.before)
    known: dict[int, int] = {}
    for start in days:
        stack = [start]
        while stack:
            node = stack[-1]
            open_ones = [b for b in needs.get(node, ()) if b not in known]
            if open_ones:
                stack.extend(open_ones)
            else:
                known[node] = days[node] + max((known[b] for b in needs.get(node, ())), default=0)
                stack.pop()
    return max(known.values(), default=0)


def figures(size: int, seed: int) -> list[Row]:
    """Serial, staged and linked of one network, each beside the independent figure, and the time of the pass."""
    net = network(size, seed)
    begun = time.perf_counter()
    found = totals(net.days, net.links)
    spent = (time.perf_counter() - begun) * 1e6 / size
    hard = [link for link in net.links if link.kind is EdgeKind.HARD]
    other = {"serial": sum(net.days.values()), "staged": longest(net.days, net.links), "linked": longest(net.days, hard)}
    rows = [
        row(f"{name}, {size} cases", 1, [float(getattr(found, name))], "working days", against="independent longest path", limits=[float(days)])
        for name, days in other.items()
    ]
    if any(one.value != one.limit for one in rows):
        raise SystemExit(f"A network of {size} cases (seed {seed}) is counted otherwise than by the independent longest path.")
    longest_one = float(max(net.days.values()))
    rows.append(row(f"linked without hard edges, {size} cases", 1, [float(assumed(net))], "working days", against="longest branch", limits=[longest_one]))
    rows.append(row(f"schedule, {size} cases", 1, [spent], "µs a case", against="", limits=[0.0]))
    return rows


def assumed(net: Network) -> int:
    return totals(net.days, [Link(link.before, link.after, EdgeKind.ASSUMABLE) for link in net.links]).linked


def project(cast: Cast, number: int, now: datetime) -> UUID:
    wanted = projects.Registration(
        code=CODE.format(number), name=f"示例项目{number}", owner_id=cast.company, division="379901", target_days=60, from_on=now.date()
    )
    return projects.register(wanted, actor=cast.applicant(1), now=now)


def pair(cast: Cast, joint_id: UUID, now: datetime) -> tuple[Player, Player]:
    """Two real branches handed in by the real verb, the second waiting for the decision of the first."""
    edge = ThemeEdge(cast.item_id(ITEM), cast.item_id(AFTER), EdgeKind.ASSUMABLE, "《中华人民共和国行政许可法》第三十八条")
    wanted = [joint.Wanted(cast.item_id(code), package(cast, code, cast.company, now, papers=False)) for code in (ITEM, AFTER)]
    begun = projects.submit(joint_id, Stage.BUILDING, wanted, [edge], actor=cast.applicant(1), now=now)
    numbers = [begun.cases[cast.item_id(code)] for code in (ITEM, AFTER)]
    one, two = (Player(cast, code, case_id=cases.case_id_of(number) or joint_id) for code, number in zip((ITEM, AFTER), numbers, strict=True))
    return one, two


def grow(joint_id: UUID, source: Player, count: int, seed: int) -> None:
    """Fill the project up with copied cases and random prerequisites between them; rows only, for the database of a bench."""
    copies, branches = copy_case(source.case_id, count, start=count * 10 + seed), [new_id() for _ in range(count)]
    links = network(count, seed).links
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into joint_branch (id, joint_id, item_id, version_id, organ_id, stage, state, joined_at, case_id, outcome) "
            "select x.branch, %s, c.item_id, c.item_version_id, c.deciding_organ_id, %s, 'open', c.received_at, c.id, '' "
            "from unnest(%s::uuid[], %s::uuid[]) as x(branch, case_id) join case_record c on c.id = x.case_id",
            [joint_id, Stage.BESIDE, branches, copies],
        )
        cursor.execute(
            "insert into joint_edge (id, joint_id, before_id, after_id, kind, article) "
            "select gen_random_uuid(), %s, x.*, '-' from unnest(%s::uuid[], %s::uuid[], %s::text[]) as x",
            [joint_id, [branches[k.before] for k in links], [branches[k.after] for k in links], [k.kind.value for k in links]],
        )
        cursor.execute("vacuum analyze")


def steps(case: Player, now: datetime) -> list[float]:
    """Milliseconds of each real review step of one case, up to its decision."""
    case.accept(now)
    case.mark_reviewed(now)
    times = []
    while opened := [t for t in case.state().open_tasks if t.kind == "step"]:
        begun = time.perf_counter()
        case.step(now, opened[0])
        times.append((time.perf_counter() - begun) * 1000)
    return times


def measured(cast: Cast, joint_id: UUID, now: datetime) -> tuple[list[float], list[float], int]:
    """Steps inside the project, the reaction to a grant that meets another's gate, and statements of that reaction."""
    inside, turns, asked = list[float](), list[float](), 0
    while len(inside) < STEPS:
        one, two = pair(cast, joint_id, now)
        inside += steps(one, now)
        work()
        one.grant(now)
        granted = next(event for event in record.read(one.case_id) if event.kind == CaseGranted.kind)
        reset_queries()
        with CaptureQueriesContext(connection) as context, transaction.atomic():
            begun = time.perf_counter()
            SUBSCRIPTIONS["joint.ends"].handler(granted)
            turns.append((time.perf_counter() - begun) * 1000)
        asked = len(context)
        work()
        if two.state().unmet_gates:
            raise SystemExit("A granted branch did not meet the gate of the one that waited for it.")
    return inside, turns, asked


def run(*, sizes: Sequence[int], networks: int, say: Callable[[str], None] = lambda text: None) -> list[Row]:
    """Networks first, then real projects of rising size, each held against the first."""
    rows = []
    for size in sizes:
        say(f"Networks of {size} cases")
        for seed in range(networks - 1):
            figures(size, seed + 1)
        rows += figures(size, 0)
    now = datetime.now(UTC)
    cast = gather(now)
    work()
    alone = [ms for _ in range(STEPS // 2) for ms in steps(Player(cast, ITEM).apply(now), now)]
    source, first = Player(cast, FILLING).apply(now).accept(now), dict[str, list[float]]()
    work()
    for place, size in enumerate(sizes):
        say(f"A project of {size} cases")
        joint_id = project(cast, place, now)
        grow(joint_id, source, size, place)
        inside, turns, asked = measured(cast, joint_id, now)
        rows.append(row(f"step in a project of {size}", 1, inside, "ms", against="step of a case alone", limits=alone))
        for name, values, unit in (("what follows a grant", turns, "ms"), ("statements of that", [float(asked)], "queries")):
            base = first.setdefault(name, values)
            rows.append(row(f"{name}, project of {size}", 1, values, unit, against=f"project of {sizes[0]}", limits=base))
        rows += board_rows(joint_id, size, first, sizes[0], now.date())
    return rows


def board_rows(joint_id: UUID, size: int, first: dict[str, list[float]], smallest: int, today: date) -> list[Row]:
    """The board as its page reads it: milliseconds, and statements."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        board = projects.board(joint_id, leads={}, from_on=today, target=60, today=today)
        times.append((time.perf_counter() - begun) * 1000)
    reset_queries()
    with CaptureQueriesContext(connection) as context:
        projects.board(joint_id, leads={}, from_on=today, target=60, today=today)
    each = [ms * 1000 / len(board.bars) for ms in times]
    base, asked = first.setdefault("board", each), first.setdefault("asked", [float(len(context))])
    return [
        row(f"board of {len(board.bars)} cases", 1, each, "µs a case", against=f"board of {smallest}", limits=base),
        row(f"statements of that board, {size}", 1, [float(len(context))], "queries", against=f"board of {smallest}", limits=asked),
    ]
