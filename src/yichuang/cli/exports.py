"""`yichuang export versions FILE`: implementing versions as a workbook (.xlsx) or JSON (.json)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from yichuang.cli import environment
from yichuang.cli.imports import bar, refused
from yichuang.cli.output import console, emit_json, fail

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Bring data out.")


@app.callback()
def exports() -> None:
    """Bring data out."""


@app.command()
def versions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write; its ending says the format: .xlsx or .json.")],
    organ: Annotated[str, typer.Option(help="Only items of this organ (accepting organ, or the department of the source).")] = "",
    status: Annotated[str, typer.Option(help="Only drafts, published, suspended or imported ones.")] = "",
    kind: Annotated[str, typer.Option(help="Only one regime: licence, registration, service …")] = "",
    code: Annotated[list[str] | None, typer.Option(help="Only these items; may be repeated.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:  # fmt: skip
    """Implementing versions 实施清单, one of each item: the draft, else the one in force, else the reference. All of them without a filter."""
    format = file.suffix.lower().lstrip(".")
    with environment.ready():
        from yichuang.catalogue.api import exchange
        from yichuang.kernel.errors import Refusal

        if format not in exchange.FORMATS:
            fail(f"{file}: the file must end in .xlsx or .json")
        wanted = exchange.Selection(status=status, regime=kind, organ=organ, codes=tuple(code or ()))
        try:
            with bar() as progress, file.open("wb") as out:
                count = exchange.export(out, wanted, format=format, now=datetime.now(UTC), progress=progress)
        except OSError as problem:
            fail(f"{file}: {problem.strerror or problem}")
        except Refusal as refusal:
            refused(refusal)
    if as_json:
        emit_json({"file": str(file), "format": format, "versions": count})
    else:
        console().print(f"{count} versions written to {file}")
