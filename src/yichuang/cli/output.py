"""What the program says: people read Rich text, scripts read --json on standard output, errors go to standard error."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn


def console(*, stderr: bool = False) -> Any:
    """A Rich console; imported late, because most of a short command's time is its imports."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def emit_json(value: object) -> None:
    """One JSON document on standard output, Chinese as Chinese."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def fail(message: object, *, status: int = 2) -> NoReturn:
    """Say what is wrong and leave."""
    import typer

    console(stderr=True).print(f"[red]{_escape(str(message))}[/]")
    raise typer.Exit(status)


def table(*columns: str, rows: list[tuple[object, ...]], title: str | None = None) -> None:
    """A plain table; numbers to the right. What is too long for the screen goes on in the next line, nothing is cut."""
    from rich import box
    from rich.table import Table

    made = Table(title=title, title_justify="left", box=box.SIMPLE)
    numeric = [bool(rows) and all(isinstance(row[i], int | float) for row in rows) for i in range(len(columns))]
    for column, right in zip(columns, numeric, strict=True):
        made.add_column(column, justify="right" if right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(_escape(str(cell)) for cell in row))
    console().print(made)


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)
