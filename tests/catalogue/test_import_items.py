"""The list of a real district: 1,135 items, 599 of them not licences."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.catalogue.conftest import DATA, NOW
from yichuang.catalogue import api
from yichuang.catalogue.imports.report import BadFile
from yichuang.catalogue.models import ItemVersion

pytestmark = pytest.mark.django_db
FILE = DATA / "items.csv"
HEAD = "item_name,item_code_full,task_type\n"


def test_the_whole_list_comes_in_once(importer) -> None:
    first = api.import_items(FILE, now=NOW, actor=importer, write=True)
    assert (first.read, first.new, first.refused) == (1135, 1135, 0)
    again = api.import_items(FILE, now=NOW, actor=importer, write=True)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1135)
    types = Counter(ItemVersion.objects.values_list("task_type", flat=True))
    assert types == {"01": 536, "20": 348, "10": 182, "07": 50, "05": 9, "09": 8, "08": 2}
    regimes = Counter(ItemVersion.objects.values_list("regime", flat=True))
    assert regimes["licence"] == 536
    assert regimes["registration"] + regimes["confirmation"] == 50
    assert regimes["filing"] + regimes["other"] == 182
    assert ItemVersion.objects.get(name="企业投资项目备案（技术改造）（市级/县级）").regime == "filing"


def test_an_organ_code_that_fails_its_check_digit_is_named(importer) -> None:
    """TE5116020105116050 is in use and not a valid USCC (data README)."""
    report = api.import_items(FILE, now=NOW, actor=importer)
    bad = [f for f in report.findings if f.finding.code == "code_invalid"]
    assert bad
    assert any("TE5116020105116050" in f.finding.text for f in bad)


def test_bad_rows_are_refused_and_the_others_kept(importer) -> None:
    rows = "甲,A-1,1\n,A-2,1\n乙,,1\n丙,A-1,1\n丁,A-4,99\n戊,A-5,2\n己,A-6,20,多一列\n庚,A-7\n辛,A-8,20\n"
    report = api.import_items((HEAD + rows).encode(), now=NOW, actor=importer, write=True)
    assert (report.read, report.new, report.refused) == (9, 2, 7)
    codes = {f.finding.code for f in report.findings}
    assert {"name_missing", "code_missing", "duplicate_code", "type_unknown", "type_not_applied_for", "too_many_cells"} <= codes


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe", HEAD.encode() + b'"' + b"x" * 200_000])
def test_a_broken_list_gets_a_clear_refusal(importer, data: bytes) -> None:
    with pytest.raises(BadFile):
        api.import_items(data, now=NOW, actor=importer, write=True)
    assert not ItemVersion.objects.exists()
