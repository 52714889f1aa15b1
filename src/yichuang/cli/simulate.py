"""`yichuang simulate`: applicants, clerks and reviewers act through the same verbs, on a clock of their own."""

from __future__ import annotations

import heapq
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yichuang.cli import environment
from yichuang.cli.output import console, emit_json, fail
from yichuang.cli.work import WORKER

if TYPE_CHECKING:
    from yichuang.cases.domain.state import Task
    from yichuang.cli.players import Cast, Player

app = typer.Typer(add_completion=False)
Move = Callable[[datetime], None]

TASTE = {"lapse": 0.03, "correct": 0.17, "silent": 0.03, "not_needed": 0.02, "reject": 0.02}
"""How the acceptance of a simulated case goes; the rest is accepted at once."""
END = {"refuse": 0.10, "withdraw": 0.03, "end": 0.02}
LATE, SEND_BACK, EXTEND, SPECIAL, AT_ONCE, CHANGE, STATE = 0.05, 0.08, 0.05, 0.5, 0.5, 0.15, 0.05
"""AT_ONCE: of the cases of items that declare 即办. CHANGE: of the licences in hand (49). STATE: applicants who state their view (36)."""
SPARE = 20
"""One case in so many is kept for a change of a licence."""


@dataclass(slots=True)
class World:
    """The simulated days: a queue of moves in order of time; between days the law's own clock runs."""

    cast: Cast
    dice: random.Random
    now: datetime
    queue: list[tuple[datetime, int, Move]] = field(default_factory=list)
    count: int = 0
    steps: int = 0
    spare: list[Life] = field(default_factory=list)
    """Cases kept for what comes out of others, changes of licences; those nobody needed begin as new ones at the end."""

    def later(self, days: float, move: Move, at: datetime | None = None) -> None:
        """Do `move` some days on, in office hours."""
        moment = (at or self.now) + timedelta(days=days)
        moment = moment.replace(hour=9 + self.dice.randrange(8), minute=self.dice.randrange(60), second=0, microsecond=0)
        self.count += 1
        heapq.heappush(self.queue, (max(moment, self.now), self.count, move))

    def run(self, tick: Callable[[int], None]) -> None:
        """Play every move; at each midnight between moves run what is due, and let the worker catch up."""
        from yichuang.cases import api as cases
        from yichuang.cli.players import work

        while self.queue or self.spare:
            while self.spare and not self.queue:
                self.later(1, self.spare.pop().begin)
            moment, _, move = heapq.heappop(self.queue)
            if moment.date() > self.now.date():
                self.now = datetime.combine(moment.date(), clock_time(0, 5), moment.tzinfo)
                while cases.run_due(self.now):
                    pass
                work()
            self.now = moment
            move(moment)
            self.steps += 1
            tick(len(self.queue))
        self.settle()

    def settle(self) -> None:
        """Nobody moves any more: time itself closes what it closes."""
        from yichuang.cases import api as cases
        from yichuang.cli.players import work

        for days in (40, 80):
            moment = self.now + timedelta(days=days)
            while cases.run_due(moment):
                pass
            work()


def pick(dice: random.Random, odds: dict[str, float]) -> str:
    """One of the named ways by its odds, or an empty string."""
    roll = dice.random()
    for name, chance in odds.items():
        roll -= chance
        if roll < 0:
            return name
    return ""


