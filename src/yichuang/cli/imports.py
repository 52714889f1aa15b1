"""`yichuang import guides|items|powers|lists|instruments|versions|dmn|calendar|divisions|organs FILE`: shows what would change; `--write` makes it so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer

from yichuang.cli import environment
from yichuang.cli.output import console, emit_json, fail, table

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Bring data in: a dry run unless --write.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.")]
Write = Annotated[bool, typer.Option("--write", help="Keep what is new or changed; without it nothing is written.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@app.command()
def guides(file: File, write: Write = False, as_json: AsJson = False) -> None:
    """Service guides 办事指南 (JSON, schema `guide v1`) as dated references."""
    run("catalogue", "import_guides", file, write=write, as_json=as_json)


@app.command()
def items(file: File, write: Write = False, as_json: AsJson = False) -> None:
    """A list of items 事项目录 (CSV with item_name, item_code_full, task_type)."""
    run("catalogue", "import_items", file, write=write, as_json=as_json)


@app.command()
def powers(file: File, write: Write = False, as_json: AsJson = False) -> None:
    """A power and duty list 权责清单 (CSV or workbook), or a list of items as powers; all of it or nothing."""
    run("catalogue", "import_powers", file, write=write, as_json=as_json)


@app.command()
def divisions(
    file: Annotated[Path, typer.Argument(metavar="DIR|FILE", help="A CSV with code and name, or a directory of them.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day the divisions stood so; today without it.")] = None,
    source: Annotated[str, typer.Option(help="Where they come from, kept with every row.")] = "",
    end_missing: Annotated[bool, typer.Option("--end-missing", help="The lists are whole: end what they no longer name.")] = False,
    write: Write = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Administrative divisions 行政区划, province to village; what changed or vanished ends by date."""
    as_of = (on or datetime.now(ZoneInfo("Asia/Shanghai"))).date()
    run("organisations", "import_divisions", file, write=write, as_json=as_json, as_of=as_of, origin=source or file.name, end_missing=end_missing)


@app.command()
def organs(file: File, write: Write = False, as_json: AsJson = False) -> None:
    """Organs 机构 (CSV or .xlsx, sheet 机构): all of them, or none when one row is wrong; status 1 then."""
    run("organisations", "import_organs", file, write=write, as_json=as_json, whole=True)


@app.command()
def instruments(file: File, write: Write = False, as_json: AsJson = False) -> None:
    """Laws and documents 依据 (CSV or .xlsx, sheet 依据) for the register: all of them, or none when one row is wrong; status 1 then."""
    run("catalogue", "import_instruments", file, write=write, as_json=as_json, whole=True)


