"""What an import reports, and the refusals a bad file gets (design §12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from yichuang.catalogue.lints import Finding, Severity
from yichuang.kernel.errors import Refusal


class BadFile(Refusal):
    """The file is not what it should be; nothing was read in."""

    code, status = "catalogue.bad_file", 422
    message = "文件无法读取：%(why)s"
    remedy = "请核对文件格式，见 src/yichuang/catalogue/data/README.md"


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of one entry of the file."""

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

    def add(self, id: str, findings: tuple[Finding, ...] | list[Finding]) -> None:
        self.findings += [Found(id, finding) for finding in findings]

    def count(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)

    def by_severity(self) -> dict[str, int]:
        return {kind.value: sum(f.finding.severity is kind for f in self.findings) for kind in Severity}

    def plain(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("read", "new", "changed", "unchanged", "refused")}
        return {**counts, "findings": [found.plain() for found in self.findings]}