@dataclass(slots=True)
class Life:
    """One simulated case: each method is a move that plans the next one."""

    world: World
    player: Player

    def begin(self, now: datetime) -> None:
        self.player.apply(now)
        days = self.world.dice.choice((0, 1, 1, 2, 3))
        way = pick(self.world.dice, TASTE)
        moves: dict[str, Move] = {
            "lapse": self.ask, "correct": self.ask_and_bring, "not_needed": self.not_needed, "reject": self.reject,
            "": self.accept,
        }  # fmt: skip
        if self.at_once_item() and self.world.dice.random() < AT_ONCE:
            self.world.later(0, self.at_once)
        elif way == "silent":
            self.world.later(9, self.accept)  # a licence is deemed accepted by then; another regime knows no such thing
        else:
            self.world.later(days, moves[way])

    def still(self, *phases: str) -> bool:
        return self.player.state().phase.value in phases

    def ask(self, now: datetime) -> None:
        from yichuang.cli.players import points_of

        if self.still("received"):
            self.player.ask_correction(now, points_of(self.player, 1 + self.world.dice.randrange(2)))
            self.world.later(1, self.serve)

    def serve(self, now: datetime) -> None:
        """What waits at the window is signed for."""
        self.player.serve(now)

    def ask_and_bring(self, now: datetime) -> None:
        self.ask(now)
        self.world.later(2 + self.world.dice.randrange(4), self.bring)

    def bring(self, now: datetime) -> None:
        if self.still("correcting"):
            self.player.bring(now)
            self.world.later(1, self.accept)

    def accept(self, now: datetime) -> None:
        if self.still("received", "correcting"):
            self.player.accept(now)
        self.start(now)

    def at_once_item(self) -> bool:
        from yichuang.cases.domain.on_the_spot import declares

        return declares(self.player.terms)

    def at_once(self, now: datetime) -> None:
        """即办 at the window; what is drawn by lot is looked at by somebody else some days on (34(2))."""
        if self.still("received"):
            self.player.at_once(now, roll=self.world.dice.randrange)
            self.world.later(1, self.deliver)
            self.world.later(3, self.spot_check)

    def spot_check(self, now: datetime) -> None:
        from yichuang.cases.domain.phases import TaskKind

        for task in [t for t in self.player.state().open_tasks if t.kind is TaskKind.SPOT_CHECK]:
            self.player.spot_check(now, task)

    def not_needed(self, now: datetime) -> None:
        from yichuang.cases import api as cases

        if not self.player.state().is_licence:
            self.accept(now)
        elif self.still("received"):
            actor = self.player.cast["chuangkou"]
            cases.tell_not_needed(self.player.case_id, reason="经核对，本次活动依法不需要取得许可", actor=actor, now=now)
            self.world.later(1, self.serve)

    def reject(self, now: datetime) -> None:
        from yichuang.cases import api as cases

        if not self.player.state().is_licence:
            self.accept(now)
        elif self.still("received"):
            cases.reject(
                self.player.case_id, ground="not_competent", reason="该事项由上级机关办理", where_to_go="示例省主管部门",
                actor=self.player.cast["kezhang"], now=now,
            )
            self.world.later(1, self.serve)

    def start(self, now: datetime) -> None:
        """Under review: maybe a special procedure, then the steps."""
        if not self.still("under_review"):
            return
        late = 30 if self.world.dice.random() < LATE else 0
        if self.world.dice.random() < EXTEND:
            self.world.later(2, self.extend)
        if self.world.dice.random() < STATE and self.player.state().is_licence:
            self.world.later(1, self.state_view)
        caps = self.player.terms.special_caps
        if caps and self.world.dice.random() < SPECIAL:
            self.world.later(1, self.pause)
        else:
            self.world.later(1 + late, self.review)

    def pause(self, now: datetime) -> None:
        from yichuang.cases import api as cases

        if self.still("under_review"):
            cap = self.player.terms.special_caps[0]
            actor = self.player.cast.holder("undertaker", self.player.state().handling_organ_id, now)
            cases.start_special(self.player.case_id, ground=cap.ground, days=5, basis="", actor=actor, now=now)
            self.world.later(6, self.resume)

    def resume(self, now: datetime) -> None:
        from yichuang.cases import api as cases

        act = next(a for a in self.player.state().acts if a.kind.value == "special")
        actor = self.player.cast.holder("undertaker", self.player.state().handling_organ_id, now)
        cases.end_special(self.player.case_id, act_id=act.id, actor=actor, now=now)
        self.world.later(1, self.review)

    def review(self, now: datetime) -> None:
        """One step a move; the marks of the checklist come with the first."""
        from yichuang.cases.domain.phases import TaskKind

        if not self.still("under_review"):
            return
        self.player.mark_reviewed(now)
        steps = [t for t in self.player.state().open_tasks if t.kind is TaskKind.STEP]
        before = self.last_done(steps[0]) if steps else ""
        if before and self.world.dice.random() < SEND_BACK and self.player.send_back(now, steps[0], before):
            self.world.later(1, self.review)
        elif steps:
            self.player.step(now, steps[0])
            self.world.later(self.world.dice.choice((0, 0, 1)), self.review)
        else:
            self.world.later(0, self.decide)

    def last_done(self, task: Task) -> str:
        """The step done before this one, to which it may be sent back; a case goes back once."""
        done = [t for t in self.player.state().tasks if t.kind.value == "step" and t.closed_at and t.node != task.node]
        once = bool(done) and all(t.verdict == "agree" for t in done)
        return done[-1].node if once else ""

    def state_view(self, now: datetime) -> None:
        """The applicant makes a statement, and the undertaker takes note of it the same hour (36)."""
        if self.still("under_review"):
            self.player.state_view(now)

    def extend(self, now: datetime) -> None:
        """Some licences need the extension of 42."""
        state = self.player.state()
        if state.phase.value == "under_review" and state.is_licence and not state.statutory_passed:
            self.player.extend(now)

    def decide(self, now: datetime) -> None:
        way = pick(self.world.dice, END)
        if not self.still("under_review"):
            return
        if way == "withdraw":
            self.withdraw(now)
        elif way == "end":
            self.end(now)
        elif self.visit_first(now):
            self.world.later(1, self.decide)
        else:
            if way == "refuse" and self.player.state().is_licence:
                self.player.refuse(now, "现场情况与申请材料不一致，不符合法定条件")
            else:
                self.player.grant(now)
            self.world.later(1 + self.world.dice.randrange(4), self.deliver)

    def visit_first(self, now: datetime) -> bool:
        """Whether the item needs a visit, or a legal review, before the decision; then it is done now."""
        return self.player.meet_needs(now)

    def withdraw(self, now: datetime) -> None:
        from yichuang.cases import api as cases

        cases.withdraw(self.player.case_id, reason="申请人计划有变", actor=self.player.cast.applicant(1), now=now)

    def end(self, now: datetime) -> None:
        from yichuang.cases import api as cases

        cases.end(
            self.player.case_id, ground="item_repealed", reason="事项已依法取消", actor=self.player.signer(now), now=now
        )

    def deliver(self, now: datetime) -> None:
        self.player.hand_out(now)
        state = self.player.state()
        if state.is_granted_licence and not state.purpose and self.world.dice.random() < CHANGE:
            self.world.later(5, self.change)

    def change(self, now: datetime) -> None:
        """Its holder asks for a change (49): a case of its own, that goes the ordinary way."""
        from yichuang.cases import api as cases
        from yichuang.licences.domain import Purpose

        state = self.player.state()
        if state.licence_id is None or not self.still("closed") or not self.world.spare:
            return
        life, becomes = self.world.spare.pop(), {"address": f"示例路{self.world.dice.randrange(1, 99)}号之一"}
        life.player.item = self.player.item
        life.player.apply(now, party=state.applicant_id, asked=cases.Asked(Purpose.CHANGE, state.licence_id, becomes))
        self.world.later(1, life.accept)


