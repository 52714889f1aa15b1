"""The check of the whole catalogue 检查: findings kept per version, the report over them, and loading a catalogue in one go. The door."""

from yichuang.catalogue.checks.keeping import check_stale, stale_count
from yichuang.catalogue.checks.loading import LoadReport, load
from yichuang.catalogue.checks.reporting import (
    DepartmentLine,
    FindingLine,
    Overview,
    RuleLine,
    Wanted,
    by_department,
    by_rule,
    every,
    findings,
    overview,
)

__all__ = [
    "DepartmentLine", "FindingLine", "LoadReport", "Overview", "RuleLine", "Wanted", "by_department", "by_rule", "check_stale", "every", "findings",
    "load", "overview", "stale_count",
]  # fmt: skip
