"""What goes wrong in acting together has a lawful end: circles, silence of an organ, refusal, withdrawal, two leads, a result still to come."""

from datetime import date, timedelta

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.cases.models import Case
from yichuang.cli.players import work
from yichuang.clock import api as clock
from yichuang.clock.domain import Limit, Unit
from yichuang.documents.models import Message
from yichuang.joint import api as joint
from yichuang.joint import due
from yichuang.joint.actions import settling
from yichuang.joint.actions import together as all_branches
from yichuang.joint.domain import law
from yichuang.joint.domain.edges import Circle
from yichuang.joint.domain.state import BranchState
from yichuang.joint.domain.themes import Mode
from yichuang.joint.models import Branch, Edge, Joint
from yichuang.kernel.record import read
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences

from .conftest import at
from .test_branches import accept_all

BEGIN = "2026-09-10 16:05"
ASSUMED = (("drainage", "public-place-hygiene", "assumable"),)
HARD = (("tree-felling", "public-place-hygiene", "hard"),)


def sound():
    return list(joint.check_folds()) == [] and list(cases.check_folds()) == []


def said(case_id):
    return [event.kind.split(".")[1] for event in read(case_id)]


def granted(player, reviewed="2026-09-14 09:00", now="2026-09-15 09:00"):
    player.accept(at("2026-09-11 09:00")).review(at(reviewed)).grant(at(now))
    work()


def in_force(player):
    return [row.state for row in licences.of_case(player.case_id)] == ["valid"]


@pytest.mark.parametrize(("days", "near_from"), [(2, "2026-09-15"), (3, "2026-09-16"), (5, "2026-09-18"), (10, "2026-09-24"), (20, "2026-10-10")])
def test_a_limit_is_near_with_a_working_day_or_a_fifth_of_it_left_and_never_on_the_day_it_began(cast, days, near_from):
    accepted_on, calendar = date(2026, 9, 14), clock.calendar()
    last_on = clock.last_day(calendar, accepted_on, Limit(days, Unit.WORKING_DAY))

    def near(day):
        return law.is_near(accepted_on, last_on, today=day, following=clock.add_working_days(calendar, day, 1))

    span = [accepted_on + timedelta(n) for n in range((last_on - accepted_on).days + 1)]
    assert next(day for day in span if near(day)) == date.fromisoformat(near_from)
    assert all(near(day) for day in span if day >= date.fromisoformat(near_from)) and not near(accepted_on)


def test_38_2_a_result_that_may_still_come_is_no_ground_of_refusal(together):
    """716 art. 7: accepted on the assumption; only at the limit, or when the other branch ended without it, may 不予 name it."""
    run = together("drainage", "public-place-hygiene", edges=ASSUMED).apply(at(BEGIN))
    hygiene = run.players["public-place-hygiene"]
    hygiene.accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00"))
    row = run.branch("public-place-hygiene", at("2026-09-14 10:00"))
    missing = {"reason": "排水许可没有取得"}
    by_law = Case.objects.get(id=row.case_id).statutory_on
    assert by_law > row.last_on, "its organ promised less than the law allows"
    before, near = at(f"{row.last_on} 09:00"), at(f"{by_law - timedelta(1)} 09:00")
    assert joint.nameable(row.case_id, today=local_date(before)) == ()
    with pytest.raises(law.MayStillCome):
        joint.refuse_for_missing(row.case_id, row.lacks[0].edge_id, **missing, actor=hygiene.signer(before), now=before)
    joint.refuse_for_missing(row.case_id, row.lacks[0].edge_id, **missing, actor=hygiene.signer(near), now=near)
    assert hygiene.state().phase is Phase.DECIDED and sound()


