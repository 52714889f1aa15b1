"""A table of a folder of models, printed or written between the marks of a Markdown file; shared by the readers of models."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

BEGIN, END = "<!-- verdicts -->", "<!-- /verdicts -->"


def escape(text: str) -> str:
    """Text for a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def written(document: str, body: str) -> str:
    """The document with the part between the marks replaced."""
    before, rest = document.split(BEGIN, 1)
    return f"{before}{BEGIN}\n\n{body}\n\n{END}{rest.split(END, 1)[1]}"


def run(module: str, table: Callable[[Path], str], words: Sequence[str]) -> int:
    """`python -m MODULE FOLDER [FILE.md]`; the exit status."""
    if not 1 <= len(words) <= 2 or not Path(words[0]).is_dir():
        sys.stderr.write(f"python -m {module} FOLDER [FILE.md]\n")
        return 2
    body = table(Path(words[0]))
    if len(words) == 1:
        sys.stdout.write(body + "\n")
    else:
        document = Path(words[1])
        document.write_text(written(document.read_text(encoding="utf-8"), body), encoding="utf-8")
    return 0
