"""`yichuang work`: one worker. Start as many as the load asks for, on as many machines; they take turns by locks."""

from __future__ import annotations

import typer

from yichuang.cli import environment
from yichuang.cli.serve import refuse_demo_keys

app = typer.Typer(add_completion=False)


@app.command()
def work() -> None:
    """Sequence the feed, carry subscriptions, run deadlines and jobs, until SIGTERM or Ctrl-C; the turn at work is finished."""
    refuse_demo_keys()
    with environment.ready():
        from yichuang.kernel import worker

        worker.main()