def test_a_circle_that_a_late_case_would_close_is_refused_by_name_and_nothing_joins(together, cast, play_alone):
    """Also through a branch that was applied for again: it stands where the first stood."""
    run = together("drainage", "public-place-hygiene", edges=ASSUMED).apply(at(BEGIN))
    applicant = cast.applicant(1)
    old = run.branch("drainage", at(BEGIN))
    cases.withdraw(old.case_id, reason="改图", actor=applicant, now=at("2026-09-11 08:00"))
    work()
    joint.again(run.joint_id, old.id, actor=applicant, now=at("2026-09-11 09:00"))
    late = play_alone("tree-felling", at("2026-09-11 09:00"))
    closing = (("public-place-hygiene", "tree-felling", "assumable"), ("tree-felling", "drainage", "assumable"))
    edges = together("drainage", "public-place-hygiene", "tree-felling", edges=closing).theme_edges()
    with pytest.raises(Circle) as no:
        joint.attach(run.joint_id, late.case_id, actor=applicant, now=at("2026-09-11 10:00"), edges=edges)
    assert "林木采伐许可" in no.value.details["names"]
    assert Branch.objects.filter(joint_id=run.joint_id).count() == 3 and late.state().unmet_gates == ()
    assert run.view(at("2026-09-11 10:01")).total_on and sound()


def test_a_department_that_never_answers_holds_up_no_other_and_is_seen_to_be_late(together):
    """32(4): silence accepts; 42: the day that passes is a red fact; who counted on it is told the three ways; nothing is granted by silence."""
    run = together("drainage", "public-place-hygiene", "tree-felling", edges=(*ASSUMED, ("drainage", "tree-felling", "hard"))).apply(at(BEGIN))
    silent, hygiene = run.players["drainage"], run.players["public-place-hygiene"]
    cases.run_due(at("2026-09-18 00:00"))
    assert silent.state().phase is Phase.UNDER_REVIEW and "DeemedAccepted" in said(silent.case_id)
    last = run.branch("public-place-hygiene", at("2026-09-18 09:00")).last_on
    due.run(at(f"{last + timedelta(1)} 09:00"))
    assert Message.objects.filter(kind="prerequisite_pressing", case_id=hygiene.case_id).exists()
    while cases.run_due(at("2026-12-01 09:00")):
        pass
    assert "StatutoryPassed" in said(silent.case_id) and silent.state().outcome is None
    waiting, lacking = (run.branch(code, at("2026-12-01 10:00")) for code in ("tree-felling", "public-place-hygiene"))
    assert waiting.state is BranchState.WAITING and waiting.last_on >= local_date(at("2026-12-01 10:00"))
    assert [holder.organ for holder in run.branch("drainage", at("2026-12-01 10:00")).holders] == ["示例市行政审批服务局"]
    assert joint.nameable(lacking.case_id, today=local_date(at("2026-12-01 10:00"))) and sound()


def test_refused_after_others_were_granted_what_was_granted_stands(together, cast):
    run = together("drainage", "tree-felling", "public-place-hygiene").apply(at(BEGIN))
    drainage, felling = run.players["drainage"], run.players["tree-felling"]
    granted(drainage)
    felling.accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00")).refuse(at("2026-09-16 09:00"), "现场与申请不一致")
    work()
    row = run.branch("tree-felling", at("2026-09-17 09:00"))
    assert (row.state, run.branch("drainage", at("2026-09-17 09:00")).state) == (BranchState.REFUSED, BranchState.GRANTED)
    assert in_force(drainage)
    joint.again(run.joint_id, row.id, actor=cast.applicant(1), now=at("2026-09-17 10:00"))
    assert run.branch("tree-felling", at("2026-09-17 10:00")).state is BranchState.OPEN
    assert sound()


