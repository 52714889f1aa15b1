"""`yichuang check CODE…`: which national code it is, and whether its check digit holds. Needs no database."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from yichuang.cli.output import emit_json, table

app = typer.Typer(add_completion=False)


@app.command()
def check(
    codes: Annotated[list[str], typer.Argument(metavar="CODE…", help="Any national code: USCC, citizen id, division, licence …")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Name each code and check its digits. Exit status 1 when one does not hold."""
    from yichuang.kernel.codes import identify

    found = [identify(code) for code in codes]
    if as_json:
        emit_json([asdict(one) for one in found])
    else:
        rows: list[tuple[object, ...]] = [(one.code, one.kind, "yes" if one.valid else "no", one.reason) for one in found]
        table("code", "kind", "valid", "reason", rows=rows)
    if not all(one.valid for one in found):
        raise typer.Exit(1)
