"""Instruments are looked up by their title however it is written; the register is kept by hand and from a file (立法法, 行政许可法 14, 15)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.catalogue.conftest import NOW
from yichuang.catalogue import api, publishing
from yichuang.catalogue.domain import Basis
from yichuang.catalogue.domain.instruments import ByTitle, Cited, folded, parted
from yichuang.catalogue.models import ItemVersion

RULES = "占用征用林地审核审批管理办法"


@pytest.mark.parametrize(
    ("typed", "cited"),
    [
        (RULES, Cited(RULES)),
        (f"《{RULES}》", Cited(RULES)),
        (f"《{RULES}》（国家林业局令第2号）", Cited(RULES, "国家林业局令第2号")),
        (f"{RULES}(国家林业局令第 2 号)", Cited(RULES, "国家林业局令第 2 号")),
        ("《中华人民共和国水土保持法》（2010年修订）第二十五条第一款", Cited("中华人民共和国水土保持法", "2010年修订", "第二十五条第一款")),
        ("立法技术规范（试行）", Cited("立法技术规范（试行）")),
        ("《国务院关于〈某规划〉的批复》（国函〔2016〕1号）", Cited("国务院关于〈某规划〉的批复", "国函〔2016〕1号")),
        ("《甲法》和《乙法》", Cited("《甲法》和《乙法》")),
        ("《》", Cited("《》")),
    ],
)
def test_a_citation_typed_into_one_field_is_title_number_and_article(typed: str, cited: Cited) -> None:
    assert parted(typed) == cited


def test_one_law_has_one_key_and_its_citation_one_pair_of_marks() -> None:
    assert len({folded(text) for text in ("森林法", "《森林法》", "中华人民共和国森林法", " 《中华人民共和国 森林法》（２０１９年修订）")}) == 1
    assert folded("森林法实施条例") != folded("森林法") and folded("办法（试行）") != folded("办法")
    assert ByTitle({"中华人民共和国森林法": 1}).get("《森林法》") == 1
    assert Basis(f"《{RULES}》", "第三条").citation == f"《{RULES}》第三条"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [RULES, f"《{RULES}》", f"《{RULES}》（国家林业局令第2号）", f"{RULES}（国家林业局令第2号）"])
def test_a_repealed_rule_is_found_with_marks_and_with_its_number(shipped, program, typed) -> None:
    """国家林业局令第35号 (2015) repealed it; chosen as 行政法规 it is still no law in force."""
    draft = api.revise(shipped["tree-felling"], now=NOW, actor=program, bases=[{"title": typed, "rank": "administrative_regulation"}])
    codes = {found.code for found in api.check(draft, on=date(2026, 9, 24))}
    assert "basis_repealed" in codes
    version = ItemVersion.objects.get(id=draft)
    publishing.refresh_bases(version)
    assert version.bases[0]["title"] == RULES and version.bases[0]["rank"] == "rule" and version.bases[0]["repealed_on"]


@pytest.mark.django_db
def test_a_rank_nobody_chose_is_asked_for_and_no_statute_is_missed(shipped, program) -> None:
    def said(*bases: dict[str, str]) -> set[str]:
        draft = api.revise(shipped["tree-felling"], now=NOW, actor=program, bases=list(bases))
        return {found.code for found in api.check(draft, on=date(2026, 9, 24))} & {"basis_rank_missing", "licence_without_statute"}

    assert said({"title": "某市城市绿化条例"}) == {"basis_rank_missing"}
    assert said({"title": "某通知", "rank": "document"}) == {"licence_without_statute"}
    assert said({"title": "某市城市绿化条例", "rank": "local_regulation"}) == set()
