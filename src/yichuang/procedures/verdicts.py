"""The table of docs/bpmn.md: which models of a folder we can run, and what stands in the way of the others.

`python -m yichuang.procedures.verdicts FOLDER` prints it; with a second argument it is written between the marks of
that Markdown file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from yichuang.kernel.errors import Refusal
from yichuang.procedures.api import compile_bpmn
from yichuang.procedures.net import TASKS

BEGIN, END = "<!-- verdicts -->", "<!-- /verdicts -->"


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


def escape(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def written(document: str, body: str) -> str:
    """The document with the part between the marks replaced."""
    before, rest = document.split(BEGIN, 1)
    return f"{before}{BEGIN}\n\n{body}\n\n{END}{rest.split(END, 1)[1]}"


def main(words: list[str]) -> int:
    if not 1 <= len(words) <= 2 or not Path(words[0]).is_dir():
        sys.stderr.write("python -m yichuang.procedures.verdicts FOLDER [FILE.md]\n")
        return 2
    body = table(Path(words[0]))
    if len(words) == 1:
        sys.stdout.write(body + "\n")
    else:
        document = Path(words[1])
        document.write_text(written(document.read_text(encoding="utf-8"), body), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
