"""The report a department works off: counts by department and by rule, and the findings behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet, Sum

from yichuang.catalogue.domain import Status
from yichuang.catalogue.models import VersionCheck, VersionFinding

PAGE = 50
MOST = 200
"""Departments and rules shown at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter; empty fields do not filter."""

    department: str = ""
    code: str = ""
    severity: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """`clean` versions have no error: they may be published as far as the lints go."""

    versions: int
    clean: int
    errors: int
    warnings: int

    @property
    def share(self) -> float:
        return 100 * self.clean / self.versions if self.versions else 0.0


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    department: str
    overview: Overview


@dataclass(frozen=True, slots=True)
class RuleLine:
    """`message` is one sentence of the rule, its places not filled."""

    code: str
    severity: str
    message: str
    versions: int
    findings: int


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class of items (regime). `open`: published, people apply; `references`: public as dated 参考指南 only; `whole`: of these, what no rule
    keeps from being published."""

    regime: str
    open: int
    references: int
    whole: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    version_id: UUID
    item_code: str
    name: str
    number: int
    status: str
    department: str
    code: str
    severity: str
    field: str
    message: str
    details: dict[str, Any]
    article: str
    since: date


def checks(wanted: Wanted) -> QuerySet[VersionCheck]:
    return VersionCheck.objects.filter(department=wanted.department) if wanted.department else VersionCheck.objects.all()


COUNTED = {"versions": Count("version_id"), "clean": Count("version_id", filter=Q(errors=0)), "wrong": Sum("errors"), "warned": Sum("warnings")}


def overview(wanted: Wanted) -> Overview:
    row = checks(wanted).aggregate(**COUNTED)
    return Overview(row["versions"], row["clean"], row["wrong"] or 0, row["warned"] or 0)


def by_department() -> tuple[DepartmentLine, ...]:
    """Every department with its own share, the most errors first."""
    rows = VersionCheck.objects.values("department").annotate(**COUNTED).order_by("-wrong", "department")[:MOST]
    return tuple(DepartmentLine(r["department"], Overview(r["versions"], r["clean"], r["wrong"] or 0, r["warned"] or 0)) for r in rows)


def by_class() -> tuple[ClassLine, ...]:
    """Every class of items with what of it is open to applications and what is shown as a reference; one statement."""
    reference = Q(version__status=Status.IMPORTED)
    counted = {"open": Count("pk", filter=Q(version__status=Status.PUBLISHED)), "references": Count("pk", filter=reference)}
    rows = VersionCheck.objects.order_by("version__regime").values("version__regime").annotate(**counted, whole=Count("pk", filter=reference & Q(errors=0)))
    return tuple(ClassLine(row["version__regime"], row["open"], row["references"], row["whole"]) for row in rows if row["open"] or row["references"])


def rows_of(wanted: Wanted) -> QuerySet[VersionFinding]:
    asked = {"department": wanted.department, "code": wanted.code, "severity": wanted.severity}
    rows = VersionFinding.objects.filter(**{key: value for key, value in asked.items() if value})
    return rows.filter(version__name__icontains=wanted.text.strip()) if wanted.text.strip() else rows


def by_rule(wanted: Wanted, *, status: str = "") -> tuple[RuleLine, ...]:
    """Every rule that found something, the most versions first; in versions of one status, if given."""
    found = rows_of(wanted)
    found = found.filter(version__status=status) if status else found
    rows = found.values("code", "severity").annotate(versions=Count("version_id", distinct=True), findings=Count("id"), said=Min("message"))
    return tuple(RuleLine(r["code"], r["severity"], r["said"], r["versions"], r["findings"]) for r in rows.order_by("severity", "-versions", "code")[:MOST])


def findings(wanted: Wanted, *, page: int = 1) -> tuple[tuple[FindingLine, ...], bool]:
    """A page of findings, errors first, and whether there is another; one statement."""
    start = (page - 1) * PAGE
    rows = ordered(wanted)[start : start + PAGE + 1]
    lines = tuple(map(line, rows))
    return lines[:PAGE], len(lines) > PAGE


def every(wanted: Wanted) -> Iterator[FindingLine]:
    """All of them, for a file; read in pieces."""
    return map(line, ordered(wanted).iterator(chunk_size=2000))


def ordered(wanted: Wanted) -> QuerySet[VersionFinding]:
    return rows_of(wanted).select_related("version__item").order_by("severity", "department", "version__name", "version_id", "code", "id")


def line(row: VersionFinding) -> FindingLine:
    version = row.version
    return FindingLine(
        version.id, version.item.code, version.name, version.number, version.status, row.department, row.code, row.severity, row.field, row.message,
        row.details, row.article, row.since,
    )  # fmt: skip
