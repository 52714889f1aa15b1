"""A city brings in its own basic list and its own instruments: shown first, all or nothing, by date (优化营商环境条例 40: 清单之外，一律不得违法实施)."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from tests.catalogue.conftest import NOW
from yichuang.catalogue import api
from yichuang.catalogue.api import claims, instruments, life
from yichuang.catalogue.domain.entries import Place
from yichuang.catalogue.models import BasicEntry, BasicList, Instrument
from yichuang.catalogue.rights import HoldsForAll
from yichuang.kernel.errors import Invalid
from yichuang.kernel.record import check_all
from yichuang.kernel.record import read as read_stream
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db
ABOUT = {"code": "shandong", "title": "山东省行政许可事项清单", "level": "provincial", "origin": "鲁政办发〔2026〕1号", "division": "370000"}
HEAD = "基本编码,事项名称,事项类型,行使层级,设定依据\n"
FIRST = HEAD + "000164120000,林木采伐许可证核发,行政许可,\"市级,县级\",《中华人民共和国森林法》第五十六条\n370000000001,某许可,行政许可,市级,《某条例》第三条\n"


def bring(text: str, actor, *, write: bool = True, dated_on: date = date(2026, 3, 1), **other):
    return api.import_lists(text.encode(), **{**ABOUT, **other}, dated_on=dated_on, now=NOW, actor=actor, write=write)


@pytest.fixture
def signed_in(editor):
    client = Client()
    client.force_login(Account.objects.get(username="shixiang"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_list_comes_in_after_a_preview_and_is_claimed_from(shipped, editor) -> None:
    assert bring(FIRST, editor, write=False).new == 2 and not BasicList.objects.filter(code="shandong").exists()
    assert bring(FIRST, editor).written
    listed = BasicList.objects.get(code="shandong")
    assert (listed.division, listed.region, listed.dated_on) == ("37", "山东省", date(2026, 3, 1))
    entry = claims.claimable("370000000001", Place("379900000000"))
    assert (entry.list_id, entry.levels, entry.from_on) == (listed.id, ["3"], date(2026, 3, 1))
    again = bring(FIRST, editor)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert not list(check_all())


def test_a_newer_edition_replaces_the_older_with_its_days_and_an_older_one_is_refused(shipped, editor) -> None:
    bring(FIRST, editor)
    second = FIRST.replace("林木采伐许可证核发", "林木采伐许可").splitlines(keepends=True)
    report = bring("".join(second[:2]), editor, dated_on=date(2026, 9, 1))
    assert (report.new, report.changed, report.unchanged) == (0, 3, 0), "one changed, one ended, and the day of the list"
    changed, ended = (BasicEntry.objects.get(list__code="shandong", code=code) for code in ("000164120000", "370000000001"))
    assert (changed.name, changed.from_on, ended.ended_on) == ("林木采伐许可", date(2026, 9, 1), date(2026, 9, 1))
    assert [(said["name"], said["from"], said["until"]) for said in changed.earlier] == [("林木采伐许可证核发", "2026-03-01", "2026-09-01")]
    with pytest.raises(Invalid) as refused:
        bring(FIRST, editor, dated_on=date(2026, 5, 1))
    assert refused.value.errors[0].code == "catalogue.list_older"


def test_one_wrong_row_and_nothing_of_the_file_is_kept_and_each_problem_has_its_place(shipped, editor) -> None:
    wrong = HEAD + "1,甲,行政许可,市级,\n1,乙,没有的类型,天级,\n,丙,,,\n"
    report = bring(wrong, editor)
    assert not report.written and not BasicList.objects.filter(code="shandong").exists()
    assert {"duplicate_code", "type_unknown", "level_unknown"} < {found.finding.code for found in report.findings}
    assert all("3" in found.id for found in report.findings if found.finding.code == "duplicate_code")
    with pytest.raises(Invalid) as refused:
        bring(FIRST, editor, code="demo", title=" ", level="x", origin="", division="999999", dated_on=date(2027, 1, 1))
    assert {error.field for error in refused.value.errors} == {"code", "title", "level", "origin", "division", "dated_on"}
    with pytest.raises(HoldsForAll):
        bring(FIRST, organisations.actor_named("quxian-shixiang"))


def test_an_editor_uploads_a_list_looks_at_it_and_writes_it(shipped, signed_in) -> None:
    typed = {**ABOUT, "dated_on": "2026-03-01"}
    page = reverse("studio-lists-import")
    assert signed_in.post(page, typed).status_code == 422
    wrong = signed_in.post(page, typed | {"title": "", "file": named(FIRST)})
    assert wrong.status_code == 422 and "请填清单名称" in wrong.content.decode()
    preview = signed_in.post(page, typed | {"file": named(FIRST)})
    assert preview.status_code == 302
    shown = signed_in.get(preview.url).content.decode()
    elsewhere = "您管的机关都不在这张清单适用的地方"
    assert elsewhere not in shown
    assert elsewhere in signed_in.post(page, typed | {"division": "379902", "file": named(FIRST)}, follow=True).content.decode()
    assert "山东省行政许可事项清单" in shown and not BasicList.objects.filter(code="shandong").exists()
    done = signed_in.post(preview.url)
    assert done.status_code == 302 and done.url.endswith("?list=shandong")
    assert "林木采伐许可证核发" in signed_in.get(done.url).content.decode()
    moved = signed_in.post(page, typed | {"origin": "鲁政办发〔2026〕2号", "dated_on": "2026-09-01", "file": named(FIRST)})
    shown = signed_in.get(moved.url).content.decode()
    assert "清单本身有改动：来源、这一版的日期" in shown and "全部写入" in shown, "an edition that words no entry otherwise is an edition"
    assert signed_in.post(moved.url).status_code == 302 and BasicList.objects.get(code="shandong").source == "鲁政办发〔2026〕2号"


def named(text: str) -> BytesIO:
    file = BytesIO(text.encode())
    file.name = "清单.csv"
    return file


def test_a_citys_own_regulation_enters_the_register_and_its_repeal_reaches_the_items(shipped, editor, program, signed_in) -> None:
    page, typed = reverse("studio-instrument-new"), {"title": "《某市城市绿化条例》（2010年修订）", "rank": "local_regulation", "issuer": "某市人大常委会"}
    missing = signed_in.post(page, {"title": "", "rank": ""}).content.decode()
    assert "请填名称" in missing and "请选效力级别" in missing
    made = signed_in.post(page, typed)
    assert made.status_code == 302
    row = Instrument.objects.get(title="某市城市绿化条例")
    assert (row.number, row.rank, row.issuer) == ("2010年修订", "local_regulation", "某市人大常委会")
    assert [event.kind for event in read_stream(row.id)] == ["catalogue.InstrumentKept"]
    assert "已经登记" in signed_in.post(page, typed | {"title": "某市 城市绿化条例"}).content.decode()
    draft = api.revise(shipped["tree-felling"], now=NOW, actor=program, bases=[{"title": "《某市城市绿化条例》", "article": "第三条"}])
    life.repeal(row.id, on=date(2026, 9, 1), replaced_by="", now=NOW, actor=editor)
    assert "basis_repealed" in {found.code for found in api.check(draft, on=date(2026, 9, 24))}


def test_instruments_come_in_from_a_file_known_by_their_title(shipped, editor, signed_in) -> None:
    head = "名称,简称,效力级别,制定机关,文号,施行日期,废止日期\n"
    text = head + "《某市城市绿化条例》,绿化条例,地方性法规,某市人大常委会,,2011-01-01,\n《中华人民共和国森林法》,,法律,全国人大常委会,,,\n"
    report = api.import_instruments(text.encode(), now=NOW, actor=editor, write=True)
    assert report.written and (report.new, report.changed) == (1, 1)
    assert Instrument.objects.get(title="中华人民共和国森林法").issuer == "全国人大常委会"
    assert api.import_instruments(text.encode(), now=NOW, actor=editor, write=True).unchanged == 2
    wrong = api.import_instruments((head + "甲条例,,没有的级别,,,2020-01-01,2019-01-01\n甲条例,,法律,,,,\n").encode(), now=NOW, actor=editor, write=True)
    assert not wrong.written and {found.finding.code for found in wrong.findings} == {"instrument_rank", "repealed_before_force", "title_twice"}
    anothers = api.import_instruments((head + "丙条例,森林法,法律,,,,\n丁条例,戊,法律,,,,\n戊,,法律,,,,\n").encode(), now=NOW, actor=editor, write=True)
    assert [(found.id, found.finding.code) for found in anothers.findings] == [("2", "title_known"), ("4", "title_twice")] and not anothers.written
    with pytest.raises(HoldsForAll):
        instruments.keep(title="乙条例", rank="law", now=NOW, actor=organisations.actor_named("quxian-shixiang"))
    assert signed_in.get(reverse("studio-instruments-import")).status_code == 200
