"""Versions go out as a workbook or JSON and come back: unchanged says so, changed shows what, wrong says where; nothing is half-imported."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import jsonschema_rs
import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.catalogue.conftest import NOW
from yichuang.catalogue import api, columns
from yichuang.catalogue.domain.exchange import judge
from yichuang.catalogue.domain.exchange.schema import schema
from yichuang.catalogue.domain.exchange.shape import ITEM_FIELDS, LIST_FIELDS
from yichuang.catalogue.domain.implementing import ELEMENTS, ROWS, Kind
from yichuang.catalogue.exchange import Selection, reading
from yichuang.catalogue.exchange.plain_json import Written
from yichuang.catalogue.exchange.workbook import Writer
from yichuang.catalogue.models import ChangeRequest, ImportPreview, ImportRun, Item, ItemVersion
from yichuang.kernel import record
from yichuang.kernel.importing import BadFile

pytestmark = pytest.mark.django_db
exchange = api.exchange


def exported(format: str = "xlsx", **wanted) -> bytes:
    file = io.BytesIO()
    exchange.export(file, Selection(**wanted), format=format, now=NOW)
    return file.getvalue()


def sheets_of(data: bytes) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_object(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def workbook(sheets: dict[str, list[list]], more=None) -> bytes:
    """A workbook as a person would save it: text as text, numbers as numbers, days as days."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(at, column, cell, day)
                elif isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
                    page.write_number(at, column, cell)
                elif cell not in (None, ""):
                    page.write_string(at, column, str(cell))
        if more:
            more(book, page, name)
    book.close()
    return file.getvalue()


def changed(data: bytes, *cells: tuple[str, str, str, object]) -> bytes:
    """The workbook with some cells changed: (sheet, title, item code, new value); the first row of the item where there are more."""
    sheets = sheets_of(data)
    for sheet, title, code, value in cells:
        rows = sheets[sheet]
        line = next(row for row in rows[2:] if row[0] == code)
        line[rows[0].index(title)] = value
    return workbook(sheets)


def report_of(data: bytes, importer, *, write: bool = False):
    return exchange.import_versions(data, now=NOW, actor=importer, write=write)


def problems(report) -> list[tuple[str, str]]:
    return [(found.id, found.finding.code) for found in report.findings if found.finding.severity == "error"]


# the shape


def test_every_element_has_a_column_or_a_sheet_and_no_title_stands_twice() -> None:
    keys = {field.path[0].rstrip("?") for field in ITEM_FIELDS}
    assert keys >= {element.key for element in ELEMENTS if element.kind is not Kind.EXTRA}
    for fields in (ITEM_FIELDS, *LIST_FIELDS.values()):
        titles = [field.title for field in fields]
        assert len(titles) == len(set(titles)) and len({field.key for field in fields}) == len(fields)
    for key, element in ROWS.items():
        assert {field.path[0] for field in LIST_FIELDS[key]} >= {part.key for part in element.parts}


def test_a_workbook_has_a_frozen_head_with_the_standards_keys_and_drop_downs(shipped) -> None:
    data = exported()
    sheets = sheets_of(data)
    assert list(sheets)[:3] == ["说明", "事项", "设定依据"] and "材料" in sheets and "常见问题" in sheets
    head, keys = sheets["事项"][:2]
    assert keys[head.index("事项名称")] == "task_name" and keys[head.index("承诺时限")] == "promise_day"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        page = book.read("xl/worksheets/sheet2.xml").decode()
    assert 'ySplit="2"' in page and "<dataValidation " in page and "<f>" not in page


# there and back


@pytest.mark.parametrize("format", ["xlsx", "json"])
def test_everything_shipped_and_imported_comes_back_unchanged(everything, importer, format) -> None:
    report = report_of(exported(format), importer)
    assert problems(report) == []
    assert (report.read, report.unchanged, report.new, report.changed, report.refused) == (Item.objects.count(), Item.objects.count(), 0, 0, 0)


