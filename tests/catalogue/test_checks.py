"""The catalogue of a district and every guide: in, checked, published or told why not, in one go; the report over it."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from tests.catalogue.conftest import DATA, NOW
from tests.lasting import forget
from yichuang.catalogue import api, checks
from yichuang.catalogue.checks import Wanted, loading
from yichuang.catalogue.models import Instrument, Item, ItemVersion, VersionCheck, VersionFinding
from yichuang.organisations.models import Organ

pytestmark = pytest.mark.django_db


def test_the_district_and_all_guides_go_in_and_the_report_says_what_keeps_them(shipped, importer, django_assert_num_queries) -> None:
    """1,135 rows and 39 guides: none of the sources states all that the law wants said, so none may be published, and it says so, class by class.
    What the house arranges itself (procedure, form) keeps nothing."""
    loaded = checks.load(now=NOW, actor=importer, publish=True)
    assert (loaded.items.read, loaded.guides.read) == (1135, 39)
    assert loaded.checked == ItemVersion.objects.exclude(status="ended").count() == 1135 + 39 + len(shipped)
    assert (loaded.references, loaded.publishable, loaded.published) == (1174, 0, 0)
    kept = {line.code: line.versions for line in loaded.blocked}
    assert not {"procedure_missing", "form_missing", "result_without_template"} & set(kept)
    assert sum(line.references for line in loaded.classes) == 1174 and sum(line.open for line in loaded.classes) == len(shipped)
    assert {line.regime: line.references for line in loaded.classes}["licence"] >= 536
    assert kept["materials_missing"] >= 1135 and kept["basis_missing"] >= 1135
    again = checks.load(now=NOW + timedelta(hours=1), actor=importer, publish=True)
    assert (again.checked, again.items.unchanged, again.guides.unchanged, again.items.new) == (0, 1135, 39, 0)
    every_department_has_its_own_share()
    with django_assert_num_queries(1):
        lines, more = checks.findings(Wanted(severity="error"))
    assert len(lines) == 50 and more
    with django_assert_num_queries(1):
        checks.by_department()


def every_department_has_its_own_share() -> None:
    departments = {line.department: line.overview for line in checks.by_department()}
    with (DATA / "items.csv").open(encoding="utf-8-sig") as file:
        listed = [row["department"] for row in csv.DictReader(file)]
    name = max(set(listed), key=listed.count)
    assert departments[name].versions == listed.count(name) and departments[name].clean == 0
    assert departments["示例市行政审批服务局"].clean >= 1
    assert checks.overview(Wanted(department=name)) == departments[name]
    rules = checks.by_rule(Wanted(department=name, severity="error"))
    assert sum(line.findings for line in rules) == departments[name].errors == sum(1 for _ in checks.every(Wanted(department=name, severity="error")))


def test_a_finding_keeps_the_day_it_was_first_found(shipped, importer) -> None:
    draft = api.draft("late", name="某许可", columns={"regime": "licence"}, now=NOW, actor=importer)
    checks.check_stale(NOW)
    row = ItemVersion.objects.get(id=draft)
    row.edition, row.promised_amount, row.promised_unit = 1, 30, "working_day"
    row.save()
    later = NOW + timedelta(days=3)
    assert checks.check_stale(later) == 1
    since = {found.code: found.since for found in checks.every(Wanted(text="某许可"))}
    assert since["procedure_missing"] == date(2026, 9, 24) and since["promised_above_statutory"] == date(2026, 9, 27)
    next_version = api.revise(draft, now=later, actor=importer)
    checks.check_stale(later)
    assert {found.since for found in checks.every(Wanted(text="某许可")) if found.code == "procedure_missing" and found.version_id == next_version} == {date(2026, 9, 24)}


def test_a_repealed_law_is_found_again_without_touching_the_version(shipped) -> None:
    checks.check_stale(NOW)
    version = ItemVersion.objects.get(id=shipped["drainage"])
    title = version.bases[0]["title"]
    assert not VersionFinding.objects.filter(version=version, code="basis_repealed").exists()
    Instrument.objects.filter(title=title).update(repealed_on=date(2026, 9, 20))
    assert checks.check_stale(NOW) == ItemVersion.objects.exclude(status="ended").count()
    assert VersionFinding.objects.filter(version=version, code="basis_repealed", severity="error").exists()


def test_a_reference_is_judged_anew_when_an_organ_of_ours_takes_the_name_it_states(shipped, importer, editor) -> None:
    reference = api.draft("renamed", name="某备案", columns={"regime": "filing", "department": "示例市新名称局"}, now=NOW, actor=importer)
    ItemVersion.objects.filter(id=reference).update(status="imported")
    checks.check_stale(NOW)
    unnamed = VersionFinding.objects.filter(version_id=reference, code="organ_missing")
    assert unnamed.exists()
    Organ.objects.filter(id=editor.organ_id).update(name="示例市新名称局")
    forget()
    assert checks.check_stale(NOW) and not unnamed.exists()


def test_what_ended_leaves_the_report(shipped, importer) -> None:
    checks.check_stale(NOW)
    api.move(shipped["drainage"], "ended", now=NOW, actor=importer)
    checks.check_stale(NOW)
    assert not VersionCheck.objects.filter(version_id=shipped["drainage"]).exists()


def test_a_guide_that_changed_leaves_the_draft_made_from_it(shipped, importer) -> None:
    api.import_guides(DATA / "guides.json", now=NOW, actor=importer, write=True)
    reference = ItemVersion.objects.filter(item__origin="guides", status="imported").first()
    draft = api.revise(reference.id, now=NOW, actor=importer)
    text = (DATA / "guides.json").read_text("utf-8").replace(reference.name, reference.name + "（新）", 1)
    api.import_guides(text.encode(), now=NOW, actor=importer, write=True)
    numbers = dict(ItemVersion.objects.filter(item=reference.item).values_list("number", "status"))
    assert ItemVersion.objects.get(id=draft).status == "draft" and numbers[1] == "ended" and numbers[3] == "imported"


def test_a_reference_whose_source_says_all_is_published_with_what_the_house_arranges_once(shipped, importer) -> None:
    """A filing that a guide describes whole: organ (by its code), model, procedure, form and the paper of the result are the house's."""
    whole = ItemVersion.objects.get(id=shipped["signboard-filing"])
    item = Item.objects.create(code="reference", name=whole.name, origin="guides")
    columns = {field.attname: getattr(whole, field.attname) for field in ItemVersion._meta.concrete_fields if field.name not in ("id", "item", "status")}
    columns |= {"published_at": None, "published_by": "", "effective_on": None, "content_hash": "", "number": 1}
    columns |= dict.fromkeys(("accepting_organ_id", "deciding_organ_id", "procedure_id", "form_id", "situation_id", "smart_id"))
    columns |= {"deciding_model": "", "result": {key: value for key, value in whole.result.items() if key != "template"}}
    columns |= {"codes": {"item_code_full": f"511Z07001006-511602000000-000-{whole.accepting_organ.uscc}-1-00"}}
    reference = ItemVersion.objects.create(item=item, status="imported", **{k: v for k, v in columns.items() if k != "item_id"})
    ItemVersion.objects.filter(item__code="completion-filing").update(status="ended")  # the organ decides all that is left in one way
    ItemVersion.objects.filter(deciding_model="stationed", deciding_organ=whole.deciding_organ).update(status="ended")
    checks.check_stale(NOW)
    assert [finding.code for finding in checks.every(Wanted(severity="error")) if finding.version_id == reference.id] == []
    report = checks.LoadReport()
    loading.publish_clean(report, now=NOW, actor=importer, publish=True)
    assert (report.publishable, report.published, report.refused) == (1, 1, 0)
    made = ItemVersion.objects.get(item=item, status="published")
    assert (made.procedure.code, made.form.code, made.deciding_organ_id, made.deciding_model) == ("one_review", "general", whole.deciding_organ_id, "centralised")
    assert api.is_open(made.id)
    checks.check_stale(NOW)
    again = checks.LoadReport()
    loading.publish_clean(again, now=NOW, actor=importer, publish=True)
    assert (again.publishable, again.published) == (0, 0)