@app.command()
def lists(
    file: File, code: Annotated[str, typer.Option(help="The code of the list, such as shandong-2026; a later edition has the same.")],
    title: Annotated[str, typer.Option(help="The title of the list.")], level: Annotated[str, typer.Option(help="national, provincial or municipal.")],
    origin: Annotated[str, typer.Option(help="Who published it, its number or address.")],
    dated: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day of this edition.")],
    division: Annotated[str, typer.Option(help="The division it holds for; none for the nation's.")] = "", write: Write = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """A basic list 基本目录 of the nation, a province or a city (CSV or .xlsx, sheet 基本目录): all of it or nothing; status 1 then."""
    about = {"code": code, "title": title, "level": level, "origin": origin, "division": division, "dated_on": dated.date()}
    run("catalogue", "import_lists", file, write=write, as_json=as_json, whole=True, **about)


@app.command()
def versions(file: File, write: Write = False, as_json: AsJson = False) -> None:
    """Implementing versions 实施清单 (a workbook or JSON that `yichuang export versions` made, or a CSV of some columns): all or nothing, as drafts."""
    run("catalogue", "import_versions", file, write=write, as_json=as_json, whole=True)


@app.command()
def dmn(
    file: File, item: Annotated[str, typer.Option(help="The code of the item whose draft takes the tables.")], write: Write = False, as_json: AsJson = False
) -> None:  # fmt: skip
    """Decision tables of a DMN model, into the situation of an item's draft; what does not fit is named."""
    run("catalogue", "import_dmn", file, write=write, as_json=as_json, item=item)


@app.command()
def calendar(file: File, write: Write = False, as_json: AsJson = False) -> None:
    """Working days of one or more years (CSV), as the State Council announced them."""
    with environment.ready():
        from yichuang.clock.api import check_calendar, import_calendar, read_calendar
        from yichuang.kernel.errors import Refusal
        from yichuang.organisations.api import system_actor

        try:
            data = file.read_bytes()
            named = len(read_calendar(data))
            if write:
                change = import_calendar(data, now=datetime.now(UTC), actor=system_actor("import"), source=file.name)
            else:
                change = check_calendar(data)
        except OSError as problem:
            fail(f"{file}: {problem.strerror or problem}")
        except Refusal as refusal:
            refused(refusal)
        days = [(day.on.isoformat(), kind_of(day.before), kind_of(day.after), (day.after or day.before).name) for day in change.changes]
    if as_json:
        changed = [{"day": day, "before": before, "after": after, "name": name} for day, before, after, name in days]
        emit_json({"read": named, "new": 0, "changed": len(days), "unchanged": max(0, named - len(days)), "refused": 0, "findings": [], "days": changed})
        return
    table("day", "before", "after", "name", rows=days)
    say(write, bool(days))


def kind_of(day: Any) -> str:
    return day.kind.value if day else "ordinary"


def run(capability: str, verb: str, file: Path, *, write: bool, as_json: bool, whole: bool = False, **more: Any) -> None:
    """Call one import verb of a capability with a progress bar on standard error, and print its report."""
    with environment.ready():
        from yichuang.kernel.errors import Refusal
        from yichuang.organisations.api import system_actor

        api = import_module(f"yichuang.{capability}.api")
        try:
            with bar() as progress:
                report = getattr(api, verb)(file, now=datetime.now(UTC), actor=system_actor("import"), write=write, progress=progress, **more)
        except Refusal as refusal:
            refused(refusal)
    if as_json:
        emit_json(report.plain())
    else:
        show(report)
        say(write, bool(report.new or report.changed))
    if whole and (report.refused or report.by_severity()["error"]):
        fail("Nothing was written: every row must be right.", status=1)


def refused(refusal: Any) -> NoReturn:
    """The sentence of a refusal, its field errors and its remedy; exit status 1."""
    lines = [str(refusal.message) % refusal.details if refusal.details else str(refusal.message)]
    lines += [f"  {error.field}: {error.message}" for error in refusal.errors]
    lines += [str(refusal.remedy)] if refusal.remedy else []
    fail("\n".join(lines), status=1)


def show(report: Any) -> None:
    table("read", "new", "changed", "unchanged", "refused", rows=[(report.read, report.new, report.changed, report.unchanged, report.refused)])
    marked = [found for found in report.findings if found.finding.severity.value != "info"]
    if marked:
        rows = [(f.id, f.finding.field, f.finding.severity.value, f.finding.code, f.finding.text) for f in marked[:200]]
        table("id", "field", "severity", "code", "message", rows=rows)
    counts = report.by_severity()
    hidden = max(0, len(marked) - 200)
    more = f", {hidden} more than shown: use --json" if hidden else ""
    console().print(f"{counts['error']} errors, {counts['warning']} warnings, {counts['info']} notes{more}")


def say(write: bool, something: bool) -> None:
    if not write and something:
        console().print("Nothing was written. Use --write to keep it.")


class bar:  # noqa: N801 - used as a context manager, like rich's own
    """A progress bar on standard error that learns its total on the first call."""

    def __enter__(self) -> Callable[[int, int], None]:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self.progress = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console(stderr=True), transient=True)
        self.progress.start()
        task = self.progress.add_task("Reading", total=None)

        def moved(done: int, total: int) -> None:
            self.progress.update(task, completed=done, total=total or None)

        return moved

    def __exit__(self, *exc: object) -> None:
        self.progress.stop()
