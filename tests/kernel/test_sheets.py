"""Tables as people bring them: merged cells, formulas, numbers as text, dates in five spellings, the wrong sheet, 50,000 rows."""

from __future__ import annotations

import io
import subprocess
import sys
import textwrap
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from yichuang.kernel.importing import BadFile
from yichuang.kernel.sheets import Column, Kind, open_book

COLUMNS = (
    Column("name", ("机构名称", "名称"), required=True, max_length=20),
    Column("uscc", ("统一社会信用代码",)),
    Column("from_on", ("有效期起",), Kind.DATE),
    Column("count", ("份数",), Kind.INTEGER),
    Column("price", ("金额",), Kind.DECIMAL),
    Column("open", ("公开",), Kind.YES_NO),
)
HEAD = [column.titles[0] for column in COLUMNS]


def workbook(*rows: list, sheet: str = "机构", more=None) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            if isinstance(cell, datetime):
                page.write_datetime(number, at, cell, day)
            elif cell is not None:
                page.write(number, at, cell) if not isinstance(cell, str) else page.write_string(number, at, cell)
    if more:
        more(book, page)
    book.close()
    return file.getvalue()


def read(data: bytes, sheet: str = "机构"):
    with open_book(data) as book:
        table = book.table(COLUMNS, sheet=sheet)
        rows = list(table.rows())
    return table, rows


def codes(rows) -> list[tuple[str, str]]:
    return [(place, finding.code) for row in rows for place, finding in row.findings]


def test_a_row_reads_as_typed_values_and_a_number_as_it_was_typed() -> None:
    _, (row,) = read(workbook(HEAD, ["水务局", 370800, datetime(2020, 1, 2), 3, 12.5, "是"]))
    assert row.values == {"name": "水务局", "uscc": "370800", "from_on": date(2020, 1, 2), "count": 3, "price": Decimal("12.5"), "open": True}
    assert (row.place, row.findings) == ("机构!2", ())


@pytest.mark.parametrize("text", ["2020-01-02", "2020/1/2", "2020.1.2", "2020年1月2日", "20200102", "２０２０-０１-０２", "2020-01-02 00:00:00"])
def test_a_date_may_be_typed_in_many_ways(text: str) -> None:
    _, (row,) = read(workbook(HEAD, ["局", "", text]))
    assert row.values["from_on"] == date(2020, 1, 2)


@pytest.mark.parametrize("cell", ["2020-02-30", "长期", "1/2/2020", 43832, "2020-1"])
def test_what_is_no_date_is_said_and_not_guessed(cell) -> None:
    _, (row,) = read(workbook(HEAD, ["局", "", cell]))
    assert row.values["from_on"] is None
    assert codes([row]) == [("机构!C2", "not_a_date")]


def test_a_code_of_eighteen_digits_typed_as_a_number_has_lost_its_end() -> None:
    """113700000045046442 is a real code; as a number it is kept as 1.1370000004504644E+17."""
    _, (row, kept) = read(workbook(HEAD, ["局", 113700000045046442], ["局", "113700000045046442"]))
    assert codes([row]) == [("机构!B2", "number_too_long")]
    assert kept.values["uscc"] == "113700000045046442"


def test_numbers_as_text_and_half_filled_rows() -> None:
    _, (first, second) = read(workbook(HEAD, ["局", None, None, " 12 ", "1,200.50", "否"], [None, "X", None, "十二", "abc", "也许"]))
    assert (first.values["count"], first.values["price"], first.values["open"]) == (12, Decimal("1200.50"), False)
    assert codes([second]) == [("机构!A3", "cell_required"), ("机构!D3", "not_a_number"), ("机构!E3", "not_a_number"), ("机构!F3", "not_yes_or_no")]


def test_a_formula_counts_by_its_result_and_without_one_is_named() -> None:
    def formulas(book, page) -> None:
        page.write_formula(1, 3, "=1+1", None, 2)
        page.write_formula(2, 3, "=1+1", None, "")
        page.write_formula(3, 3, "=NA()", None, "#N/A")

    data = workbook(HEAD, ["甲"], ["乙"], ["丙"], more=formulas)
    unsolved = data_without_results(data)
    _, rows = read(unsolved)
    assert rows[0].values["count"] == 2
    assert codes(rows) == [("机构!D3", "formula_unsolved"), ("机构!D4", "error_value")]


