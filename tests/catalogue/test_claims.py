"""Licences come from lists: claimed, not claimed with a reason, or nobody spoke for them; off the list nothing is published (条例 40)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.assessing import assessed
from tests.catalogue.conftest import DATA, NOW
from yichuang.catalogue import api, due, lints, publishing
from yichuang.catalogue.api import claims, life
from yichuang.catalogue.claims.lists import import_list, read
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain import assessment as law
from yichuang.catalogue.domain.entries import NotYours, Place, may_claim
from yichuang.catalogue.domain.life import Change, Stage
from yichuang.catalogue.models import BasicEntry, BasicList, Claim, Item
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.importing import BadFile
from yichuang.kernel.record import check_all
from yichuang.kernel.record import read as read_stream
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ(shipped):
    return organisations.demo_id("organ", "bureau")


def test_the_real_lists_come_in_with_source_date_and_what_they_are(shipped, program) -> None:
    rows = {row.code: row for row in claims.lists()}
    assert (rows["prior-2017"].entries, rows["prior-2017"].historic, rows["prior-2017"].dated_on) == (31, True, date(2017, 11, 30))
    assert (rows["liaoning-sample"].entries, rows["liaoning-sample"].licences) == (30, 11)
    assert (rows["qianfeng"].licences, rows["demo"].demo) == (536, True)
    assert all(row.source for row in rows.values())
    claims.seed(now=NOW, actor=program)
    assert BasicList.objects.get(code="qianfeng").head_seq == 1, "the same bytes again change nothing"
    assert not list(check_all())


def test_every_shipped_licence_stands_on_an_entry_that_says_it_is_a_demonstration(shipped) -> None:
    for code, version_id in shipped.items():
        claim = Claim.objects.filter(item__code=code).select_related("entry__list").first()
        if api.terms(version_id).regime == "licence":
            assert claim.entry.list.demo
        else:
            assert claim is None


def test_a_licence_off_the_list_is_not_published_and_says_what_to_do(program, shipped) -> None:
    new = api.revise(shipped["drainage"], now=NOW, actor=program)
    Claim.objects.filter(item__code="drainage").delete()
    found = [f for f in api.check(new, on=date(2026, 9, 24)) if f.code == "licence_not_on_list"]
    assert [(f.severity, f.article) for f in found] == [(lints.Severity.ERROR, "《优化营商环境条例》第四十条")]
    with pytest.raises(api.NotPublishable):
        api.publish(new, now=NOW, actor=program)


def test_a_new_licence_is_claimed_never_added(shipped, program) -> None:
    editor = organisations.actor_named("shixiang")
    version = api.draft("water-intake", name="取水许可", columns={"regime": "licence", "accepting_organ_id": organisations.demo_id("organ", "bureau")},
                        now=NOW, actor=program)  # fmt: skip
    assert [change.value for change in life.offered(version)] == ["claim"]
    request_id = life.begin(version, "claim", now=NOW, actor=editor)
    said = {"reason": "依法认领", "running": "keep", "effective_on": None, "revision": None, "now": NOW, "actor": editor}
    for entry, code in (("", "catalogue.no_entry"), ("QZSP2017-01", "catalogue.no_such_entry"), ("no-such-code", "catalogue.no_such_entry")):
        with pytest.raises(Invalid) as refused:
            life.submit(request_id, entry=entry, **said)
        assert [(error.field, error.code) for error in refused.value.errors] == [("entry", code)], "a historic list gives nothing"
    with pytest.raises(api.NotPublishable) as refused:
        life.submit(request_id, entry="demo-water-intake", **said)
    assert "licence_not_on_list" not in {error.code for error in refused.value.errors}


@pytest.fixture
def asked(shipped):
    """A second item 取水许可, as like the outdoor sign as the lints want it, submitted with the entry it claims; the people of its way."""
    people = {name: organisations.actor_named(name) for name in ("shixiang", "fazhi", "fenguan")}
    columns = publishing.copied(publishing.load(shipped["outdoor-sign"]))
    version = api.draft("water-intake", name="取水许可", columns=columns, now=NOW, actor=people["shixiang"])
    request_id = life.begin(version, "claim", now=NOW, actor=people["shixiang"])
    said = {"reason": "依法认领", "running": "keep", "effective_on": None, "revision": None, "now": NOW, "actor": people["shixiang"]}
    life.submit(request_id, entry="demo-water-intake", **said)
    return request_id, people


def water_intake(people) -> str:
    """What the report says of the entry, for the city."""
    lines = claims.report("demo", organisations.mine(people["shixiang"])).lines
    return next(line.state for line in lines if line.code == "demo-water-intake")


def to_decision(request_id, people):
    told = {"text": "", "article": "", "answers": assessed(request_id), "revision": None, "now": NOW, "actor": people["fazhi"]}
    life.review_legality(request_id, opinion="agree", **told)
    last = life.earliest_last(NOW.date())
    life.open_notice(request_id, to_on=last, revision=None, now=NOW, actor=people["shixiang"])
    later = NOW + timedelta(days=(last - NOW.date()).days + 1)
    due.run(later)
    return later


def test_what_is_new_is_assessed_question_by_question(asked) -> None:
    """优化营商环境条例 39: 新设行政许可应当……进行合法性、必要性和合理性审查论证; 许可法 13: four ways that make a licence needless."""
    request_id, people = asked
    keys = [one.key for one in life.asked_of(request_id)]
    named = [one.article for one in life.asked_of(request_id) if one.criterion is law.Criterion.NECESSARY]
    assert named == [f"《中华人民共和国行政许可法》第十三条第{n}项" for n in "一二三四"] and "disguised" not in keys
    told = {"text": "", "article": "", "revision": None, "now": NOW, "actor": people["fazhi"]}
    with pytest.raises(Invalid) as refused:
        life.review_legality(request_id, opinion="agree", answers=assessed(request_id, basis=("", ""), fees=("yes", " ")), **told)
    assert [error.field for error in refused.value.errors] == ["holds-basis", "why-basis", "why-fees"]
    for key, article in (("basis", "第十七条"), ("market", "第十三条第二项"), ("materials", "第三十一条")):
        with pytest.raises(law.AssessedAgainst) as against:
            life.review_legality(request_id, opinion="agree", answers=assessed(request_id, **{key: ("no", "不符合")}), **told)
        assert article in against.value.article
    assert not life.assessment_of(request_id) and life.request(request_id).stage is Stage.LEGALITY
    mend = {"opinion": "after_changes", "answers": assessed(request_id, materials=("no", "第三份材料与申请无关"))}
    life.review_legality(request_id, **mend, **{**told, "text": "请删去第三份材料"})
    assert [one.reason for one in life.assessment_of(request_id) if not one.holds] == ["第三份材料与申请无关"]
    told_of = next(e.fact for e in read_stream(Item.objects.get(code="water-intake").id) if e.kind == "catalogue.LegalityNotAgreed")
    assert told_of.assessed["materials"] is False and told_of.assessed["basis"] is True and "无关" not in str(told_of)
    assert not list(check_all())


def test_the_page_asks_each_question_keeps_what_was_typed_and_the_public_reads_the_answers(asked) -> None:
    request_id, people = asked
    legal = Client()
    legal.force_login(Account.objects.get(username="fazhi"), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("studio-request", args=[request_id])
    assert legal.get(address).content.decode().count('name="holds-') == 2 * len(life.asked_of(request_id))
    typed = {"verb": "review", "revision": life.request(request_id).revision, "opinion": "agree"}
    typed |= {f"{field}-{key}": text for key, given in assessed(request_id).items() for field, text in zip(("holds", "why"), given, strict=True)}
    against = legal.post(address, typed | {"holds-market": "no"})
    page = against.content.decode()
    assert against.status_code == 409 and "第十三条第二项" in page and typed["why-fees"] in page
    assert legal.post(address, typed).status_code == 302
    last = life.earliest_last(timezone.localdate())
    life.open_notice(request_id, to_on=last, revision=None, now=timezone.now(), actor=people["shixiang"])
    shown = Client().get(reverse("open-change", args=[request_id])).content.decode()
    assert "合法性、必要性、合理性审查" in shown and typed["why-fees"] in shown


def test_what_is_neither_new_nor_reshaped_is_not_assessed_and_other_items_are_asked_about_disguise() -> None:
    assert law.questions(Change.SUSPEND, is_licence=True) == law.questions(Change.DELEGATE, is_licence=False) == ()
    other = {one.key: one.article for one in law.questions(Change.ADD, is_licence=False)}
    assert other["disguised"] == "《优化营商环境条例》第三十九条第一款" and "market" not in other
    for kind in (*law.FITS, Change.CANCEL):
        assert {one.criterion for one in law.questions(kind, is_licence=True)} == set(law.Criterion)
    assert {one.criterion for one in law.questions(Change.CHANGE, is_licence=False)} == set(law.Criterion)


def test_a_claim_counts_from_the_day_it_takes_effect(asked) -> None:
    request_id, people = asked
    assert water_intake(people) == "asked" and not Claim.objects.filter(item__code="water-intake").exists()
    later = to_decision(request_id, people)
    day = NOW.date() + timedelta(days=60)
    assert life.approve(request_id, effective_on=day, revision=None, now=later, actor=people["fenguan"]) is False
    assert water_intake(people) == "asked", "approved for a day to come is not yet claimed"
    due.run(NOW + timedelta(days=60))
    assert water_intake(people) == "claimed"
    kinds = [event.kind for event in read_stream(Item.objects.get(code="water-intake").id)]
    assert kinds[-3:] == ["catalogue.ItemClaimed", "catalogue.ItemVersionPublished", "catalogue.ChangeTookEffect"]
    assert not list(check_all())
    end = life.begin(api.published("water-intake"), "cancel", now=NOW, actor=people["shixiang"])
    assert end and water_intake(people) == "claimed", "asked to be cancelled is not cancelled"
    publishing.set_status(api.published("water-intake"), Status.ENDED, now=NOW + timedelta(days=61), actor=people["fenguan"])
    assert water_intake(people) == "unclaimed", "a cancelled item claims nothing"


@pytest.mark.parametrize("way", ["withdrawn", "not_agreed", "returned", "rejected"])
def test_a_request_that_ends_otherwise_claims_nothing(asked, way) -> None:
    request_id, people = asked
    at = {"revision": None, "now": NOW}
    if way in ("rejected", "returned"):
        later = to_decision(request_id, people)
        verb = life.reject if way == "rejected" else life.send_back
        verb(request_id, reason="本机关不实施这一条", revision=None, now=later, actor=people["fenguan"])
    if way == "not_agreed":
        broken = "《中华人民共和国行政许可法》第十六条"
        life.review_legality(request_id, opinion="disagree", text="增设条件", article=broken, actor=people["fazhi"], answers=assessed(request_id), **at)
    if way in ("returned", "not_agreed"):
        assert water_intake(people) == "asked" and life.request(request_id).entry == "demo-water-intake", "back at the drafter, who may submit again"
    if way != "rejected":
        life.withdraw(request_id, actor=people["shixiang"], **at)
    assert water_intake(people) == "unclaimed" and not Claim.objects.filter(item__code="water-intake").exists()
    assert not any(event.kind == "catalogue.ItemClaimed" for event in read_stream(Item.objects.get(code="water-intake").id))
    assert not list(check_all())


def test_a_list_holds_for_its_own_place_and_the_levels_it_names() -> None:
    """优化营商环境条例 40: 清单之外不得违法实施行政许可."""
    city, county = Place("379900000000"), Place("379901000000")
    assert (city.level, county.level, Place("379901001001").level, Place("370000").level) == ("3", "4", "6", "2")
    assert may_claim("", "", (), city) is None and may_claim("37", "山东省", ("2", "3"), city) is None
    assert may_claim("3799", "示例市", ("3", "4"), county) is None
    assert may_claim("51", "四川省", (), city) is NotYours.OTHER_PLACE
    assert may_claim("379901", "", (), city) is NotYours.OTHER_PLACE, "a county's list is not the city's"
    assert may_claim("", "", ("2",), city) is NotYours.OTHER_LEVEL and may_claim("", "", ("7",), city) is None
    assert may_claim("51", "四川省", (), Place("", "四川省广安市")) is None
    assert may_claim("51", "四川省", (), Place("")) is NotYours.OTHER_PLACE, "an organ that stands nowhere claims from the nation's list only"


def test_an_organ_claims_from_no_other_provinces_list_nor_above_its_level(shipped, program) -> None:
    editor, organ = organisations.actor_named("shixiang"), organisations.demo_id("organ", "bureau")
    about = {"title": "某清单", "level": "national", "source": "某处", "dated_on": None, "historic": False, "demo": False, "division": "", "region": ""}
    rows = read("code,name,levels\nN1,甲,\"1,2\"\nN2,乙,\"1,3\"\nQ1,丙,\n".encode())
    import_list("nation", rows, about=about, sha256="1", now=NOW, actor=program)
    for code, why in (("511A0188100003", "entry_of_another_place"), ("N1", "entry_of_another_level")):
        with pytest.raises(Invalid) as refused:
            api.begin_item(name="某许可", regime="licence", organ_id=organ, entry=code, now=NOW, actor=editor)
        assert [(error.field, error.code) for error in refused.value.errors] == [("entry", f"catalogue.{why}")]
    assert api.begin_item(name="某许可", regime="licence", organ_id=organ, entry="N2", now=NOW, actor=editor)
    found = claims.report("nation", organisations.mine(editor), state="asked")
    assert [line.code for line in found.lines] == ["N2"], "a draft begun from an entry has not claimed it"


def test_the_report_tells_claimed_declined_and_unclaimed_apart(shipped, organ) -> None:
    editor, clerk = organisations.actor_named("shixiang"), organisations.actor_named("chuangkou")
    mine = organisations.mine(editor)
    funeral = BasicEntry.objects.get(code="demo-funeral")
    assert claims.report("demo", mine).counts == {"claimed": 14, "asked": 0, "declined": 0, "unclaimed": 2}
    with pytest.raises(Invalid):
        claims.decline(funeral.id, reason=" ", organ_id=organ, now=NOW, actor=editor)
    with pytest.raises(Forbidden):
        claims.decline(funeral.id, reason="本市没有这类设施", organ_id=organ, now=NOW, actor=clerk)
    claims.decline(funeral.id, reason="由市民政局另行认领，本机关不实施", organ_id=organ, now=NOW, actor=editor)
    found = claims.report("demo", mine, state="declined")
    assert found.counts == {"claimed": 14, "asked": 0, "declined": 1, "unclaimed": 1}
    assert [(line.code, line.reason) for line in found.lines] == [("demo-funeral", "由市民政局另行认领，本机关不实施")]
    drainage = next(line for line in claims.report("demo", mine, state="claimed").lines if line.code == "demo-drainage")
    assert drainage.items == (("drainage", "城镇污水排入排水管网许可"),)
    assert claims.report("nowhere", mine) is None
    assert not list(check_all())


def test_the_report_asks_a_constant_number_of_questions(shipped, django_assert_max_num_queries) -> None:
    mine = organisations.mine(organisations.actor_named("shixiang"))
    with django_assert_max_num_queries(5):
        assert len(claims.report("qianfeng", mine).lines) == 50


def test_a_later_edition_ends_what_it_leaves_out_and_bad_files_write_nothing(shipped, program) -> None:
    about = {"title": "某清单", "level": "provincial", "source": "某处", "dated_on": None, "historic": False, "demo": False}
    first = read("code,name\nA1,甲\nA2,乙\n".encode())
    assert import_list("some", first, about=about, sha256="1", now=NOW, actor=program) == 2
    second = read("code,name\nA1,甲项\n".encode())
    assert import_list("some", second, about=about, sha256="2", now=NOW, actor=program) == 1
    assert BasicEntry.objects.get(code="A2").ended_on is not None
    for bad in ("code,name\nA1,\n", "code,name\nA1,甲\nA1,乙\n"):
        with pytest.raises(BadFile):
            import_list("some", read(bad.encode()), about=about, sha256="3", now=NOW, actor=program)
    for bytes_of in (b"\xff\xfe", b"name\nx\n"):
        with pytest.raises(BadFile):
            read(bytes_of)
    assert BasicEntry.objects.get(code="A1").name == "甲项"


def test_the_same_bytes_for_another_place_correct_the_list(shipped, program) -> None:
    about = {"title": "某清单", "level": "provincial", "source": "某处", "dated_on": None, "historic": False, "demo": False}
    rows = read("code,name\nA1,甲\n".encode())
    import_list("some", rows, about=about, sha256="1", now=NOW, actor=program)
    assert import_list("some", rows, about={**about, "division": "51"}, sha256="1", now=NOW, actor=program) == 0
    listed = BasicList.objects.get(code="some")
    assert (listed.division, listed.head_seq) == ("51", 2)
    assert not list(check_all())


def test_the_shipped_district_list_is_the_licences_of_the_districts_catalogue() -> None:
    import csv

    with (DATA / "items.csv").open(encoding="utf-8-sig") as file:
        codes = {row["item_code"] for row in csv.DictReader(file) if row["task_type"] == "1"}
    assert {row["code"] for row in read((DATA / "basic" / "qianfeng_licences.csv").read_bytes())} == codes


def test_what_an_import_linked_in_another_region_is_claimed_there_and_not_here(everything, editor) -> None:
    """应领尽领 asks what an organ claimed: the 536 licences of 前锋区 stand on the list of Sichuan, our city claimed none of it."""
    mine = organisations.mine(editor)
    found = claims.report("qianfeng", mine)
    assert found.counts == {"claimed": 0, "asked": 0, "declined": 0, "unclaimed": 536} and not any(line.items for line in found.lines)
    assert claims.standing_on(found.lines[0].entry_id), "the page of the entry shows who stands on it"
    assert claims.report("demo", mine).counts["claimed"] == 14
    assert claims.report("demo", frozenset({organisations.demo_id("organ", "fire")})).counts["claimed"] == 1, "the item the brigade decides"


def test_what_a_person_claims_no_longer_stands_there_by_the_rule(everything, program) -> None:
    linked = Claim.objects.filter(rule="code").select_related("entry").first()
    other = BasicEntry.objects.filter(list=linked.entry.list).exclude(id=linked.entry_id).first()
    claims.claim(linked.item_id, other.code, organ_id=None, now=NOW, actor=program)
    linked.refresh_from_db()
    assert (linked.entry_id, linked.rule) == (other.id, "")