@pytest.mark.parametrize("format", ["xlsx", "json"])
def test_a_version_made_anew_from_its_file_says_the_same(shipped, importer, format) -> None:
    """The file alone carries every element: an item under another code becomes what the first one is.

    Words of the sources beside the enumeration (营利法人) may stay where they stand, but do not come in with a new item.
    """
    before = {code: columns.plain_of(ItemVersion.objects.get(id=version)) for code, version in shipped.items()}
    data = exported(format)
    if format == "json":
        held = json.loads(data)
        for item in held["items"]:
            item["item_code"] = "copy-" + item["item_code"]
            del item["content"]["service_objects"]
        data = json.dumps(held).encode()
    else:
        sheets = sheets_of(data)
        for name in ("事项", *(element.name for element in ROWS.values())):
            for row in sheets[name][2:]:
                row[0] = f"copy-{row[0]}"
        column = sheets["事项"][0].index("服务对象")
        sheets["事项"] = [[*row[:column], *row[column + 1 :]] for row in sheets["事项"]]
        data = workbook(sheets)
    report = report_of(data, importer, write=True)
    assert (report.new, problems(report)) == (len(shipped), [])
    for code, plain in before.items():
        made = columns.plain_of(ItemVersion.objects.get(item__code=f"copy-{code}"))
        for key in plain:
            if key not in ("extra", "service_objects"):
                assert normal(made[key]) == normal(plain[key]), (code, key)


def normal(value):
    """Rows without what says nothing: a false of a flag nobody stated stays out of the comparison."""
    if isinstance(value, list):
        return [normal(row) for row in value]
    if isinstance(value, dict):
        return {key: normal(held) for key, held in value.items() if held not in (None, "", False)}
    return value


def test_the_json_is_what_its_schema_says(everything) -> None:
    validator = jsonschema_rs.validator_for(schema())
    assert [error.message for error in validator.iter_errors(json.loads(exported("json")))] == []


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
PLAIN = {
    Kind.TEXT: TEXTS, Kind.LONG: TEXTS, Kind.NUMBER: st.integers(0, 10**6), Kind.MONEY: st.integers(0, 10**9), Kind.FLAG: st.booleans(),
    Kind.DATE: st.dates(date(1950, 1, 1), date(2100, 1, 1)).map(date.isoformat), Kind.TEXTS: st.lists(TEXTS, max_size=3),
}


@st.composite
def contents(draw) -> dict:
    """Plain values of some elements, odd texts among them."""
    made = {}
    for element in ELEMENTS:
        if element.kind is Kind.ROWS and draw(st.booleans()):
            made[element.key] = [row for row in (draw(rows(element)) for _ in range(draw(st.integers(0, 3)))) if row]
        elif element.kind in PLAIN and element.key not in ("name", "division", "statutory_amount", "promised_amount", "extension_amount"):
            made[element.key] = draw(st.none() | PLAIN[element.kind]) if draw(st.integers(0, 3)) == 0 else None
        elif element.enumeration and element.kind is Kind.CHOICES and draw(st.booleans()):
            made[element.key] = draw(st.lists(st.sampled_from([o.value for o in element.enumeration.options]) | TEXTS, max_size=3))
    return made


def rows(element):
    parts = {}
    for part in element.parts:
        options = [o.value for o in part.enumeration.options] if part.enumeration else []
        if part.kind is Kind.LIMIT:
            parts[part.key] = st.fixed_dictionaries({"amount": st.integers(1, 99), "unit": st.sampled_from(["working_day", "month"])})
        elif part.key in ("medium", "rank"):
            parts[part.key] = st.sampled_from(options)
        elif options:
            parts[part.key] = st.sampled_from(options) | TEXTS
        else:
            parts[part.key] = PLAIN.get(part.kind, TEXTS)
    need = {part.key for part in element.parts if part.key in ("code", "name", "text", "title", "question", "answer", "ground", "limit", "article", "material_code")}
    return st.fixed_dictionaries({k: v for k, v in parts.items() if k in need}, optional={k: v for k, v in parts.items() if k not in need})


@given(plain=contents())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], phases=[Phase.explicit, Phase.reuse, Phase.generate], deadline=None)
def test_whatever_a_version_says_its_workbook_comes_back_unchanged(plain) -> None:
    whole = {element.key: plain.get(element.key) for element in ELEMENTS} | {"name": "怪", "regime": "licence"}
    file = io.BytesIO()
    writer = Writer(file)
    writer.content("odd", whole, Written(), number=1, status="draft")
    writer.close()
    document = reading.read(file.getvalue())
    judged = judge(document, document.entries["odd"], whole, Written())
    assert (judged.values, judged.findings) == ({}, [])