def test_a_draft_after_a_reference_brings_what_it_says_and_not_its_place(shipped, importer, editor) -> None:
    api.import_guides(DATA / "guides.json", now=NOW, actor=importer, write=True)
    guide = ItemVersion.objects.get(item__code="G029")
    told = {"name": guide.name, "regime": guide.regime, "organ_id": editor.organ_id, "now": NOW, "actor": editor}
    draft = ItemVersion.objects.get(id=api.begin_item(**told, like=guide.id))
    assert (draft.status, draft.materials, draft.conditions, draft.bases) == ("draft", guide.materials, guide.conditions, guide.bases)
    assert draft.item_id != guide.item_id and guide.region and not (draft.region or draft.windows or draft.codes) and guide.region in draft.source_note
    assert (draft.form.code, draft.procedure.code, draft.deciding_organ_id) == ("general", "default", editor.organ_id)
    other = ItemVersion.objects.get(item__code="G022")
    ItemVersion.objects.filter(id=other.id).update(entrusted_by=["浙江省教育厅"])
    told_there = ItemVersion.objects.get(id=api.begin_item(**told | {"name": other.name, "regime": other.regime}, like=other.id))
    assert other.extra["决定机构"] == "岱山县教育局" and (told_there.extra, told_there.entrusted_by) == ({}, None)
    own = api.draft("own", name="本机关的参考指南", columns={"regime": "filing", "codes": {"dept_code": draft.accepting_organ.uscc}}, now=NOW, actor=importer)
    ItemVersion.objects.filter(id=own).update(status="imported")
    made = ItemVersion.objects.get(id=api.begin_item(**told, like=own))
    assert (made.item.code, made.number) == ("own", 2) and api.begin_item(**told, like=own) == made.id
    with pytest.raises(api.WrongStatus):
        api.begin_item(**told, like=shipped["drainage"])