def test_withdrawn_half_way_what_was_granted_stands_and_who_counted_on_the_rest_is_told(together, cast):
    run = together("drainage", "tree-felling", "public-place-hygiene", edges=HARD).apply(at(BEGIN))
    drainage, felling, applicant = run.players["drainage"], run.players["tree-felling"], cast.applicant(1)
    before = run.view(at(BEGIN)).total_on
    granted(drainage)
    cases.withdraw(felling.case_id, reason="计划有变", actor=applicant, now=at("2026-09-16 09:00"))
    work()
    waiting = run.branch("public-place-hygiene", at("2026-09-16 10:00"))
    assert waiting.state is BranchState.WAITING and waiting.lacks[0].failed  # nothing cascades by itself
    assert Message.objects.filter(kind="prerequisite_withdrawn").count() == 1
    joint.drop(run.joint_id, waiting.id, reason="不办了", actor=applicant, now=at("2026-09-16 11:00"))
    view = run.view(at("2026-09-16 12:00"))
    assert view.is_over and view.total_on < before and in_force(drainage) and sound()


def test_who_counted_on_a_branch_that_is_given_up_is_told(together, cast):
    run = together("drainage", "tree-felling", "public-place-hygiene", edges=(("drainage", "tree-felling", "hard"), *HARD)).apply(at(BEGIN))
    dropped = run.branch("tree-felling", at(BEGIN))
    joint.drop(run.joint_id, dropped.id, reason="", actor=cast.applicant(1), now=at("2026-09-11 09:00"))
    [told] = Message.objects.filter(kind="prerequisite_withdrawn")
    assert "林木采伐" in str(told.params) and sound()


def test_26_2_there_is_one_lead_also_when_the_item_that_leads_is_not_asked_for(together, cast, monkeypatch):
    run = together("drainage", "tree-felling")
    monkeypatch.setattr(run, "lead", "public-place-hygiene")
    run.apply(at(BEGIN))
    assert run.view(at(BEGIN)).lead == "示例市行政审批服务局"
    assert Joint.objects.get().lead_organ_id == cast.demo.organs["bureau"]


def test_26_2_the_lead_passes_on_when_nothing_of_the_organ_that_led_stands(together, cast):
    run = together("tree-felling", "drainage", "public-place-hygiene").apply(at(BEGIN))
    lead = Joint.objects.get().lead_organ_id
    first = run.branch("tree-felling", at(BEGIN))
    assert lead == Branch.objects.get(id=first.id).organ_id
    cases.withdraw(first.case_id, reason="不采伐了", actor=cast.applicant(1), now=at("2026-09-11 08:00"))
    work()
    then = Joint.objects.get().lead_organ_id
    assert then != lead and then == Branch.objects.get(id=run.branch("drainage", at(BEGIN)).id).organ_id
    assert "LeadPassed" in [event.kind.split(".")[1] for event in read(run.joint_id)] and sound()


def test_44_the_ten_days_run_from_each_decision_and_an_early_result_shortens_the_whole(together):
    run = together("drainage", "tree-felling").apply(at(BEGIN))
    drainage, felling = run.players["drainage"], run.players["tree-felling"]
    longest = run.view(at(BEGIN))
    assert longest.critical == run.branch("drainage", at(BEGIN)).id
    granted(drainage)
    early = run.view(at("2026-09-15 10:00"))
    assert early.total_on == run.branch("tree-felling", at("2026-09-15 10:00")).last_on < longest.total_on
    felling.accept(at("2026-09-11 09:30")).review(at("2026-09-15 11:00")).grant(at("2026-09-17 09:00"))
    work()
    due_on = {task.case_id: task.work_on for task in cases.open_tasks_of([drainage.case_id, felling.case_id])}
    for player in (drainage, felling):
        assert due_on[player.case_id] == clock.last_day(clock.calendar(), local_date(player.state().decided_at), Limit(10, Unit.WORKING_DAY))
    assert due_on[drainage.case_id] < due_on[felling.case_id]


