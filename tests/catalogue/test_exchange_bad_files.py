"""What is wrong with a file is named by sheet, row and column, memory is bounded, and nothing is half imported."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import date

import pytest
import xlsxwriter

from tests.catalogue.exchanging import BASE, problems, report_of, row, workbook
from yichuang.catalogue import api
from yichuang.catalogue.models import Item, ItemVersion
from yichuang.kernel.importing import BadFile

pytestmark = pytest.mark.django_db
exchange = api.exchange



BAD = {
    "事项编码重复": ({"事项": [*BASE, row(), row(name="又一个")]}, [("事项!A3", "duplicate_code")]),
    "没有编码": ({"事项": [*BASE, row(code="")]}, [("事项!A2", "cell_required")]),
    "半填的行": ({"事项": [*BASE, row(name="")]}, [("事项!2", "name_missing")]),
    "没有制度": ({"事项": [*BASE, row(regime="")]}, [("事项!2", "regime_missing")]),
    "数字写成了字": ({"事项": [*BASE, row(amount="五个")]}, [("事项!D2", "not_a_number")]),
    "日期": ({"事项": [*BASE, row(planned="明年")]}, [("事项!F2", "not_a_date")]),
    "选项": ({"事项": [*BASE, row(regime="行政特许")]}, [("事项!C2", "choice_unknown")]),
    "多选": ({"事项": [*BASE, row(objects="自然人、外星人")]}, [("事项!G2", "choice_unknown")]),
    "有单位没有时限": ({"事项": [*BASE, row(amount="")]}, [("事项!D2", "limit_half_filled")]),
    "子表里的编码": ({"事项": [*BASE, row()], "材料": [["事项编码", "材料代码", "材料名称"], ["n2", "M1", "表"]]}, [("材料!A2", "item_unknown")]),
    "子表半填的行": ({"事项": [*BASE, row()], "材料": [["事项编码", "材料代码", "材料名称"], ["n1", "M1", ""]]}, [("材料!C2", "row_half_filled")]),
    "子表代码重复": ({"事项": [*BASE, row()], "材料": [["事项编码", "材料代码", "材料名称"], ["n1", "M1", "甲"], ["n1", "M1", "乙"]]}, [("材料!B3", "code_twice")]),
    "表名不对": ({"事项": [*BASE, row()], "材料清单": [["事项编码", "材料代码", "材料名称"], ["n1", "M1", "甲"]]}, [("材料清单", "sheet_misnamed")]),
    "列重复": ({"事项": [[*BASE[0], "承诺时限"], [*row(), 6]]}, [("事项!1", "column_twice")]),
    "无与有": (
        {"事项": [[*BASE[0], "有无材料"], [*row(), "无"]], "材料": [["事项编码", "材料代码", "材料名称"], ["n1", "M1", "甲"]]}, [("事项!H2", "none_with_rows")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_named_by_sheet_row_and_column_and_nothing_is_written(importer, case) -> None:
    sheets, expected = BAD[case]
    report = report_of(workbook(sheets), importer, write=True)
    assert (problems(report), report.written, Item.objects.count()) == (expected, False, 0)


def test_one_wrong_row_keeps_the_whole_file_out(shipped, importer) -> None:
    data = workbook({"事项": [*BASE, row("n1"), row("n2", amount=-1), row("n3")]})
    report = report_of(data, importer, write=True)
    assert problems(report) == [("事项!D3", "number_out_of_range")]
    assert not Item.objects.filter(code__startswith="n").exists()


@pytest.mark.parametrize("planned", ["2027-01-02", "2027年1月2日", "2027.1.2", "20270102", date(2027, 1, 2)])
def test_days_in_the_forms_people_write(importer, planned) -> None:
    report = report_of(workbook({"事项": [*BASE, row(amount="５", planned=planned)]}), importer, write=True)
    made = ItemVersion.objects.get(item__code="n1")
    assert (problems(report), made.planned_from, made.promised_amount, made.status) == ([], date(2027, 1, 2), 5, "draft")


def test_an_unknown_column_is_said_and_left_out(importer) -> None:
    report = report_of(workbook({"事项": [[*BASE[0], "备注"], [*row(), "x"]]}), importer)
    assert ("事项!1", "column_unknown") in [(found.id, found.finding.code) for found in report.findings] and problems(report) == []


def test_merged_cells_and_formulas_without_a_result_are_errors(importer) -> None:
    def more(book, page, name):
        page.merge_range(2, 1, 3, 1, "合并")
        page.write_formula(1, 3, "=2+3", None, "")

    found = problems(report_of(workbook({"事项": [*BASE, row(), row("n2"), row("n3")]}, more), importer))
    assert set(found) >= {("事项!B3", "merged_cells"), ("事项!D2", "formula_unsolved")}


def test_a_formula_never_calculated_erases_nothing(shipped, importer) -> None:
    """A program that never calculates writes `<f>…</f><v/>`; Excel writes so only in a cell whose result is a text without characters."""
    before = ItemVersion.objects.get(item__code="drainage", status="published").promised_amount
    data = workbook({"事项": [[*BASE[0][:1], "承诺时限", "备注名"], ["drainage", "", ""]]}, lambda book, page, name: page.write_formula(1, 1, "=2+3", None, ""))
    report = report_of(data, importer, write=True)
    assert problems(report) == [("事项!B2", "formula_unsolved")] and not report.written
    assert ItemVersion.objects.get(item__code="drainage").promised_amount == before


def test_the_sheet_of_items_must_be_there(importer) -> None:
    with pytest.raises(BadFile) as refused:
        report_of(workbook({"目录": [*BASE, row()], "其他": [["a"]]}), importer)
    assert refused.value.details["sheets"] == "目录、其他"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
"""How a workbook with a password begins: a compound file around the encrypted package."""


def bomb() -> bytes:
    """300 MB of blanks in a sheet of half a megabyte."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook({"事项": BASE}))) as whole, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name in whole.namelist():
            with package.open(name, "w") as part:
                if name.endswith("sheet1.xml"):
                    for _ in range(300):
                        part.write(b" " * (1 << 20))
                part.write(whole.read(name))
    return file.getvalue()


