"""Chinese search words: bigrams, so that two characters find (design §9 search)."""

from __future__ import annotations

import re
import unicodedata

RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+")


def folded(text: str) -> str:
    """NFKC, lower case: full-width digits and letters meet their half-width forms."""
    return unicodedata.normalize("NFKC", text).lower()


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of Chinese characters (a lone one stays), and whole runs of letters and digits."""
    words: list[str] = []
    for run in RUN.findall(folded(text)):
        if run[0].isascii() or len(run) == 1:
            words.append(run)
        else:
            words += [run[i : i + 2] for i in range(len(run) - 1)]
    return words
