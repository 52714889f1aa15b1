"""Timed work that fails is put off, seen, and tried again; nobody waits behind it."""

from datetime import timedelta

from yichuang.cases import api as cases
from yichuang.cases.models import Case
from yichuang.cli import stuck as program
from yichuang.cli.bench_cases import copy_case
from yichuang.kernel import due

from .conftest import at

NIGHT = at("2026-09-18 00:00")


def broken(play, count):
    """So many cases that cannot be checked, all due before the others."""
    first = play().apply(at("2026-09-10 16:05"))
    ids = [first.case_id, *copy_case(first.case_id, count - 1)]
    changed = Case.objects.filter(id__in=ids).update(calendar_version="lost", next_check_at=NIGHT - timedelta(hours=1))
    assert changed == count
    return ids


def test_150_cases_that_always_fail_do_not_hold_up_the_151st(play):
    ids = broken(play, 150)
    sound = play().apply(at("2026-09-10 16:06"))
    assert cases.run_due(NIGHT) == 100
    assert not sound.state().deemed, "the first batch is full of broken ones"
    assert cases.run_due(NIGHT) == 51
    assert sound.state().deemed
    assert cases.run_due(NIGHT) == 0, "what was put off is not asked again at once"
    assert {row.subject_id for row in due.stuck()} == set(ids)
    assert cases.run_due(NIGHT + timedelta(seconds=61)) == 100, "but a minute later"


def test_each_failure_doubles_the_wait_up_to_six_hours(play):
    [case_id] = broken(play, 1)
    now, waits = NIGHT, []
    for _ in range(12):
        assert cases.run_due(now) == 1
        [row] = due.stuck()
        waits.append((row.next_try_at - now) / timedelta(minutes=1))
        now = row.next_try_at
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert (row.subject_id, row.failures, row.first_at) == (case_id, 12, NIGHT)
    assert "clock.no_calendar" in row.error


def test_it_staff_see_what_hangs_and_try_it_again_when_the_cause_is_mended(play):
    [case_id] = broken(play, 1)
    good = play().apply(at("2026-09-11 16:07")).state().calendar_version
    cases.run_due(NIGHT)
    [row] = program.findings()
    assert (row["what"], row["id"], row["failures"]) == ("cases.due", str(case_id), 1)
    program.again(None)
    assert program.findings()[0]["failures"] == 2, "still broken"
    Case.objects.filter(id=case_id).update(calendar_version=good)
    program.again(case_id)
    assert program.findings() == []
    assert cases.state(case_id).deemed
