"""Components render what their contracts in look/README.md say."""

from datetime import date

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override
from django_cotton.compiler_regex import CottonCompiler

from yichuang.clock import domain as clock
from yichuang.kernel.errors import FieldError


def draw(source: str, **context: object) -> str:
    """A template as a page would write it."""
    with override("zh-hans"):
        request = RequestFactory().get("/list/", {"q": "排水", "page": "2"})
        return engines["django"].from_string(CottonCompiler().process(source)).render(context, request)


def test_a_field_with_an_error_is_tied_to_its_hint_and_its_error() -> None:
    page = draw('<c-field name="area" label="面积" hint="平方米" error="{{ error }}" />', error="请只填数字")
    assert 'for="area"' in page and 'id="area"' in page
    assert 'aria-describedby="area-hint area-error"' in page
    assert 'aria-invalid="true"' in page
    assert "错误：" in page


def test_the_error_summary_links_to_each_field_in_the_words_of_the_field() -> None:
    errors = (FieldError("area", "a.b", "面积请只填数字"), FieldError("road", "a.c", "请写明门牌号"))
    page = draw('<c-errors :errors="errors" />', errors=errors)
    assert "有2处要改" in page
    assert '<a href="#area">面积请只填数字</a>' in page
    assert "data-error-summary" in page


def test_no_errors_no_summary() -> None:
    assert draw('<c-errors :errors="errors" />', errors=()).strip() == ""


def test_the_chosen_option_is_checked() -> None:
    page = draw(
        '<c-field name="place" type="radio" label="场所" :options="options" value="own" />',
        options=(("rent", "租来的", "交租赁协议"), ("own", "自己的房子")),
    )
    assert 'value="own" checked' in page
    assert 'value="rent" checked' not in page
    assert "<fieldset" in page and "<legend" in page


def test_what_was_typed_is_escaped_and_stays() -> None:
    page = draw('<c-field name="road" label="地址" :value="typed" />', typed='"><script>')
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_fact_nobody_stated_says_so() -> None:
    assert "未载明" in draw('<c-fact label="到窗口" :number="None" unit="次" />')
    assert "<strong>0<small>次" in draw('<c-fact label="到窗口" number="0" unit="次" />')


def test_the_ruler_of_the_paused_case_draws_its_marks_and_its_text_alternative() -> None:
    stops = (clock.Stop(date(2026, 9, 15), date(2026, 9, 21), clock.Ground.EXPERT_REVIEW, label="技术评审"),)
    days = clock.ruler(clock.packaged(), date(2026, 9, 11), date(2026, 9, 24), date(2026, 9, 29), date(2026, 10, 9), stops)
    page = draw('<c-clock say="今天是第5个工作日，承诺7个之内。" :days="days" />', days=days)
    assert 'class="yc-ruler" role="img" aria-label="今天是第5个工作日，承诺7个之内。"' in page
    assert page.count("is-stopped") - page.count("yc-day is-stopped\"></span>暂停计时") == 5
    assert "暂停5天" in page and "技术评审" in page and "国庆" in page
    assert "受理当日，不算" in page and "补班" in page


def test_refusing_keeps_the_remedy_in_the_panel_and_open_points_disable_signing() -> None:
    page = draw('<c-decide :conditions="c" :open_points="2" remedy="如不服本决定" />', c=(("c1", "条件一"),))
    assert "如不服本决定" in page
    assert "还有2项审查要点没有记" in page
    assert "disabled" in page


def test_the_pager_keeps_the_other_parameters() -> None:
    page = draw('<c-pager :number="2" :has_next="True" />')
    assert "?q=%E6%8E%92%E6%B0%B4&amp;page=3" in page or "?q=%E6%8E%92%E6%B0%B4&page=3" in page


@pytest.mark.parametrize("kind", ["run", "wait", "susp", "yel", "red", "done", "plain"])
def test_a_tag_is_one_inline_word(kind: str) -> None:
    assert draw(f'<c-tag kind="{kind}">在办</c-tag>').startswith(f'<span class="yc-tag is-{kind}"')
