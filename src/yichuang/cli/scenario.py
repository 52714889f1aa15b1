"""`yichuang scenario NAME`: a city's own account of a reform, run through the real verbs with simulated reviewers, and what it took.

A database of its own, dropped at the end. Steps, papers, seals and visits are counted from the record, working days by the calendar.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from yichuang.cli import environment
from yichuang.cli.output import console, emit_json, fail, table

if TYPE_CHECKING:
    from yichuang.cli.players import Cast, Player
    from yichuang.cli.scenario_plans import Plan, Planned

app = typer.Typer(add_completion=False)
SCRATCH = f"yichuang_scenario_{os.getpid()}"
BEGIN = date(2024, 1, 8)
WAYS = ("serial", "parallel", "one dossier")
LAW = "《中华人民共和国行政许可法》"


@dataclass(frozen=True, slots=True)
class Took:
    """What one way took. `papers`: files the applicant handed in; `sets`: how often a set of papers was put together; `visits`: journeys
    to the site; `days`: working days from the first receipt to the last decision."""

    plan: str
    way: str
    cases: int
    departments: int
    steps: int
    papers: int
    sets: int
    seals: int
    visits: int
    days: int
    longest: int


@app.command()
def scenario(
    name: Annotated[str, typer.Argument(help="xian-construction or jining-project")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    small: Annotated[bool, typer.Option("--small", help="xian-construction at an eighth of its size.")] = False,
) -> None:
    """Play a city's account: serial, parallel, parallel with one dossier."""
    from yichuang.cli.scenario_plans import JINING, XIAN, XIAN_SMALL

    plans: dict[str, list[tuple[str, Plan, tuple[str, ...]]]] = {
        "xian-construction": [("西安", XIAN_SMALL if small else XIAN, WAYS)],
        "jining-project": [(said, plan, ("serial",) if "前" in said else ("one dossier",)) for said, plan in JINING.items()],
    }
    if name not in plans:
        fail(f"“{name}” is no scenario; there are {', '.join(plans)}.")
    say: Callable[[str], None] = (lambda text: None) if as_json else console(stderr=True).print
    with environment.scratch(SCRATCH):
        found = [took for said, plan, ways in plans[name] for took in play(said, plan, ways, say)]
    if as_json:
        emit_json([asdict(took) for took in found])
        return
    columns = ("plan", "way", "cases", "departments", "steps", "papers", "sets", "seals", "visits", "days", "longest")
    table(*columns, rows=[tuple(asdict(took).values()) for took in found])


def play(said: str, plan: Plan, ways: tuple[str, ...], say: Callable[[str], None]) -> list[Took]:
    """Set the plan's departments and items up once, then run each way from its beginning."""
    from yichuang.cli.players import gather
    from yichuang.organisations.seed import seed_departments

    begun = datetime.combine(BEGIN, time(9), UTC)
    cast = gather(begun)
    say(f"{said}: {plan.departments} departments, {plan.offices} offices")
    seed_departments(plan.departments, offices=plan.offices, now=begun)
    cast = type(cast)(cast.demo, {**cast.items, **{code: put_in_force(plan, one, code, begun) for code, one in codes(plan)}})
    found = []
    for way in ways:
        say(f"{said}: {way}")
        found.append(run(said, plan, way, cast))
    return found


def codes(plan: Plan) -> list[tuple[str, Planned]]:
    return [(f"{plan.name}-{n}", one) for n, one in enumerate(plan.items, 1)]


