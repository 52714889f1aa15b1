"""`yichuang catalogue load`: the whole catalogue in one command, with progress; may be stopped and run again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from yichuang.cli import environment
from yichuang.cli.imports import refused
from yichuang.cli.output import console, emit_json, table

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The whole catalogue in one go.")
STAGES = {"items": "Lists of items", "guides": "Guides", "checks": "Checks", "publishing": "Publishing"}


@app.callback()
def catalogue() -> None:
    """The whole catalogue in one go."""


@app.command()
def load(
    items: Annotated[Path | None, typer.Option(help="A list of items (CSV); the shipped district catalogue without it.")] = None,
    guides: Annotated[Path | None, typer.Option(help="Guides (JSON, schema `guide v1`); the shipped ones without it.")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Publish every reference that has no error.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:  # fmt: skip
    """Bring in a list of items and guides, check every version, publish what may be published, and say why the rest may not."""
    with environment.ready():
        from yichuang.catalogue.api import checks
        from yichuang.kernel.errors import Refusal
        from yichuang.organisations.api import system_actor

        try:
            with stages() as stage:
                report = checks.load(now=datetime.now(UTC), actor=system_actor("import"), items=items, guides=guides, publish=publish, stage=stage)
        except Refusal as refusal:
            refused(refusal)
    if as_json:
        emit_json(report.plain())
        return
    rows = [(name, found.read, found.new, found.changed, found.unchanged, found.refused) for name, found in (("items", report.items), ("guides", report.guides)) if found]
    table("", "read", "new", "changed", "unchanged", "refused", rows=rows)
    table("stands on no list because", "items", rows=[(why, n) for why, n in report.unlinked.items() if n])
    console().print(f"{report.linked} imported items stand on an entry of a basic list.")
    table("class", "open to applications", "public as a reference", "of these complete", rows=[(c.regime, c.open, c.references, c.whole) for c in report.classes])
    table("keeps from being published", "versions", "findings", rows=[(line.code, line.versions, line.findings) for line in report.blocked])
    console().print(f"{report.checked} versions checked; {report.publishable} of {report.references} references may be published, {report.published} were.")
    console().print("Every reference is public with its source and date; nobody can apply under it until its department has stated what is missing.")
    if report.publishable and not publish:
        console().print("Use --publish to publish them.")


class stages:  # noqa: N801 - used as a context manager, like rich's own
    """One bar a stage on standard error."""

    def __enter__(self) -> Callable[[str], Callable[[int, int], None]]:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.progress: Any = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console(stderr=True))
        self.progress.start()

        def begin(name: str) -> Callable[[int, int], None]:
            task = self.progress.add_task(STAGES[name], total=None)

            def moved(done: int, total: int) -> None:
                self.progress.update(task, completed=done, total=total or None)

            return moved

        return begin

    def __exit__(self, *exc: object) -> None:
        self.progress.stop()
