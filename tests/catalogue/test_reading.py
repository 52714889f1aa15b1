"""Texts as they stand in the 39 real guides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.catalogue.domain import Rank
from yichuang.catalogue.imports import reading
from yichuang.clock.domain import Limit, Unit


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("20个工作日", "", Limit(20, Unit.WORKING_DAY)),
        ("20 工作日", "", Limit(20, Unit.WORKING_DAY)),
        ("20工作日", "", Limit(20, Unit.WORKING_DAY)),
        ("1 ( 工作日 )", "", Limit(1, Unit.WORKING_DAY)),
        ("20", "工作日", Limit(20, Unit.WORKING_DAY)),
        ("二十个工作日", "", Limit(20, Unit.WORKING_DAY)),
        ("当场", "工作日", Limit(0, Unit.ON_THE_SPOT)),
        ("当日", "工作日", Limit(0, Unit.SAME_DAY)),
        ("三个月", "月", Limit(3, Unit.MONTH)),
        ("30天（筹设）", "天", Limit(30, Unit.CALENDAR_DAY)),
        ("10个工作日（材料齐全）", "", Limit(10, Unit.WORKING_DAY)),
        ("24小时", "", Limit(24, Unit.HOUR)),
    ],
)
def test_a_limit_is_read_as_written(text: str, unit: str, expected: Limit) -> None:
    assert reading.read_limit("promised", text, column_unit=unit).limit == expected


@pytest.mark.parametrize("text", ["5日", "10日", "20", "尽快", "按规定", "见附件", "一般", ""])
def test_what_cannot_be_read_is_never_guessed(text: str) -> None:
    read = reading.read_limit("promised", text)
    assert read.limit is None
    assert read.findings
    assert read.text == text


def test_a_bare_日_may_be_a_working_day_under_article_82() -> None:
    read = reading.read_limit("steps", "10日")
    assert [f.code for f in read.findings] == ["ambiguous_day"]
    assert "第八十二条" in read.findings[0].article


def test_time_of_a_site_visit_may_not_be_left_out_under_article_45() -> None:
    read = reading.read_limit("promised", "15个工作日（不含勘验现场时间）")
    assert [f.code for f in read.findings] == ["excluded_time_not_in_45"]
    assert [f.code for f in reading.read_limit("promised", "15个工作日（不含专家评审时间）").findings] == ["limit_qualified"]


def test_the_text_wins_over_a_value_that_differs() -> None:
    read = reading.read_limit("promised", "7个工作日", column_value=5)
    assert read.limit == Limit(7, Unit.WORKING_DAY)
    assert [f.code for f in read.findings] == ["limit_value_differs"]


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    reading.read_limit("promised", text)
    reading.read_copies(text, "原件")
    reading.read_basis(text)
    reading.phase_of(text)


@pytest.mark.parametrize(
    ("count", "form", "expected"),
    [
        ("原件1份，复印件2份", "原件及复印件", (1, 2)),
        ("原件1份", "原件", (1, None)),
        ("复印件1份", "复印件", (None, 1)),
        (3, "复印件", (None, 3)),
        ("3份", "复印件", (None, 3)),
        ("一式两份", "原件", (2, None)),
        ("一份", "原件", (1, None)),
        (None, "原件", (None, None)),
        (1, "", (None, None)),
        ("若干", "原件", (None, None)),
    ],
)
def test_counts_of_originals_and_copies(count: object, form: str, expected: tuple[int | None, int | None]) -> None:
    read = reading.read_copies(count, form)
    assert (read.original, read.copies) == expected


def test_a_basis_is_split_into_title_article_and_note() -> None:
    (read,) = reading.read_basis("《取水许可和水资源费征收管理条例》(国务院令第460号，2017年修订)第三条、第十四条")
    assert (read.title, read.article, read.note) == ("取水许可和水资源费征收管理条例", "第三条、第十四条", "国务院令第460号，2017年修订")
    first, second = reading.read_basis("《中华人民共和国民办教育促进法》及其《实施条例》")
    assert (first.title, second.title) == ("中华人民共和国民办教育促进法", "实施条例")


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("中华人民共和国森林法", Rank.LAW),
        ("中华人民共和国森林法实施条例", Rank.ADMINISTRATIVE_REGULATION),
        ("城市道路管理条例", Rank.ADMINISTRATIVE_REGULATION),
        ("公共场所卫生管理条例实施细则", Rank.RULE),
        ("黑龙江省城市市容和环境卫生管理条例", Rank.LOCAL_REGULATION),
        ("娱乐场所管理办法", Rank.RULE),
        ("国务院对确需保留的行政审批项目设定行政许可的决定", Rank.DOCUMENT),
    ],
)
def test_the_rank_a_title_announces(title: str, rank: Rank) -> None:
    assert reading.rank_of(title) is rank


@pytest.mark.parametrize(
    ("name", "phase"),
    [("受理", "acceptance"), ("现场核查", "review"), ("审核", "review"), ("决定", "decision"), ("送达", "delivery"),
     ("补正", "correction"), ("事后监管", "after"), ("办结、存档、送达", "delivery"), ("窗口受理", "acceptance")],
)
def test_only_review_steps_are_review(name: str, phase: str) -> None:
    assert reading.phase_of(name) == phase
