"""Stored samples of every shape a fact of a case once had: they read as the newest one, and the fold gives the row they gave."""

from datetime import UTC, date, datetime
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.cases.domain.dates import act_day
from yichuang.cases.domain.evolve import Moment, evolve, fold
from yichuang.cases.domain.phases import ActKind
from yichuang.cases.models import Statement
from yichuang.clock.packaged import packaged
from yichuang.kernel.events import fact_data
from yichuang.kernel.record import read
from yichuang.kernel.revive import revive

from .conftest import at
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
    "cases.ExtensionApproved": {
        "act_id": ID, "amount": 10, "unit": "working_day", "article": "第四十二条第一款", "document_id": ID, "authority_ref": "a",
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


def test_an_extension_approved_before_telling_was_counted_waits_for_none():
    fact = revive("cases.ExtensionApproved", 1, STORED["cases.ExtensionApproved"])
    assert fact.tell_by is None


def test_the_expected_end_of_a_stop_is_counted_from_its_start():
    state = folded(accepted(date(2026, 9, 11)), "cases.SpecialProcedureStarted")
    act = state.acts_of(ActKind.SPECIAL)[0]
    assert act_day(packaged(), act) == date(2026, 9, 20)  # 15, 16, 17, 18 and the make-up Sunday


SPECIAL_V1 = {
    "act_id": "019f0000-0000-7000-8000-000000000001", "authority_ref": "019f0000-0000-7000-8000-000000000002",
    "basis": "《生产建设项目水土保持方案管理办法》第九条", "document_id": "019f0000-0000-7000-8000-000000000003",
    "expected_on": "2026-10-13", "from_on": "2026-09-15", "ground": "tender", "needed": 15, "unit": "working_day",
}  # fmt: skip


def test_a_special_procedure_whose_basis_stood_in_the_event_reads_as_one_with_an_article():
    fact = revive("cases.SpecialProcedureStarted", 1, SPECIAL_V1)
    assert (fact.v, fact.article, fact.statement_id, fact.statement_hash) == (2, SPECIAL_V1["basis"], None, "")
    assert (fact.act_id, fact.from_on) == (UUID(SPECIAL_V1["act_id"]), date(2026, 9, 15))


def test_what_is_typed_as_the_basis_of_a_stop_is_a_statement_and_never_in_the_chain(play, cast):
    """Design §4: no personal data in the chain; free text lies in tables, the fact names it by id and salted hash."""
    case = play("soil-conservation").apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))
    typed = "张三提供的说明，电话13800000000"
    cases.start_special(case.case_id, ground="expert_review", days=5, basis=typed, actor=cast["chengban"], now=at("2026-09-15 09:00"))
    told = next(e.fact for e in read(case.case_id) if e.kind == "cases.SpecialProcedureStarted")
    assert not any("13800000000" in str(fact_data(e.fact)) for e in read(case.case_id))
    written = Statement.objects.get(id=told.statement_id)
    assert (written.text, written.sha256) == (typed, told.statement_hash)
    assert typed not in str(case.state().acts_of(ActKind.SPECIAL)[0].data)
    assert "第" in told.article
    assert fold(read(case.case_id)) == case.state()
    assert list(cases.check_folds()) == []
