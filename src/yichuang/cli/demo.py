"""`yichuang demo`: everything on this machine, from nothing to a page that shows a sample week of cases."""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import nullcontext
from typing import Annotated

import typer

from yichuang.cli import environment
from yichuang.cli.output import console, fail
from yichuang.cli.serve import PORT, check_port, collect_static, command

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    host: Annotated[str, typer.Option(envvar="HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port to listen on.")] = PORT,
) -> None:
    """Start database, worker and web server with a sample week of cases; print the address and who may sign in.

    Data stays in YICHUANG_HOME (./var); the second start takes seconds. Ctrl-C stops everything.
    """
    if os.environ.get("YICHUANG_MODE", "demo") == "production":
        fail("The demonstration has known passwords; it does not run with YICHUANG_MODE=production.")
    check_port(host, port)
    begun = time.monotonic()
    with console().status("Starting the database") as status, environment.ready():
        _prepare(status.update)
        from yichuang.cli.children import Children
        from yichuang.exchange.api import local_registry

        registry = nullcontext() if os.environ.get("YICHUANG_REGISTRY_URL") else local_registry()
        with registry, Children() as children:
            status.update("Starting the web server")
            children.start("worker", [sys.executable, "-m", "yichuang.cli", "work"])
            children.start("web", command(host, port, workers=1, threads=4))
            address = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}/"
            _wait_for(address, children.alive)
            status.stop()
            _greet(address, time.monotonic() - begun)
            children.wait()
    console().print("Stopped. The data stays in " + str(environment.home()))


def _prepare(say: Callable[[str], None]) -> None:
    from yichuang.cli import seeds

    say("Collecting the static files")
    collect_static()
    seeds.plant(say)


def _wait_for(address: str, alive: Callable[[], bool], *, seconds: float = 240) -> None:
    """Until the server answers with a page; an error page of ours counts as an answer only below 500."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and alive():
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except urllib.error.HTTPError as error:
            fail(f"{address} answers {error.code}", status=1)
        except OSError:
            time.sleep(0.1)
    fail(f"The server at {address} did not come up; its messages stand above.", status=1)


def _greet(address: str, seconds: float) -> None:
    """Addresses and sign-ins; narrow enough for a terminal of 80 columns."""
    from rich import box
    from rich.table import Table

    from yichuang.cli.seeds import applicants, staff

    out = console()
    out.print(f"\n[bold]Yichuang 一窗[/]  {address}  (started in {seconds:.1f} s; Ctrl-C stops it)", soft_wrap=True)
    out.print(f"\nApplicants: sign in by phone at {address}sign-in/ ; the code stands at {address}local-gateway/", soft_wrap=True)
    for name, phone in applicants():
        out.print(f"  {phone}  {name}")
    made = Table("name", "posts", "sign-in", "second factor (TOTP secret)", box=box.SIMPLE_HEAD, pad_edge=False)
    password = ""
    for member in staff():
        password = member.password
        made.add_row(member.name, "、".join(member.posts), member.username, member.totp_secret)
    for column in (0, 2, 3):
        made.columns[column].no_wrap = True
    out.print(f"\nStaff: {address}desk/ , password [bold]{password}[/]", soft_wrap=True)
    out.print(made)
