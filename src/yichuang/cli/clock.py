"""`yichuang clock due`: when a limit ends, with the days that were counted."""

from __future__ import annotations

import os
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from yichuang.cli.output import console, emit_json, fail, table
from yichuang.clock.domain import (
    SAME_DAY_UNITS,
    TIME_UNITS,
    Calendar,
    Due,
    Limit,
    OfficeHours,
    OfficePeriod,
    Stop,
    Unit,
    day_start,
    due,
    packaged,
)
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import ZONE, local_date

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def clock() -> None:
    """Due dates, with the days counted."""


@app.command("due")
def due_command(
    start: Annotated[str, typer.Option(help="2026-09-24T16:20 or 2026-09-24; without a zone it is Asia/Shanghai.")],
    amount: Annotated[
        int | None, typer.Option("--days", "--amount", "-n", help="How many of the unit; on_the_spot and same_day need none.")
    ] = None,
    unit: Annotated[Unit, typer.Option(help="What the amount is counted in.")] = Unit.WORKING_DAY,
    suspend: Annotated[
        list[str] | None,
        typer.Option(help="FROM..TO: stopped on FROM, resumed on TO; `FROM..` is still open. May be repeated."),
    ] = None,
    office_hours: Annotated[
        str, typer.Option(help="09:00-12:00,13:30-17:00: hours and minutes run only then, on working days.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Count a limit: the first day does not count, the day of suspension does, the day of resumption does not."""
    if amount is None and unit not in SAME_DAY_UNITS:
        fail(f"--days: say how many {unit.value}s, such as --days 20")
    try:
        limit = Limit(amount or 0, unit, office_hours=bool(office_hours))
        stops = tuple(_stop(text) for text in suspend or ())
        office = _office(office_hours)
        found = due(_calendar(), _start(start, unit), limit, stops, office=office)
    except Refusal as refusal:
        fail("\n".join(str(t) % refusal.details for t in (refusal.message, refusal.remedy) if t))
    if as_json:
        emit_json(found.as_json())
    else:
        _print(found)


def _calendar() -> Calendar:
    """The calendar in force where there is a house with a database, else the packaged one: counting needs no server."""
    home = Path(os.environ.get("YICHUANG_HOME") or "var")
    if not os.environ.get("DATABASE_URL") and not any((home / n).exists() for n in ("postgres", "postgres.json")):
        return packaged()
    from yichuang.cli import environment

    with environment.ready(migrate=False):
        from django.db import ProgrammingError

        from yichuang.clock import api

        try:
            return api.calendar()
        except ProgrammingError:  # a database before its first migration
            return packaged()


def _moment(text: str, option: str) -> datetime | date:
    text = text.strip()
    try:
        if len(text) <= len("2026-09-24"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{option}: {text!r} is not a date such as 2026-09-24 or a time such as 2026-09-24T16:20")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _start(text: str, unit: Unit) -> datetime | date:
    moment = _moment(text, "--start")
    if unit in TIME_UNITS and not isinstance(moment, datetime):
        return day_start(moment)
    return moment


def _stop(text: str) -> Stop:
    begin, dots, end = text.partition("..")
    if not dots:
        fail(f"--suspend: {text!r} should be FROM..TO, such as 2026-09-15..2026-09-21, or FROM..")
    first = _moment(begin, "--suspend")
    last = _moment(end, "--suspend") if end.strip() else None
    return Stop(
        _day(first), last and _day(last),
        from_at=first if isinstance(first, datetime) else None, to_at=last if isinstance(last, datetime) else None,
    )


def _day(moment: datetime | date) -> date:
    return local_date(moment) if isinstance(moment, datetime) else moment


def _office(text: str) -> OfficeHours:
    if not text:
        return ()
    try:
        pairs = [span.split("-") for span in text.split(",")]
        spans = tuple((time.fromisoformat(a.strip()), time.fromisoformat(b.strip())) for a, b in pairs)
    except ValueError:
        fail(f"--office-hours: {text!r} should look like 09:00-12:00,13:30-17:00")
    return (OfficePeriod(date.min, None, spans),)


def _print(found: Due) -> None:
    out = console()
    if found.due_on is None or found.due_at is None:
        out.print(f"The clock stands; {len(found.counted)} days had counted before. There is no due date yet.")
    else:
        until = found.due_at.isoformat() if found.unit in TIME_UNITS else "24:00 Asia/Shanghai"
        note = " (provisional 暂定: the notice for that year is not out)" if found.provisional else ""
        out.print(f"[bold]{found.due_on.isoformat()}[/], until {until}{note}")
    for begin, end in found.suspended:
        out.print(f"Suspended {begin} .. {end or 'open'}")
    if found.counted:
        table("n", "day", "", rows=[(n, day.isoformat(), f"{day:%a}") for n, day in enumerate(found.counted, 1)])
