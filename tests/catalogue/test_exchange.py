"""Versions go out as a workbook or JSON and come back: unchanged says so, changed shows what, wrong says where; nothing is half-imported."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.catalogue.conftest import NOW
from tests.catalogue.exchanging import changed, exported, problems, report_of, sheets_of, workbook
from yichuang.catalogue import api, columns
from yichuang.catalogue.domain.exchange import judge
from yichuang.catalogue.domain.exchange.schema import schema
from yichuang.catalogue.domain.exchange.shape import ITEM_FIELDS, LIST_FIELDS
from yichuang.catalogue.domain.implementing import ELEMENTS, ROWS, Kind
from yichuang.catalogue.exchange import reading
from yichuang.catalogue.exchange.plain_json import Written
from yichuang.catalogue.exchange.workbook import Writer
from yichuang.catalogue.models import ImportRun, Item, ItemVersion
from yichuang.kernel import record

pytestmark = pytest.mark.django_db

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


def test_许可50_the_time_for_a_renewal_is_an_amount_and_a_unit(shipped, importer) -> None:
    """食品经营许可和备案管理办法 32: 15 working days; a limit inside the result is two columns, and either alone is said to be half."""
    asked, unit = "届满前多久申请延续", "届满前多久申请延续单位"
    sheet = sheets_of(exported(codes=("food-business",)))["事项"]
    assert [sheet[2][sheet[0].index(title)] for title in (asked, unit)] == [15, "工作日"]
    half = workbook({"事项": [["事项编码", asked, unit], ["food-business", 20, ""]]})
    assert problems(report_of(half, importer)) == [("事项!C2", "limit_half_filled")]
    moved = workbook({"事项": [["事项编码", asked], ["food-business", 20]]})
    assert report_of(moved, importer, write=True).changed == 1
    old, new = ItemVersion.objects.filter(item__code="food-business").order_by("number")
    assert new.result == {**old.result, "renew_before": {"amount": 20, "unit": "working_day"}}
    gone = workbook({"事项": [["事项编码", asked, unit], ["food-business", "", ""]]})
    assert report_of(gone, importer, write=True).changed == 1
    new.refresh_from_db()
    assert new.result == {key: value for key, value in old.result.items() if key != "renew_before"}


def test_a_csv_of_some_columns_is_enough(shipped, importer) -> None:
    data = "事项编码,承诺时限\nsmall-catering,3\nnew-one,1\n".encode("gb18030")
    assert problems(report_of(data, importer)) == [("3", "limit_half_filled"), ("3", "name_missing"), ("3", "regime_missing")]
    (found,) = [found for found in report_of("事项编码,承诺时限\nsmall-catering,很快\n".encode(), importer).findings if found.finding.severity == "error"]
    assert (found.id, found.finding.code) == ("B2", "not_a_number")


# with everything in: last, see `filled`


@pytest.mark.parametrize("format", ["xlsx", "json"])
def test_everything_shipped_and_imported_comes_back_unchanged(everything, importer, format) -> None:
    report = report_of(exported(format), importer)
    assert problems(report) == []
    assert (report.read, report.unchanged, report.new, report.changed, report.refused) == (Item.objects.count(), Item.objects.count(), 0, 0, 0)


def test_the_json_is_what_its_schema_says(everything) -> None:
    validator = jsonschema_rs.validator_for(schema())
    assert [error.message for error in validator.iter_errors(json.loads(exported("json")))] == []