@pytest.mark.parametrize("text", ["=1+1", "+86 632", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_what_looks_like_a_formula_goes_out_as_text(editor, importer, text) -> None:
    api.draft("f", name=text, columns={"regime": "service", "aliases": [text]}, now=NOW, actor=importer)
    data = exported(codes=("f",))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert all(b"<f>" not in book.read(name) for name in book.namelist() if "worksheets/sheet" in name)
    assert text in sheets_of(data)["事项"][2]
    assert report_of(data, importer).unchanged == 1


# what changes


def test_a_changed_cell_becomes_a_draft_and_the_published_version_stays(shipped, importer) -> None:
    data = changed(exported(), ("事项", "承诺时限", "small-catering", 5), ("材料", "要求提供的依据", "small-catering", "《某条例》第三条"))
    report = report_of(data, importer, write=True)
    assert (report.changed, report.new, report.written, problems(report)) == (1, 0, True, [])
    old, new = ItemVersion.objects.filter(item__code="small-catering").order_by("number")
    assert (old.status, new.status, new.number, new.promised_amount) == ("published", "draft", 2, 5)
    assert new.materials[0]["article"] == "《某条例》第三条" and new.materials[1:] == old.materials[1:] and new.steps == old.steps
    run = ImportRun.objects.get(kind="versions")
    (event,) = record.read(run.id)
    assert (event.kind, event.fact.changed) == ("catalogue.VersionsImported", 1)


def test_none_and_not_stated_are_two_things(shipped, importer) -> None:
    fees = ItemVersion.objects.get(id=shipped["small-catering"]).fees
    assert fees == []
    report_of(changed(exported(), ("事项", "有无收费项目", "small-catering", "")), importer, write=True)
    draft = ItemVersion.objects.get(item__code="small-catering", status="draft")
    assert draft.fees is None
    report_of(changed(exported(codes=("small-catering",)), ("事项", "有无收费项目", "small-catering", "无")), importer, write=True)
    draft.refresh_from_db()
    assert (draft.fees, draft.edition) == ([], 1)


def test_what_the_file_does_not_have_stays_as_it_is(shipped, importer) -> None:
    data = workbook({"事项": [["事项编码", "承诺时限"], ["small-catering", 3]]})
    assert report_of(data, importer, write=True).changed == 1
    old, new = ItemVersion.objects.filter(item__code="small-catering").order_by("number")
    assert new.promised_amount == 3 and new.materials == old.materials and new.name == old.name and new.extra == old.extra


def test_a_csv_of_some_columns_is_enough(shipped, importer) -> None:
    data = "事项编码,承诺时限\nsmall-catering,3\nnew-one,1\n".encode("gb18030")
    assert problems(report_of(data, importer)) == [("3", "limit_half_filled"), ("3", "name_missing"), ("3", "regime_missing")]
    (found,) = [found for found in report_of("事项编码,承诺时限\nsmall-catering,很快\n".encode(), importer).findings if found.finding.severity == "error"]
    assert (found.id, found.finding.code) == ("B2", "not_a_number")


# bad input


BASE = [["事项编码", "事项名称", "办理制度", "承诺时限", "承诺时限单位", "计划生效日期", "服务对象"]]


def row(code="n1", name="新事项", regime="公共服务", amount=5, unit="工作日", planned="", objects=""):
    return [code, name, regime, amount, unit, planned, objects]


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
    assert {code for _, code in found} >= {"merged_cells"}


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


def test_a_preview_stays_until_it_is_confirmed_and_then_all_of_it_is_written(shipped, editor) -> None:
    data = changed(exported(), ("事项", "承诺时限", "small-catering", 5))
    ident = exchange.keep(data, name="事项.xlsx", now=NOW, actor=editor)
    assert not ItemVersion.objects.filter(status="draft").exists()
    found = exchange.preview(ident, actor=editor, now=NOW + timedelta(days=2))
    assert (found.counts["changed"], found.counts["unchanged"], found.errors, found.written) == (1, 5, 0, False)
    (line,), more = exchange.lines(ident, outcome="changed")
    assert [(c.element, c.before, c.after) for c in line.changes] == [("promised_amount", line.old["promised_amount"], 5)] and not more
    assert exchange.confirm(ident, now=NOW, actor=editor).written
    assert exchange.confirm(ident, now=NOW, actor=editor).written, "a second click changes nothing"
    assert ItemVersion.objects.filter(status="draft").count() == 1


def test_a_preview_expires_and_belongs_to_who_uploaded_it(shipped, editor, importer) -> None:
    ident = exchange.keep(exported(), name="x.xlsx", now=NOW, actor=editor)
    with pytest.raises(exchange.NoSuchPreview):
        exchange.preview(ident, actor=importer, now=NOW)
    with pytest.raises(exchange.NoSuchPreview):
        exchange.preview(ident, actor=editor, now=NOW + timedelta(days=3))
    exchange.keep(exported(), name="y.xlsx", now=NOW + timedelta(days=3), actor=editor)
    assert not ImportPreview.objects.filter(id=ident).exists()


def test_a_version_that_moved_since_the_preview_is_shown_again_and_nothing_is_half_written(shipped, editor) -> None:
    data = changed(exported(), ("事项", "承诺时限", "small-catering", 5), ("事项", "承诺时限", "drainage", 4))
    ident = exchange.keep(data, name="a.xlsx", now=NOW, actor=editor)
    colleague = changed(exported(codes=("drainage",)), ("事项", "承诺时限", "drainage", 3))
    exchange.confirm(exchange.keep(colleague, name="b.xlsx", now=NOW, actor=editor), now=NOW, actor=editor)
    (shown, _other), _ = exchange.lines(ident, outcome="changed")
    with pytest.raises(exchange.VersionsMoved):
        exchange.confirm(ident, now=NOW, actor=editor)
    assert not ItemVersion.objects.filter(item__code="small-catering", status="draft").exists()
    lines, _ = exchange.lines(ident, outcome="changed")
    assert {line.code: (line.old["promised_amount"], line.status, line.moved) for line in lines}["drainage"] == (3, "draft", False)
    exchange.confirm(ident, now=NOW, actor=editor)
    assert sorted(ItemVersion.objects.filter(status="draft").values_list("item__code", "promised_amount")) == [("drainage", 4), ("small-catering", 5)]


def test_a_draft_that_is_with_the_reviewers_is_not_changed(shipped, editor) -> None:
    first = changed(exported(codes=("drainage",)), ("事项", "承诺时限", "drainage", 3))
    exchange.confirm(exchange.keep(first, name="a.xlsx", now=NOW, actor=editor), now=NOW, actor=editor)
    draft = ItemVersion.objects.get(item__code="drainage", status="draft")
    again = exchange.keep(changed(exported(codes=("drainage",)), ("事项", "承诺时限", "drainage", 4)), name="b.xlsx", now=NOW, actor=editor)
    ChangeRequest.objects.create(item=draft.item, version=draft, change="change", stage="legality", drafter=editor.ref, created_at=NOW, moved_at=NOW)
    with pytest.raises(exchange.VersionsMoved):
        exchange.confirm(again, now=NOW, actor=editor)
    (line,), _ = exchange.lines(again, outcome="problem")
    assert [found["code"] for found in line.findings] == ["under_review"]


def test_an_older_export_is_told_that_there_is_a_newer_version(shipped, editor, importer) -> None:
    old = exported(codes=("drainage",))
    report_of(changed(old, ("事项", "承诺时限", "drainage", 3)), importer, write=True)
    report = report_of(old, importer)
    assert ("newer_version", 1) in [(found.finding.code, report.changed) for found in report.findings]


def test_items_of_another_organ_are_refused(shipped, editor) -> None:
    from yichuang.organisations.models import Organ

    other = Organ.objects.create(name="别的机关")
    ItemVersion.objects.create(
        item=Item.objects.create(code="theirs", name="别人的", origin="studio"), number=1, status="draft", regime="service", name="别人的",
        accepting_organ=other, created_at=NOW, created_by="test",
    )
    data = changed(exported(codes=("theirs",)), ("事项", "承诺时限", "theirs", 3), ("事项", "承诺时限单位", "theirs", "工作日"))
    ident = exchange.keep(data, name="x.xlsx", now=NOW, actor=editor)
    (line,), _ = exchange.lines(ident, outcome="problem")
    assert [found["code"] for found in line.findings] == ["not_yours"]
    with pytest.raises(exchange.ImportRefused):
        exchange.confirm(ident, now=NOW, actor=editor)


@pytest.mark.parametrize("count", [2, 60])
def test_a_page_of_a_preview_takes_two_statements(editor, importer, django_assert_num_queries, count) -> None:
    data = workbook({"事项": [*BASE, *(row(f"n{number}") for number in range(count))]})
    ident = exchange.keep(data, name="x.xlsx", now=NOW, actor=editor)
    with django_assert_num_queries(1):
        lines, more = exchange.lines(ident, outcome="new")
    assert (len(lines), more) == (min(count, 20), count > 20)


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
