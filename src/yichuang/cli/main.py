"""The program `yichuang`: one command per line of the table; each lives in its own module and is imported when it runs."""

from __future__ import annotations

import typer

from yichuang.cli.lazy import LazyGroup


class Commands(LazyGroup):
    lazy = {
        "demo": ("yichuang.cli.demo", "Start everything on this machine with a sample week of cases (what `make run` does)."),
        "serve": ("yichuang.cli.serve", "Web processes, for production."),
        "work": ("yichuang.cli.work", "A worker: feed, subscriptions, deadlines, jobs."),
        "clock": ("yichuang.cli.clock", "Due dates, with the days counted."),
        "check": ("yichuang.cli.check", "Which national code it is, and whether its check digit holds."),
        "import": ("yichuang.cli.imports", "Guides, items, versions, calendar, divisions, organs; a dry run unless --write."),
        "export": ("yichuang.cli.exports", "Implementing versions as a workbook or JSON, to be edited and imported again."),
        "catalogue": ("yichuang.cli.catalogue", "The whole catalogue in one go: bring in, check, publish what may be published."),
        "lint": ("yichuang.cli.lint", "What keeps versions from being published, by department and rule."),
        "simulate": ("yichuang.cli.simulate", "Applicants, clerks and reviewers act through the real verbs."),
        "scenario": ("yichuang.cli.scenario", "A city's own account of a reform, run through the real verbs: serial, parallel, one dossier."),
        "verify": ("yichuang.cli.verify", "Hash chains, fold and licences; fails when anything is broken."),
        "lot": ("yichuang.cli.lot", "Draw a published lot of the intermediaries' market again; fails when it does not hold."),
        "stuck": ("yichuang.cli.stuck", "What keeps failing behind the pages; --replay tries it again."),
        "token": ("yichuang.cli.token", "Keys of connected systems for /api/v1/: create, list, revoke."),
        "bench": ("yichuang.cli.bench", "Ratios against the bare limit, in one run."),
    }


app = typer.Typer(
    cls=Commands, name="yichuang", no_args_is_help=True, rich_markup_mode=None, add_completion=False,
    pretty_exceptions_enable=False,
    help="Yichuang 一窗: one window, one seal, one record. Settings come from the environment: "
    "DATABASE_URL, YICHUANG_HOME (./var), PORT (8000), YICHUANG_SECRET_KEY.",
)


@app.callback()
def program() -> None:
    """Yichuang 一窗."""


def main() -> None:
    app()
