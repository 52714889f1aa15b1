"""The table of docs/bpmn.md: which models of a folder we can run, and what stands in the way of the others.

`python -m yichuang.procedures.verdicts FOLDER` prints it; with a second argument it is written between the marks of
that Markdown file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from yichuang.kernel.errors import Refusal
from yichuang.kernel.verdicts import escape, run
from yichuang.procedures.api import compile_bpmn
from yichuang.procedures.net import TASKS


def verdict(xml: bytes) -> list[tuple[str, str]]:
    """Element id and reason of each refusal; empty when the model runs."""
    try:
        compile_bpmn(xml)
    except Refusal as refusal:
        return [(e.field, str(e.message)) for e in refusal.errors] or [("", str(refusal.message) % refusal.details)]
    return []


def table(folder: Path) -> str:
    lines = ["| 模型 | 结论 | 元素与理由 |", "|---|---|---|"]
    for path in sorted(folder.glob("*.bpmn")):
        xml = path.read_bytes()
        problems = verdict(xml)
        if problems:
            why = "<br>".join(f"`{ident}` {reason}" if ident else reason for ident, reason in problems)
            lines.append(f"| {path.stem} | 拒绝，{len(problems)}处 | {escape(why)} |")
        else:
            net = compile_bpmn(xml)
            tasks = sum(node.kind in TASKS for node in net.nodes)
            lines.append(f"| {path.stem} | 可以执行 | {tasks}个任务，{len(net.flows)}条连线 |")
    return "\n".join(lines)


def main(words: list[str]) -> int:
    return run("yichuang.procedures.verdicts", table, words)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