def play(cases_wanted: int, seed: int, start: date, tick: Callable[[int], None]) -> dict[str, Any]:
    """Simulate and report in the stable shape of design §12."""
    from yichuang.cases import api as cases
    from yichuang.cli.players import Player, gather
    from yichuang.kernel.values import ZONE

    begun = time.monotonic()
    cast = gather(datetime.now(UTC))
    dice = random.Random(seed)
    world = World(cast, dice, datetime.combine(start, clock_time(9), ZONE))
    lives = [Life(world, Player(cast, dice.choice(sorted(cast.items)))) for _ in range(cases_wanted)]
    kept = len(lives) // SPARE
    world.spare = lives[len(lives) - kept :]
    for life in lives[: len(lives) - kept]:
        world.later(dice.randrange(20), life.begin)
    world.run(tick)
    outcomes: Counter[str] = Counter()
    unlawful = 0
    for life in lives:
        state = cases.state(life.player.case_id)
        outcomes[state.outcome.value if state.outcome and state.phase.value == "closed" else state.phase.value] += 1
        unlawful += not cases.is_finished(state.phase.value)
    seconds = time.monotonic() - begun
    return {
        "cases": cases_wanted, "seconds": round(seconds, 3), "cases_per_s": round(cases_wanted / seconds, 3),
        "steps_per_s": round(world.steps / seconds, 3), "outcomes": dict(sorted(outcomes.items())), "unlawful": unlawful,
    }  # fmt: skip


def ticks(quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar over the moves that are still planned."""
    if quiet:
        yield lambda left: None
        return
    from rich.progress import Progress

    with Progress(console=console()) as progress:
        task = progress.add_task("Simulating", total=None)
        yield lambda left: progress.update(task, advance=1, description=f"Simulating, {left} moves planned")


def refuse_a_worker() -> None:
    """A worker keeps the real clock: it would let limits pass that in the simulated days have not come yet."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and application_name = %s", [WORKER]
        )
        if cursor.fetchone()[0]:
            fail("A worker runs on this database (`yichuang work`, or `demo`). Stop it, or simulate elsewhere: YICHUANG_HOME=/tmp/simulated.")


@app.command()
def simulate(
    cases: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many cases to play.")] = 100,
    seed: Annotated[int, typer.Option(help="The dice: the same seed plays the same cases.")] = 1,
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First simulated day.")] = datetime(2026, 3, 2),  # noqa: DTZ001
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Play cases from application to their end through the real verbs; print throughput and outcomes."""
    with environment.ready():
        refuse_a_worker()
        for tick in ticks(as_json):
            report = play(cases, seed, start.date(), tick)
    if as_json:
        emit_json(report)
    else:
        out = console()
        out.print(f"{report['cases']} cases in {report['seconds']} s, {report['cases_per_s']} cases/s, {report['steps_per_s']} moves/s")
        for name, n in report["outcomes"].items():
            out.print(f"  {n:>7}  {name}")
        out.print(f"Not in a lawful end state: {report['unlawful']}")
    raise typer.Exit(1 if report["unlawful"] else 0)