NO_FILE = {
    "password": OLE, "no zip": b"PK\x03\x04 no zip at all", "pdf": b"%PDF-1.7", "other schema": b'{"schema": "other"}', "no json": b"{not json", "bomb": bomb(),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_FILE)
def test_what_is_no_such_file_is_refused_with_a_sentence(importer, kind) -> None:
    with pytest.raises(BadFile):
        report_of(NO_FILE[kind], importer)


def test_json_that_breaks_the_schema_names_the_place(importer) -> None:
    held = {"schema": "yichuang versions v1", "items": [
        {"item_code": "a", "content": {"name": "甲", "regime": "service", "promised_amount": "5"}},
        {"item_code": "b", "content": {"name": "乙", "regime": "service", "colour": "red"}},
        {"item_code": "c", "content": {"name": "丙", "regime": "service", "materials": [{"code": "M1"}], "planned_from": "2026-02-31"}},
        {"item_code": "c", "content": {}}, {"content": {}},
    ]}  # fmt: skip
    report = report_of(json.dumps(held).encode(), importer, write=True)
    assert [at for at, _ in problems(report)] == [
        "items[0].content.promised_amount", "items[1].content", "items[2].content.planned_from", "items[3].item_code", "items[2].content.materials[0].name",
        "items[4]",
    ] or {at for at, _ in problems(report)} >= {"items[0].content.promised_amount", "items[1].content", "items[2].content.planned_from", "items[3].item_code"}
    assert not report.written


# the preview


MEASURED = """
import io, os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "yichuang.web.settings"
import django
django.setup()
from pathlib import Path
from yichuang.catalogue.domain.exchange import judge
from yichuang.catalogue.exchange import reading
from yichuang.catalogue.exchange.plain_json import Written
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
document = reading.read(Path(sys.argv[1]))
wrong = 0
for entry in document.entries.values():
    wrong += len(judge(document, entry, None, Written()).findings)
rows = sum(len(entry.lists["materials"]) for entry in document.entries.values())
print(len(document.entries), rows, wrong, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) // 1024)
"""
MEMORY_MB = 400


def test_fifty_thousand_rows_take_bounded_memory(tmp_path) -> None:
    """25,000 items and 50,000 materials of a real shape; the figure is what the whole reading and judging adds to the process."""
    file = tmp_path / "large.xlsx"
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    items, materials = book.add_worksheet("事项"), book.add_worksheet("材料")
    items.write_row(0, 0, BASE[0])
    materials.write_row(0, 0, ["事项编码", "材料代码", "材料名称", "来源渠道", "要求提供的依据"])
    for at in range(25_000):
        items.write_row(at + 1, 0, row(f"n{at}", f"新事项{at}"))
        for number in range(2):
            materials.write_row(2 * at + number + 1, 0, [f"n{at}", f"M{number}", "申请表", "申请人自备", "《某条例》第三条"])
    book.close()
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", MEASURED, str(file)], capture_output=True, text=True, check=True)  # noqa: S603
    count, rows, wrong, grown = map(int, done.stdout.split())
    assert (count, rows, wrong) == (25_000, 50_000, 0)
    assert grown < MEMORY_MB, f"{grown} MB"


def test_a_file_of_more_rows_than_a_city_has_is_refused(tmp_path, importer) -> None:
    data = "事项编码,承诺时限\n" + "".join(f"n{at},1\n" for at in range(60_000))
    with pytest.raises(BadFile):
        report_of(data.encode(), importer)