def data_without_results(data: bytes) -> bytes:
    """As a program writes it that never calculates: a formula and no value."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b"<v></v>", b""))
    return out.getvalue()


def test_merged_cells_among_the_data_are_named_and_a_banner_is_not() -> None:
    def merge(book, page) -> None:
        page.merge_range(0, 0, 0, 5, "示例市机构表")
        page.merge_range(3, 1, 4, 1, "X")

    table, rows = read(workbook(["示例市机构表"], HEAD, ["甲"], ["乙", "X"], ["丙"], more=merge))
    assert [(place, finding.code) for place, finding in table.findings] == [("机构!B4", "merged_cells")]
    assert [row.number for row in rows] == [3, 4, 5]


def test_empty_rows_are_passed_over_and_numbers_stay_those_of_the_sheet() -> None:
    _, rows = read(workbook(["说明"], [], HEAD, ["甲"], [], ["  "], ["乙"]))
    assert [(row.number, row.values["name"]) for row in rows] == [(4, "甲"), (7, "乙")]


def test_the_wrong_sheet_says_what_is_there_and_what_is_missing() -> None:
    with pytest.raises(BadFile) as refused:
        read(workbook(["名字", "电话"], ["甲", "1"], sheet="Sheet1"))
    assert refused.value.details["sheets"] == "Sheet1"
    assert "机构名称" in refused.value.details["columns"]


def test_a_sheet_under_another_name_is_found_by_its_header() -> None:
    table, rows = read(workbook(["名称 *", "备注"], ["甲", "x"], sheet="Sheet1"))
    assert (table.sheet, rows[0].values["name"]) == ("Sheet1", "甲")
    assert [finding.code for _, finding in table.findings] == ["column_unknown"]


def test_a_csv_of_a_spreadsheet_program_reads_alike() -> None:
    data = "机构名称,有效期起,份数\r\n甲,2020/1/2,3\r\n\r\n,2020/1/2,\r\n".encode("gb18030")
    table, (first, second) = read(data)
    assert table.sheet == ""
    assert (first.values["from_on"], first.values["count"]) == (date(2020, 1, 2), 3)
    assert codes([second]) == [("A4", "cell_required")]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"\xff\xff\xff", workbook(HEAD)[:-300]])
def test_what_is_no_table_gets_a_clear_refusal(data: bytes) -> None:
    with pytest.raises(BadFile):
        read(data)


@pytest.mark.parametrize(("local", "central", "change"), [(6, 8, b"\x01\x08"), (8, 10, b"\x63\x00")], ids=["locked", "packed otherwise"])
def test_a_package_that_is_locked_or_packed_in_an_unknown_way_gets_a_clear_refusal(local: int, central: int, change: bytes) -> None:
    """zipfile raises for both what elsewhere is a fault of the program; here it is the file's."""
    data = bytearray(workbook(HEAD, ["甲"]))
    for mark, at in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        place = data.find(mark)
        while place >= 0:
            data[place + at : place + at + 2] = change
            place = data.find(mark, place + 4)
    with pytest.raises(BadFile):
        read(bytes(data))


def test_a_sheet_with_one_cell_far_out_is_refused_before_it_is_loaded() -> None:
    """The rectangle from A1 to XFD1048576 would be seventeen thousand million cells."""
    with pytest.raises(BadFile):
        read(workbook(HEAD, ["甲"], more=lambda book, page: page.write(1048575, 0, "x")))
    with pytest.raises(BadFile):
        read(workbook(HEAD, ["甲"], more=lambda book, page: page.write(5, 16383, "x")))


def test_a_workbook_that_unpacks_without_end_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>" + b" " * (300 * 1024 * 1024))
    with pytest.raises(BadFile):
        read(out.getvalue())


def test_a_workbook_that_names_entities_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE w [<!ENTITY a "aaaa">]><workbook>&a;</workbook>')
    with pytest.raises(BadFile):
        read(out.getvalue())


CELL = st.one_of(st.none(), st.text(max_size=12), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**40), 2**40), st.booleans())


@given(st.lists(CELL, min_size=6, max_size=6))
def test_any_cell_gives_a_value_or_a_finding_and_never_breaks(cells: list) -> None:
    from yichuang.kernel.sheets.cells import cleaned, read_cell

    for column, raw in zip(COLUMNS, cells, strict=True):
        value, wrong = read_cell(column, raw)
        assert value is None or wrong is None
        if isinstance(raw, str) and cleaned(raw) and column.kind is Kind.TEXT and wrong is None:
            assert value == cleaned(raw)


def test_fifty_thousand_rows_stay_within_bounds(tmp_path) -> None:
    """In a process of its own, so that what is measured is this file: 50,000 rows of ten columns."""
    file = tmp_path / "big.xlsx"
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    page = book.add_worksheet("机构")
    titles = ["机构名称", *(f"列{n}" for n in range(9))]
    page.write_row(0, 0, titles)
    for number in range(1, 50_001):
        page.write_row(number, 0, [f"机构{number}", *(f"值{number}-{n}" for n in range(9))])
    book.close()
    program = textwrap.dedent(f"""
        import resource
        from pathlib import Path
        from yichuang.kernel.sheets import Column, open_book
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with open_book(Path({str(file)!r})) as book:
            rows = sum(1 for row in book.table([Column("name", ("机构名称",), required=True)], sheet="机构").rows() if row.values["name"])
        print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    """)
    rows, megabytes = map(int, subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split())
    assert rows == 50_000
    assert megabytes < 150, megabytes
