"""The 39 real guides: what is in them, what is not, and what does not fit."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalogue.conftest import DATA, NOW
from yichuang.catalogue import api
from yichuang.catalogue.imports.report import BadFile
from yichuang.catalogue.models import Item, ItemVersion
from yichuang.kernel.models import Event

pytestmark = pytest.mark.django_db
FILE = DATA / "guides.json"


def imported(importer, *, write: bool = True, source=FILE):
    return api.import_guides(source, now=NOW, actor=importer, write=write)


def found(report, ident: str) -> set[tuple[str, str]]:
    return {(f.finding.field, f.finding.code) for f in report.findings if f.id == ident}


def test_a_dry_run_reads_all_39_and_writes_nothing(importer) -> None:
    report = imported(importer, write=False)
    assert (report.read, report.new, report.refused) == (39, 39, 0)
    assert not Item.objects.exists()
    assert not Event.objects.filter(stream="import").exists()


def test_the_second_import_changes_nothing(importer) -> None:
    imported(importer)
    report = imported(importer)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 39)
    assert ItemVersion.objects.count() == 39
    assert Event.objects.filter(stream="import", kind="catalogue.GuidesImported").count() == 1


def test_a_changed_guide_becomes_a_new_version_and_the_old_one_ends(importer) -> None:
    imported(importer)
    document = json.loads(FILE.read_text("utf-8"))
    document["guides"][0]["promised_limit"] = {"text": "5个工作日", "value": 5, "unit": "工作日"}
    report = imported(importer, source=json.dumps(document).encode())
    assert (report.new, report.changed, report.unchanged) == (0, 1, 38)
    old, new = ItemVersion.objects.filter(item__code="G001").order_by("number")
    assert (old.status, old.promised_amount) == ("ended", 7)
    assert (new.status, new.promised_amount) == ("imported", 5)


def test_the_report_has_the_shape_scripts_rely_on(importer) -> None:
    plain = imported(importer, write=False).plain()
    assert set(plain) == {"read", "new", "changed", "unchanged", "refused", "findings"}
    assert {"id", "field", "severity", "code", "message"} <= set(plain["findings"][0])


REAL = [
    ("G021", "promised", "promised_above_statutory"),  # 30 working days, law: 20
    ("G021", "promised", "limit_above_default"),
    ("G021", "materials", "open_ended_material"),
    ("G022", "statutory", "limit_above_default_cited"),  # three months, 民办教育促进法
    ("G024", "statutory", "limit_above_default_cited"),  # 30 calendar days, 民办教育促进法
    ("G023", "steps", "steps_above_default"),  # 审查 37 working days
    ("G034", "statutory", "statutory_differs_from_own_law"),  # 20, the 办法 says 15
    ("G037", "promised", "excluded_time_not_in_45"),
    ("G037", "fees", "fee_without_basis"),
    ("G037", "legal_basis", "basis_repealed"),  # 占用征用林地审核审批管理办法
    ("G041", "conditions", "basis_repealed"),  # 水利部令第16号, repealed by 第49号
    ("G041", "promised", "promised_differs_from_own_law"),  # 16, the 办法 says 10
    ("G042", "handling_type", "instant_with_days"),
    ("G046", "steps", "ambiguous_day"),
    ("G047", "steps", "steps_do_not_add_up"),  # 4 + 1 of 12
    ("G051", "authority", "organ_not_in_force"),
    ("G006", "codes", "code_invalid"),  # a basic code of 14 digits
    ("G006", "handling_type", "code_only_value"),
]


def test_what_really_does_not_fit_is_reported(importer) -> None:
    report = imported(importer, write=False)
    for ident, field, code in REAL:
        assert (field, code) in found(report, ident), (ident, field, code)


def test_steps_that_do_add_up_are_not_reported(importer) -> None:
    """G041: 1 + 11 + 3 + 1 = 16, as its promise says."""
    assert ("steps", "steps_do_not_add_up") not in found(imported(importer, write=False), "G041")


def test_what_the_source_does_not_say_stays_not_stated(importer) -> None:
    imported(importer)
    row = ItemVersion.objects.get(item__code="G007")
    assert row.materials is None
    assert row.fees is None
    assert row.quota is None
    assert row.visits is None
    assert (row.statutory_amount, row.promised_amount) == (None, None)
    guide = api.guide(row.id)
    assert {"materials", "fees", "statutory", "promised", "visits", "result"} <= guide.missing
    assert guide.statutory_words == ""
    assert not guide.open


def test_none_and_not_stated_are_not_the_same(importer) -> None:
    imported(importer)
    free = ItemVersion.objects.get(item__code="G017")
    assert free.fees == []
    assert "fees" not in api.guide(free.id).missing


def test_an_imported_guide_cannot_be_applied_for(importer) -> None:
    imported(importer)
    with pytest.raises(api.NotPublished) as refusal:
        api.published("G001")
    assert "尚未发布" in str(refusal.value)


def test_the_address_of_a_mirror_is_never_shown(importer) -> None:
    imported(importer)
    mirrors = ItemVersion.objects.filter(source_kind="copy")
    assert mirrors.count() == 10
    for row in mirrors:
        assert row.source_url
        source = api.guide(row.id).source
        assert (source.url, source.site) == ("", "")


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[1", b"\xff\xfe\x00", b'{"guides": 3}', b"null", b"[" * 100_000],
)
def test_a_broken_file_gets_a_clear_refusal(importer, data: bytes) -> None:
    with pytest.raises(BadFile) as refusal:
        imported(importer, source=data)
    assert refusal.value.details["why"]


def test_bad_entries_are_refused_one_by_one(importer) -> None:
    good = json.loads(FILE.read_text("utf-8"))["guides"][0]
    entries = [
        3, {}, {"id": "A"}, {"id": "B", "item_name": "x", "codes": []}, {"id": "C", "item_name": "x", "item_type": "行政处罚"} | {},
        good, good, {"id": "D", "item_name": "只有名称"}, {"id": "E", "item_name": "x", "materials": ["a", {"name": ""}], "steps": [None]},
        {"id": "F", "item_name": "x", "statutory_limit": {"text": 5, "unit": None}, "source": {"page_date": "去年"}, "quota": 7, "fee": 3},
    ]
    report = imported(importer, source=json.dumps({"guides": entries}).encode())
    assert (report.read, report.new, report.refused) == (10, 4 + 1, 5)
    assert ("id", "duplicate_id") in found(report, "G001")


KEYS = [
    "name", "text", "value", "unit", "limit", "count", "type", "kind", "url", "page_date", "收费标准", "服务对象代码", "basic_code",
    "implementation_code", "authority_code",
]
ODD = ["30天（筹设）", "99999999999个工作日", "原件1份", "0", "1,2,x"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=6,
)
FIELDS = [
    "item_type", "region", "authority", "level", "codes", "service_objects", "handling_type", "channels", "legal_basis", "statutory_limit",
    "promised_limit", "on_site_visits", "quota", "conditions", "materials", "steps", "fee", "result", "window", "extra", "source",
]


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=8), min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
def test_no_file_breaks_the_import(db, entries) -> None:
    """Whatever stands in the fields: an entry is read or refused, never a crash, and the database takes it."""
    from yichuang.organisations.api import system_actor

    guides = [{"id": f"Z{n}", "item_name": "某事项"} | entry for n, entry in enumerate(entries)]
    with transaction.atomic():
        report = imported(system_actor("import"), source=json.dumps({"guides": guides}).encode())
        assert report.read == report.new + report.refused
        transaction.set_rollback(True)


def test_a_code_that_another_source_uses_is_refused(importer) -> None:
    imported(importer)
    Item.objects.filter(code="G001").update(origin="studio")
    report = imported(importer)
    assert (report.unchanged, report.refused) == (38, 1)
