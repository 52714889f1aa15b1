"""Plain questions find the items a window clerk would name (tests/data/finding: a written set, 70 worked on, 40 held back)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from yichuang.catalogue import api

QUESTIONS = Path(__file__).parents[1] / "data" / "finding" / "questions.csv"
FIRST = 5


def recall(group: str) -> tuple[float, list[str]]:
    """Share of the group's questions with an expected item among the first hits, and those without, for the message."""
    with QUESTIONS.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["set"] == group]
    missed = []
    for row in rows:
        expected = set(row["expected"].split("；"))
        names = [hit.name for hit in api.search(row["question"]).hits[:FIRST]]
        if not expected & set(names):
            missed.append(f"{row['question']} → {names}")
    return 1 - len(missed) / len(rows), missed


@pytest.mark.django_db
@pytest.mark.parametrize(("group", "level"), [("tuned", 0.95), ("held", 0.8), ("english", 0.9)])
def test_plain_questions_are_answered_among_the_first_five(everything: None, group: str, level: float) -> None:
    found, missed = recall(group)
    print(group, round(found, 3), *missed, sep="\n")
    assert found >= level, "\n".join(missed)
