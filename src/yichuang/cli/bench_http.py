"""`bench http`: a step through granian beside a view that does nothing, and whole cases through `/api/v1/`."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.db import connections

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.cli import bench_bare, props
from yichuang.cli.bench_cases import Copy, copy_case, open_tasks
from yichuang.cli.bench_clients import rate
from yichuang.cli.bench_rows import Row, row
from yichuang.cli.children import Children
from yichuang.cli.players import Player, gather, work
from yichuang.cli.serve import collect_static, command
from yichuang.dossier import api as dossier
from yichuang.organisations import api as organisations

ITEM = "drainage"
WHOLE_ITEM = "soil-conservation"
"""Its procedure has four review steps."""
HOST = "127.0.0.1"
PER_SECOND = 600
WHOLE_CLIENTS = 8
WORKERS = 2
"""What `yichuang serve` starts when nobody says otherwise."""


class Api:
    """One kept-alive connection; every write carries a key of its own and the version it has seen."""

    def __init__(self, port: int) -> None:
        self.line = HTTPConnection(HOST, port, timeout=60)

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        data = None if body is None else json.dumps(body).encode()
        self.line.request(method, path, data, {"Content-Type": "application/json", **headers})
        answer = self.line.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path} answered {answer.status}: {content.decode()[:500]}")
        return json.loads(content) if content[:1] in (b"{", b"[") else content

    def get(self, path: str, token: str) -> Any:
        return self.call("GET", f"/api/v1{path}", Authorization=f"Bearer {token}")

    def post(self, path: str, token: str, body: object, version: int | None = None) -> Any:
        match = {} if version is None else {"If-Match": f'"{version}"'}
        return self.call(
            "POST", f"/api/v1{path}", body, Authorization=f"Bearer {token}", **{"Idempotency-Key": str(uuid4())}, **match
        )


def nothing(port: int) -> Callable[[], Callable[[object], object]]:
    def work_of_client() -> Callable[[object], object]:
        api = Api(port)
        return lambda _: api.call("GET", "/healthz")

    return work_of_client


def step(port: int, token: str) -> Callable[[], Callable[[Copy], object]]:
    def work_of_client() -> Callable[[Copy], object]:
        api, body = Api(port), {"verdict": "agree", "opinion": "同意。"}
        return lambda c: api.post(f"/cases/{c.case_id}/tasks/{c.task_id}/complete", token, body, c.version)

    return work_of_client


class Desk:
    """The people of a case as connected systems: a token for each account."""

    def __init__(self, player: Player, now: datetime) -> None:
        self.player, self.now, self.tokens = player, now, dict[str, str]()

    def token(self, post: str, organ_id: object) -> str:
        key = f"{post}@{organ_id}"
        if key not in self.tokens:
            actor = self.player.cast.holder(post, UUID(str(organ_id)), self.now)
            self.tokens[key] = self.named(get_user_model().objects.get(id=actor.account_id).username)
        return self.tokens[key]

    def named(self, username: str) -> str:
        if username not in self.tokens:
            system = organisations.system_actor("cli")
            self.tokens[username] = organisations.issue_token(f"bench {username}", username, actor=system, now=self.now)[1]
        return self.tokens[username]


Seen = dict[str, Any]

SAMPLES = {"integer": 3, "decimal": "12.5", "date": "2026-09-01", "boolean": True, "phone": "13800000000", "identifier": "A1234"}


def answer(field: Mapping[str, Any]) -> object:
    """A right answer to one question, out of its own schema."""
    if field["element"] == "service.mode":
        return "窗口领取"
    if field["type"] == "choice":
        return field["options"][0]
    if field["type"] == "choices":
        return field["options"][:2]
    return SAMPLES.get(field["type"], "示例市西五路1号")


def application(api: Api, player: Player, token: str, now: datetime) -> dict[str, object]:
    """What every case of the bench applies with; its papers wait in the party's store."""
    party_id = player.cast.company
    form = api.get(f"/versions/{player.version_id}/form?applicant=legal", token)
    answers = {f["element"]: answer(f) for f in form["fields"] if f["required"]}
    answers |= {g["code"]: [{f["element"]: answer(f) for f in g["fields"]}] for g in form["groups"]}
    materials = [
        {"code": m.code, "upload_ids": [dossier.keep(party_id, m, props.paper(m.name, "示例"), file_name="一份.pdf", at=now, by="system:bench").id]}
        for m in catalogue.terms_for(player.version_id, answers).materials if not m.from_form
    ]
    return {
        "item_version_id": str(player.version_id), "applicant": {"party_id": str(party_id)}, "channel": "1",
        "materials": [{**m, "upload_ids": [str(i) for i in m["upload_ids"]]} for m in materials],
        "answers": answers,
    }  # fmt: skip


