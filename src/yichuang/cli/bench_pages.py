"""`bench pages`: the pages everybody opens must not get slower, nor ask more, as the years go by."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yichuang.cli.bench_cases import copy_case
from yichuang.cli.bench_rows import Row, row
from yichuang.cli.players import Cast, Player, gather
from yichuang.cli.serve import collect_static
from yichuang.web.tracking import LASTS, PROVED

ITEM = "drainage"
BATCH = 10_000
REPEATS = 9
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Page:
    """A page and who looks at it."""

    name: str
    path: str
    client: Client

    def open(self) -> None:
        answer = self.client.get(self.path)
        if answer.status_code != 200:
            raise SystemExit(f"{self.path} answered {answer.status_code}, so there is nothing to measure.")

    def milliseconds(self) -> list[float]:
        self.open()
        times = []
        for _ in range(REPEATS):
            begun = time.perf_counter()
            self.open()
            times.append((time.perf_counter() - begun) * 1000)
        return times

    def queries(self) -> list[float]:
        with CaptureQueriesContext(connection) as context:
            self.open()
        return [float(len(context))]


def pages(cast: Cast, shown: Player) -> list[Page]:
    clerk, applicant, anybody = Client(), Client(), Client()
    clerk.force_login(get_user_model().objects.get(username="chengban"), backend=BACKEND)
    session = applicant.session
    follower = str(shown.state().applicant_id)
    session[PROVED] = {str(shown.case_id): [(datetime.now(UTC) + LASTS).timestamp(), [follower]]}
    session.save()
    applicant.cookies["sessionid"] = str(session.session_key)
    return [
        Page("work list", "/desk/", clerk),
        Page("tracking", f"/track/{shown.case_id}/", applicant),
        Page("guide", f"/items/{cast.items[ITEM]}/", anybody),
    ]


def fill(case: Player, total: int, made: int, say: Callable[[str], None]) -> int:
    """Copy until there are `total` cases; a tenth stays open, as in an office that keeps up with its work."""
    while made < total:
        count = min(BATCH, total - made)
        say(f"Copying cases: {made + count} of {total}")
        copies = copy_case(case.case_id, count, start=made)
        with connection.cursor() as cursor:
            done = copies[count // 10 :]
            cursor.execute("update case_task set closed_at = now(), verdict = 'agree' where case_id = any(%s) and closed_at is null", [done])
            cursor.execute("update case_record set phase = 'closed', outcome = 'granted', next_check_at = null, work_on = null where id = any(%s)", [done])
        made += count
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return made


def run(*, sizes: Sequence[int], say: Callable[[str], None] = lambda text: None) -> list[Row]:
    """Each page at each size, held against itself at the first size: time and number of queries."""
    collect_static()
    now = datetime.now(UTC)
    cast = gather(now)
    shown, copied = (Player(cast, ITEM).apply(now).accept(now) for _ in range(2))
    looked_at, made, rows = pages(cast, shown), 2, []
    first: dict[tuple[str, str], list[float]] = {}
    for size in sizes:
        made = fill(copied, size, made, say)
        for page in looked_at:
            say(f"{page.name} at {size} cases")
            for unit, values in (("ms", page.milliseconds()), ("queries", page.queries())):
                base = first.setdefault((page.name, unit), values)
                rows.append(row(f"{page.name}, {size} cases", 1, values, unit, against=f"{sizes[0]} cases", limits=base))
    return rows
