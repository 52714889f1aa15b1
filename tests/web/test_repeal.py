"""A repealed instrument: what stands on it is listed, many are suspended or cancelled with a preview, each through its own review."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from yichuang.catalogue.api import life
from yichuang.catalogue.domain.instruments import folded
from yichuang.catalogue.models import ChangeRequest, Instrument, ItemVersion
from yichuang.kernel.prepared import ask
from yichuang.kernel.values import local_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(sit):
    return sit("shixiang")


def cited(cast) -> Instrument:
    title = ItemVersion.objects.get(id=cast.items["drainage"]).bases[0]["title"]
    return next(row for row in Instrument.objects.all() if title in (row.title, *row.short_titles))


def test_the_items_that_stand_on_an_instrument_are_listed_with_their_articles(editor, cast) -> None:
    row = cited(cast)
    line, standing = life.standing_on(row.id)
    assert line.items == len(standing) >= 1
    drainage = next(item for item in standing if item.code == "drainage")
    assert (drainage.alone, drainage.open_request) == (False, False)
    page = editor.get(reverse("studio-instrument", args=[row.id])).content.decode()
    assert "城镇污水排入排水管网许可" in page
    assert f'href="{reverse("studio-instrument", args=[row.id])}"' in editor.get(reverse("studio-instruments")).content.decode()


def test_the_index_knows_a_title_however_it_is_written(cast) -> None:
    ways = ("森林法", "中华人民共和国森林法", "中华人民共和国 森林法", "中华人民共和国\u3000森林法", "中华人民共和国", "外国（地区）企业〈试行〉办法", "甲﹑乙·丙条例")
    live = ItemVersion.objects.filter(status__in=("published", "suspended")).exclude(bases__isnull=True)
    for bases in ([{"title": title} for title in ways], *live.values_list("bases", flat=True)):
        ((keys,),) = ask("select cited_instruments(%s::jsonb)", json.dumps(bases))
        assert set(keys) == {folded(row["title"]) for row in bases}


def test_a_noted_repeal_makes_the_lints_refuse_and_the_batch_goes_item_by_item(editor, cast, now) -> None:
    row, address = cited(cast), reverse("studio-instrument", args=[cited(cast).id])
    today = local_date(now)
    bad = editor.post(address, {"verb": "repeal", "repealed_on": "1900-01-01"})
    assert (bad.status_code, "废止日不能早于施行日" in bad.content.decode()) == (422, row.in_force_from is not None)
    assert editor.post(address, {"verb": "repeal", "repealed_on": today.isoformat()}).status_code == 302
    assert Instrument.objects.get(id=row.id).repealed_on == today
    chosen = str(cast.items["drainage"])
    empty = editor.post(address, {"verb": "begin", "change": "suspend", "reason": ""})
    assert empty.status_code == 422 and "请写明为什么这样变更" in empty.content.decode()
    assert editor.post(address, {"verb": "begin", "change": "suspend", "reason": "依据废止", "version": [chosen]}).status_code == 302
    found = ChangeRequest.objects.get()
    assert (found.change, found.stage, str(found.version_id)) == ("suspend", "legality", chosen)
    again = life.begin_many([cast.items["drainage"]], "cancel", reason="依据废止", effective_on=None, now=now, actor=cast["shixiang"])
    assert again[0].refusal is not None and again[0].refusal.code == "catalogue.change_open"
    assert ChangeRequest.objects.count() == 1


def test_only_the_catalogue_editor_notes_a_repeal(sit, cast) -> None:
    address = reverse("studio-instrument", args=[cited(cast).id])
    assert sit("juzhang").post(address, {"verb": "repeal", "repealed_on": "2026-01-01"}).status_code == 403