def test_a_signature_does_not_outlive_a_return_to_review(together, cast):
    run = together("drainage", "tree-felling", mode=Mode.UNIFIED).apply(at(BEGIN))
    accept_all(run, cast, at("2026-09-11 09:00"))
    for player in run.players.values():
        player.review(at("2026-09-14 09:00"))
    ids = {code: run.branch(code, at("2026-09-15 09:00")).id for code in run.codes}
    joint.sign(run.joint_id, ids["drainage"], actor=cast["fenguan"], now=at("2026-09-15 09:10"))
    joint.sign(run.joint_id, ids["tree-felling"], actor=cast["linye-daibiao"], now=at("2026-09-15 09:20"))
    drainage = run.players["drainage"]
    cases.return_for_review(drainage.case_id, to_node="review", reason="请补写依据", actor=cast["fenguan"], now=at("2026-09-15 10:00"))
    drainage.review(at("2026-09-16 09:00"))
    assert not run.branch("drainage", at("2026-09-16 09:10")).signed and run.branch("tree-felling", at("2026-09-16 09:10")).signed
    with pytest.raises(law.NotAllReady) as no:
        joint.decide(run.joint_id, actor=cast["fenguan"], now=at("2026-09-16 09:30"))
    assert [(row.organ, "退回重审" in row.why) for row in no.value.rows] == [("示例市行政审批服务局", True)]
    joint.sign(run.joint_id, ids["drainage"], actor=cast["fenguan"], now=at("2026-09-16 10:00"))
    joint.decide(run.joint_id, actor=cast["fenguan"], now=at("2026-09-16 10:10"))
    work()
    assert sound()


def test_25_a_bureau_is_one_organ_and_has_its_own_twenty_and_ten_days(together, cast):
    run = together("drainage", "public-place-hygiene", mode=Mode.UNIFIED).apply(at(BEGIN))
    for player in run.players.values():
        player.accept(at("2026-09-11 09:00"))
    assert run.view(at("2026-09-14 09:00")).limit_on is None
    with pytest.raises(law.OneOrgan):
        joint.extend(run.joint_id, reason="复杂", actor=cast["shizhang"], now=at("2026-09-14 09:00"))


def test_more_than_one_act_can_hold_is_refused_whole(together, cast, monkeypatch):
    run = together("drainage", "tree-felling", mode=Mode.UNIFIED).apply(at(BEGIN))
    monkeypatch.setattr(all_branches, "MOST", 1)
    with pytest.raises(law.TooManyAtOnce):
        joint.accept(run.joint_id, actor=cast["chuangkou"], now=at("2026-09-11 09:00"))
    assert {player.state().phase for player in run.players.values()} == {Phase.RECEIVED}


@pytest.mark.parametrize("kind", ["assumable", "hard"])
def test_an_edge_holds_from_the_transaction_that_lays_it_and_steps_of_cases_write_nothing_here(together, cast, play_alone, kind):
    run = together("drainage", "public-place-hygiene").apply(at(BEGIN))
    late = play_alone("tree-felling", at("2026-09-11 09:00"))
    edges = together("tree-felling", "drainage", edges=(("tree-felling", "drainage", kind),)).theme_edges()
    joint.attach(run.joint_id, late.case_id, actor=cast.applicant(1), now=at("2026-09-11 10:00"), edges=edges)
    assert [gate.id for gate in run.players["drainage"].state().unmet_gates] == [Edge.objects.get().id]  # no worker ran
    head = Joint.objects.get(id=run.joint_id).head_seq
    late.accept(at("2026-09-11 11:00")).review(at("2026-09-14 09:00")).grant(at("2026-09-15 09:00"))
    assert Joint.objects.get(id=run.joint_id).head_seq == head
    work()  # only the end of the case is read here, by the reaction
    after = Joint.objects.get(id=run.joint_id).head_seq
    settling.settle(late.case_id, "granted", licence_id=None, actor=cast["fenguan"], now=at("2026-09-15 10:00"))  # heard twice
    assert Joint.objects.get(id=run.joint_id).head_seq == after > head and sound()
