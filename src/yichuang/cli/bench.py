"""`yichuang bench NAME`: how far the real thing is from the bare limit of the same machine, in one run."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated

import typer

from yichuang.cli import environment
from yichuang.cli.output import console, fail

app = typer.Typer(add_completion=False, no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")]
Rounds = Annotated[int, typer.Option(min=1, max=99, help="Interleaved rounds; medians are reported.")]
SCRATCH = f"yichuang_bench_{os.getpid()}"
"""The database a bench makes beside yours and drops at its end."""


def numbers(text: str, *, largest: int = 64, option: str = "--clients") -> list[int]:
    """`1,2,4,8`"""
    try:
        found = [int(part) for part in text.split(",")]
    except ValueError:
        found = []
    if not found or not all(1 <= n <= largest for n in found):
        fail(f"{option} is a list like 1,2,4,8, each 1 to {largest}; it was “{text}”.")
    return found


def sayer(quiet: bool) -> Callable[[str], None]:
    return (lambda text: None) if quiet else console(stderr=True).print


@app.callback()
def benches() -> None:
    """Ratios against the bare limit, in one run, on a database of their own that is dropped at the end."""


@app.command()
def steps(
    clients: Annotated[str, typer.Option(help="Numbers of clients, one process each.")] = "1,2,4,8",
    seconds: Annotated[float, typer.Option(min=0.1, max=600, help="Length of one measurement.")] = 2.0,
    rounds: Rounds = 3,
    as_json: AsJson = False,
) -> None:
    """Completing a review step, beside one read and one CTE of bare psycopg on the same tables."""
    wanted = numbers(clients)
    with environment.scratch(SCRATCH):
        from yichuang.cli.bench_rows import report
        from yichuang.cli.bench_steps import run

        rows = run(clients=wanted, seconds=seconds, rounds=rounds, say=sayer(as_json))
    report(rows, as_json=as_json)


@app.command()
def http(
    clients: Annotated[str, typer.Option(help="Numbers of clients, one process each.")] = "1,4",
    seconds: Annotated[float, typer.Option(min=0.1, max=600, help="Length of one measurement.")] = 2.0,
    rounds: Rounds = 3,
    as_json: AsJson = False,
) -> None:
    """A step through granian beside a view that does nothing; whole cases a second through /api/v1/."""
    wanted = numbers(clients)
    with environment.scratch(SCRATCH):
        from yichuang.cli.bench_http import run
        from yichuang.cli.bench_rows import report

        rows = run(clients=wanted, seconds=seconds, rounds=rounds, say=sayer(as_json))
    report(rows, as_json=as_json)


@app.command()
def pages(
    sizes: Annotated[str, typer.Option(help="Numbers of cases in the database, rising.")] = "1000,100000",
    as_json: AsJson = False,
) -> None:
    """Work list, tracking and guide with few and with many cases: time and queries must not grow."""
    wanted = numbers(sizes, largest=10_000_000, option="--sizes")
    with environment.scratch(SCRATCH):
        from yichuang.cli.bench_pages import run
        from yichuang.cli.bench_rows import report

        rows = run(sizes=wanted, say=sayer(as_json))
    report(rows, as_json=as_json)


@app.command()
def search(
    items: Annotated[int, typer.Option(min=2000, max=3_000_000, help="Number of items in the database.")] = 1_000_000,
    repeats: Annotated[int, typer.Option(min=1, max=1000, help="How often each question is asked in a round.")] = 20,
    rounds: Rounds = 5,
    as_json: AsJson = False,
) -> None:
    """Finding among a million items beside one read by primary key: p50, p99, and the size of the index."""
    with environment.scratch(SCRATCH):
        from yichuang.cli.bench_rows import report
        from yichuang.cli.bench_search import run

        rows = run(items=items, rounds=rounds, repeats=repeats, say=sayer(as_json))
    report(rows, as_json=as_json)


@app.command("joint")
def together(
    sizes: Annotated[str, typer.Option(help="Numbers of cases in a project, rising.")] = "10,100,1000,5000",
    networks: Annotated[int, typer.Option(min=1, max=1000, help="Random networks of each size.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Serial, staged and linked totals of random projects against an independent longest path; cost of a step as a project grows."""
    wanted = numbers(sizes, largest=100_000, option="--sizes")
    with environment.scratch(SCRATCH):
        from yichuang.cli.bench_joint import run
        from yichuang.cli.bench_rows import report

        rows = run(sizes=wanted, networks=networks, say=sayer(as_json))
    report(rows, as_json=as_json)


@app.command()
def smart(
    cases: Annotated[int, typer.Option(min=1, max=1000, help="Number of small fellings, one after the other.")] = 10,
    as_json: AsJson = False,
) -> None:
    """智能审批 through the real worker and a registry over HTTP: from sending to a licence that verifies, and from 办结 to the download."""
    with environment.scratch(SCRATCH):
        from yichuang.cli.bench_rows import report
        from yichuang.cli.bench_smart import run

        rows = run(cases=cases, say=sayer(as_json))
    report(rows, as_json=as_json)
