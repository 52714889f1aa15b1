"""Chinese search without a dictionary: fold, cut into bigrams, ask for all of them (design §9). Pure.

A run of Chinese characters becomes one lexeme per pair of neighbours and its last character alone: any substring of two or
more characters has all its pairs there, and one character is the prefix of a pair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

RUN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff]+)|([0-9a-z]+)")
MAX_QUERY = 120
"""Characters of a query that are looked at."""


@cache
def traditional() -> dict[int, str]:
    """Traditional → simplified, one character to one (data/traditional.txt: two lines of equal length)."""
    old, new = (Path(__file__).parents[1] / "data" / "traditional.txt").read_text("utf-8").splitlines()
    return {ord(a): b for a, b in zip(old, new, strict=True)}


def fold(text: str) -> str:
    """Full width → half width, upper → lower case, traditional → simplified."""
    return unicodedata.normalize("NFKC", text).lower().translate(traditional())


def pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def lexemes(texts: Iterable[str]) -> list[str]:
    """What the texts are found by: pairs of neighbours, the last character of a run alone, Latin words and numbers."""
    found: dict[str, None] = {}
    for text in texts:
        for chinese, word in RUN.findall(fold(text)):
            found.update(dict.fromkeys((*pairs(chinese), chinese[-1]) if chinese else (word,)))
    return list(found)


def runs(query: str) -> list[str]:
    return [chinese or word for chinese, word in RUN.findall(fold(query)[:MAX_QUERY])]


def every_pair(query: str) -> str:
    """A `tsquery` literal that holds for texts with every pair of the query; empty when nothing can be looked for.

    The pairs overlap, so together they nearly always mean the run itself; positions would cost more than they tell.
    """
    parts: dict[str, None] = {}
    for run in runs(query):
        if run[0].isascii() or len(run) == 1:
            parts[f"'{run}':*"] = None
        else:
            parts.update(dict.fromkeys(f"'{pair}'" for pair in pairs(run)))
    return " & ".join(parts)
