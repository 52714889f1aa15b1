"""Stored samples of every shape a fact of a case once had: they read as the newest one, and the fold gives the row they gave."""

from datetime import date
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.cases.domain.evolve import fold
from yichuang.cases.domain.phases import ActKind
from yichuang.cases.models import Statement
from yichuang.kernel.events import fact_data
from yichuang.kernel.record import read
from yichuang.kernel.revive import revive

from .conftest import at

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
