"""Administrative divisions: the codes of a whole country and six places to the village, as the statistics office published them."""

from __future__ import annotations

import csv
import gzip
import json
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from yichuang.cli import imports
from yichuang.kernel.codes import Reason
from yichuang.kernel.errors import Refusal
from yichuang.kernel.importing import BadFile
from yichuang.organisations import api
from yichuang.organisations.division_import import OlderThanHeld
from yichuang.organisations.divisions import AS_OF, DATA
from yichuang.organisations.domain import DivisionKind, Level, kind_of, parent_of, path_of, read_code, stands_for_city, within
from yichuang.organisations.models import Division, DivisionImport

NOW = datetime(2026, 9, 24, 8, 20, tzinfo=UTC)
FILES = {"areas": ("cityCode", Level.COUNTY), "streets_selected": ("areaCode", Level.TOWNSHIP), "villages_selected": ("streetCode", Level.VILLAGE)}


def published(name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", FILES)
def test_the_parent_read_from_a_code_is_the_parent_the_file_names(name: str) -> None:
    column, level = FILES[name]
    for row in published(name):
        place = read_code(row["code"], level)
        assert not isinstance(place, Reason), place
        if not (level is Level.COUNTY and stands_for_city(row["code"])):
            assert (place.level, place.parent) == (level, row[column].ljust(12, "0"))


def test_three_cities_stand_among_the_counties() -> None:
    """A city without counties has its townships directly below it."""
    assert [row["name"] for row in published("areas") if stands_for_city(row["code"])] == ["东莞市", "中山市", "儋州市"]
    assert path_of("442000001") == ("440000000000", "442000000000", "442000001000")
    assert parent_of("442000001000", Level.TOWNSHIP) == "442000000000"


def test_units_of_the_statistics_office_are_marked() -> None:
    assert kind_of("370871000000", Level.COUNTY, "济宁高新技术产业开发区") is DivisionKind.STATISTICAL
    assert kind_of("370811000000", Level.COUNTY, "任城区") is DivisionKind.REGULAR
    gathered = {row["name"] for row in published("cities") if kind_of(row["code"], Level.CITY, row["name"]) is DivisionKind.PLACEHOLDER}
    assert gathered == {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


@pytest.mark.parametrize("text", ["", "3", "370", "3708110", "99", "370011", "370811000001", "37081１a", "١٢", "3708110000001"])
def test_what_is_no_code_gets_a_reason(text: str) -> None:
    assert isinstance(read_code(text), Reason)


def test_a_code_of_another_level_than_its_file_is_named() -> None:
    assert "县级" in str(read_code("370811", Level.TOWNSHIP))


def test_a_village_lies_in_its_province_and_not_in_the_next() -> None:
    assert within("370811001001", "37")
    assert within("370811001001", "370811")
    assert not within("370811001001", "370812")
    assert within("442000001001", "442000")


@pytest.fixture
def importer(db):
    return api.system_actor("import")


@pytest.fixture
def shipped(importer):
    api.load_divisions(now=NOW, actor=importer)


def test_the_shipped_divisions_come_in_once(importer) -> None:
    dry = api.import_divisions(DATA, now=NOW, actor=importer, as_of=AS_OF)
    assert not Division.objects.exists()
    first = api.import_divisions(DATA, now=NOW, actor=importer, as_of=AS_OF, origin="示例", write=True)
    assert dry.plain() == first.plain()
    assert (first.read, first.new, first.changed, first.unchanged, first.refused) == (18163, 18160, 0, 3, 0)
    assert [f.id for f in first.findings if f.finding.code == "no_county_level"] == ["441900", "442000", "460400"]
    assert "370871" in [f.id for f in first.findings if f.finding.code == "statistical_unit"]
    again = api.import_divisions(DATA, now=NOW, actor=importer, as_of=date(2024, 6, 30), write=True)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 18163)
    assert DivisionImport.objects.get().head_seq == 1


def test_a_path_leads_from_the_province_to_the_village(shipped, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        path = api.division_path("330203001001")
    assert [row.level for row in path] == [1, 2, 3, 4, 5]
    assert [row.name for row in path] == ["浙江省", "宁波市", "海曙区", "南门街道", "澄浪社区"]
    assert [row.name for row in api.division_path("442000001")][:2] == ["广东省", "中山市"]
    assert api.division_name("310115") == "上海市浦东新区"
    assert api.division_path("") == api.division_path("abc") == api.division_path("1" * 13) == ()
    with django_assert_num_queries(1):
        assert "任城区" in [row.name for row in api.divisions_below("3708")]
    assert len(api.divisions_below()) == 31


def csv_of(*rows: str) -> bytes:
    return "\n".join(["code,name", *rows]).encode()


def load(importer, day: date, *rows: str, end_missing: bool = False):
    return api.import_divisions(csv_of(*rows), now=NOW, actor=importer, as_of=day, end_missing=end_missing, write=True)


def test_what_changes_or_vanishes_ends_by_date(importer) -> None:
    """A county merged into its neighbour: it ends with all below it, and the earlier day still reads as it was."""
    load(importer, date(2010, 1, 1), "37,山东省", "3708,济宁市", "370802,市中区", "370802001,甲街道", "370811,任城区（旧）")
    report = load(importer, date(2014, 1, 1), "3708,济宁市", "370811,任城区", end_missing=True)
    assert (report.new, report.changed, report.unchanged) == (0, 3, 1)
    assert {f.id for f in report.findings if f.finding.code == "division_ended"} == {"370802000000", "370802001000"}
    assert api.division_path("370802001", on=date(2013, 12, 31))[-1].name == "甲街道"
    assert [row.name for row in api.division_path("370802001")] == ["山东省", "济宁市"]
    assert api.division_path("370811", on=date(2013, 1, 1))[-1].name == "任城区（旧）"
    assert Division.objects.count() == 6


def test_a_part_of_a_list_ends_nothing_but_says_what_it_does_not_name(importer) -> None:
    load(importer, date(2020, 1, 1), "37,山东省", "3708,济宁市", "370811,任城区", "370812,兖州区")
    report = load(importer, date(2021, 1, 1), "370811,任城区")
    assert (report.new, report.changed, report.unchanged) == (0, 0, 1)
    assert [f.id for f in report.findings if f.finding.code == "division_missing"] == ["370812000000"]
    assert Division.objects.filter(valid_to__isnull=True).count() == 4


def test_a_file_of_one_city_touches_no_other(importer) -> None:
    load(importer, date(2020, 1, 1), "37,山东省", "3708,济宁市", "370811,任城区", "33,浙江省", "3302,宁波市", "330203,海曙区")
    report = load(importer, date(2021, 1, 1), "370811,任城区", "370812,兖州区", end_missing=True)
    assert (report.new, report.changed) == (1, 0)


def test_an_older_file_does_not_change_newer_rows(importer) -> None:
    load(importer, date(2020, 1, 1), "37,山东省")
    with pytest.raises(OlderThanHeld):
        load(importer, date(2019, 1, 1), "37,齐鲁省")
    assert Division.objects.get().name == "山东省"


def test_bad_lines_are_refused_and_the_others_kept(importer) -> None:
    report = load(importer, date(2020, 1, 1), "37,山东省", "37,山东省", "3708,", "99,无此省", "3302,宁波市", "370811001,孤儿街道", "x")
    assert (report.read, report.new, report.refused) == (7, 1, 6)
    codes = {f.finding.code for f in report.findings}
    assert codes == {"duplicate_code", "name_missing", "division_code", "parent_unknown"}


def test_a_file_saved_by_a_spreadsheet_program_in_gb18030_reads(importer) -> None:
    data = "代码,名称\r\n37,山东省\r\n".encode("gb18030")
    assert api.import_divisions(data, now=NOW, actor=importer, as_of=AS_OF, write=True).new == 1
    assert Division.objects.get().name == "山东省"


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xff\xff", b"code,name\n\"" + b"x" * 300_000, gzip.compress(b"code,name\n37,x", mtime=0)[:-9]])
def test_a_broken_file_gets_a_clear_refusal(importer, data: bytes) -> None:
    with pytest.raises(BadFile):
        api.import_divisions(data, now=NOW, actor=importer, as_of=AS_OF, write=True)
    assert not Division.objects.exists()


def test_an_empty_directory_is_a_bad_file(importer, tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        api.import_divisions(tmp_path, now=NOW, actor=importer, as_of=AS_OF)


def test_the_command_is_dry_until_told(db, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(imports.environment, "ready", nullcontext)
    file = tmp_path / "list.csv"
    file.write_bytes(csv_of("37,山东省", "3708,济宁市"))
    dry = CliRunner().invoke(imports.app, ["divisions", str(file), "--json"])
    assert json.loads(dry.stdout)["new"] == 2
    assert not Division.objects.exists()
    written = CliRunner().invoke(imports.app, ["divisions", str(file), "--write", "--on", "2023-06-30", "--source", "民政部"])
    assert written.exit_code == 0, written.output
    assert set(Division.objects.values_list("source", "valid_from")) == {("民政部", date(2023, 6, 30))}
