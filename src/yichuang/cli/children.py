"""Child processes that live and die with the program: stopped together, and not left behind when it is killed."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from types import FrameType
from typing import Self

from yichuang.cli.output import console

PR_SET_PDEATHSIG = 1
GRACE = 15.0
"""Seconds a child has to finish what it does before it is killed."""


class Stopped(Exception):
    """Somebody asked the program to stop (Ctrl-C or SIGTERM)."""


class Children:
    """Starts children in their own sessions, so that Ctrl-C reaches only us and we stop them in order."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, _stop)
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> bool:
        self.stop()
        return kind is not None and issubclass(kind, Stopped)

    def start(self, name: str, command: Sequence[str], *, out: int | None = None) -> None:
        """`out`: where it writes, when its words do not belong among the program's own."""
        parent = os.getpid()
        self.running[name] = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, start_new_session=True, preexec_fn=lambda: _die_with(parent),  # noqa: PLW1509
        )

    def wait(self) -> None:
        """Until the program is told to stop; a child that ends on its own ends the program with an error."""
        while True:
            for name, child in self.running.items():
                if child.poll() is not None:
                    console(stderr=True).print(f"[red]The {name} process ended with status {child.returncode}.[/]")
                    raise SystemExit(1)
            time.sleep(0.2)

    def alive(self) -> bool:
        return all(child.poll() is None for child in self.running.values())

    def stop(self) -> None:
        for handled in (signal.SIGINT, signal.SIGTERM):
            signal.signal(handled, signal.SIG_IGN)
        for child in reversed(self.running.values()):
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.running.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self.running.clear()


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


def _die_with(parent: int) -> None:
    """In the child, before exec: be told to end when the program is killed, even by SIGKILL."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
