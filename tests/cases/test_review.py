"""承办、审核: separation, claims, hand-over, send back, take back, side tasks; what may and may not happen on the way."""

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain import review as law
from yichuang.cases.domain.phases import TaskKind
from yichuang.dossier import api as dossier
from yichuang.kernel.errors import Forbidden, Stale
from yichuang.organisations.models import Account

from .conftest import at


@pytest.fixture
def case(play):
    return play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))


def step_of(case, node):
    return next(t for t in case.state().open_tasks if t.node == node)


def account(username):
    return Account.objects.get(username=username).id


def test_tasks_go_from_the_undertaker_to_the_section_chief_then_to_the_decision(case):
    case.step(at("2026-09-14 09:00"), step_of(case, "review"))
    case.step(at("2026-09-15 09:00"), step_of(case, "check"))
    (task,) = case.state().open_tasks
    assert (task.kind, task.post) == (TaskKind.DECIDE, "deputy_director")


def test_another_post_may_not_take_the_step(case, cast):
    task = step_of(case, "review")
    with pytest.raises(law.NotYourTask):
        cases.complete(case.case_id, task.id, verdict="agree", opinion="", actor=cast["kezhang"], now=at("2026-09-14 09:00"))


def test_a_step_is_done_once_however_often_it_is_clicked(case, cast):
    task = step_of(case, "review")
    case.step(at("2026-09-14 09:00"), task)
    with pytest.raises(law.TaskGone):
        case.step(at("2026-09-14 09:00"), task)


def test_a_claimed_task_is_its_owners(case, cast):
    task = step_of(case, "review")
    cases.claim(case.case_id, task.id, actor=cast["chengban2"], now=at("2026-09-14 08:40"))
    with pytest.raises(law.TaskTaken):
        case.step(at("2026-09-14 09:00"), task)


def test_an_opinion_against_needs_its_reason(case, cast):
    from yichuang.kernel.errors import Invalid

    with pytest.raises(Invalid):
        case.step(at("2026-09-14 09:00"), step_of(case, "review"), verdict="disagree", opinion="")


def test_hand_over_goes_to_a_holder_of_the_same_post_only(case, cast):
    from yichuang.kernel.errors import Invalid

    task = step_of(case, "review")
    cases.claim(case.case_id, task.id, actor=cast["chengban"], now=at("2026-09-14 08:40"))
    with pytest.raises(Invalid):
        cases.hand_over(case.case_id, task.id, to_id=account("kezhang"), actor=cast["chengban"], now=at("2026-09-14 09:00"))
    cases.hand_over(case.case_id, task.id, to_id=account("chengban2"), actor=cast["chengban"], now=at("2026-09-14 09:00"))
    assert step_of(case, "review").owner_id == account("chengban2")


def test_somebody_else_hands_over_only_with_the_power_to_assign(case, cast):
    task = step_of(case, "review")
    cases.claim(case.case_id, task.id, actor=cast["chengban"], now=at("2026-09-14 08:40"))
    with pytest.raises(Forbidden):
        cases.hand_over(case.case_id, task.id, to_id=account("chengban"), actor=cast["chengban2"], now=at("2026-09-14 09:00"))
    cases.hand_over(case.case_id, task.id, to_id=account("chengban2"), actor=cast["zuzhang"], now=at("2026-09-14 09:00"))


def test_a_step_is_sent_back_with_a_reason_and_done_again(case, cast):
    case.step(at("2026-09-14 09:00"), step_of(case, "review"))
    check = step_of(case, "check")
    cases.send_back(case.case_id, check.id, to_node="review", reason="请补写排水量依据", actor=cast["kezhang"], now=at("2026-09-14 10:00"))
    assert [t.node for t in case.state().open_tasks] == ["review"]
    case.review(at("2026-09-15 10:00"))
    assert list(cases.check_folds()) == []


def test_a_step_is_taken_back_until_the_next_owner_claims(case, cast):
    case.step(at("2026-09-14 09:00"), step_of(case, "review"))
    cases.take_back(case.case_id, actor=cast["chengban"], now=at("2026-09-14 09:05"))
    task = step_of(case, "review")
    assert task.owner_id == account("chengban")
    case.step(at("2026-09-14 09:10"), task)
    cases.claim(case.case_id, step_of(case, "check").id, actor=cast["kezhang"], now=at("2026-09-14 09:20"))
    with pytest.raises(law.NotToBeTakenBack):
        cases.take_back(case.case_id, actor=cast["chengban"], now=at("2026-09-14 09:30"))
    assert list(cases.check_folds()) == []


def test_a_step_waits_for_the_side_task_it_asked_for(case, cast):
    task = step_of(case, "review")
    cases.claim(case.case_id, task.id, actor=cast["chengban"], now=at("2026-09-14 08:40"))
    cases.insert(case.case_id, task.id, to_id=account("fazhi"), question="水质标准是否适用新版", actor=cast["chengban"],
                 now=at("2026-09-14 09:00"))  # fmt: skip
    with pytest.raises(law.SideTaskOpen):
        case.step(at("2026-09-14 09:30"), task)
    side = next(t for t in case.state().open_tasks if t.kind is TaskKind.SIDE)
    cases.complete(case.case_id, side.id, verdict="agree", opinion="适用", actor=cast["fazhi"], now=at("2026-09-14 10:00"))
    case.step(at("2026-09-14 11:00"), step_of(case, "review"))


def test_two_clerks_on_one_case_the_second_is_told_and_nothing_is_lost(case, cast):
    from yichuang.cases import hot

    shown = hot.load(case.case_id).head.seq
    task = step_of(case, "review")
    cases.claim(case.case_id, task.id, actor=cast["chengban2"], now=at("2026-09-14 08:40"))
    with pytest.raises(Stale) as moved:
        cases.complete(case.case_id, task.id, verdict="agree", opinion="同意", actor=cast["chengban"], now=at("2026-09-14 09:00"),
                       version=shown)  # fmt: skip
    assert moved.value.status == 412


def test_review_points_not_met_bar_the_grant_not_the_review(case, cast):
    from yichuang.cases.domain.decision import PointsOpen

    for node, day in (("review", "14"), ("check", "15")):
        case.step(at(f"2026-09-{day} 09:00"), step_of(case, node))
    assert dossier.review_open(case.case_id)
    with pytest.raises(PointsOpen):
        case.grant(at("2026-09-16 09:00"))