@dataclass(slots=True)
class Whole:
    """One case through the API up to its decision; counts the writes it took."""

    api: Api
    desk: Desk
    body: Mapping[str, object]
    writes: int = 0

    def do(self, seen: Seen, token: str, verb: str, body: object) -> Seen:
        """One write on a case as it was last seen; its answer says how the case stands now and what is to be done next."""
        self.writes += 1
        return cast(Seen, self.api.post(f"/cases/{seen['case_id']}/{verb}", token, body, seen["version"]))

    def mark(self, seen: Seen, token: str, checklist: str) -> Seen:
        listed = self.api.get(f"/cases/{seen['case_id']}/checklists", token)[checklist]
        points = [p["code"] for p in listed if p["state"] == "open"]
        if not points:
            return seen
        return self.do(seen, token, "checklist", {"checklist": checklist, "points": dict.fromkeys(points, "met")})

    def play(self, _: object = None) -> str:
        window = self.desk.named("chuangkou")
        self.writes += 1
        made = self.api.post("/applications", window, self.body)
        seen = self.do(self.mark(made, window, "acceptance"), window, "accept", {})
        marked = False
        while True:
            task = next(t for t in seen["open_tasks"] if t["kind"] in ("step", "decide"))
            token = self.desk.token(task["post"], task["organ_id"])
            if task["kind"] == "decide":
                self.do(seen, token, "grant", {})
                return str(seen["case_id"])
            seen = seen if marked else self.mark(seen, token, "review")
            marked = True
            seen = self.do(seen, token, f"tasks/{task['id']}/complete", {"verdict": "agree", "opinion": "同意。"})

    def issue(self, case_id: str) -> None:
        token = self.desk.named("zhizheng")
        version = self.api.get(f"/cases/{case_id}", token)["version"]
        body = {"mode": "direct", "collected_by": "张某", "identity": "身份证核对一致"}
        self.do({"case_id": case_id, "version": version}, token, "deliver", body)


def whole_cases(port: int, now: datetime, player: Player, bare: Sequence[float], seconds: float, say: Callable[[str], None]) -> list[Row]:
    """Register, accept, review, decide by clients; the worker makes the papers, timed apart; then they are handed out."""
    desk = Desk(player, now)
    api = Api(port)
    trial = Whole(api, desk, application(api, player, desk.named("chuangkou"), now))
    case_id = trial.play()
    work()
    trial.issue(case_id)  # also asks for every token that the clients will need
    commits = trial.writes
    say(f"Whole cases through /api/v1/, {WHOLE_CLIENTS} clients, {commits} commits each")

    def client() -> Callable[[object], object]:
        return Whole(Api(port), desk, trial.body).play

    decided = rate(client, range(100_000), clients=WHOLE_CLIENTS, seconds=seconds, warm_up=1)
    waiting = granted_cases()
    say(f"Making the papers of {len(waiting)} cases")
    begun = time.perf_counter()
    while work():
        pass
    papers = len(waiting) / (time.perf_counter() - begun)

    def hand_out() -> Callable[[str], object]:
        return Whole(Api(port), desk, trial.body).issue

    issued = rate(hand_out, waiting, clients=min(WHOLE_CLIENTS, max(1, len(waiting) // 2)), seconds=seconds, warm_up=1)
    value = 1 / (1 / decided + 1 / issued)
    limits = [one / commits for one in bare]
    against = f"bare psycopg: {commits} times one read and one CTE"
    return [
        row("whole case", WHOLE_CLIENTS, [value], "1/s", against=against, limits=limits),
        row("papers of a case, rendered and signed", 1, [papers], "1/s", against=against, limits=limits),
    ]


def granted_cases() -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select id from case_record where phase = 'decided' and delivered_at is null")
        return [str(case_id) for (case_id,) in cursor]


def run(*, clients: Sequence[int], seconds: float, rounds: int, say: Callable[[str], None] = lambda text: None) -> list[Row]:
    """The step at each number of clients, then whole cases with eight."""
    collect_static()
    now = datetime.now(UTC)
    cast = gather(now)
    played = Player(cast, ITEM).apply(now).accept(now)
    task = played.state().open_tasks[0]
    actor = organisations.actor_by_id(cast.holder(task.post, task.organ_id, now).account_id)
    cases.claim(played.case_id, task.id, actor=actor, now=now)
    token = Desk(played, now).token(task.post, task.organ_id)
    rows: list[Row] = []
    with free_port() as port, Children() as children:
        children.start("web", command(HOST, port, workers=WORKERS, threads=4), out=sys.stderr.fileno())
        wait_for(port)
        made = 0
        for count in clients:
            empty: list[float] = []
            steps: list[float] = []
            for turn in range(rounds):
                say(f"Round {turn + 1} of {rounds}: a step over HTTP, {count} clients")
                wanted = int(PER_SECOND * max(1.0, seconds))
                given = open_tasks(copy_case(played.case_id, wanted, start=made))
                made += wanted
                empty.append(rate(nothing(port), range(1_000_000), clients=count, seconds=seconds))
                steps.append(rate(step(port, token), given, clients=count, seconds=seconds))
            rows.append(row("step over http", count, steps, "1/s", against="a view that does nothing", limits=empty))
        bare = []
        for _ in range(rounds):
            given = open_tasks(copy_case(played.case_id, PER_SECOND * 4, start=made))
            made += len(given)
            bare.append(rate(bench_bare.read_and_statement, given, clients=WHOLE_CLIENTS, seconds=seconds))
        rows += whole_cases(port, now, Player(cast, WHOLE_ITEM), bare, max(seconds, 3.0), say)
        connections.close_all()
    return rows


@contextmanager
def free_port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    yield port


def wait_for(port: int, patience: float = 60.0) -> None:
    """Until the server answers."""
    end = time.monotonic() + patience
    while True:
        try:
            Api(port).call("GET", "/healthz")
            return
        except OSError:
            if time.monotonic() > end:
                raise SystemExit("The server of the bench did not start.") from None
            time.sleep(0.2)
