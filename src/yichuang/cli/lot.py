"""`yichuang lot FILE`: draw a lot again from the file anybody can download, without a database and without trusting the mall."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from yichuang.agencies.domain.draw import SCHEME, Lot, faults
from yichuang.cli.output import console, emit_json, fail

app = typer.Typer(add_completion=False)


@app.command()
def lot(
    file: Annotated[Path, typer.Argument(help="The lot as its page gives it (lot-….json).", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Recompute list, value, seed and place; exit status 1 when one of them does not hold."""
    try:
        drawn = read(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        fail(f"{file} is no lot: {error}")
    wrong = faults(drawn)
    if as_json:
        emit_json({"request_id": str(drawn.request_id), "agency_id": str(drawn.agency_id), "place": drawn.place, "of": len(drawn.agency_ids), "faults": list(wrong)})
    else:
        console().print(f"{drawn.agency_id}, place {drawn.place} of {len(drawn.agency_ids)}, counted from 0")
        console().print("[green]The lot holds.[/]" if not wrong else "\n".join(f"[red]{why}[/]" for why in wrong))
    if wrong:
        raise typer.Exit(1)


def read(data: dict[str, object]) -> Lot:
    if data["scheme"] != SCHEME:
        raise ValueError(f"scheme {data['scheme']}, this program knows {SCHEME}")
    ids = data["agency_ids"]
    if not isinstance(ids, list) or not isinstance(data["place"], int):
        raise ValueError("agency_ids is a list, place a number")
    texts = {key: str(data[key]) for key in ("commitment", "secret", "owner_number", "list_hash", "seed")}
    return Lot(
        request_id=UUID(str(data["request_id"])), agency_ids=tuple(UUID(str(one)) for one in ids), place=data["place"],
        agency_id=UUID(str(data["agency_id"])), **texts,
    )  # fmt: skip
