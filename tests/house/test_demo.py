"""`make run` as a newcomer lives it: it comes up, tells who may sign in, keeps its data, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from yichuang.cli import postgres

pytestmark = [pytest.mark.system, pytest.mark.kill]
PROGRAM = [sys.executable, "-m", "yichuang.cli"]


class Demo:
    """A demonstration in a YICHUANG_HOME of its own, on its own embedded PostgreSQL."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port, self.process = home, port, None
        self.environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        self.environment |= {"YICHUANG_HOME": str(home), "PORT": str(port), "COLUMNS": "120"}

    def start(self, *, within: float) -> str:
        """Start it and return what it printed once it answers."""
        with (self.home.parent / "out").open("w") as out:
            self.process = subprocess.Popen([*PROGRAM, "demo"], env=self.environment, stdout=out, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            said = (self.home.parent / "out").read_text()
            if "Staff:" in said:
                return said
            assert self.process.poll() is None, said
            time.sleep(0.1)
        raise AssertionError(f"not up within {within} s:\n{said}")

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(30)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return bytes(answer.read())

    def verify(self) -> dict[str, object]:
        out = subprocess.run([*PROGRAM, "verify", "--json"], env=self.environment, capture_output=True, text=True, check=False)
        return dict(json.loads(out.stdout))


@pytest.fixture
def demo() -> Iterator[Demo]:
    top = Path(tempfile.mkdtemp(prefix="yichuang-demo-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Demo(top / "var", port)
    yield made
    if made.process and made.process.poll() is None:
        made.stop(signal.SIGKILL)
        time.sleep(1)
    postgres.destroy(postgres.locate(made.home))
    shutil.rmtree(top)


def test_starts_keeps_its_data_and_survives_a_kill(demo: Demo) -> None:
    said = demo.start(within=240)
    assert "13800000001" in said
    assert "一窗" in demo.get("/").decode()
    assert demo.stop() == 0
    assert not postgres.running(postgres.locate(demo.home)), "the last program to leave stops the database"
    first = demo.verify()
    assert first["broken"] == []
    assert first["cases"], "a sample week of cases"

    demo.start(within=30)
    assert demo.stop(signal.SIGKILL) == -signal.SIGKILL
    time.sleep(8)  # web server and worker are told by the kernel, and finish what they do

    demo.start(within=30)
    assert demo.stop() == 0
    again = demo.verify()
    assert again["broken"] == []
    assert again["cases"] == first["cases"]
