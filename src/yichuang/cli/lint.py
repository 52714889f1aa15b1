"""`yichuang lint`: checks versions that changed, and says what stands, by department and by rule."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from yichuang.cli import environment
from yichuang.cli.imports import bar
from yichuang.cli.output import console, emit_json, table

app = typer.Typer(add_completion=False)
SHOWN = 40


@app.command()
def lint(
    department: Annotated[str, typer.Option(help="Only versions of this department.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output, every finding in it.")] = False,
) -> None:  # fmt: skip
    """Check what changed since the last time, and report what stands."""
    with environment.ready():
        from yichuang.catalogue.api import checks

        with bar() as progress:
            checked = checks.check_stale(datetime.now(UTC), progress=progress)
        wanted = checks.Wanted(department=department)
        whole, rules = checks.overview(wanted), checks.by_rule(wanted)
        departments = () if department else checks.by_department()
        if as_json:
            emit_json({"checked": checked, **counts(whole), "departments": [{"department": d.department, **counts(d.overview)} for d in departments],
                       "rules": [{"code": r.code, "severity": r.severity, "versions": r.versions, "findings": r.findings} for r in rules],
                       "findings": [plain(line) for line in checks.every(wanted)]})  # fmt: skip
            return
    table("department", "versions", "without errors", "errors", "warnings", rows=[
        (d.department or "-", d.overview.versions, d.overview.clean, d.overview.errors, d.overview.warnings) for d in departments[:SHOWN]
    ])  # fmt: skip
    table("rule", "severity", "versions", "findings", rows=[(r.code, r.severity, r.versions, r.findings) for r in rules])
    console().print(f"{whole.versions} versions, {whole.clean} without errors ({whole.share:.1f} %); {checked} checked just now")


def counts(whole: Any) -> dict[str, int]:
    return {"versions": whole.versions, "clean": whole.clean, "errors": whole.errors, "warnings": whole.warnings}


def plain(line: Any) -> dict[str, Any]:
    said = line.message % line.details if line.details else line.message
    return {
        "item_code": line.item_code, "number": line.number, "department": line.department, "code": line.code, "severity": line.severity,
        "field": line.field, "message": said, "article": line.article, "since": line.since,
    }  # fmt: skip
