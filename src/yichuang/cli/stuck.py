"""`yichuang stuck`: what keeps failing behind the pages, and trying it again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from yichuang.cli import environment
from yichuang.cli.output import console, emit_json, table

app = typer.Typer(add_completion=False)


@app.command()
def stuck(
    replay: Annotated[bool, typer.Option("--replay", help="Try everything again (or what --id names), then report what still fails.")] = False,
    subject: Annotated[UUID | None, typer.Option("--id", help="Only this case or stream.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Deadlines that could not be carried out and streams a subscriber has parked; exit status 1 while there are any."""
    with environment.ready():
        if replay:
            again(subject)
        found = [row for row in findings() if subject is None or row["id"] == str(subject)]
    if as_json:
        emit_json(found)
    elif found:
        names = ("what", "id", "failures", "waiting", "since", "next_try_at", "error")
        table(*names, rows=[tuple(row[name] if row[name] is not None else "" for name in names) for row in found])
    else:
        console().print("Nothing is stuck.")
    if found:
        raise typer.Exit(1)


def findings() -> list[dict[str, Any]]:
    """Rows of the report in their stable shape: timed work that is put off, then parked streams."""
    from yichuang.kernel import due, subscriptions

    timed = [
        {"what": s.what, "id": str(s.subject_id), "seq": None, "failures": s.failures, "waiting": 1, "since": s.first_at.isoformat(),
         "next_try_at": s.next_try_at.isoformat(), "error": s.error}
        for s in due.stuck()
    ]  # fmt: skip
    return timed + [
        {"what": p.subscription, "id": str(p.stream_id), "seq": p.seq, "failures": subscriptions.ATTEMPTS, "waiting": p.waiting,
         "since": p.since.isoformat(), "next_try_at": None, "error": p.error}
        for p in subscriptions.parked()
    ]  # fmt: skip


def again(subject: UUID | None) -> None:
    """Parked streams are handed to their subscriber, timed work is done; what fails again stays and is reported."""
    from yichuang.kernel import due, subscriptions

    for parked in subscriptions.parked():
        if subject in (None, parked.stream_id) and parked.subscription in subscriptions.SUBSCRIPTIONS:
            subscriptions.replay(parked.subscription, parked.stream_id)
    now = datetime.now(UTC)
    due.try_now(now, subject)
    due.run_all(now)
