"""Finding an organ by what people type: a code, a part of a name, two characters of it, or a name slightly off. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from yichuang.kernel.words import bigrams, folded

T = TypeVar("T")
NEAR = 2
"""Of the pairs asked, at least half must be in a name for it to be near."""


def rank(query: str, name: str, *others: str) -> int | None:
    """0 is the name itself; then its beginning, a part of it, another of its words, all pairs, near. None: not meant."""
    asked, text = folded(query).strip(), folded(name)
    if not asked:
        return None
    if asked == text:
        return 0
    if text.startswith(asked):
        return 1
    if asked in text:
        return 2
    if any(asked in folded(other) for other in others if other):
        return 3
    pairs, known = bigrams(asked), set(bigrams(text))
    shared = sum(pair in known for pair in pairs)
    if not shared:
        return None
    if shared == len(pairs):
        return 4
    return 4 + len(pairs) - shared if shared * NEAR >= len(pairs) else None


def found(query: str, rows: Iterable[tuple[T, str, tuple[str, ...]]], limit: int) -> list[T]:
    """The rows meant, the nearest first, shorter names before longer ones."""
    ranked = [(at, len(name), name, row) for row, name, others in rows if (at := rank(query, name, *others)) is not None]
    return [row for *_, row in sorted(ranked, key=lambda one: one[:3])[:limit]]
