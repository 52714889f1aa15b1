"""The procedures that come with the house: review → check, one review (一审一核), and one with expert review."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

NAMES = ("default", "one_review", "expert")


@cache
def shipped(name: str = "default") -> str:
    """The BPMN XML of a shipped procedure; an item without steps runs `default`."""
    if name not in NAMES:
        raise KeyError(name)
    return files("yichuang.procedures").joinpath("data", f"{name}.bpmn").read_text(encoding="utf-8")
