"""Dates, numerals and articles read as the law and the style book write them."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from yichuang.kernel.errors import FieldError, Refusal
from yichuang.look import words
from yichuang.look.templatetags import look


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (32, "三十二"), (100, "一百"), (105, "一百零五"), (110, "一百一十"),
     (1005, "一千零五"), (1010, "一千零一十"), (1260, "一千二百六十")],
)  # the last one is the last article of the Civil Code 民法典, 第一千二百六十条
def test_numerals_of_the_law(number: int, text: str) -> None:
    assert words.cn_number(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [("32", "第三十二条"), ("附则", "附则"), ("32(4)", "第三十二条第四项"), ("15-2(2)", "第十五条第二款第二项"),
     ("24/1", "第二十四条之一")],
)
def test_article_numbers(number: str, text: str) -> None:
    assert words.article(number) == text


def test_article_in_english() -> None:
    assert words.article("32(4)", english=True) == "Article 32(4)"


def test_a_day_names_its_year_only_when_it_is_another() -> None:
    assert words.day(date(2026, 9, 30), this_year=2026) == "9月30日"
    assert words.day(date(2025, 9, 30), this_year=2026) == "2025年9月30日"
    assert words.day(date(2026, 9, 30), english=True, this_year=2026) == "30 September"
    assert words.day(date(2025, 9, 30), english=True, this_year=2026) == "30 September 2025"


def test_a_moment_is_told_in_the_zone_of_the_house() -> None:
    late_evening_in_london = datetime(2026, 9, 23, 18, 30, tzinfo=UTC)
    assert words.moment(late_evening_in_london, this_year=2026) == "9月24日02:30"


def test_24_september_2026_is_a_thursday() -> None:
    assert words.weekday(date(2026, 9, 24)) == "星期四"
    assert words.weekday(date(2026, 9, 24), english=True) == "Thursday"


def test_money_is_fen() -> None:
    assert words.money(30000) == "300元"
    assert words.money(1250) == "12.50元"
    assert words.money(123456789) == "1,234,567.89元"
    assert words.money(0) == "0元"


def test_identity_numbers_are_masked() -> None:
    assert words.masked("61010219800101001X") == "6101**********001X"
    assert words.masked("13800000000") == "138****0000"


def test_dates_and_working_days_stay_on_one_line_and_the_rest_is_escaped() -> None:
    with override("zh-hans"):
        assert look.nowrap("9月30日前<b>") == '<span class="nowrap">9月30日</span>前&lt;b&gt;'
        assert look.nowrap("承诺10个工作日") == '承诺<span class="nowrap">10个工作日</span>'


def test_what_is_not_stated_reads_so_but_zero_is_a_value() -> None:
    with override("zh-hans"):
        assert "未载明" in str(look.or_nil(None))
        assert "未载明" in str(look.or_nil(""))
        assert look.or_nil(0) == 0
        assert look.or_nil(False) is False


def test_days_left() -> None:
    with override("zh-hans"):
        assert [look.days_left(n) for n in (3, 0, -1)] == ["剩3天", "今天", "超1天"]
        assert look.days_left(None) == ""


def test_the_sentence_of_a_refusal_carries_its_details() -> None:
    refusal = Refusal("还有%(left)s项没有记", code="x.y", left=3)
    with override("zh-hans"):
        assert look.said(refusal) == "还有3项没有记"
        assert look.said(FieldError("area", "area.bad", "面积请只填数字，例如46.5")) == "面积请只填数字，例如46.5"
        assert look.said("100%") == "100%"


def test_the_first_number_of_a_clock_sentence_is_big() -> None:
    with override("zh-hans"):
        assert look.big("今天是第5个工作日") == '今天是第 <b class="big">5</b> 个工作日'
        assert 'class="big red"' in look.big("已超过承诺3个工作日", "red")


def test_chinese_on_an_english_page_says_that_it_is_chinese() -> None:
    with override("en"):
        assert look.zh("示林准〔2026〕1号 to 刘某") == '<span lang="zh-Hans">示林准〔2026〕1号</span> to <span lang="zh-Hans">刘某</span>'
        assert look.zh(look.zh("刘某")) == '<span lang="zh-Hans">刘某</span>'
        assert look.zh("<b>") == "&lt;b&gt;"
        assert look.nowrap("Article（《行政许可法》第四十五条）") == 'Article<span lang="zh-Hans">（《行政许可法》第四十五条）</span>'
        assert (look.lang_of("刘某"), look.lang_of("Liu")) == (' lang="zh-Hans"', "")
    with override("zh-hans"):
        assert (look.zh("刘某"), look.lang_of("刘某")) == ("刘某", "")
