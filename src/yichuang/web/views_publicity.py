"""双公示: the grants of a span of days in the columns of the credit portal, as workbook or CSV (practice §6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from yichuang.cases import api as cases
from yichuang.clock import api as clock
from yichuang.clock import domain as counting
from yichuang.clock.domain import Limit
from yichuang.kernel.media import CSV, XLSX
from yichuang.kernel.sheets import write_csv, write_xlsx
from yichuang.licences import api as licences
from yichuang.licences.domain import masked_person
from yichuang.look.handed_out import handed_out
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.web.desk_page import show
from yichuang.web.views_ledger import CHUNK, span

WITHIN = Limit(7)
"""Seven working days after the decision (practice §6)."""

COLUMNS = (
    "行政相对人名称", "行政相对人类别", "行政相对人代码_1(统一社会信用代码)", "行政相对人代码_2(工商注册号)", "行政相对人代码_3(组织机构代码)",
    "行政相对人代码_4(税务登记号)", "行政相对人代码_5(事业单位证书号)", "行政相对人代码_6(社会组织登记证号)", "法定代表人",
    "法定代表人证件类型", "法定代表人证件号码", "证件类型", "证件号码", "行政许可决定文书名称", "行政许可决定文书号", "许可类别", "许可证书名称",
    "许可编号", "许可内容", "许可决定日期", "有效期自", "有效期至", "许可机关", "许可机关统一社会信用代码", "当前状态", "数据来源单位",
    "数据来源单位统一社会信用代码", "备注",
)  # fmt: skip
"""The credit portal's own headings, Chinese in every language."""

FOR_EVER = date(2099, 12, 31)
"""What the portal takes for a licence without an end."""


@staff_required()
@require_GET
def publicity(request: HttpRequest) -> HttpResponse:
    """Ask for the span of days, and say until when each day has to be reported."""
    start, end, errors = span(request)
    due = counting.last_day(clock.calendar(), timezone.localdate(), WITHIN)
    context = {
        "page": "desk", "start": start, "end": end, "errors": errors, "typed": request.GET, "columns": COLUMNS, "due": due,
    }
    return show(request, "web/desk_publicity.html", context, status=422 if errors else 200)


@staff_required()
@require_GET
def table(request: HttpRequest) -> HttpResponse | FileResponse:
    start, end, errors = span(request)
    if errors or start is None or end is None:
        return publicity(request)
    rows = lines(cases.reported(request.actor, start, end))
    as_csv = request.GET.get("format") == "csv"
    name = f"双公示行政许可{start}至{end}"
    if as_csv:
        return handed_out(f"{name}.csv", CSV, lambda file: write_csv(file, COLUMNS, rows))
    return handed_out(f"{name}.xlsx", XLSX, lambda file: write_xlsx(file, "行政许可", COLUMNS, rows, width=20))


def lines(found: Iterator[Any]) -> Iterator[tuple[str, ...]]:
    """The cells of each grant; what became of the licences, and the organs, are read once a chunk."""
    while chunk := list(islice(found, CHUNK)):
        ended = licences.ended({row.licence_id for row in chunk if row.licence_id})
        organs = {organ_id: organisations.organ(organ_id) for organ_id in {row.organ_id for row in chunk}}
        codes = organisations.public_numbers({row.case.applicant_id for row in chunk})
        for row in chunk:
            yield cells(row, organs[row.organ_id], codes.get(row.case.applicant_id, ""), row.licence_id in ended)


def cells(row: Any, organ: Any, code: str, ended: bool) -> tuple[str, ...]:
    party = row.case.applicant
    legal = party.kind == "legal"
    person = ("", "", "") if legal else ("自然人", "身份证", party.number_masked)
    kind = "法人及非法人组织" if legal else person[0]
    head = party.legal_representative
    to = row.valid_to or (FOR_EVER if row.licence_number else None)
    return (
        row.holder, kind, code if legal else "", "", "", "", "", "", masked_person(head) if head and not legal else head, "", "",
        person[1], person[2], row.title, row.number, "普通", row.item_name if row.licence_number else "", row.licence_number, row.scope,
        iso(row.decided_on), iso(row.valid_from), iso(to), organ.name, organ.uscc, "2" if ended else "1", organ.name, organ.uscc, "",
    )  # fmt: skip


def iso(day: date | None) -> str:
    return f"{day:%Y/%m/%d}" if day else ""
