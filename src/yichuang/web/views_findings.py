"""The report of the checks: by department, by rule, the findings behind them, as a page and as a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import Severity
from yichuang.catalogue.domain.remedies import FINDING_REMEDY_WORDS
from yichuang.kernel import sheets
from yichuang.kernel.media import XLSX
from yichuang.kernel.problem import phrase
from yichuang.look.asked import page_number
from yichuang.look.handed_out import handed_out
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post
from yichuang.web import element_words, studio_rows

checks = catalogue.checks
SHOWN_DEPARTMENTS = 20
"""Those with the most errors; the others are in the select."""
PLACE = re.compile(r"%\(\w+\)[sd]")
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


def rule(line: Any) -> dict[str, Any]:
    """A rule in its own words; what differs from version to version stands as an ellipsis."""
    severity = line.severity
    text = PLACE.sub("…", phrase(line.message))
    return {"line": line, "text": text, "tag": studio_rows.SEVERITY_TAGS[severity], "severity": studio_rows.SEVERITY_LABELS[severity]}


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    wanted, number = wanted_of(request), page_number(request)
    lines, more = checks.findings(wanted, page=number)
    departments = checks.by_department()
    rules = [rule(line) for line in checks.by_rule(wanted)]
    context = {
        "page": "checks", "wanted": wanted, "whole": checks.overview(wanted), "rows": [row(line) for line in lines], "number": number, "has_next": more,
        "departments": departments[:SHOWN_DEPARTMENTS], "other": max(0, len(departments) - SHOWN_DEPARTMENTS),
        "names": [line.department for line in departments], "waiting": checks.stale_count(timezone.now()),
        "rules": rules, "only": rules[0]["text"] if wanted.code and rules else wanted.code,
        "severities": [(key.value, studio_rows.SEVERITY_LABELS[key]) for key in (Severity.ERROR, Severity.WARNING)],
    }  # fmt: skip
    return render(request, "web/studio_checks.html", context)


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def workbook(request: HttpRequest) -> FileResponse:
    """Every finding of the filter, a row each; texts stay texts."""
    return handed_out(f"{_('检查')}{timezone.localdate()}.xlsx", XLSX, lambda file: write(file, checks.every(wanted_of(request))))


def write(file: BinaryIO, lines: Iterable[Any]) -> None:
    book = sheets.workbook(file)
    sheet, head = book.add_worksheet(_("检查")), book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for at, (title, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, title, head)
    for number, line in enumerate(lines, 1):
        said = row(line)
        texts = (line.department, line.item_code, line.name, str(line.number), str(said["severity"]), said["field"], said["text"], line.article, said["remedy"])
        for at, text in enumerate(texts):
            sheet.write_string(number, at, text)
        sheet.write_datetime(number, len(texts), line.since, day)
        sheet.write_string(number, len(texts) + 1, line.code)
    book.close()
