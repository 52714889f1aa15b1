"""The table of docs/dmn.md: what of a folder of DMN models becomes decision tables, and what stands in the way of the rest.

`python -m yichuang.catalogue.situations.verdicts FOLDER` prints it; with a second argument it is written between the marks
of that Markdown file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from yichuang.catalogue.situations.dmn import Model, Refused, read_model
from yichuang.kernel.verdicts import escape, run

SHOWN = 4


def table(folder: Path) -> str:
    lines = ["| 模型 | 转换的决策 | 不转换的元素与理由 |", "|---|---|---|"]
    for path in sorted(folder.glob("*.dmn")):
        model = read_model(path.read_bytes())
        lines.append(f"| {path.stem} | {escape(taken(model))} | {escape('<br>'.join(reasons(model.refused)))} |")
    return "\n".join(lines)


def taken(model: Model) -> str:
    return "、".join(f"{d.name}（{d.table.hit.value}{' ' + d.table.aggregate if d.table.aggregate else ''}）" for d in model.decisions) or "—"


def reasons(refused: Iterable[Refused]) -> list[str]:
    """Each reason once, with the elements it is about, the first few by id."""
    grouped: dict[str, list[str]] = {}
    for row in refused:
        grouped.setdefault(row.reason, []).append(f"`{row.element}`")
    return [
        f"{reason}：{'、'.join(ids[:SHOWN])}{f'等{len(ids)}处' if len(ids) > SHOWN else ''}" for reason, ids in grouped.items()
    ]


def main(words: list[str]) -> int:
    return run("yichuang.catalogue.situations.verdicts", table, words)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