def chain(code: str, steps: int) -> str:
    """A drawing of so many steps one after the other, by the undertakers of the department."""
    nodes = ["start", *(f"s{n}" for n in range(1, steps + 1)), "end"]
    tasks = "".join(f'<userTask id="s{n}" name="第{n}环节" yc:post="undertaker"/>' for n in range(1, steps + 1))
    flows = "".join(f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(zip(nodes, nodes[1:], strict=False)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:yc="urn:yichuang:bpmn:1" id="d" targetNamespace="urn:yichuang:procedures" expressionLanguage="urn:yichuang:cel">'
        f'<process id="{code}" name="逐级审查" isExecutable="true"><startEvent id="start" name="受理"/>{tasks}'
        f'<endEvent id="end" name="待决定"/>{flows}</process></definitions>'
    )


def put_in_force(plan: Plan, one: Planned, code: str, now: datetime) -> UUID:
    """One item of the plan, published by the same verb as the shipped ones."""
    from yichuang.catalogue import api as catalogue
    from yichuang.catalogue.seed import draft_of, published_files
    from yichuang.organisations import api as organisations

    actor = organisations.system_actor("catalogue")
    base = next(data for data in published_files() if data["code"] == "soil-conservation")
    data = {**base, **told(one, code), "deciding_organ": f"department-{one.department}"}
    drawing = catalogue.keep_procedure(code, name="逐级审查", bpmn=chain(code, one.steps), now=now, actor=actor)
    version_id = draft_of(data, {code: drawing}, now=now, actor=actor)
    catalogue.claims.claim(catalogue.terms(version_id).item_id, "demo-soil", organ_id=None, now=now, actor=actor)
    catalogue.publish(version_id, now=now, actor=actor)
    return version_id


def told(one: Planned, code: str) -> dict[str, Any]:
    """What the version says: law's twenty days, the promise, steps that add up to it, a paper of each kind."""
    days = [one.days // one.steps + (n < one.days % one.steps) for n in range(one.steps)]
    return {
        "code": code, "name": f"第{one.department}部门审批事项（{code}）", "name_en": f"Item {code}", "codes": {}, "aliases": [], "keywords": [],
        "deciding_model": "stationed", "procedure": code, "visit_required": one.visit, "one_review": False,
        "statutory": {"amount": 20, "unit": "working_day", "text": "20个工作日", "article": f"{LAW}第四十二条第一款", "rank": "law"},
        "promised": {"amount": one.days, "unit": "working_day", "text": f"{one.days}个工作日"}, "special_caps": [],
        "materials": [
            {
                "code": f"M{n}", "name": paper, "type_code": f"scenario-{paper}", "required": True, "original": 1, "form": "原件",
                "medium": "both", "source": "申请人自备", "article": f"{LAW}第三十一条",
            }
            for n, paper in enumerate(one.papers, 1)
        ],
        "review_points": [], "prerequisites": [],
        "steps": [
            {"name": "受理", "phase": "acceptance", "post": "window"},
            *({"name": f"第{n + 1}环节", "phase": "review", "post": "undertaker", "limit": {"amount": d, "unit": "working_day"}} if d else
              {"name": f"第{n + 1}环节", "phase": "review", "post": "undertaker"} for n, d in enumerate(days)),
            {"name": "决定", "phase": "decision", "post": "chief_representative"}, {"name": "送达", "phase": "delivery", "post": "certificate"},
        ],
    }  # fmt: skip


def run(said: str, plan: Plan, way: str, cast: Cast) -> Took:
    """Serial: each item is applied for when the one before is decided. Parallel: all on one day, each with its own set. One dossier:
    all on one day as one 联办, each assuming the result of the one before, every kind of paper once, one journey to the site."""
    from yichuang.cli.players import work

    first = at(BEGIN)
    if way == "one dossier":
        players = submit_together(plan, cast, first)
        days = [review(player, one, first, together=True) for player, (_, one) in zip(players, codes(plan), strict=True)]
        ends = decided_in_turn(players, days)
    else:
        players, ends, now = [], list[datetime](), first
        for code, one in codes(plan):
            players.append(apply(cast, code, now))
            ends.append(review(players[-1], one, now))
            players[-1].grant(ends[-1])
            now = ends[-1] + timedelta(days=1) if way == "serial" else first
    work()
    return counted(said, plan, way, players, first.date(), max(ends).date())


def decided_in_turn(players: list[Player], ready: list[datetime]) -> list[datetime]:
    """Each is decided when its own review is done and the result it assumed is there: the reaction opens its gate that day."""
    from yichuang.cli.players import work

    ends: list[datetime] = []
    for player, own in zip(players, ready, strict=True):
        ends.append(max(own, *ends[-1:]) if ends else own)
        player.grant(ends[-1])
        work()
    return ends


def at(day: date) -> datetime:
    from yichuang.kernel.values import ZONE

    return datetime.combine(day, time(10), ZONE)


def apply(cast: Cast, code: str, now: datetime) -> Player:
    """One application by itself, with files of its own."""
    from yichuang.cases import api as cases
    from yichuang.cli.players import Player
    from yichuang.cli.together import package

    received = cases.lay_down(package(cast, code, cast.company, now, apart=code), actor=cast.applicant(1), now=now)
    return Player(cast, code, case_id=received.case_id, number=received.number)


def submit_together(plan: Plan, cast: Cast, now: datetime) -> list[Player]:
    """One 联办 with every item, in the chain they stood in before, every prerequisite assumed (假定前置条件全部成立); a kind of paper handed in
    once is used by all who ask for it."""
    from yichuang.cli.players import Player
    from yichuang.cli.together import package
    from yichuang.joint import api as joint
    from yichuang.joint.domain.edges import EdgeKind
    from yichuang.joint.domain.themes import ThemeEdge

    wanted = [joint.Wanted(cast.item_id(code), package(cast, code, cast.company, now, apart=plan.name)) for code, _ in codes(plan)]
    chained = [ThemeEdge(a.item_id, b.item_id, EdgeKind.ASSUMABLE, f"{LAW}第三十八条第一款") for a, b in zip(wanted, wanted[1:], strict=False)]
    frame = joint.Frame(name=plan.name, applicant_id=cast.company, lead_item=wanted[0].item_id, edges=tuple(chained))
    begun = joint.receive(frame, wanted, actor=cast.applicant(1), now=now)
    view = joint.view(begun.joint_id, actor=cast.applicant(1), today=now.date())
    ids = {row.item_id: row.case_id for row in view.branches}
    return [Player(cast, code, case_id=ids[cast.item_id(code)] or begun.joint_id) for code, _ in codes(plan)]


def review(player: Player, one: Planned, received: datetime, *, together: bool = False) -> datetime:
    """Accepted the same day; the steps are done evenly over the promised days; ready to be decided on the last of them."""
    from yichuang.clock import api as clock

    calendar = clock.calendar()
    player.accept(received)
    player.mark_reviewed(received)
    day = received.date()
    if one.visit:
        on = at(clock.add_working_days(calendar, BEGIN if together else day, 2))
        player.meet_needs(max(on, received))
    for n in range(1, one.steps + 1):
        moment = at(clock.add_working_days(calendar, day, max(1, one.days * n // (one.steps + 1))))
        task = next(task for task in player.state().open_tasks if task.kind == "step")
        player.step(moment, task)
    return at(clock.add_working_days(calendar, day, one.days))


def counted(said: str, plan: Plan, way: str, players: list[Player], first: date, last: date) -> Took:
    """From the record: steps completed, files handed in, papers sealed, journeys to the site, working days."""
    from django.db import connection

    from yichuang.clock import api as clock
    from yichuang.documents import api as documents
    from yichuang.kernel import record
    from yichuang.kernel.values import local_date

    ids = [player.case_id for player in players]
    streams = record.read_many(ids)
    steps = sum(event.kind == "cases.StepCompleted" for events in streams.values() for event in events)
    visits = {(local_date(act.opened_at), None if way == "one dossier" else player.case_id) for player in players
              for act in player.state().acts if act.kind == "visit"}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("select count(distinct stored_id) from dossier_file where case_id = any(%s)", [ids])
        files = int(cursor.fetchone()[0])
    seals = sum(bool(paper.file_sha256) for case_id in ids for paper in documents.of_case(case_id))
    calendar = clock.calendar()
    return Took(
        said, way, len(ids), plan.departments, steps, files, 1 if way == "one dossier" else len(ids), seals, len(visits),
        clock.working_days_between(calendar, first, last), max(one.days for one in plan.items),
    )  # fmt: skip
