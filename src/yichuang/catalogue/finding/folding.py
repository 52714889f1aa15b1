"""Chinese search without a dictionary: fold, cut into bigrams, ask for them as a phrase (design §9). Pure.

A run of Chinese characters becomes one lexeme per pair of neighbours and its last character alone, at rising positions:
any substring of two or more characters is a phrase of pairs, and one character is the prefix of a pair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

RUN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff]+)|([0-9a-z]+)")
MAX_QUERY = 60
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


def vector(texts: Iterable[str]) -> str:
    """A `tsvector` literal over the texts; a gap of positions keeps phrases from crossing from one text to the next."""
    places: dict[str, list[int]] = {}
    position = 1
    for text in texts:
        for chinese, word in RUN.findall(fold(text)):
            lexemes = [*pairs(chinese), chinese[-1]] if chinese else [word]
            for lexeme in lexemes:
                if position < 16_000:
                    places.setdefault(lexeme, []).append(position)
                    position += 1
            position += 1
        position += 5
    return " ".join(f"'{lexeme}':{','.join(map(str, at[:250]))}" for lexeme, at in places.items())


def runs(query: str) -> list[str]:
    return [chinese or word for chinese, word in RUN.findall(fold(query)[:MAX_QUERY])]


def phrase(query: str) -> str:
    """A `tsquery` literal that every run of the query must match as a phrase; empty when nothing can be looked for."""
    parts = []
    for run in runs(query):
        if not RUN.fullmatch(run):
            continue
        if run[0].isascii() or len(run) == 1:
            parts.append(f"'{run}':*")
        else:
            parts.append("(" + " <-> ".join(f"'{pair}'" for pair in pairs(run)) + ")")
    return " & ".join(parts)


def any_pair(query: str) -> str:
    """A `tsquery` literal that one pair of the query matches: for a query that found nothing (a slip of the pen)."""
    found = [pair for run in runs(query) if not run[0].isascii() for pair in (pairs(run) or [run])]
    return " | ".join(f"'{pair}'" + (":*" if len(pair) == 1 else "") for pair in dict.fromkeys(found))


def nearness(query: str, name: str) -> float:
    """How much of the query stands in the name, in order: 1 is all of it."""
    asked = "".join(runs(query))
    if not asked:
        return 0.0
    blocks = SequenceMatcher(None, asked, fold(name), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(asked)
