"""Importing the yearly notice of the State Council."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from yichuang.clock import api
from yichuang.clock.domain import Calendar, Limit, packaged
from yichuang.clock.models import STREAM_ID, CalendarDay, CalendarHead, CalendarVersion
from yichuang.clock.packaged import festivals
from yichuang.kernel.errors import Invalid, NotFound

DATA = Path(__file__).parents[1] / "data" / "calendar"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
D = date.fromisoformat

NEXT_YEAR = """date,kind,name
2027-01-01,放假,元旦
2027-01-02,放假,元旦
2027-01-03,补班,元旦
2027-02-05,holiday,春节
2027-10-01,holiday,国庆节
"""


@dataclass(frozen=True)
class Editor:
    ref: str = "system:calendar"


def imported(content: str | bytes) -> object:
    return api.import_calendar(content, now=NOW, actor=Editor(), source="国办发明电")


@pytest.mark.django_db
def test_a_fresh_house_counts_with_the_packaged_calendar() -> None:
    assert api.calendar() is packaged()
    assert CalendarVersion.objects.get().version == packaged().version
    CalendarHead.objects.all().delete()
    assert api.calendar() is packaged()


@pytest.mark.django_db
def test_an_imported_year_is_in_force_at_once_and_final() -> None:
    before = api.explain(D("2026-12-24"), Limit(10))
    change = imported(NEXT_YEAR)
    after = api.explain(D("2026-12-24"), Limit(10))
    assert before.provisional and not after.provisional
    assert (before.due_on, after.due_on) == (D("2027-01-08"), D("2027-01-07"))
    assert change.years_announced == (2027,) and change.after == api.current_version()
    moved = {c.on for c in change.changes if c.moves_dates}
    assert D("2027-01-03") in moved and D("2027-06-09") in moved and D("2027-01-02") not in moved
    assert api.calendar(change.before) is packaged()
    assert api.calendar(change.after) is api.calendar()


@pytest.mark.django_db
def test_a_version_made_before_days_were_given_still_counts_by_its_own_rule() -> None:
    before = Calendar.of(packaged().announced_days(), announced=packaged().years, festivals=festivals(), gives=False)
    assert before.version != packaged().version
    stored = CalendarVersion.objects.get()
    old = CalendarVersion.objects.create(
        version=before.version, source="packaged", years=stored.years, festivals=stored.festivals
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(version=old, on=d.on, kind=d.kind.value, name=d.name) for d in before.announced_days()
    )
    assert api.calendar(before.version).is_working(D("2027-05-03"))
    assert not api.calendar().is_working(D("2027-05-03"))
    CalendarHead.objects.update(current=old)
    migration = import_module("yichuang.clock.migrations.0003_days_given")
    migration.replace(apps, None)
    assert api.current_version() == packaged().version


@pytest.mark.django_db
def test_the_import_is_one_event_on_the_stream_of_the_calendar() -> None:
    change = imported(NEXT_YEAR)
    with connection.cursor() as cursor:
        cursor.execute("select stream, seq, kind, actor, data from event where stream_id = %s", [STREAM_ID])
        rows = cursor.fetchall()
    assert [row[:4] for row in rows] == [("calendar", 1, "clock.CalendarImported", "system:calendar")]
    assert CalendarHead.objects.get().head_seq == 1
    assert change.after in str(rows[0][4])


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing() -> None:
    imported(NEXT_YEAR)
    again = imported(NEXT_YEAR)
    assert again.is_empty and again.changes == ()
    assert CalendarHead.objects.get().head_seq == 1


@pytest.mark.django_db
def test_single_days_amend_an_announced_year_and_can_be_taken_back() -> None:
    start = api.current_version()
    imported("date,kind,name\n2026-12-31,holiday,元旦\n")
    assert not api.calendar().is_working(D("2026-12-31"))
    imported("date,kind,name\n2026-12-31,ordinary,\n")
    assert api.current_version() == start
    assert CalendarHead.objects.get().head_seq == 2


@pytest.mark.django_db
def test_the_layout_of_chinese_days_is_read() -> None:
    change = api.check_calendar((DATA / "chinese-days.json").read_bytes())
    assert not [c for c in change.changes if c.moves_dates] and change.years_announced == ()
    assert api.calendar() is packaged()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        ("date,kind,name\n2027-13-01,holiday,元旦\n", "rows[2].date", "clock.bad_date"),
        ("date,kind,name\n2027-01-01,frei,元旦\n", "rows[2].kind", "clock.bad_kind"),
        ("date,kind,name\n2027-01-01,holiday,\n", "rows[2].name", "clock.no_name"),
        ("date,kind,name\n2027-01-04,make_up,元旦\n", "rows[2].kind", "clock.not_a_weekend"),
        ("date,kind,name\n2027-01-01,holiday,元旦\n2027-01-01,holiday,元旦\n", "rows[3].date", "clock.duplicate_day"),
        ("day;kind\n", "header", "clock.bad_layout"),
        ("date,kind,name\n", "file", "clock.empty_file"),
        ('{"holidays": []}', "holidays", "clock.bad_layout"),
        ('{"holidays": {"2027-02-30": "x,春节,4"}}', "holidays.2027-02-30.date", "clock.bad_date"),
        ("{", "file:1", "clock.bad_json"),
        (b"\xff\xfe", "file", "clock.not_utf8"),
        ("date,kind,name\n2027-01-01,holiday,元旦\n", "year.2027", "clock.half_a_year"),
        ("date,kind,name\n2028-01-26,holiday,春节\n2028-10-01,holiday,国庆节\n", "year.2028", "clock.calendar_gap"),
    ],
)
def test_a_bad_file_is_refused_with_row_and_field(content: str | bytes, field: str, code: str) -> None:
    before = api.current_version()
    with pytest.raises(Invalid) as refused:
        imported(content)
    assert (refused.value.errors[0].field, refused.value.errors[0].code) == (field, code)
    assert api.current_version() == before


@pytest.mark.django_db
def test_an_unknown_version_is_not_found() -> None:
    with pytest.raises(NotFound):
        api.calendar("2015-2026.nothing")


@pytest.mark.django_db
def test_which_calendar_is_in_force_costs_one_query(django_assert_num_queries) -> None:
    imported(NEXT_YEAR)
    version = api.calendar().version
    with django_assert_num_queries(1):
        api.calendar()
    with django_assert_num_queries(0):
        api.calendar(version)
