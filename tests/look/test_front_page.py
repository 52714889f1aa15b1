"""The front page and the guides, over versions made from the real guides' own words."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from yichuang.catalogue import pages, results
from yichuang.catalogue.models import Item, ItemVersion
from yichuang.clock.domain import packaged
from yichuang.web.calendar_band import band
from yichuang.web.life_events import themes

NOW = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)


def version(name: str = "城镇污水排入排水管网许可", status: str = "imported", **columns: Any) -> ItemVersion:
    """焦作市 排水许可, as its public guide states it: ten working days promised, twenty by law."""
    item = Item.objects.create(code=f"T-{name}-{status}", name=name, origin="guides")
    given = {
        "regime": "licence", "region": "河南省焦作市", "department": "焦作市城管局", "promised_amount": 10,
        "promised_unit": "working_day", "source_site": "焦作市机构编制（审改）网", "source_kind": "official",
        "source_url": "https://example.gov.cn/guide", "created_at": NOW, "created_by": "system:test",
        "published_at": NOW if status == "published" else None,
    }
    return ItemVersion.objects.create(item=item, name=name, status=status, **(given | columns))


def read(path: str, **headers: str) -> str:
    response = Client().get(path, headers=headers)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.django_db
def test_a_reference_guide_cannot_be_applied_under_and_says_what_it_does_not_state() -> None:
    page = read(f"/items/{version().id}/")
    assert "本指南尚未发布，暂不能申请" in page
    assert "开始申请" not in page
    assert page.count("未载明") >= 5
    assert "10<small>个工作日" in page


@pytest.mark.django_db
def test_a_mirror_of_a_government_page_is_never_linked() -> None:
    page = read(f"/items/{version(source_kind='copy', source_url='https://mirror.example/x').id}/")
    assert "政府页面的转载，不提供链接" in page
    assert "mirror.example" not in page


@pytest.mark.django_db
def test_what_the_demo_added_is_marked() -> None:
    assert "演示补全" not in read(f"/items/{version().id}/").split("</main>")[0]
    assert "演示补全" in read(f"/items/{version('取水许可', completed_fields=['conditions']).id}/").split("</main>")[0]


@pytest.mark.django_db
def test_a_draft_is_not_public() -> None:
    assert Client().get(f"/items/{version(status='draft').id}/").status_code == 404


@pytest.mark.django_db
def test_an_item_without_limit_is_not_given_one_on_a_reference_guide() -> None:
    page = pages.guide_page(version(promised_amount=None, promised_unit="").id, today=date(2026, 9, 24))
    assert page.limit is None
    assert page.statutory_words == ""


@pytest.mark.django_db
def test_accepted_on_24_september_ten_working_days_end_on_15_october() -> None:
    """中秋 and 国庆 do not count, the make-up day of 10 October does (calendar of the State Council for 2026)."""
    page = pages.guide_page(version(status="published").id, today=date(2026, 9, 24))
    assert page.deadline is not None
    assert page.deadline.due_on == date(2026, 10, 15)


@pytest.mark.django_db
def test_the_front_page_lists_only_what_may_be_applied_for() -> None:
    version()
    version("林木采伐许可证核发", status="published", visits=0)
    page = read("/")
    assert "林木采伐许可证核发" in page
    assert "城镇污水排入排水管网许可" not in page
    assert "不用跑" in page


@pytest.mark.django_db
def test_an_empty_front_page_says_what_comes_next() -> None:
    assert "还没有可以在网上申请的事项" in read("/")


def test_the_band_announces_mid_autumn_and_counts_the_make_up_day() -> None:
    with override("zh-hans"):
        shown = band(packaged(), date(2026, 9, 24))
    assert shown is not None
    assert shown.say == "明天起中秋放假三天，不计入期限；9月28日接着算。"
    by_day = {cell.on: cell.classes for cell in shown.days}
    assert by_day[date(2026, 9, 26)] == "is-off is-hol"
    assert by_day[date(2026, 10, 10)] == "is-plain is-makeup"
    assert "is-today" in by_day[date(2026, 9, 24)]


def test_the_band_ends_with_the_calendar() -> None:
    shown = band(packaged(), date(2026, 12, 30))
    assert shown is not None
    assert shown.days[-1].on <= packaged().last


def test_a_life_event_stands_only_when_items_do() -> None:
    found = themes([results.OpenItem(None, "林木采伐许可证核发", "", "", None, 0, None)])  # type: ignore[arg-type]
    assert [theme.names for theme in found] == [("林木采伐许可证核发",)]


@pytest.mark.parametrize("query", ["", "许可", "'", "a' | 'b", "%", "\x00", "林 木", "（", "x" * 500, "<script>"])
@pytest.mark.django_db
def test_any_text_may_be_looked_for(query: str) -> None:
    response = Client().get("/items/", {"q": query, "page": "999999999", "kind": "nonsense", "for": "'"})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


@pytest.mark.django_db
def test_pages_speak_english() -> None:
    page = read("/", **{"Accept-Language": "en"})
    assert 'lang="en"' in page
