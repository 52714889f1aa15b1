"""审管互动边界清单 and 谁审批谁负责、谁主管谁监管: rows by date, complete or refused, public as of any day, and what has no regulator named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.catalogue.conftest import NOW
from yichuang.catalogue.api import boundaries, catalogues
from yichuang.catalogue.domain import boundary as law
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.record import check_all, read
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 24)


@pytest.fixture
def said(shipped, editor):
    """A whole row: the water bureau regulates the drainage licence, told within two working days."""
    return {
        "item": "drainage", "step": "", "approve_office": "审批一科", "regulate_organ_id": organisations.demo_id("organ", "water"),
        "regulate_office": "排水管理科", "interaction": "push", "days": 2, "basis": "《城镇排水与污水处理条例》第四十四条", "valid_from": TODAY, "now": NOW,
        "actor": editor,
    }  # fmt: skip


def test_each_row_says_who_which_office_how_and_by_when(said) -> None:
    empty = {"step": "没有的环节", "approve_office": " ", "regulate_organ_id": None, "regulate_office": "", "interaction": "x", "days": 99, "basis": ""}
    with pytest.raises(Invalid) as refused:
        boundaries.keep(**{**said, **empty, "valid_from": TODAY - timedelta(days=1)})
    fields = [error.field for error in refused.value.errors]
    assert fields == ["step", "approve_office", "regulate_organ", "regulate_office", "interaction", "days", "basis", "valid_from"]
    assert "第六十一条" in refused.value.article and "第五十一条" in law.ARTICLE
    with pytest.raises(Invalid):
        boundaries.keep(**{**said, "item": "没有这个事项"})
    with pytest.raises(Forbidden):
        boundaries.keep(**{**said, "actor": organisations.actor_named("quxian-shixiang")})


def test_a_change_ends_the_row_before_and_each_day_shows_its_own(said) -> None:
    first = boundaries.keep(**said)
    later = TODAY + timedelta(days=10)
    second = boundaries.keep(**{**said, "regulate_office": "水政监察支队", "valid_from": later})
    step = boundaries.keep(**{**said, "step": "审核", "interaction": "opinion", "days": 3})
    assert [row.regulate_office for row in boundaries.rows(TODAY)[0]] == ["排水管理科", "排水管理科"]
    assert {row.boundary_id for row in boundaries.rows(later)[0]} == {second, step}
    assert [event.kind for event in read(first)] == ["catalogue.BoundaryKept", "catalogue.BoundaryEnded"]
    boundaries.end(second, valid_to=later, now=NOW, actor=said["actor"])
    with pytest.raises(boundaries.NoSuchBoundary):
        boundaries.end(second, valid_to=later, now=NOW, actor=said["actor"])
    lines = {row.cells[0]: row.cells for row in catalogues.stream("boundary", TODAY)}
    assert lines["审核"][1:6] == ("审批一科", "示例市水务局", "排水管理科", "审批征求监管意见", "3") and "整个事项" in lines
    assert catalogues.days_of_change("boundary", TODAY).days == (TODAY,)
    assert catalogues.days_of_change("boundary", later + timedelta(days=5)).days == (later + timedelta(days=1), later, TODAY)
    assert "水政" not in str([event.fact for event in read(second)]), "words stand in the table, the record has their hash"
    assert not list(check_all())


def test_a_row_put_right_the_same_day_or_before_it_began_never_holds(said) -> None:
    """Each day has one answer to who regulates."""
    later, latest = TODAY + timedelta(days=5), TODAY + timedelta(days=10)
    for start, office in ((latest, "写错的科室"), (TODAY, "还是写错的科室"), (TODAY, "排水管理科")):
        boundaries.keep(**{**said, "valid_from": start, "regulate_office": office})
    for day in (TODAY, later, latest, latest + timedelta(days=1)):
        assert [row.regulate_office for row in boundaries.rows(day)[0]] == ["排水管理科"]
        assert [row.cells[3] for row in catalogues.stream("boundary", day)] == ["排水管理科"]
    assert catalogues.days_of_change("boundary", latest + timedelta(days=5)).days == (TODAY,)
    assert not list(check_all())


def test_every_item_in_force_has_its_approver_and_who_has_no_regulator_is_named(said, shipped) -> None:
    before, _first = boundaries.without_regulator(TODAY)
    assert before == len(shipped)
    boundaries.keep(**said)
    left, names = boundaries.without_regulator(TODAY)
    assert left == before - 1 and "drainage" not in {code for code, _name in names}
    duty = {row.code: row.cells for row in catalogues.stream("duty", TODAY)}
    assert len(duty) == len(shipped)
    assert duty["drainage"] == ("示例市行政审批服务局", "审批一科", "示例市水务局", "排水管理科")
    assert duty["tree-felling"][0] and duty["tree-felling"][2:] == ("", ""), "未载明 is shown, not guessed"


def test_the_editor_keeps_the_list_on_a_page_and_the_public_reads_it(said, django_assert_max_num_queries) -> None:
    studio, address = Client(), reverse("studio-boundaries")
    studio.force_login(Account.objects.get(username="shixiang"), backend="django.contrib.auth.backends.ModelBackend")
    assert "没有写明由谁监管" in studio.get(address).content.decode()
    typed = {key: said[key] for key in ("item", "step", "approve_office", "regulate_office", "interaction", "days", "basis")}
    wrong = studio.post(address, typed | {"valid_from": "x"})
    assert wrong.status_code == 422 and [error.field for error in wrong.context["errors"]] == ["regulate_organ", "valid_from"]
    today = organisations_today()
    assert studio.post(address, typed | {"regulate_organ": str(said["regulate_organ_id"]), "valid_from": today}).status_code == 302
    page = studio.get(address).content.decode()
    assert "排水管理科" in page and "审批结果推送监管" in page
    for key in ("boundary", "duty"):
        with django_assert_max_num_queries(8):
            shown = Client().get(reverse("open-catalogue", args=[key])).content.decode()
        assert "排水管理科" in shown
    row = boundaries.rows(date.fromisoformat(today))[0][0]
    assert studio.post(address, {"end": str(row.boundary_id), "valid_to": "2000-01-01"}).status_code == 422
    assert studio.post(address, {"end": str(row.boundary_id), "valid_to": today}).status_code == 302
    gone = studio.post(address, {"end": str(row.boundary_id), "valid_to": today})
    assert gone.status_code == 404 and boundaries.NoSuchBoundary.remedy in gone.content.decode(), "a no without a field is said too"
    other = Client()
    other.force_login(Account.objects.get(username="chuangkou"), backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(address).status_code == 403


def organisations_today() -> str:
    from django.utils import timezone

    return timezone.localdate().isoformat()
