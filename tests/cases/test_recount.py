"""Design §5 Clock: importing a calendar counts every open case again, in resumable batches; one bad case stops no other."""

from dataclasses import dataclass
from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.actions import recount
from yichuang.cases.models import Case
from yichuang.cli.players import work
from yichuang.clock import api as clock
from yichuang.clock.domain import packaged
from yichuang.kernel import due
from yichuang.kernel.record import read
from yichuang.kernel.subscriptions import parked

from .conftest import at

NOTICE = "date,kind,name\n2027-01-01,放假,元旦\n2027-01-02,放假,元旦\n2027-01-03,补班,元旦\n2027-02-05,holiday,春节\n2027-10-01,holiday,国庆节\n"


@dataclass(frozen=True)
class Editor:
    ref: str = "system:calendar"


@pytest.fixture
def open_cases(play, monkeypatch):
    monkeypatch.setattr(recount, "BATCH", 2)
    found = [play().apply(at("2026-12-24 10:00")).accept(at("2026-12-25 10:00")) for _ in range(5)]
    work()
    return sorted(found, key=lambda case: case.case_id)


def promised(case):
    return Case.objects.values_list("promised_on", flat=True).get(id=case.case_id)


def test_every_open_case_is_counted_again_batch_by_batch(open_cases):
    before = promised(open_cases[0])
    clock.import_calendar(NOTICE, now=at("2026-12-28 10:00"), actor=Editor(), source="国办发明电")
    work()
    assert {promised(case) for case in open_cases} == {clock.last_day(clock.calendar(), date(2026, 12, 25), open_cases[0].terms.promised)}
    assert promised(open_cases[0]) != before
    for case in open_cases:
        assert [e.fact.calendar_version for e in read(case.case_id) if e.kind == "cases.DueMoved"][0] == clock.calendar().version
    assert list(cases.check_folds()) == []


def test_one_bad_case_stops_no_other_stays_visible_and_is_tried_again(open_cases):
    bad, others = open_cases[1], [case for case in open_cases if case is not open_cases[1]]
    Case.objects.filter(id=bad.case_id).update(calendar_version="no such calendar")
    before = promised(bad)
    clock.import_calendar(NOTICE, now=at("2026-12-28 10:00"), actor=Editor(), source="国办发明电")
    work()
    assert parked() == []
    assert all(promised(case) != before for case in others)
    assert promised(bad) == before
    (stuck,) = [one for one in due.stuck() if one.what == recount.WHAT]
    assert stuck.subject_id == bad.case_id
    assert "no_calendar" in stuck.error
    Case.objects.filter(id=bad.case_id).update(calendar_version=packaged().version)
    cases.run_due(at("2026-12-28 10:05"))
    assert promised(bad) == promised(others[0])
    assert [one for one in due.stuck() if one.what == recount.WHAT] == []
