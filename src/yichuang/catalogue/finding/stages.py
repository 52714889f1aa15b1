"""The table of stages, read once from the shipped files."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from yichuang.catalogue.domain.stages import Stage, stages_of

DATA = Path(__file__).parents[1] / "data"


def listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("、") if part)


@cache
def stages() -> tuple[Stage, ...]:
    """In the order of the two lives."""
    with (DATA / "stages.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Stage(row["code"], row["life"], row["name"], row["name_en"], row["says"], listed(row["words"]), listed(row["departments"]), listed(row["unless"]))
            for row in csv.DictReader(stream)
        )


@cache
def checked() -> dict[str, tuple[str, ...]]:
    """Names a person has looked at where the rule would be wrong."""
    with (DATA / "stages_checked.csv").open(encoding="utf-8", newline="") as stream:
        return {row["name"]: listed(row["stages"]) for row in csv.DictReader(stream)}


def of(name: str, department: str) -> tuple[str, ...]:
    return stages_of(name, department, stages(), checked())
