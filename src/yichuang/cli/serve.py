"""`yichuang serve`: granian in front of the WSGI application, behind any proxy."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from yichuang.cli import environment
from yichuang.cli.output import console, fail

app = typer.Typer(add_completion=False)

DEMO_KEY = "demo-only-not-a-secret"
PORT = 8000


@app.command()
def serve(
    host: Annotated[str, typer.Option(envvar="HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port to listen on.")] = PORT,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    threads: Annotated[int, typer.Option(min=1, help="Threads of each process; each may hold one database connection.")] = 4,
) -> None:
    """Web processes, for production (YICHUANG_MODE=production) or a trial. Migrates first, then serves until stopped."""
    refuse_demo_keys()
    check_port(host, port)
    with environment.ready():
        collect_static()
        from yichuang.cli.children import Children

        with Children() as children:
            children.start("web", command(host, port, workers=workers, threads=threads))
            console(stderr=True).print(f"Serving on http://{host}:{port}/")
            children.wait()


def refuse_demo_keys() -> None:
    """Production with the key that stands in the source would let anybody forge a session."""
    if os.environ.get("YICHUANG_MODE", "demo") != "production":
        return
    key = os.environ.get("YICHUANG_SECRET_KEY", "")
    if key in {"", DEMO_KEY} or len(key) < 32:
        fail("YICHUANG_MODE=production needs YICHUANG_SECRET_KEY: at least 32 random characters, kept secret.")
    if not os.environ.get("YICHUANG_HOSTS"):
        fail("YICHUANG_MODE=production needs YICHUANG_HOSTS: the host names served, separated by commas.")


def check_port(host: str, port: int) -> None:
    """Say that a port is taken before anything is started for it."""
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(address[0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address[4])
    except OSError as error:
        fail(f"{host}:{port} cannot be used: {error.strerror}. Choose another: PORT={port + 1}")


def command(host: str, port: int, *, workers: int, threads: int) -> list[str]:
    """Granian's command line. Threads are blocking ones: views are synchronous and wait for the database."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(threads), "--no-ws", "--http", "1", "--log-level", "warning", "--respawn-failed-workers",
        "--workers-kill-timeout", "5s", "yichuang.web.wsgi:application",
    ]


def collect_static() -> None:
    """Gather and compress the static files when they changed since last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    target = Path(settings.STATIC_ROOT)
    mark = target / ".collected"
    found = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    newest = max((path.stat().st_mtime_ns for path in found), default=0)
    state = f"{len(found)} {newest}"
    if mark.exists() and mark.read_text() == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    target.mkdir(parents=True, exist_ok=True)
    mark.write_text(state)
