"""The report of the checks: by department, by rule, the findings behind them, as a page and as a workbook."""

from __future__ import annotations

import re
import tempfile
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import Severity
from yichuang.catalogue.domain.remedies import FINDING_REMEDY_WORDS
from yichuang.kernel.problem import phrase
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post
from yichuang.web import element_words, studio_rows
from yichuang.web.desk_page import page_number

checks = catalogue.checks
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_DEPARTMENTS = 60
COLUMNS = (
    ("实施部门", 28), ("事项编码", 24), ("事项", 40), ("版次", 6), ("程度", 8), ("要素", 18), ("发现", 60), ("依据", 36), ("怎么改", 40), ("何日起", 12), ("规则", 24),
)  # fmt: skip


def wanted_of(request: HttpRequest) -> Any:
    asked = {key: request.GET.get(key, "").strip()[:120].replace("\x00", "") for key in ("department", "code", "severity", "q")}
    severity = asked["severity"] if asked["severity"] in (Severity.ERROR, Severity.WARNING) else ""
    return checks.Wanted(department=asked["department"], code=asked["code"], severity=severity, text=asked["q"])


def row(line: Any) -> dict[str, Any]:
    element = studio_rows.element_of(line.field)
    return {
        "line": line, "tag": studio_rows.SEVERITY_TAGS[line.severity], "severity": studio_rows.SEVERITY_LABELS[line.severity],
        "field": element_words.label(element) if element else line.field, "anchor": element.key if element else line.field,
        "text": phrase(line.message, line.details), "remedy": phrase(FINDING_REMEDY_WORDS.get(line.code, "")),
    }  # fmt: skip


def rule_words(message: str) -> str:
    """What a rule finds, without the names of a single case."""
    return re.sub(r"%\(\w+\)s", "…", phrase(message))


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    wanted, number = wanted_of(request), page_number(request)
    lines, more = checks.findings(wanted, page=number)
    departments = checks.by_department()
    context = {
        "page": "checks", "wanted": wanted, "whole": checks.overview(wanted), "rows": [row(line) for line in lines], "number": number, "has_next": more,
        "departments": departments[:SHOWN_DEPARTMENTS], "names": [line.department for line in departments], "waiting": checks.stale_count(timezone.now()),
        "rules": [
            (line, rule_words(line.message), studio_rows.SEVERITY_TAGS[line.severity], studio_rows.SEVERITY_LABELS[line.severity])
            for line in checks.by_rule(wanted)
        ],
        "severities": [(key.value, studio_rows.SEVERITY_LABELS[key]) for key in (Severity.ERROR, Severity.WARNING)],
    }  # fmt: skip
    return render(request, "web/studio_checks.html", context)


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def workbook(request: HttpRequest) -> FileResponse:
    """Every finding of the filter, a row each; texts stay texts."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    sheet, head = book.add_worksheet(_("检查")), book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for at, (title, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, title, head)
    for number, line in enumerate(checks.every(wanted_of(request)), 1):
        said = row(line)
        texts = (line.department, line.item_code, line.name, str(line.number), str(said["severity"]), said["field"], said["text"], line.article, said["remedy"])
        for at, text in enumerate(texts):
            sheet.write_string(number, at, text)
        sheet.write_datetime(number, len(texts), line.since, day)
        sheet.write_string(number, len(texts) + 1, line.code)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_('检查')}{timezone.localdate()}.xlsx", content_type=XLSX)
