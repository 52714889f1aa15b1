"""请示不予受理: the window has no veto (design §5); it asks, whoever may reject decides, the five days run on (32(4))."""

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.acceptance import AnswerTooLate, ProposedBefore
from yichuang.cases.domain.phases import Phase, TaskKind
from yichuang.kernel.errors import Forbidden, Invalid

from .conftest import at

pytestmark = pytest.mark.django_db
REASON = "申请事项属于上级水行政主管部门审批权限"


@pytest.fixture
def case(play):
    return play().apply(at("2026-09-10 16:05"))


def propose(case, when="2026-09-11 09:00", ground="not_competent", reason=REASON, who="chuangkou"):
    return cases.propose_rejection(case.case_id, ground=ground, reason=reason, actor=case.cast[who], now=at(when))


def reject(case, when, who="kezhang"):
    return cases.reject(
        case.case_id, ground="not_competent", reason=REASON, where_to_go="示例省水利厅", actor=case.cast[who], now=at(when)
    )


def proposals(case):
    return [t for t in case.state().open_tasks if t.kind is TaskKind.APPROVE]


def test_the_window_asks_and_the_section_chief_rejects(case):
    with pytest.raises(Forbidden):
        reject(case, "2026-09-11 08:50", who="chuangkou")
    propose(case)
    [task] = proposals(case)
    assert (task.name, task.post) == ("请示不予受理", "section_chief")
    reject(case, "2026-09-11 15:00")
    assert case.state().phase is Phase.REJECTED and not case.state().open_tasks
    assert list(cases.check_folds()) == []


def test_declined_the_window_goes_on_and_accepts(case):
    propose(case)
    with pytest.raises(Forbidden):
        cases.decline_rejection(case.case_id, reason="属于本机关权限", actor=case.cast["chuangkou"], now=at("2026-09-11 10:00"))
    cases.decline_rejection(case.case_id, reason="属于本机关权限，请继续核对", actor=case.cast["kezhang"], now=at("2026-09-11 10:00"))
    assert proposals(case) == [] and case.state().phase is Phase.RECEIVED
    case.accept(at("2026-09-11 11:00"))
    assert case.state().phase is Phase.UNDER_REVIEW
    assert list(cases.check_folds()) == []


def test_acceptance_takes_the_question_off_the_desk(case):
    propose(case)
    case.accept(at("2026-09-11 11:00"))
    assert proposals(case) == []


def test_asked_once_at_a_time_with_a_legal_ground(case):
    with pytest.raises(Invalid):
        propose(case, ground="incomplete")
    with pytest.raises(Invalid):
        propose(case, reason="不行")
    with pytest.raises(Forbidden):
        propose(case, who="chengban")
    propose(case)
    with pytest.raises(ProposedBefore):
        propose(case, when="2026-09-11 09:05")


def test_asking_does_not_stop_the_five_days(case, play):
    propose(case)
    cases.run_due(at("2026-09-18 08:00"))
    assert case.state().deemed and proposals(case) == []
    late = play().apply(at("2026-09-10 16:05"))
    with pytest.raises(AnswerTooLate):
        propose(late, when="2026-09-18 09:00")
