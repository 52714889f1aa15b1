"""`yichuang work`: one worker. Start as many as the load asks for, on as many machines; they take turns by locks."""

from __future__ import annotations

import os

import typer

from yichuang.cli import environment
from yichuang.cli.serve import refuse_demo_keys

app = typer.Typer(add_completion=False)
WORKER = "yichuang worker"
"""How its sessions name themselves to the database: for pg_stat_activity, and for `simulate`, which cannot share a clock."""


@app.command()
def work() -> None:
    """Sequence the feed, carry subscriptions, run deadlines and jobs, until SIGTERM or Ctrl-C; the turn at work is finished."""
    refuse_demo_keys()
    os.environ["PGAPPNAME"] = WORKER
    with environment.ready():
        from yichuang.kernel import worker

        worker.main()
