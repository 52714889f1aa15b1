"""Facts of a case as they were stored in older shapes read as the newest, and fold (design §3)."""

from datetime import UTC, date, datetime
from uuid import UUID

from yichuang.cases import lifts  # noqa: F401 - registers the upcasters
from yichuang.cases.domain.dates import act_day
from yichuang.cases.domain.evolve import Moment, evolve
from yichuang.cases.domain.phases import ActKind
from yichuang.clock.packaged import packaged
from yichuang.kernel.revive import revive

from .test_dates import accepted, received

ID = "01900000-0000-7000-8000-000000000001"
AT = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
STORED = {
    "cases.CorrectionAsked": {
        "act_id": ID, "points": ["M1.complete"], "due_on": "2026-10-09", "document_id": ID, "authority_ref": "a",
    },
    "cases.SpecialProcedureStarted": {
        "act_id": ID, "ground": "expert_review", "basis": "第四十五条", "needed": 5, "unit": "working_day", "from_on": "2026-09-14",
        "expected_on": "2026-09-20", "document_id": ID, "authority_ref": "a",
    },
    "cases.ActOpened": {
        "act_id": ID, "act": "hearing", "state": "right_told", "due_on": "2026-09-20", "data": {"told": [ID], "waived": []},
        "document_id": ID, "gate_id": ID, "opened": [],
    },
    "cases.ActMoved": {
        "act_id": ID, "state": "asked", "due_on": None, "data": {}, "document_id": None, "met": False, "closed": [], "opened": [],
    },
}  # fmt: skip
"""One stored row of each old shape, as version 1 wrote it."""


def folded(state, kind):
    return evolve(state, revive(kind, 1, STORED[kind]), Moment(UUID(ID), "account:" + ID, AT, AT))


def test_a_stated_last_day_stays_that_day():
    act = folded(received(date(2026, 9, 10)), "cases.CorrectionAsked").acts[0]
    assert act_day(packaged(), act) == date(2026, 10, 9)
    assert act.data == {"points": ["M1.complete"], "missing": ["M1.complete"]}  # exactly what the row held then
    assert not act.waits_for_service


def test_a_right_told_ran_from_the_click_and_is_no_longer_served():
    state = folded(accepted(date(2026, 9, 11)), "cases.ActOpened")
    assert act_day(packaged(), state.acts[0]) == date(2026, 9, 20)
    assert folded(state, "cases.ActMoved").acts[0].limit is None


def test_the_expected_end_of_a_stop_is_counted_from_its_start():
    state = folded(accepted(date(2026, 9, 11)), "cases.SpecialProcedureStarted")
    act = state.acts_of(ActKind.SPECIAL)[0]
    assert act_day(packaged(), act) == date(2026, 9, 20)  # 15, 16, 17, 18 and the make-up Sunday
