"""What an import reports, whatever it brings in (design §12), and the refusal a bad file gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from yichuang.kernel.errors import Refusal
from yichuang.kernel.findings import Finding, Severity

KEPT = 20_000
"""Findings kept in full, so that a file with a fault in every line cannot fill the memory; all are counted."""


class BadFile(Refusal):
    """The file is not what it should be; nothing was read in."""

    code, status = "kernel.bad_file", 422
    message = "文件无法读取：%(why)s"
    remedy = "请核对文件格式后重新导入。"


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of one entry of the file; `id` is its code, or its place (sheet, row)."""

    id: str
    finding: Finding

    def plain(self) -> dict[str, str]:
        return {
            "id": self.id,
            "field": self.finding.field,
            "severity": self.finding.severity.value,
            "code": self.finding.code,
            "message": self.finding.text,
            "article": self.finding.article,
        }


@dataclass(slots=True)
class ImportReport:
    """Counts and findings; `written` is False for a dry run."""

    kind: str
    written: bool = False
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    findings: list[Found] = field(default_factory=list)
    severities: Counter[Severity] = field(default_factory=Counter)

    def add(self, id: str, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.severities[finding.severity] += 1
            if len(self.findings) < KEPT:
                self.findings.append(Found(id, finding))

    def count(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)

    def by_severity(self) -> dict[str, int]:
        return {kind.value: self.severities[kind] for kind in Severity}

    def plain(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("read", "new", "changed", "unchanged", "refused")}
        return {**counts, "findings": [found.plain() for found in self.findings]}
